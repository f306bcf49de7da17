package dev.netgrad.schedule;

import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Operator;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Substitution;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The body of a reduction as a product of two factors, and what it takes to compute it at several points.
 *
 * @param number a number for all lanes, or 1
 * @param along the factor along the row
 */
public record Factors(Reduction.Kind kind, Axis row, Scalar number, Scalar along) {

  static Factors of(Definition.Formula formula, Axis row) {
    Reduction.Kind kind = formula.reduction().kind();
    if (kind == Reduction.Kind.SUM && formula.body() instanceof Scalar.Apply product
        && product.operator() == Operator.MULTIPLY) {
      Scalar first = product.operands().get(0);
      Scalar second = product.operands().get(1);
      boolean firstIsNumber = !Scalars.axes(first).contains(row);
      return new Factors(kind, row, firstIsNumber ? first : second, firstIsNumber ? second : first);
    }
    return new Factors(kind, row, Scalar.ONE, formula.body());
  }

  /** Whether there is a number to multiply by. */
  public boolean isProduct() {
    return !number.equals(Scalar.ONE);
  }

  /**
   * Operations on vectors that one term takes beside its loads: a multiply-add of two reads is one, a choice four, with
   * the comparison and what is compared and chosen otherwise.
   */
  long operations() {
    long[] count = {kind.isPosition() ? 4 : 1};
    Stream.of(along, number).forEach(s -> Scalars.forEach(s, part -> {
      int operations = part.match(constant -> 0, batchSize -> 1, position -> 1, read -> 0, apply -> 1, select -> 4);
      count[0] += operations > 0 && Scalars.axes(part).contains(row) ? operations : 0;
    }));
    return count[0];
  }

  /** Operations on vectors in an expression, loads among them. */
  static long operations(Scalar s, Axis row) {
    long[] count = {0};
    Scalars.forEach(s, part -> count[0] +=
        !(part instanceof Scalar.Constant) && Scalars.axes(part).contains(row) ? 1 : 0);
    return count[0];
  }

  /** Different loads. */
  record Loads(long numbers, long vectors) {
    /** Of a body that does so many vectors along the row. */
    long of(int width) {
      return numbers + vectors * width;
    }
  }

  /** What terms at some points load. */
  Loads loads(List<Substitution> points) {
    Set<Scalar> numbers = new HashSet<>();
    Set<Scalar> vectors = new HashSet<>();
    for (Substitution point : points) {
      numbers.add(point.apply(number));
      vectors.add(point.apply(along));
    }
    return new Loads(isProduct() ? numbers.size() : 0, vectors.size());
  }

  /**
   * Numbers that lie in lines of memory which a set of the cache has no room for together, as where the points are a
   * power of two apart: each is loaded from further away.
   */
  long conflicts(List<Substitution> points, Target target) {
    Target.Caches caches = target.caches();
    Map<Long, Set<Long>> linesBySet = new HashMap<>();
    for (Scalar.Read read : Scalars.reads(number)) {
      Affine origin = ((Scalar.Read) points.get(0).apply(read)).address();
      for (Substitution point : points) {
        Affine apart = ((Scalar.Read) point.apply(read)).address().minus(origin);
        long line = Math.floorDiv(apart.constant(), target.elements(caches.line()));
        linesBySet.computeIfAbsent(Math.floorMod(line, caches.sets()), s -> new HashSet<>()).add(line);
      }
    }
    return linesBySet.values().stream().mapToLong(Set::size).filter(lines -> lines >= caches.ways()).sum();
  }
}
