package dev.netgrad.model.body;

import dev.netgrad.model.scope.Dependencies;
import dev.netgrad.model.scope.Graph;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Call;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Definition.Formula;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Tensor;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds where, on the way from one tensor to another, a sample reads what other samples have: then one sample of the
 * latter does not depend on that of the former alone.
 */
final class OtherSamples {
  private final Set<Tensor> dependent = Collections.newSetFromMap(new IdentityHashMap<>());

  private final Map<Tensor, Tensor> previous;

  /** @param previous what previous tensors have the values of */
  private OtherSamples(Map<Tensor, Tensor> previous) {
    this.previous = previous;
  }

  /**
   * The first such formula.
   *
   * @param graph that both are in
   */
  static Optional<Tensor> between(Tensor from, Tensor to, Graph graph) {
    OtherSamples samples = new OtherSamples(graph.previous());
    samples.dependent.add(from);
    Set<Tensor> needed = Dependencies.needed(List.of(to), graph.previous());
    return samples.first(graph.body().stream().filter(needed::contains).toList());
  }

  /** @param tensors each after what it reads, but for what is previous */
  private Optional<Tensor> first(List<Tensor> tensors) {
    int before = dependent.size();
    Optional<Tensor> met = once(tensors);
    return met.isPresent() || previous.isEmpty() || dependent.size() == before ? met : first(tensors);
  }

  private Optional<Tensor> once(List<Tensor> tensors) {
    for (Tensor tensor : tensors) {
      Optional<Tensor> met = tensor.definition().match(
          input -> Optional.empty(),
          runTime -> Optional.empty(),
          parameter -> Optional.empty(),
          state -> Optional.empty(),
          random -> Optional.empty(),
          earlier -> {
            depends(tensor, dependent.contains(previous.get(tensor)));
            return Optional.empty();
          },
          formula -> of(tensor, formula, tensors),
          result -> of(tensor, result.call()),
          adjoint -> Optional.empty(),
          derived -> {
            depends(tensor, derived.reads().stream().anyMatch(dependent::contains));
            return Optional.empty();
          });
      if (met.isPresent()) {
        return met;
      }
    }
    return Optional.empty();
  }

  private void depends(Tensor tensor, boolean does) {
    if (does) {
      dependent.add(tensor);
    }
  }

  private Optional<Tensor> of(Tensor tensor, Formula formula, List<Tensor> tensors) {
    boolean meets = false;
    for (Scalar.Read read : Scalars.reads(formula)) {
      if (dependent.contains(read.tensor())) {
        depends(tensor, !tensor.isInteger());
        meets |= read.tensor().isPerSample() && !(tensor.isPerSample()
            && read.indices().get(0).equals(Index.of(formula.axes().get(0))));
      }
    }
    return meets && !isDifferentiatedOnly(tensor, formula, tensors) ? Optional.of(tensor) : Optional.empty();
  }

  /** The gradient of a sum over the batch has for each sample that of its own term. */
  private static boolean isDifferentiatedOnly(Tensor tensor, Formula formula, List<Tensor> tensors) {
    return formula.reduction().kind() == Reduction.Kind.SUM && tensors.stream().allMatch(other ->
        !(other.definition() instanceof Formula reader && Scalars.tensors(reader).contains(tensor))
            && !(Dependencies.call(other) != null && Dependencies.call(other).arguments().contains(tensor)))
        && tensors.stream().anyMatch(
            other -> other.definition() instanceof Definition.Gradient gradient && gradient.of() == tensor);
  }

  private Optional<Tensor> of(Tensor result, Call call) {
    Block block = call.block();
    OtherSamples within = new OtherSamples(block.previous());
    for (int k = 0; k < call.arguments().size(); k++) {
      // What is repeated gets its own result.
      if (dependent.contains(call.arguments().get(k)) || k == 0 && call.count() > 1
          && call.arguments().stream().anyMatch(dependent::contains)) {
        within.dependent.add(block.inputs().get(k));
      }
    }
    Optional<Tensor> met = within.dependent.isEmpty() ? Optional.empty() : within.first(block.body());
    depends(result, within.dependent.contains(block.outputs().get(0)));
    return met;
  }
}
