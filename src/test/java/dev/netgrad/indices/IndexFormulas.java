package dev.netgrad.indices;

import dev.netgrad.indices.IndexFormula.Bracket;
import dev.netgrad.indices.IndexFormula.Choice;
import dev.netgrad.indices.IndexFormula.Number;
import dev.netgrad.indices.IndexFormula.Operand;
import dev.netgrad.indices.IndexFormula.Otherwise;
import dev.netgrad.indices.IndexFormula.Product;
import dev.netgrad.indices.IndexFormula.Range;
import dev.netgrad.indices.IndexFormula.Read;
import dev.netgrad.indices.IndexFormula.Sum;
import dev.netgrad.indices.IndexFormula.Test;
import dev.netgrad.indices.IndexFormula.Value;
import dev.netgrad.indices.IndexFormula.Whole;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.LongBinaryOperator;

/**
 * Makes formulas: the same seed, the same formula. Most are in bounds: shapes follow from what is read, or nearly do.
 */
final class IndexFormulas {
  private static final List<String> OUTER = List.of("i", "j", "k");
  private static final List<String> REDUCED = List.of("r", "s");
  private static final int[] COEFFICIENTS = {1, 1, 1, 1, 2, 2, 3, -1, -1, -2};

  private final Random random;
  private final String suffix;
  private final List<Range> ranges = new ArrayList<>();
  private final List<Operand> operands = new ArrayList<>();
  private List<long[]> points;

  private IndexFormulas(long seed, String suffix) {
    this.random = new Random(seed);
    this.suffix = suffix;
  }

  /** @param suffix of the names of what is read, so that several formulas fit into one network */
  static IndexFormula of(long seed, String suffix) {
    return new IndexFormulas(seed, suffix).formula();
  }

  private IndexFormula formula() {
    List<Range> outer = ranges(OUTER, 1 + below(3));
    int kind = below(20);
    String reduction = kind < 10 ? "sum" : kind < 12 ? "max" : "";
    List<Range> reduced = reduction.isEmpty() ? List.of() : ranges(REDUCED, 1 + below(2));
    points = IndexFormula.points(ranges);
    List<Test> guards = new ArrayList<>();
    for (int i = reduction.isEmpty() ? 0 : Math.max(0, below(4) - 1); i > 0; i--) {
      guards.add(test());
    }
    Value body = body(guards);
    operands.stream().filter(o -> o.shape.length > 0 && below(25) == 0).forEach(o -> {
      int d = below(o.shape.length);
      o.shape[d] = Math.max(1, o.shape[d] - 1);
    });
    return new IndexFormula(outer, reduction, reduced, guards, body);
  }

  private int below(int bound) {
    return random.nextInt(bound);
  }

  private <T> T of(List<T> choices) {
    return choices.get(below(choices.size()));
  }

  private List<Range> ranges(List<String> names, int count) {
    List<Range> some = new ArrayList<>();
    for (String name : names.subList(0, count)) {
      some.add(new Range(name, 1 + below(5)));
    }
    ranges.addAll(some);
    return some;
  }

  private Value body(List<Test> known) {
    return switch (below(8)) {
      case 0 -> {
        Test test = test();
        yield new Choice(test, product(and(known, test)), other(and(known, not(test))));
      }
      case 1 -> {
        Test test = test();
        yield new Choice(test, other(and(known, test)), product(and(known, not(test))));
      }
      case 2 -> {
        Test test = test();
        yield new Bracket(test, product(and(known, test)));
      }
      case 3 -> new Product(read(known), new Sum(read(known), other(known)));
      default -> product(known);
    };
  }

  private Value other(List<Test> known) {
    return below(2) == 0 ? new Number(below(3)) : read(known);
  }

  private Value product(List<Test> known) {
    Value product = factor(known);
    for (int i = below(3); i > 0; i--) {
      product = new Product(product, factor(known));
    }
    return product;
  }

  private Value factor(List<Test> known) {
    switch (below(9)) {
      case 0:
        Operand operand = operand(1);
        return new Otherwise(new Read(operand, List.of(unbounded(operand))), new Number(below(2)));
      case 1:
        Test test = test();
        return new Choice(test, read(and(known, test)), other(and(known, not(test))));
      default:
        return read(known);
    }
  }

  private static List<Test> and(List<Test> known, Test test) {
    List<Test> all = new ArrayList<>(known);
    all.add(test);
    return all;
  }

  private static Test not(Test test) {
    return new Test("not " + test.text(), test.holds().negate());
  }

  private Operand operand(int rank) {
    List<Operand> same = operands.stream().filter(o -> o.shape.length == rank).toList();
    if (!same.isEmpty() && below(4) == 0) {
      return of(same);
    }
    Operand operand = new Operand("abcdefgh".charAt(operands.size()) + suffix, below(3) > 0, rank);
    operands.add(operand);
    return operand;
  }

