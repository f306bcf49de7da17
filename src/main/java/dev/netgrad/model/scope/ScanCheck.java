package dev.netgrad.model.scope;

import dev.netgrad.source.Code;
import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.Span;
import dev.netgrad.tensor.Circles;
import dev.netgrad.tensor.Recurrence;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Whether the formulas of scans can be computed one point after the other, each sample by itself. */
final class ScanCheck {
  private ScanCheck() {}

  /**
   * What is wrong if they can't; empty if they can.
   *
   * @param body what is computed, in order
   * @param previous what previous tensors have the values of
   */
  static Optional<Diagnostic> obstacle(List<Tensor> body, Map<Tensor, Tensor> previous) {
    if (previous.isEmpty()) {
      return Optional.empty();
    }
    List<Recurrence.Line> lines = body.stream().filter(Tensor::isFormula)
        .map(t -> Recurrence.Line.of(t, Recurrence.resolved(t.formula(), previous))).toList();
    Map<Tensor, Recurrence.Line> byTarget = new HashMap<>();
    lines.forEach(line -> byTarget.put(line.target(), line));
    Optional<Diagnostic> call = call(body, previous);
    if (call.isPresent()) {
      return call;
    }
    for (List<Tensor> circle : Recurrence.inOrder(lines)) {
      try {
        Recurrence.of(circle.stream().map(byTarget::get).toList());
      } catch (Recurrence.ImpossibleException e) {
        return Optional.of(said(e));
      }
    }
    return Optional.empty();
  }

  /** What a scan computes point by point is made of formulas. */
  private static Optional<Diagnostic> call(List<Tensor> body, Map<Tensor, Tensor> previous) {
    Set<Tensor> within = Set.copyOf(body);
    return Circles.inOrder(body, tensor -> {
      List<Tensor> reads = new ArrayList<>();
      Dependencies.reads(tensor.definition(), reads::add);
      Optional.ofNullable(previous.get(tensor)).ifPresent(reads::add);
      reads.retainAll(within);
      return reads;
    }).stream().filter(circle -> circle.size() > 1).flatMap(List::stream)
        .filter(t -> !t.isFormula() && !previous.containsKey(t)).findFirst()
        .map(other -> Diagnostic.of(Code.SCAN, other.origin().place(), "a scan is made of formulas, and `"
            + other.name() + "` is " + (Dependencies.call(other) == null ? "a derivative" : "the result of a block"))
            .advice("have it be a layer, whose formulas are put in place"));
  }

  private static Diagnostic said(Recurrence.ImpossibleException e) {
    String target = "`" + e.target().name() + "`";
    Span place = e.target().origin().place();
    return switch (e.obstacle()) {
      case OTHER_SAMPLES -> Diagnostic.of(Code.SCAN, place, "a scan goes through each sample by itself, and " + target
          + " depends on other samples at each point").advice("sum over the samples before the scan, or after it");
      case OTHER_POINTS -> Diagnostic.of(Code.SCAN, place, target + " needs points of `" + e.read().name()
          + "` that are not computed before its own")
          .advice("a scan reads what it computes at its own point, or at those before: [t - 1, …]");
      case BOTH_WAYS -> Diagnostic.of(Code.SCAN, place, "this scan reads points before its own, and " + target
          + " points after it").advice("each way is a scan of its own, whose results are put together after them");
    };
  }
}
