package dev.netgrad.indices;

import dev.netgrad.indices.IndexFormula.Operand;
import dev.netgrad.indices.IndexFormula.Product;
import dev.netgrad.indices.IndexFormula.Range;
import dev.netgrad.indices.IndexFormula.Read;
import dev.netgrad.indices.IndexFormula.Value;
import dev.netgrad.indices.IndexFormula.Whole;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/** Reads of a part of what there is, in the forms in which people write them. */
final class KnownFormulas {
  private final List<IndexFormula> all = new ArrayList<>();
  private Map<String, Operand> operands;

  private KnownFormulas() {
    factorsBesideWhatIsSummed();
    overlappingReads();
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
        read("x", at(3, "t", p -> p[0]), at(4, "d", p -> p[1])), read("g", at(3, "t", p -> p[0]), at(2, "d", p -> p[1])));
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
    operands = new HashMap<>();
    Value product = Stream.of(reads).map(this::read).reduce(Product::new).orElseThrow();
    all.add(new IndexFormula(outer, reduced.isEmpty() ? "" : "sum", reduced, List.of(), product));
  }

  private Value read(Named read) {
    Operand operand = operands.computeIfAbsent(read.name, name ->
        new Operand(name + all.size(), operands.size() % 2 == 0, read.indices.size()));
    Arrays.setAll(operand.shape, d -> read.indices.get(d).size);
    return new Read(operand, read.indices.stream().map(At::whole).toList());
  }
}
