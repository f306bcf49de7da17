package dev.netgrad.indices;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * {@code y[outer…] = reduction[reduced… | guards…] body}. Points are arrays: the values of the outer indices, then
 * those of the reduced ones.
 *
 * @param reduction {@code sum} or {@code max}; empty if nothing is reduced
 */
record IndexFormula(List<Range> outer, String reduction, List<Range> reduced, List<Test> guards, Value body) {

  /** An index and how many values it takes. */
  record Range(String name, int extent) {
    @Override
    public String toString() {
      return name + " < " + extent;
    }
  }

  /** A whole number at a point, as it is written and what it is. */
  record Whole(String text, ToLongFunction<long[]> value) {
    long at(long[] point) {
      return value.applyAsLong(point);
    }
  }

  /** A condition at a point. */
  record Test(String text, Predicate<long[]> holds) {}

  /** What is read: an input, which has a value for each sample, or a parameter. */
  static final class Operand {
    final String name;
    final boolean perSample;
    /** Of each dimension; as large as the reads want it, once they are known. */
    final int[] shape;

    Operand(String name, boolean perSample, int rank) {
      this.name = name;
      this.perSample = perSample;
      this.shape = new int[rank];
    }

    String declaration() {
      return name + Arrays.toString(shape);
    }

    int elements() {
      int elements = 1;
      for (int extent : shape) {
        elements *= extent;
      }
      return elements;
    }
  }

  /** A number at a point. */
  sealed interface Value {
    String text();
  }

  record Number(double value) implements Value {
    @Override
    public String text() {
      return value < 0 ? "(" + value + ")" : Double.toString(value);
    }
  }

  record Read(Operand operand, List<Whole> indices) implements Value {
    @Override
    public String text() {
      return operand.name + indices.stream().map(Whole::text).collect(Collectors.joining(", ", "[", "]"));
    }
  }

  /** {@code (x[…] else v)}. */
  record Otherwise(Read read, Value outside) implements Value {
    @Override
    public String text() {
      return "(" + read.text() + " else " + outside.text() + ")";
    }
  }

  record Choice(Test test, Value yes, Value no) implements Value {
    @Override
    public String text() {
      return "(if " + test.text() + " then " + yes.text() + " else " + no.text() + ")";
    }
  }

  /** {@code [test]*value}: where the test fails, 0, and nothing is read. */
  record Bracket(Test test, Value value) implements Value {
    @Override
    public String text() {
      return "[" + test.text() + "]*" + value.text();
    }
  }

  public record Product(Value left, Value right) implements Value {
    @Override
    public String text() {
      return left.text() + "*" + right.text();
    }
  }

  record Sum(Value left, Value right) implements Value {
    @Override
    public String text() {
      return "(" + left.text() + " + " + right.text() + ")";
    }
  }

  /** What it reads, each once. */
  List<Operand> operands() {
    List<Operand> operands = new ArrayList<>();
    reads(body).stream().map(Read::operand).filter(o -> !operands.contains(o)).forEach(operands::add);
    return operands;
  }

  static List<Read> reads(Value value) {
    List<Read> reads = new ArrayList<>();
    collect(value, reads);
    return reads;
  }

  private static void collect(Value value, List<Read> reads) {
    if (value instanceof Read read) {
      reads.add(read);
    } else if (value instanceof Otherwise otherwise) {
      reads.add(otherwise.read);
      collect(otherwise.outside, reads);
    } else if (value instanceof Choice choice) {
      collect(choice.yes, reads);
      collect(choice.no, reads);
    } else if (value instanceof Bracket bracket) {
      collect(bracket.value, reads);
    } else if (value instanceof Product product) {
      collect(product.left, reads);
      collect(product.right, reads);
    } else if (value instanceof Sum sum) {
      collect(sum.left, reads);
      collect(sum.right, reads);
    }
  }

  /** All points of some ranges, the last one fastest. */
  static List<long[]> points(List<Range> ranges) {
    List<long[]> points = List.of(new long[0]);
    for (Range range : ranges) {
      List<long[]> longer = new ArrayList<>();
      for (long[] point : points) {
        for (int i = 0; i < range.extent; i++) {
          long[] next = Arrays.copyOf(point, point.length + 1);
          next[point.length] = i;
          longer.add(next);
        }
      }
      points = longer;
    }
    return points;
  }

  /** As a statement that defines a tensor. */
  String text(String name) {
    StringBuilder text = new StringBuilder(name).append(outer).append(" = ");
    if (!reduction.isEmpty()) {
      text.append(reduction).append('[')
          .append(reduced.stream().map(Range::toString).collect(Collectors.joining(", ")));
      text.append(guards.isEmpty() ? "" : guards.stream().map(Test::text).collect(Collectors.joining(", ", " | ", "")));
      text.append("] ");
    }
    return text.append(body.text()).toString();
  }
}
