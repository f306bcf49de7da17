package dev.netgrad.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A tensor of the model by what it is at each point.
 *
 * @param axes an index for each axis of the tensor, of whatever extent
 * @param last the axis that is to lie last, or -1 if operands tell
 * @param body a term in these indices
 */
record Formula(ElementKind kind, List<Factor> axes, int last, Term body) {
  private static final List<List<String>> LETTERS = List.of(List.of(), List.of("i"), List.of("i", "j"),
      List.of("i", "j", "k"));

  Formula {
    axes = List.copyOf(axes);
  }

  /** Of a tensor of this shape, by its body in positions on its axes. */
  static Formula of(ElementKind kind, int[] shape, Function<List<Position>, Term> body) {
    List<Factor> axes = axes(shape);
    return new Formula(kind, axes, -1, body.apply(positions(axes)));
  }

  static List<Factor> axes(int[] shape) {
    List<Factor> axes = new ArrayList<>();
    for (int i = 0; i < shape.length; i++) {
      axes.add(shape[i] == BatchSize.EXTENT ? Factor.ofBatch()
          : Factor.of(shape.length < LETTERS.size() ? LETTERS.get(shape.length).get(i) : "ijklmopq".charAt(i % 8) + "",
              shape[i]));
    }
    return axes;
  }

  /** Each index as a position; one that takes a single value is 0. */
  static List<Position> positions(List<Factor> axes) {
    return axes.stream().map(f -> f.extent() == 1 ? Position.of(0) : Position.of(f)).toList();
  }
}
