package dev.netgrad.model.scope;

import dev.netgrad.syntax.Ast;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What a name stands for while a body is elaborated. */
public sealed interface Meaning {

  /** An answer for each case of what a name stands for, so that none is forgotten: there is no default. */
  record Cases<R>(Function<Size, R> size, Function<Number, R> number, Function<Flag, R> flag,
      Function<Whole, R> whole, Function<Dimensions, R> dimensions, Function<IndexOf, R> indexOf,
      Function<IndicesOf, R> indicesOf, Function<Broken, R> broken) {}

  /** The answer for the case that this is. */
  <R> R match(Cases<R> cases);

  /** The answer for the case that this is. */
  default <R> R match(Function<Size, R> size, Function<Number, R> number, Function<Flag, R> flag,
      Function<Whole, R> whole, Function<Dimensions, R> dimensions, Function<IndexOf, R> indexOf,
      Function<IndicesOf, R> indicesOf, Function<Broken, R> broken) {
    return match(new Cases<>(size, number, flag, whole, dimensions, indexOf, indicesOf, broken));
  }

  /**
   * A whole number known when compiling.
   *
   * @param rounded the quotient that has been rounded down on the way to it, if there is one
   */
  record Size(long value, Optional<Ast.Binary> rounded) implements Meaning {
    public Size(long value) {
      this(value, Optional.empty());
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.size().apply(this);
    }
  }

  /** Another number known when compiling. */
  record Number(double value) implements Meaning {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.number().apply(this);
    }
  }

  /** A condition decided when compiling. */
  record Flag(boolean value) implements Meaning {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.flag().apply(this);
    }
  }

  /** A tensor as a whole. */
  record Whole(Tensor tensor) implements Meaning {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.whole().apply(this);
    }
  }

  /**
   * The dimensions of a pack {@code I...} and what their indices are called.
   *
   * @param areBatch whether, in place of dimensions, the batch index runs over the elements: an optimizer's pack
   */
  record Dimensions(List<Long> sizes, List<String> indexNames, boolean areBatch) implements Meaning {
    public Dimensions {
      sizes = List.copyOf(sizes);
      indexNames = List.copyOf(indexNames);
    }

    public Dimensions(List<Long> sizes, List<String> indexNames) {
      this(sizes, indexNames, false);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.dimensions().apply(this);
    }
  }

  /** An index. */
  record IndexOf(Axis axis) implements Meaning {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.indexOf().apply(this);
    }
  }

  /** The indices of a pack {@code i...}. */
  record IndicesOf(List<Axis> axes) implements Meaning {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.indicesOf().apply(this);
    }
  }

  /** Wrong, which has been said; whatever uses it keeps quiet. */
  record Broken() implements Meaning {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.broken().apply(this);
    }
  }

  /** Whether it is a size, a number or a condition, known when compiling. */
  default boolean isStatic() {
    return match(size -> true, number -> true, flag -> true, whole -> false, dimensions -> false, index -> false,
        indices -> false, broken -> false);
  }

  /** What it is, in words. */
  default String kind() {
    return match(
        size -> "a number",
        number -> "a number",
        flag -> "a condition",
        whole -> "a tensor",
        dimensions -> "a pack of dimensions",
        index -> "an index",
        indices -> "an index",
        broken -> "an index");
  }

  /** As it is written in a signature; unambiguous for what {@link #isStatic}. */
  default String text() {
    return match(
        size -> Long.toString(size.value()),
        number -> Double.toString(number.value()),
        flag -> Boolean.toString(flag.value()),
        Whole::kind,
        Dimensions::kind,
        IndexOf::kind,
        IndicesOf::kind,
        Broken::kind);
  }
}
