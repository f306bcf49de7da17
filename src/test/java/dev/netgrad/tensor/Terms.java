package dev.netgrad.tensor;

import dev.netgrad.source.SourceFile;
import dev.netgrad.source.Span;
import dev.netgrad.tensor.Definition.Formula;
import java.util.List;
import java.util.Map;

/** Short ways to write tensors in the tests of this package. */
public final class Terms {
  public static final Origin ORIGIN = new Origin(new Span(new SourceFile("test.net", ""), 0, 0), List.of());

  private Terms() {}

  /** A tensor of one dimension with index {@code i}, or of none if the size is 0. */
  public static Tensor tensor(String name, long size, Definition definition) {
    List<Extent> shape = size == 0 ? List.of() : List.of(Extent.of(size));
    return new Tensor(name, shape, size == 0 ? List.of() : List.of("i"), false, definition, ORIGIN, Derivation.SOURCE);
  }

  /** Class numbers, of ten classes. */
  public static Tensor classes(String name, long size) {
    return new Tensor(name, List.of(Extent.of(size)), List.of("i"), true, new Definition.Input(10), ORIGIN,
        Derivation.SOURCE);
  }

  public static Tensor input(String name, long size) {
    return tensor(name, size, new Definition.Input());
  }

  /** {@code name[axes] = body}. */
  public static Tensor formula(String name, List<Axis> axes, Scalar body) {
    return formula(name, axes, Reduction.NONE, body);
  }

  public static Tensor formula(String name, List<Axis> axes, Reduction reduction, Scalar body) {
    return Tensor.formula(name, new Formula(axes, reduction, body), ORIGIN, Derivation.SOURCE);
  }

  public static Block block(String name, List<Tensor> inputs, List<Tensor> body, Tensor output) {
    return new Block(name, name, "", inputs, body, List.of(output), Map.of(), ORIGIN);
  }

  public static Scalar read(Tensor tensor, Axis... axes) {
    return tensor.at(List.of(axes));
  }

  public static Scalar number(double value) {
    return Scalar.constant(value);
  }
}
