package dev.netgrad.loop.code;

import dev.netgrad.plan.block.Size;
import dev.netgrad.tensor.Tensor;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** A parameter of a kernel, or scratch memory. Equal buffers are one parameter. */
public record Buffer(String name, Size size, Kind kind) {

  /** Memory of a thread of its own, or of all threads together, for what a kernel needs while it runs. */
  public enum Scratch { OWN, SHARED }

  /**
   * What is passed: what a tensor has where the kernel was made; calls with other tensors of the same shapes share the
   * kernel.
   */
  public sealed interface Kind {

    /** An answer for each case of a kind, so that none is forgotten: there is no default. */
    record Cases<R>(Function<Array, R> array, Function<Number, R> number, Function<Stream, R> stream,
        Function<Memory, R> memory) {}

    /** The answer for the case that this is. */
    <R> R match(Cases<R> cases);

    /** The answer for the case that this is. */
    default <R> R match(Function<Array, R> array, Function<Number, R> number, Function<Stream, R> stream,
        Function<Memory, R> memory) {
      return match(new Cases<>(array, number, stream, memory));
    }

    /** An array of numbers or of integers. */
    record Array(Tensor tensor) implements Kind {
      @Override
      public <R> R match(Cases<R> cases) {
        return cases.array().apply(this);
      }
    }

    /** One number given at run time. */
    record Number(Tensor tensor) implements Kind {
      @Override
      public <R> R match(Cases<R> cases) {
        return cases.number().apply(this);
      }
    }

    /** Random numbers, each computed where it is read: the start of their stream. */
    record Stream(Tensor tensor) implements Kind {
      @Override
      public <R> R match(Cases<R> cases) {
        return cases.stream().apply(this);
      }
    }

    /** Scratch memory, which no caller passes. */
    record Memory(Scratch of) implements Kind {
      @Override
      public <R> R match(Cases<R> cases) {
        return cases.memory().apply(this);
      }
    }
  }

  /** Scratch memory of so many elements. */
  public static Buffer scratch(Scratch of, long elements) {
    return new Buffer(scratchName(of), new Size(0, elements), new Kind.Memory(of));
  }

  /** What is passed of a tensor. */
  public static Buffer of(String name, Tensor tensor) {
    Kind array = new Kind.Array(tensor);
    return new Buffer(name, Size.of(tensor), tensor.definition().match(input -> array,
        runTime -> new Kind.Number(tensor), parameter -> array, state -> array, random -> new Kind.Stream(tensor),
        previous -> array, formula -> array, result -> array, adjoint -> array, derived -> array));
  }

  /** The same under another name. */
  public Buffer named(String other) {
    return new Buffer(other, size, kind);
  }

  /** What kernels call it. */
  public static String scratchName(Scratch of) {
    return of.name().toLowerCase(Locale.ROOT);
  }

  /** The tensor whose values are passed where the kernel was made, if any are passed. */
  public Optional<Tensor> tensor() {
    return kind.match(array -> Optional.of(array.tensor), number -> Optional.of(number.tensor),
        stream -> Optional.of(stream.tensor), memory -> Optional.empty());
  }

  /** What its elements are, or what the one number is. */
  public Code.Type element() {
    return integer() ? Code.Type.INTEGER : Code.Type.NUMBER;
  }

  /** Whether it consists of integers, or is one. */
  public boolean integer() {
    return kind.match(array -> array.tensor.isInteger(), number -> number.tensor.isInteger(), stream -> false,
        memory -> false);
  }

  /** Whether it is one number given at run time. */
  public boolean scalar() {
    return kind instanceof Kind.Number;
  }

  /** Whether these are random numbers. */
  public boolean isStream() {
    return kind instanceof Kind.Stream;
  }

  /** Whether this is scratch memory. */
  public boolean isScratch() {
    return kind instanceof Kind.Memory;
  }

  /** Whether this is scratch memory of one kind. */
  public boolean isScratch(Scratch of) {
    return kind.equals(new Kind.Memory(of));
  }
}
