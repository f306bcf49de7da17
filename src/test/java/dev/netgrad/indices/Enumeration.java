package dev.netgrad.indices;

import dev.netgrad.indices.IndexFormula.Bracket;
import dev.netgrad.indices.IndexFormula.Choice;
import dev.netgrad.indices.IndexFormula.Number;
import dev.netgrad.indices.IndexFormula.Operand;
import dev.netgrad.indices.IndexFormula.Otherwise;
import dev.netgrad.indices.IndexFormula.Product;
import dev.netgrad.indices.IndexFormula.Read;
import dev.netgrad.indices.IndexFormula.Sum;
import dev.netgrad.indices.IndexFormula.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A formula taken at each of its points, one after the other. */
final class Enumeration {
  private final IndexFormula formula;
  private final List<long[]> outer;
  private final List<long[]> reduced;
  private final Map<Operand, boolean[]> read = new LinkedHashMap<>();
  private boolean inBounds = true;

  /** @param formula whose operands have their shapes */
  Enumeration(IndexFormula formula) {
    this.formula = formula;
    this.outer = IndexFormula.points(formula.outer());
    this.reduced = IndexFormula.points(formula.reduced());
    formula.operands().forEach(operand -> read.put(operand, new boolean[operand.elements()]));
    for (long[] point : outer) {
      terms(point).forEach(term -> visit(formula.body(), term));
    }
  }

  /** Whether no point reads outside an operand. */
  boolean inBounds() {
    return inBounds;
  }

  /** The points of the reduction at a point of the outer indices, as its guards leave them. */
  private List<long[]> terms(long[] point) {
    List<long[]> terms = new ArrayList<>();
    for (long[] more : reduced) {
      long[] term = Arrays.copyOf(point, point.length + more.length);
      System.arraycopy(more, 0, term, point.length, more.length);
      if (formula.guards().stream().allMatch(guard -> guard.holds().test(term))) {
        terms.add(term);
      }
    }
    return terms;
  }

  private void visit(Value value, long[] point) {
    if (value instanceof Read r) {
      int element = element(r, point);
      inBounds &= element >= 0;
      if (element >= 0) {
        read.get(r.operand())[element] = true;
      }
    } else if (value instanceof Otherwise o) {
      visit(isInside(o.read(), point) ? o.read() : o.outside(), point);
    } else if (value instanceof Choice c) {
      visit(c.test().holds().test(point) ? c.yes() : c.no(), point);
    } else if (value instanceof Bracket b && b.test().holds().test(point)) {
      visit(b.value(), point);
    } else if (value instanceof Product p) {
      visit(p.left(), point);
      visit(p.right(), point);
    } else if (value instanceof Sum s) {
      visit(s.left(), point);
      visit(s.right(), point);
    }
  }

  private static boolean isInside(Read r, long[] point) {
    return element(r, point) >= 0;
  }

  /** Where a read reads; −1 outside. */
  private static int element(Read r, long[] point) {
    int element = 0;
    for (int d = 0; d < r.indices().size(); d++) {
      long index = r.indices().get(d).at(point);
      if (index < 0 || index >= r.operand().shape[d]) {
        return -1;
      }
      element = element * r.operand().shape[d] + (int) index;
    }
    return element;
  }

  /** Whole numbers, and what may not be seen where nothing reads. */
  double[] values(Operand operand, Random random, int samples) {
    boolean[] wanted = read.get(operand);
    double[] values = new double[samples * wanted.length];
    double[] unseen = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
    for (int i = 0; i < values.length; i++) {
      values[i] = wanted[i % wanted.length] ? random.nextInt(7) - 3 : unseen[random.nextInt(unseen.length)];
    }
    return values;
  }

  /**
   * The elements of one sample.
   *
   * @param values of the operands, for this sample
   */
  double[] result(Map<Operand, double[]> values) {
    return outer.stream().mapToDouble(point -> {
      List<long[]> terms = terms(point);
      return switch (formula.reduction()) {
        case "" -> value(formula.body(), point, values);
        case "sum" -> terms.stream().mapToDouble(t -> value(formula.body(), t, values)).sum();
        default -> terms.stream().mapToDouble(t -> value(formula.body(), t, values)).max()
            .orElse(Double.NEGATIVE_INFINITY);
      };
    }).toArray();
  }

  /**
   * Adds to adjoints of the operands what one sample contributes.
   *
   * @param seed the adjoint of the result
   */
  void scatter(double[] seed, Map<Operand, double[]> values, Map<Operand, double[]> adjoints) {
    for (int i = 0; i < outer.size(); i++) {
      List<long[]> terms = terms(outer.get(i));
      if (formula.reduction().equals("max")) {
        double most = terms.stream().mapToDouble(t -> value(formula.body(), t, values)).max().orElse(0);
        terms = terms.stream().filter(t -> value(formula.body(), t, values) == most).limit(1).toList();
      }
      double adjoint = seed[i];
      terms.forEach(term -> scatter(formula.body(), adjoint, term, values, adjoints));
    }
  }

  private static double value(Value value, long[] point, Map<Operand, double[]> values) {
    if (value instanceof Number n) {
      return n.value();
    } else if (value instanceof Read r) {
      return values.get(r.operand())[element(r, point)];
    } else if (value instanceof Otherwise o) {
      return value(isInside(o.read(), point) ? o.read() : o.outside(), point, values);
    } else if (value instanceof Choice c) {
      return value(c.test().holds().test(point) ? c.yes() : c.no(), point, values);
    } else if (value instanceof Bracket b) {
      return b.test().holds().test(point) ? value(b.value(), point, values) : 0;
    } else if (value instanceof Product p) {
      return value(p.left(), point, values) * value(p.right(), point, values);
    }
    Sum s = (Sum) value;
    return value(s.left(), point, values) + value(s.right(), point, values);
  }

  private static void scatter(Value value, double adjoint, long[] point, Map<Operand, double[]> values,
      Map<Operand, double[]> adjoints) {
    if (value instanceof Read r) {
      adjoints.get(r.operand())[element(r, point)] += adjoint;
    } else if (value instanceof Otherwise o) {
      scatter(isInside(o.read(), point) ? o.read() : o.outside(), adjoint, point, values, adjoints);
    } else if (value instanceof Choice c) {
      scatter(c.test().holds().test(point) ? c.yes() : c.no(), adjoint, point, values, adjoints);
    } else if (value instanceof Bracket b && b.test().holds().test(point)) {
      scatter(b.value(), adjoint, point, values, adjoints);
    } else if (value instanceof Product p) {
      scatter(p.left(), adjoint * value(p.right(), point, values), point, values, adjoints);
      scatter(p.right(), adjoint * value(p.left(), point, values), point, values, adjoints);
    } else if (value instanceof Sum s) {
      scatter(s.left(), adjoint, point, values, adjoints);
      scatter(s.right(), adjoint, point, values, adjoints);
    }
  }
}
