package dev.netgrad.tensor.check;

import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Circles;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Recurrence;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Substitution;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Evaluates scans for the reference interpreter: one point after the other, formula by formula as it is written. */
final class ScanRun {
  private final long batch;
  private final Map<Tensor, Tensor> previous;

  /** @param previous what {@link Definition.Previous} tensors have the values of */
  ScanRun(long batch, Map<Tensor, Tensor> previous) {
    this.batch = batch;
    this.previous = previous;
  }

  /** The tensors of a body, each after what it reads, those of a scan together. */
  List<List<Tensor>> inOrder(List<Tensor> body) {
    return previous.isEmpty() ? body.stream().map(List::of).toList() : Circles.inOrder(body, within(Set.copyOf(body)));
  }

  private Function<Tensor, Collection<Tensor>> within(Set<Tensor> body) {
    return tensor -> {
      List<Tensor> reads = new ArrayList<>();
      tensor.definition().act(
          input -> { },
          runTime -> { },
          parameter -> { },
          state -> { },
          random -> { },
          earlier -> reads.add(previous.get(tensor)),
          formula -> reads.addAll(Scalars.tensors(formula)),
          result -> reads.addAll(result.call().arguments()),
          adjoint -> reads.add(adjoint.resultAdjoint()),
          derived -> reads.addAll(derived.reads()));
      reads.retainAll(body);
      return reads;
    };
  }

  boolean isScan(List<Tensor> group) {
    return group.size() > 1;
  }

  /** The values of what is previous, where the other tensor's are known. */
  double[] previous(Tensor tensor, Function<Tensor, double[]> values) {
    double[] result = new double[tensor.arrayLength(batch)];
    List<Axis> axes = tensor.freshAxes();
    long by = ((Definition.Previous) tensor.definition()).by();
    Axis along = axes.get(Recurrence.dimension(tensor));
    for (long t = 0; t < along.extent().size(); t++) {
      if (t - by >= 0 && t - by < along.extent().size()) {
        Scalar there = Recurrence.resolved((Scalar.Read) tensor.at(axes), previous.get(tensor));
        point(new Definition.Formula(axes, Reduction.NONE, there), along, t, result, values, new Choices());
      }
    }
    return result;
  }

  /** Evaluates the formulas of a scan. */
  void evaluate(List<Tensor> group, Map<Tensor, double[]> values, Choices choices) {
    Map<Tensor, Definition.Formula> formulas = new LinkedHashMap<>();
    group.stream().filter(Tensor::isFormula)
        .forEach(tensor -> formulas.put(tensor, Recurrence.resolved(tensor.formula(), previous)));
    Recurrence scan = Recurrence.of(formulas.entrySet().stream()
        .map(e -> Recurrence.Line.of(e.getKey(), e.getValue())).toList()).orElseThrow();
    formulas.keySet().forEach(tensor -> values.put(tensor, new double[tensor.arrayLength(batch)]));
    for (long i = 0; i < scan.points(); i++) {
      long t = scan.ascending() ? i : scan.points() - 1 - i;
      formulas.forEach((tensor, formula) ->
          point(formula, scan.along().get(tensor), t, values.get(tensor), values::get, choices));
    }
    group.stream().filter(tensor -> !tensor.isFormula())
        .forEach(tensor -> values.put(tensor, previous(tensor, values::get)));
  }

  /** Evaluates the elements of a formula at one point of an axis. */
  private void point(Definition.Formula formula, Axis axis, long t, double[] result,
      Function<Tensor, double[]> values, Choices choices) {
    Substitution at = new Substitution(Map.of(axis, Index.of(Affine.of(t))));
    List<Axis> others = new ArrayList<>(formula.axes());
    int dimension = others.indexOf(axis);
    others.remove(axis);
    Reduction r = formula.reduction();
    int points = (int) axis.extent().size();
    double[] elements = Evaluator.evaluate(new Definition.Formula(others,
        new Reduction(r.kind(), r.axes(), r.guards().stream().map(at::apply).toList()), at.apply(formula.body())),
        result.length / points, values, batch, choices);
    int inner = 1;
    for (Axis below : formula.axes().subList(dimension + 1, formula.axes().size())) {
      inner *= (int) below.extent().at(batch);
    }
    for (int i = 0; i < elements.length; i++) {
      result[(i / inner * points + (int) t) * inner + i % inner] = elements[i];
    }
  }
}
