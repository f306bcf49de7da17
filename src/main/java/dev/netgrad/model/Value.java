package dev.netgrad.model;

import dev.netgrad.syntax.Ast;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/** What a name stands for while a body is elaborated. */
sealed interface Value {

  /**
   * A whole number known when compiling.
   *
   * @param rounded the quotient that has been rounded down on the way to it, if there is one
   */
  record Size(long value, Optional<Ast.Binary> rounded) implements Value {
    Size(long value) {
      this(value, Optional.empty());
    }
  }

  /** Another number known when compiling. */
  record Number(double value) implements Value {}

  /** A condition decided when compiling. */
  record Flag(boolean value) implements Value {}

  /** A tensor as a whole. */
  record Whole(Tensor tensor) implements Value {}

  /**
   * The dimensions of a pack {@code I...} and what their indices are called.
   *
   * @param areBatch whether, in place of dimensions, the batch index runs over the elements: an optimizer's pack
   */
  record Dimensions(List<Long> sizes, List<String> indexNames, boolean areBatch) implements Value {
    public Dimensions {
      sizes = List.copyOf(sizes);
      indexNames = List.copyOf(indexNames);
    }

    Dimensions(List<Long> sizes, List<String> indexNames) {
      this(sizes, indexNames, false);
    }
  }

  /** An index. */
  record IndexOf(Axis axis) implements Value {}

  /** The indices of a pack {@code i...}. */
  record IndicesOf(List<Axis> axes) implements Value {}

  /** Wrong, which has been said; whatever uses it keeps quiet. */
  record Broken() implements Value {}

  Value BROKEN = new Broken();

  /** Whether it is a size, a number or a condition, known when compiling. */
  default boolean isStatic() {
    return this instanceof Size || this instanceof Number || this instanceof Flag;
  }

  /** What it is, in words. */
  default String kind() {
    if (this instanceof Size || this instanceof Number) {
      return "a number";
    } else if (this instanceof Flag) {
      return "a condition";
    } else if (this instanceof Whole) {
      return "a tensor";
    } else if (this instanceof Dimensions) {
      return "a pack of dimensions";
    }
    return "an index";
  }

  /** As it is written in a signature; unambiguous for what {@link #isStatic}. */
  default String text() {
    if (this instanceof Size s) {
      return Long.toString(s.value());
    } else if (this instanceof Number n) {
      return Double.toString(n.value());
    } else if (this instanceof Flag f) {
      return Boolean.toString(f.value());
    }
    return kind();
  }
}
