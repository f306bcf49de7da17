package dev.netgrad.random;

import dev.netgrad.checks.Hashed;
import dev.netgrad.checks.Point;
import dev.netgrad.tensor.Condition.Relation;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Operator;
import dev.netgrad.tensor.Reduction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/**
 * A small network of formulas, evaluated where formulas have edges: at 0, −0, ties, large and small numbers. Its
 * operators, reductions and comparisons are those that the language has; one that is added is used without being named
 * here. Parts of a formula get names or stand in place, are read once or twice, in the branch of an {@code if} or out
 * of it.
 */
final class EdgeNet {
  private static final int EXTENT = 3;
  private static final double[] EDGES = {0, -0.0, 1, -1, 0, 1, 2, -2, 0.5, 3, 1e-8, -1e-8, 1e8, -1e8, 30};
  private static final List<String> NUMBERS = List.of("0", "1", "2", "0.5", "3", "(-1)", "1e8", "(i + 1)", "(i - 1)");

  private final Random random;
  private final List<String> statements = new ArrayList<>();
  /** Vectors that may be read. */
  private final List<String> readable = new ArrayList<>(List.of("x", "z"));
  private int names;

  private EdgeNet(long seed) {
    this.random = new Random(seed);
  }

  /** The text of the network of a seed. */
  static String text(long seed) {
    return new EdgeNet(seed).write();
  }

  /** Numbers for its inputs and parameters, half of them at edges. */
  static Point point(Network network, long seed) {
    Random random = new Random(~seed);
    Point point = Point.of(network, 1 + random.nextInt(2), "edge" + seed + ".");
    Stream.of(point.inputs(), point.stored()).map(Map::values).flatMap(arrays -> arrays.stream())
        .forEach(values -> Arrays.setAll(values, i -> random.nextInt(2) == 0 ? values[i] : of(random, EDGES)));
    return point;
  }

  private static double of(Random random, double[] values) {
    return values[random.nextInt(values.length)];
  }

  private <T> T of(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  private String write() {
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      define("t", scalar(3, "i"));
    }
    String last = readable.get(readable.size() - 1);
    return "layer trained(x[A]) {\n  parameter p[A] = 0.5\n  y[a] = p[a]*x[a]\n}\n"
        + "network Edge(x[" + EXTENT + "], z[" + EXTENT + "]) {\n"
        + String.join("", statements)
        + "  loss = sum[i < " + EXTENT + "] " + last + "[i]*(i + 1)/4\n}\n";
  }

  /** A vector of its own; of a parameter, sometimes. */
  private String define(String prefix, String scalar) {
    String name = prefix + ++names;
    statements.add("  " + name + "[i < " + EXTENT + "] = " + scalar + "\n");
    readable.add(name);
    if (random.nextInt(6) == 0) {
      String weighted = prefix + ++names;
      statements.add("  " + weighted + " = " + name + " -> trained\n");
      readable.add(weighted);
      return weighted;
    }
    return name;
  }

  /** @param i the index of the vector that the expression is an element of */
  private String scalar(int depth, String i) {
    if (depth == 0 || random.nextInt(8) == 0) {
      return leaf(i);
    }
    int kind = random.nextInt(10);
    if (kind < 5) {
      return applied(of(List.of(Operator.values())), depth, i);
    } else if (kind < 7) {
      return "(if " + condition(depth, i) + " then " + scalar(depth - 1, i) + " else " + scalar(depth - 1, i) + ")";
    } else if (kind == 7) {
      return reduced(depth, i);
    } else if (i.equals("i")) {
      // A name of its own, read once or twice.
      String name = define("q", scalar(depth - 1, i));
      return random.nextInt(2) == 0 ? name + "[i]" : "(" + name + "[i] + " + scalar(depth - 1, i) + "*" + name + "[i])";
    }
    return "[" + condition(depth, i) + "]*(" + scalar(depth - 1, i) + ")";
  }

  private String leaf(String i) {
    String tensor = of(readable);
    return switch (random.nextInt(6)) {
      case 0 -> of(NUMBERS).replace("i", i);
      case 1 -> tensor + "[" + (EXTENT - 1) + " - " + i + "]";
      case 2 -> "(" + tensor + "[" + i + " - 1] else " + of(List.of("0", "1")) + ")";
      default -> tensor + "[" + i + "]";
    };
  }

  private String applied(Operator operator, int depth, String i) {
    String a = scalar(depth - 1, i);
    String symbol = operator.symbol();
    if (operator.arity() == 1) {
      return operator.isInfix() ? "(" + symbol + "(" + a + "))" : symbol + "(" + a + ")";
    }
    String b = random.nextInt(6) == 0 ? a : scalar(depth - 1, i);
    return operator.isInfix() ? "((" + a + ") " + symbol + " (" + b + "))" : symbol + "(" + a + ", " + b + ")";
  }

  private String reduced(int depth, String i) {
    Reduction.Kind kind = of(Stream.of(Reduction.Kind.values()).filter(k -> k != Reduction.Kind.NONE).toList());
    String j = i + "1";
    String guard = of(List.of("", "", " | " + j + " <= " + i, " | " + j + " != 1"));
    String reduction = kind.symbol() + "[" + j + " < " + EXTENT + guard + "] (" + scalar(depth - 1, j) + ")";
    if (kind != Reduction.Kind.ARGMAX) {
      return "(" + reduction + ")";
    } else if (!i.equals("i")) {
      return leaf(i);
    }
    // A position may only be compared.
    String at = "at" + ++names;
    statements.add("  " + at + "[i < " + EXTENT + "] = " + reduction + "\n");
    return "(if " + at + "[i] == i then " + leaf(i) + " else " + scalar(depth - 1, i) + ")";
  }

  private String condition(int depth, String i) {
    String relation = of(List.of(Relation.values())).symbol();
    return switch (random.nextInt(5)) {
      case 0 -> i + " " + relation + " 1";
      case 1 -> "not " + leaf(i) + " " + relation + " " + leaf(i);
      case 2 -> leaf(i) + " " + relation + " 0 " + of(List.of("or ", "and ")) + leaf(i) + " " + relation + " "
          + leaf(i);
      default -> scalar(Math.min(1, depth - 1), i) + " " + relation + " " + of(List.of("0", "1", leaf(i)));
    };
  }
}
