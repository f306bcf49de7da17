package dev.netgrad.indices;

import dev.netgrad.indices.IndexFormula.Choice;
import dev.netgrad.indices.IndexFormula.Number;
import dev.netgrad.indices.IndexFormula.Operand;
import dev.netgrad.indices.IndexFormula.Product;
import dev.netgrad.indices.IndexFormula.Range;
import dev.netgrad.indices.IndexFormula.Read;
import dev.netgrad.indices.IndexFormula.Test;
import dev.netgrad.indices.IndexFormula.Value;
import dev.netgrad.indices.IndexFormula.Whole;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/** Reads of a part of what there is, from several sides, or at an edge, in the forms in which people write them. */
final class KnownFormulas {
  private final List<IndexFormula> all = new ArrayList<>();
  private Map<String, Operand> operands;

  private KnownFormulas() {
    factorsBesideWhatIsSummed();
    overlappingReads();
    piecewiseIndices();
    edges();
  }

  static List<IndexFormula> all() {
    return new KnownFormulas().all;
  }

  private void factorsBesideWhatIsSummed() {
    add(List.of(range("i", 3)), List.of(range("j", 2)),
        read("a", at(4, "j", p -> p[1])), read("b", at(4, "j", p -> p[1])), read("c", at(3, "i", p -> p[0])));
    add(List.of(range("k", 2)), List.of(range("h", 5)), read("x", at(8, "h + 1", p -> p[1] + 1)),
        read("g", at(5, "h", p -> p[1])), read("w", at(5, "h", p -> p[1]), at(2, "k", p -> p[0])));
    add(List.of(range("k", 2)), List.of(range("h", 4)), read("x", at(8, "2*h", p -> 2 * p[1])),
        read("g", at(4, "h", p -> p[1])), read("w", at(2, "k", p -> p[0])));
    add(List.of(range("t", 3), range("d", 2), range("k", 4)), List.of(),
        read("x", at(3, "t", p -> p[0]), at(4, "d", p -> p[1])),
        read("g", at(3, "t", p -> p[0]), at(2, "d", p -> p[1])));
    add(List.of(range("t", 3)), List.of(range("r", 2)), read("x", at(9, "3*t + r + 1", p -> 3 * p[0] + p[1] + 1)),
        read("w", at(3, "r + 1", p -> p[1] + 1)), read("g", at(5, "t", p -> p[0])));
  }

  private void overlappingReads() {
    add(List.of(range("i", 2), range("j", 2)), List.of(), read("v", at(4, "i + j", p -> p[0] + p[1])));
    add(List.of(range("i", 3), range("j", 3)), List.of(), read("v", at(9, "i + j", p -> p[0] + p[1])),
        read("v", at(9, "2*i", p -> 2 * p[0])));
    add(List.of(range("t", 4), range("r", 3), range("c", 2)), List.of(),
        read("x", at(7, "t + r", p -> p[0] + p[1]), at(2, "c", p -> p[2])));
    add(List.of(range("i", 4), range("j", 4)), List.of(), read("x", at(8, "i - j + 3", p -> p[0] - p[1] + 3)));
    add(List.of(range("i", 3), range("j", 2)), List.of(), read("x", at(9, "3*i - j + 1", p -> 3 * p[0] - p[1] + 1)));
  }

  private void piecewiseIndices() {
    List<Range> t = List.of(range("t", 8));
    add(t, List.of(), read("x", at(8, "(t + 3) % 8", p -> (p[0] + 3) % 8)));
    add(t, List.of(), read("x", at(8, "max(t - 1, 0)", p -> Math.max(p[0] - 1, 0))), read("g", at(8, "t", p -> p[0])));
    add(t, List.of(), read("x", at(8, "min(t + 1, 7)", p -> Math.min(p[0] + 1, 7))));
    add(t, List.of(), read("x", at(6, "abs(t - 2)", p -> Math.abs(p[0] - 2))));
    add(t, List.of(), read("x", at(4, "(t - t % 2)/2", p -> p[0] / 2)), read("w", at(3, "t % 3", p -> p[0] % 3)));
    add(t, List.of(), read("x", at(5, "if t < 4 then t + 1 else 0", p -> p[0] < 4 ? p[0] + 1 : 0)));
    add(t, List.of(range("r", 3)), read("x", at(8, "(t + r - 1) % 8", p -> (p[0] + p[1] + 7) % 8)),
        read("w", at(3, "r", p -> p[1])));
    add(List.of(range("i", 3), range("j", 4)), List.of(range("r", 3), range("s", 3)),
        read("x", at(3, "min(max(i + r - 1, 0), 2)", p -> Math.min(Math.max(p[0] + p[2] - 1, 0), 2)),
            at(4, "(j + s + 3) % 4", p -> (p[1] + p[3] + 3) % 4)),
        read("w", at(3, "r", p -> p[2]), at(3, "s", p -> p[3])));
  }

  private void edges() {
    Test first = new Test("t == 0", p -> p[0] == 0);
    Test others = new Test("t != 0", p -> p[0] != 0);
    Test ends = new Test("t == 0 or t == 4", p -> p[0] == 0 || p[0] == 4);
    Value before = value(read("x", at(4, "t - 1", p -> p[0] - 1)));
    choice(first, new Number(0), before);
    before = value(read("x", at(4, "t - 1", p -> p[0] - 1)));
    choice(others, before, new Number(0));
    Value around = value(read("x", at(3, "t - 1", p -> p[0] - 1)), read("x", at(5, "t + 1", p -> p[0] + 1)));
    choice(ends, new Number(1), around);
  }

  private void choice(Test test, Value yes, Value no) {
    all.add(new IndexFormula(List.of(range("t", 5)), "", List.of(), List.of(), new Choice(test, yes, no)));
  }

  /** An index into a dimension of a size. */
  private record At(int size, Whole whole) {}

  private static At at(int size, String text, ToLongFunction<long[]> value) {
    return new At(size, new Whole(text, value));
  }

  private static Range range(String name, int extent) {
    return new Range(name, extent);
  }

  private record Named(String name, List<At> indices) {}

  private static Named read(String name, At... indices) {
    return new Named(name, List.of(indices));
  }

  /** A product of reads: of each, every other operand is a parameter. */
  private void add(List<Range> outer, List<Range> reduced, Named... reads) {
    all.add(new IndexFormula(outer, reduced.isEmpty() ? "" : "sum", reduced, List.of(), value(reads)));
  }

  private Value value(Named... reads) {
    operands = new HashMap<>();
    return Stream.of(reads).map(this::read).reduce(Product::new).orElseThrow();
  }

  private Value read(Named read) {
    Operand operand = operands.computeIfAbsent(read.name, name ->
        new Operand(name + all.size(), operands.size() % 2 == 0, read.indices.size()));
    Arrays.setAll(operand.shape, d -> Math.max(operand.shape[d], read.indices.get(d).size));
    return new Read(operand, read.indices.stream().map(At::whole).toList());
  }
}