  private Read read(List<Test> known) {
    Operand operand = operand(operands.size() > 6 ? operands.get(0).shape.length : 1 + below(2));
    List<Whole> indices = new ArrayList<>();
    for (int d = 0; d < operand.shape.length; d++) {
      indices.add(index(operand, d, known));
    }
    return new Read(operand, indices);
  }

  /** An index that stays within a dimension, which grows for it; now and then by luck only. */
  private Whole index(Operand operand, int dimension, List<Test> known) {
    Whole whole = switch (below(20)) {
      case 0, 1 -> remainder();
      case 2 -> binary("max", bounded(affine()), constant(), Math::max);
      case 3 -> binary("min", bounded(affine()), constant(), Math::min);
      case 4 -> binary("min", binary("max", affine(), constant(), Math::max), constant(), Math::min);
      case 5 -> plus(remainder(), affine());
      case 6 -> rounded();
      default -> affine();
    };
    List<long[]> inside = points.stream()
        .filter(p -> known.stream().allMatch(test -> test.holds().test(p))).toList();
    List<long[]> meant = inside.isEmpty() || below(4) > 0 ? points : inside;
    long least = meant.stream().mapToLong(whole::at).min().orElseThrow();
    Whole moved = plus(whole, -least + (below(12) == 0 ? below(3) - 1 : 0));
    long most = meant.stream().mapToLong(moved::at).max().orElseThrow();
    operand.shape[dimension] = Math.max(operand.shape[dimension], (int) Math.max(0, most) + 1);
    return moved;
  }

  /** An index that may read anywhere. */
  private Whole unbounded(Operand operand) {
    operand.shape[0] = Math.max(operand.shape[0], 1 + below(5));
    return plus(affine(), below(5) - 2);
  }

  private Whole affine() {
    Whole sum = term(of(ranges));
    for (int i = below(3); i > 0; i--) {
      sum = plus(sum, term(of(ranges)));
    }
    return sum;
  }

  private Whole term(Range range) {
    int place = ranges.indexOf(range);
    int coefficient = COEFFICIENTS[below(COEFFICIENTS.length)];
    return new Whole(coefficient == 1 ? range.name() : coefficient + "*" + range.name(), p -> coefficient * p[place]);
  }

  private Whole constant() {
    int value = below(4);
    return new Whole(Integer.toString(value), p -> value);
  }

  private Whole bounded(Whole whole) {
    return plus(whole, below(4) - 2);
  }

  private Whole remainder() {
    Whole whole = bounded(affine());
    int modulus = 2 + below(4);
    return new Whole("(" + whole.text() + ") % " + modulus, p -> Math.floorMod(whole.at(p), (long) modulus));
  }

  /** A quotient, rounded down. */
  private Whole rounded() {
    Whole whole = affine();
    int divisor = 2 + below(2);
    return new Whole("(" + whole.text() + " - (" + whole.text() + ") % " + divisor + ")/" + divisor,
        p -> Math.floorDiv(whole.at(p), (long) divisor));
  }

  private static Whole binary(String name, Whole left, Whole right, LongBinaryOperator operator) {
    return new Whole(name + "(" + left.text() + ", " + right.text() + ")",
        p -> operator.applyAsLong(left.at(p), right.at(p)));
  }

  private static Whole plus(Whole left, Whole right) {
    return new Whole(left.text() + " + " + right.text(), p -> left.at(p) + right.at(p));
  }

  private static Whole plus(Whole whole, long number) {
    return number == 0 ? whole : new Whole(whole.text() + (number < 0 ? " - " : " + ") + Math.abs(number),
        p -> whole.at(p) + number);
  }

  private Test test() {
    Whole whole = affine();
    long value = whole.at(of(points));
    String text = whole.text();
    return switch (below(9)) {
      case 0, 1 -> new Test(text + " <= " + value, p -> whole.at(p) <= value);
      case 2, 3 -> new Test(text + " >= " + value, p -> whole.at(p) >= value);
      case 4 -> new Test(text + " == " + value, p -> whole.at(p) == value);
      case 5, 6 -> new Test(text + " != " + value, p -> whole.at(p) != value);
      case 7 -> new Test("0 <= " + text + " < " + (value + 1), p -> 0 <= whole.at(p) && whole.at(p) <= value);
      default -> {
        int modulus = 2 + below(2);
        yield new Test("(" + text + ") % " + modulus + " == " + Math.floorMod(value, modulus),
            p -> Math.floorMod(whole.at(p) - value, (long) modulus) == 0);
      }
    };
  }
}
