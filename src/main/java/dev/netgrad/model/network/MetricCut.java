package dev.netgrad.model.network;

import dev.netgrad.model.scope.Dependencies;
import dev.netgrad.model.scope.Frame;
import dev.netgrad.model.scope.GraphBuilder;
import dev.netgrad.source.Code;
import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.Span;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Call;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Definition.Formula;
import dev.netgrad.tensor.Derivation;
import dev.netgrad.tensor.Metrics;
import dev.netgrad.tensor.Origin;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Replacement;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Cuts the metrics of a network where they join the samples: what comes before is computed for each batch, what comes
 * after once, from all batches together. So a metric takes one pass over the data: what a sample has may not depend on
 * what all have together, as its distance from their mean would.
 */
final class MetricCut {
  private final Frame frame;
  /** What was looked at: what joins the samples, what is computed from that, and everything else. */
  private final Set<Tensor> seen = new HashSet<>();
  private final Set<Tensor> totals = new HashSet<>();
  private final Set<Tensor> late = new HashSet<>();
  private final Map<String, Tensor> metrics = new LinkedHashMap<>();

  MetricCut(Frame frame) {
    this.frame = frame;
  }

  boolean isEmpty() {
    return metrics.isEmpty();
  }

  /**
   * One metric more.
   *
   * @param value of rank 0; one for each sample means their mean
   * @param place of the expression that gives it
   */
  void add(String name, Tensor value, Span place) {
    Tensor metric = value.isPerSample() ? mean(name, value, place) : value;
    Set<Tensor> needed = Dependencies.needed(List.of(metric), frame.graph().previous());
    frame.graph().body().stream().filter(t -> needed.contains(t) && seen.add(t)).forEach(t -> look(t, place));
    metrics.put(name, metric);
  }

  private Tensor mean(String name, Tensor value, Span place) {
    Axis n = new Axis(frame.graph().batchName(), value.shape().get(0));
    return new GraphBuilder(frame).add(name, new Formula(List.of(), Reduction.sum(List.of(n), List.of()),
        value.at(List.of(n)).over(new Scalar.BatchSize())), place);
  }

  /** On which side of the cut a tensor is. */
  private void look(Tensor tensor, Span place) {
    Set<Tensor> reads = new HashSet<>();
    Dependencies.reads(tensor.definition(), reads::add);
    boolean joins = isJoin(tensor);
    boolean isLate = reads.stream().anyMatch(t -> totals.contains(t) || late.contains(t))
        || counts(tensor) && !joins && !tensor.isPerSample();
    Call call = Dependencies.call(tensor);
    if (call != null && (isLate || joins(call.block()))) {
      throw frame.fail(wrong("a metric joins samples in formulas and layers, and `" + call.block().name()
          + "` is a block", tensor, place).advice("let `" + call.block().name() + "` be a layer"));
    } else if (isLate && (joins || tensor.isPerSample() || !tensor.isFormula())) {
      throw frame.fail(wrong("this takes a second pass over the data: here a sample meets what all have together",
          tensor, place).advice("sum what each sample has for itself: its value and its square, say, for a variance"));
    } else if (joins) {
      totals.add(tensor);
    } else if (isLate) {
      late.add(tensor);
    }
    boolean counts = joins ? Factors.count(summed(tensor)) : !isLate && counts(tensor);
    if (counts) {
      throw frame.fail(wrong("`N`, how many samples there are, is known only at the end", tensor, place)
          .advice("divide the sum: (sum[n] …)/N"));
    } else if (joins && tensor.isInteger()) {
      throw frame.fail(wrong("this is the number of a sample, which says nothing of all of them", tensor, place)
          .advice("max[n] is the largest value"));
    }
  }

  private Diagnostic wrong(String message, Tensor at, Span place) {
    Span where = at.origin().place();
    Diagnostic diagnostic = Diagnostic.of(Code.METRIC, place, message);
    boolean isElsewhere = !place.contains(where) && !frame.run().declarations().isStandard(where);
    return isElsewhere ? diagnostic.and(where, "here") : diagnostic;
  }

  private static boolean isJoin(Tensor tensor) {
    return tensor.isFormula() && !tensor.isPerSample()
        && tensor.formula().reduction().axes().stream().anyMatch(a -> a.extent().isBatch());
  }

