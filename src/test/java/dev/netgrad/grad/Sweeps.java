package dev.netgrad.grad;

import dev.netgrad.source.SourceFile;
import dev.netgrad.source.Span;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Definition.Formula;
import dev.netgrad.tensor.Derivation;
import dev.netgrad.tensor.Extent;
import dev.netgrad.tensor.Origin;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Tensor;
import dev.netgrad.tensor.check.Interpreter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Tensors by hand, and a sweep from one of them back to the input. */
final class Sweeps {
  static final Origin ORIGIN = new Origin(new Span(new SourceFile("test.net", ""), 0, 0), List.of());

  private Sweeps() {}

  static Tensor tensor(String name, long size, Definition definition) {
    return new Tensor(name, List.of(Extent.of(size)), List.of("i"), false, definition, ORIGIN, Derivation.SOURCE);
  }

  static Tensor input(String name, long size) {
    return tensor(name, size, new Definition.Input());
  }

  static Tensor formula(String name, List<Axis> axes, Reduction reduction, Scalar body) {
    return Tensor.formula(name, new Formula(axes, reduction, body), ORIGIN, Derivation.SOURCE);
  }

  /** The adjoint of {@code x}, at its elements, where that of the last tensor is ones. */
  static double[] adjoint(Tensor x, List<Tensor> tensors, double... at) {
    Tensor last = tensors.get(tensors.size() - 1);
    Tensor given = new Tensor("dLast", last.shape(), last.indexNames(), false, new Definition.Input(), ORIGIN,
        Derivation.SOURCE);
    Set<Tensor> active = new HashSet<>(tensors);
    active.add(x);
    ReverseSweep sweep = new ReverseSweep(active, Map.of());
    sweep.seed(last, given);
    List<Tensor> all = new ArrayList<>(List.of(x));
    all.addAll(tensors);
    sweep.run(all);
    Tensor adjoint = sweep.adjoint(x);
    List<Tensor> body = new ArrayList<>(tensors);
    body.addAll(sweep.body());
    Block block = new Block("test", "test", "", List.of(x, given), body, List.of(adjoint), Map.of(), ORIGIN);
    double[] ones = new double[Math.toIntExact(last.elements(1))];
    Arrays.fill(ones, 1);
    return new Interpreter(1, Map.of()).run(block, Map.of(x.name(), at, given.name(), ones)).value(adjoint);
  }
}
