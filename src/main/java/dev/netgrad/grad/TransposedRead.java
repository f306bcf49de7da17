package dev.netgrad.grad;

import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Definition.Formula;
import dev.netgrad.tensor.Extent;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Substitution;
import dev.netgrad.tensor.check.Facts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns a read round. Where {@code x[A(i)]} is read at every point i of a domain and each point contributes v(i) to its
 * adjoint, a scatter, the adjoint is the gather
 * <pre>dx[j] = sum[i | A(i) = j] v(i)</pre>
 * Each dimension's equation A(i) = j is solved for one axis, the one with the greatest extent so that the fewest points
 * remain to be summed; the solution's range and, where the axis has a coefficient, its divisibility become guards. With
 * stride s these guards are the s phases. Where an element of an integer tensor tells the place, the equation is a
 * guard, {@code j == e[i]}: of a sum of such, no loop tries all j, see {@link dev.netgrad.tensor.Scatter}.
 */
final class TransposedRead {
  private final List<Axis> target;
  private final List<Axis> free;
  private final List<Affine> equations = new ArrayList<>();
  private final List<Condition> guards;
  /** Asked last, as they read within what the other guards bound. */
  private final List<Condition> elements = new ArrayList<>();
  private Scalar value;

  private TransposedRead(Scalar.Read read, List<Axis> domain, List<Condition> guards, Scalar value) {
    this.target = read.tensor().freshAxes();
    this.free = new ArrayList<>(domain);
    this.guards = new ArrayList<>(guards);
    this.value = value;
    for (int d = 0; d < target.size(); d++) {
      Affine place = Affine.of(target.get(d));
      read.indices().get(d).match(
          quotient -> equations.add(quotient.numerator().minus(place.times(quotient.divisor()))),
          element -> elements.add(new Condition.Compare(Condition.Relation.EQUAL, new Scalar.Position(place),
              element.read())));
    }
  }

  /**
   * @param read what is read
   * @param domain the axes of the reading formula, its reduction's included
   * @param guards which of its points take part
   * @param value what a point contributes
   * @return the formula of the contribution to the adjoint of the tensor read
   */
  static Formula gather(Scalar.Read read, List<Axis> domain, List<Condition> guards, Scalar value) {
    TransposedRead transposed = new TransposedRead(read, domain, guards, value);
    while (transposed.solveOne()) {
      // Each turn solves one equation for one axis.
    }
    return transposed.formula();
  }

  /** Solves the equation whose axis has the greatest extent; false if no equation has a free axis left. */
  private boolean solveOne() {
    Affine best = null;
    Axis bestAxis = null;
    for (Affine equation : equations) {
      for (Axis axis : equation.terms().keySet()) {
        if (free.contains(axis) && (bestAxis == null || isBetter(equation, axis, best, bestAxis))) {
          best = equation;
          bestAxis = axis;
        }
      }
    }
    if (best == null) {
      return false;
    }
    equations.remove(best);
    eliminate(best, bestAxis);
    return true;
  }

  private static boolean isBetter(Affine equation, Axis axis, Affine best, Axis bestAxis) {
    long size = axis.extent().at(Long.MAX_VALUE);
    long bestSize = bestAxis.extent().at(Long.MAX_VALUE);
    return size != bestSize ? size > bestSize
        : Math.abs(equation.coefficient(axis)) < Math.abs(best.coefficient(bestAxis));
  }

  /** From {@code c·axis + rest = 0}: axis = −rest/c, within its extent. */
  private void eliminate(Affine equation, Axis axis) {
    long c = equation.coefficient(axis);
    Affine rest = equation.minus(Affine.of(axis).times(c));
    Affine numerator = rest.times(c > 0 ? -1 : 1);
    long divisor = Math.abs(c);
    Substitution solved = new Substitution(Map.of(axis, Index.of(numerator, divisor)));
    free.remove(axis);
    equations.replaceAll(e -> solved.apply(e).numerator());
    guards.replaceAll(solved::apply);
    elements.replaceAll(solved::apply);
    value = solved.apply(value);
    if (!axis.extent().isBatch()) {
      guards.add(new Condition.AtLeastZero(numerator));
      guards.add(new Condition.AtLeastZero(
          Affine.of(Math.multiplyExact(divisor, axis.extent().size() - 1)).minus(numerator)));
    }
    if (divisor > 1) {
      guards.add(new Condition.Divisible(numerator, divisor));
    }
  }

  /** What contributes reads in bounds; where that is under a condition of its value, the guard has to ask first. */
  private void bound(Scalar node) {
    if (node instanceof Scalar.Read read) {
      for (int d = 0; d < read.indices().size(); d++) {
        Extent extent = read.tensor().shape().get(d);
        if (!Facts.of(guards).provesWithin(read.indices().get(d), extent)) {
          Index index = read.indices().get(d);
          Affine last = Affine.of(Math.multiplyExact(index.divisor(), extent.size() - 1));
          guards.add(new Condition.Divisible(index.numerator(), index.divisor()));
          guards.add(new Condition.AtLeastZero(index.numerator()));
          guards.add(new Condition.AtLeastZero(last.minus(index.numerator())));
        }
      }
    }
  }

  private Formula formula() {
    for (Affine equation : equations) {
      guards.add(new Condition.AtLeastZero(equation));
      guards.add(new Condition.AtLeastZero(equation.times(-1)));
    }
    elements.forEach(element -> {
      Scalars.forEach(element, this::bound);
      guards.add(element);
    });
    List<Condition> needed = guards.stream().filter(g -> !Facts.BOX.decide(g).orElse(false)).distinct().toList();
    // Fresh axes: the same formula may be transposed for several reads.
    Map<Axis, Index> renamed = new LinkedHashMap<>();
    List<Axis> reduced = new ArrayList<>();
    for (Axis axis : free) {
      Axis fresh = new Axis(AxisNames.distinct(axis.name(), target, reduced), axis.extent());
      reduced.add(fresh);
      renamed.put(axis, Index.of(fresh));
    }
    Substitution renaming = new Substitution(renamed);
    List<Condition> conditions = needed.stream().map(renaming::apply).toList();
    Scalar body = renaming.apply(value);
    if (reduced.isEmpty()) {
      return new Formula(target, Reduction.NONE,
          conditions.isEmpty() ? body : new Scalar.Select(Condition.all(conditions), body, Scalar.ZERO));
    }
    return new Formula(target, Reduction.sum(reduced, conditions), body);
  }
}