  private static boolean joins(Block block) {
    return block.body().stream().anyMatch(t -> isJoin(t) || counts(t))
        || block.calls().stream().map(Call::block).anyMatch(MetricCut::joins);
  }

  private static boolean counts(Tensor tensor) {
    return tensor.isFormula() && Factors.count(tensor.formula());
  }

  /** What joins samples, without the factors that can wait until all are there. */
  private static Formula summed(Tensor total) {
    Formula formula = total.formula();
    return new Formula(formula.axes(), formula.reduction(), Factors.of(formula).rest());
  }

  /**
   * The two graphs.
   *
   * @param signature of the graph of a batch
   * @param inputs of the network
   * @param origin of the network
   */
  Metrics cut(String signature, List<Tensor> inputs, Origin origin) {
    Whole whole = new Whole();
    List<Tensor> results = new ArrayList<>();
    frame.graph().body().stream().filter(late::contains).toList().forEach(whole::add);
    metrics.forEach((name, metric) -> results.add(whole.result(name, metric)));
    Set<Tensor> needed = Dependencies.needed(whole.batch, frame.graph().previous());
    Block batch = frame.graph().block("metrics", signature, "", inputs.stream().filter(needed::contains).toList(),
        whole.batch, List.of(), origin);
    return new Metrics(batch, whole.joins,
        new Block("metrics", signature, "", whole.inputs, whole.body, results, Map.of(), origin));
  }

  /** The graph of what is computed at the end, while it grows from what it reads of the batches. */
  private final class Whole {
    private final List<Tensor> batch = new ArrayList<>();
    private final List<Reduction.Kind> joins = new ArrayList<>();
    private final List<Tensor> inputs = new ArrayList<>();
    private final List<Tensor> body = new ArrayList<>();
    private final Replacement standIns = new Replacement();
    private final Set<Tensor> known = new HashSet<>();
    private final Set<String> names = new HashSet<>();

    void add(Tensor tensor) {
      Scalars.tensors(tensor.formula()).forEach(this::read);
      body.add(standIns.rebuild(tensor));
    }

    private void read(Tensor tensor) {
      if (late.contains(tensor) || !known.add(tensor)) {
        return;
      }
      Optional<Factors> later = Optional.of(tensor).filter(totals::contains).map(t -> Factors.of(t.formula()))
          .filter(Factors::hasCount);
      Tensor joined = later.isPresent() ? added(tensor.name() + "Sum", summed(tensor), tensor)
          : tensor.definition().isGiven() ? added(tensor.name(), copy(tensor), tensor) : tensor;
      String name = joined.name();
      for (int i = 2; !names.add(name); i++) {
        name = joined.name() + i;
      }
      Tensor input = new Tensor(name, joined.shape(), joined.indexNames(), joined.isInteger(), new Definition.Input(),
          joined.origin(), Derivation.SOURCE);
      batch.add(joined);
      joins.add(totals.contains(tensor) ? tensor.formula().reduction().kind() : Reduction.Kind.NONE);
      inputs.add(input);
      standIns.put(tensor, input);
      later.ifPresent(factors -> {
        List<Axis> axes = input.freshAxes();
        Tensor scaled = Tensor.formula(tensor.name(),
            new Formula(axes, Reduction.NONE, factors.times(input.at(axes))), tensor.origin(), Derivation.SOURCE);
        body.add(scaled);
        standIns.put(input, scaled);
      });
    }

    private Tensor added(String name, Formula formula, Tensor of) {
      return frame.graph().add(Tensor.formula(name, formula, of.origin(), Derivation.SOURCE));
    }

    private Formula copy(Tensor tensor) {
      List<Axis> axes = tensor.freshAxes();
      return new Formula(axes, Reduction.NONE, tensor.at(axes));
    }

    /** What gives a metric, under its name: itself, or a copy where it is something else as well. */
    Tensor result(String name, Tensor metric) {
      read(metric);
      Tensor value = standIns.apply(metric);
      boolean isItself = value.name().equals(name) && body.contains(value);
      Tensor result = isItself ? value : Tensor.formula(name, copy(value), metric.origin(), Derivation.SOURCE);
      if (!isItself) {
        body.add(result);
      }
      return result;
    }
  }
}
