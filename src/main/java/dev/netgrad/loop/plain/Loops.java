package dev.netgrad.loop.plain;

import dev.netgrad.loop.code.Code;
import dev.netgrad.loop.code.Test;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Condition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Nests of loops over axes, restricted by guards. A bound on the indices that a loop's variable completes narrows the
 * loop, and so does, as far as it can, one that a loop inside completes; a congruence becomes the loop's start and its
 * step; what remains is an {@code if} around the body.
 */
public final class Loops {
  private Loops() {}

  /** Writes loops over {@code axes}, outermost first, into a scope. */
  public static void nest(Scope scope, List<Axis> axes, List<Condition> guards, Consumer<Scope> body) {
    loop(scope, axes, flat(guards), 1, false, body);
  }

  /** The same with each loop over all of its axis, and what is left of guards as a test around the body. */
  static void tested(Scope scope, List<Axis> axes, List<Condition> guards, Consumer<Scope> body) {
    loop(scope, axes, List.of(), 1, false, in -> guarded(in, flat(guards), body));
  }

  /** Writes the loop along a row. */
  public static void row(Scope scope, Axis axis, Consumer<Scope> body) {
    Scope inner = scope.inner(List.of(axis), true);
    body.accept(inner);
    scope.add(inner.loop(axis, List.of(Code.Bound.of(Affine.ZERO)), List.of(inner.extent(axis)), 1, Affine.ZERO));
  }

  /** The same around what is kept in registers: where bounds are computed, loops say that they are not empty. */
  public static void around(Scope scope, List<Axis> axes, List<Condition> guards, Consumer<Scope> body) {
    List<Condition> open = flat(guards);
    loop(scope, axes, open, 1, !open.isEmpty(), body);
  }

  /**
   * @param steps how many iterations of the innermost loop its body does at once
   */
  public static void nest(Scope scope, List<Axis> axes, List<Condition> guards, long steps, Consumer<Scope> body) {
    loop(scope, axes, flat(guards), steps, false, body);
  }

  private static List<Condition> flat(List<Condition> guards) {
    List<Condition> open = new ArrayList<>();
    for (Condition guard : guards) {
      flatten(guard, open);
    }
    open.removeIf(g -> g instanceof Condition.AtLeastZero c && c.affine().minimum() >= 0);
    return open;
  }

  private static void flatten(Condition guard, List<Condition> into) {
    if (guard instanceof Condition.All all) {
      all.conditions().forEach(g -> flatten(g, into));
    } else {
      into.add(guard);
    }
  }

  private static void loop(Scope scope, List<Axis> axes, List<Condition> guards, long steps, boolean registers,
      Consumer<Scope> body) {
    List<Condition> rest = new ArrayList<>(guards);
    List<Test> now = new ArrayList<>();
    for (Condition guard : guards) {
      if (guard instanceof Condition.Constraint c && c.affine().terms().keySet().stream().allMatch(scope::binds)) {
        now.add(c instanceof Condition.AtLeastZero ? new Test.AtLeastZero(c.affine())
            : new Test.Divisible(c.affine(), ((Condition.Divisible) c).modulus()));
        rest.remove(guard);
      }
    }
    if (!now.isEmpty()) {
      Scope inner = scope.inner(List.of(), false);
      loop(inner, axes, rest, steps, registers, body);
      scope.add(new Code.When(now.size() == 1 ? now.get(0) : new Test.All(now), inner.code()));
      return;
    }
    if (axes.isEmpty()) {
      guarded(scope, rest, body);
      return;
    }
    Axis axis = axes.get(0);
    List<Code.Bound> from = new ArrayList<>(List.of(Code.Bound.of(Affine.ZERO)));
    List<Code.Bound> to = new ArrayList<>(List.of(scope.extent(axis)));
    long step = axes.size() == 1 ? steps : 1;
    Affine phase = Affine.ZERO;
    for (Condition guard : List.copyOf(rest)) {
      if (!(guard instanceof Condition.Constraint c)) {
        continue;
      }
      boolean isBound = c instanceof Condition.AtLeastZero;
      Affine affine = isBound ? relaxed(c.affine(), axes.subList(1, axes.size())) : c.affine();
      boolean isWhole = affine.equals(c.affine());
      if (!completes(affine, axis, scope) || !isWhole && affine.minimum() >= 0) {
        continue;
      }
      long k = affine.coefficient(axis);
      Affine others = new Affine(without(affine, axis), affine.constant());
      if (isBound) {
        // k·v + others ≥ 0 is v ≥ −others/k, or for a negative k, v < others/−k + 1.
        if (k > 0) {
          from.add(new Code.Bound(others.times(-1), k, true));
        } else {
          to.add(k == -1 ? Code.Bound.of(others.plus(1)) : new Code.Bound(others.plus(-k), -k, false));
        }
      } else if (Math.abs(k) == 1 && step == 1) {
        step = ((Condition.Divisible) c).modulus();
        phase = others.times(-k);
      } else {
        continue;
      }
      if (isWhole) {
        rest.remove(guard);
      }
    }
    simplify(from, true);
    simplify(to, false);
    Scope inner = scope.inner(List.of(axis), false);
    loop(inner, axes.subList(1, axes.size()), rest, steps, registers, body);
    scope.add(registers ? inner.around(axis, from, to, step, phase)
        : inner.loop(axis, from, to, step, phase));
  }

  /**
   * What must be at least 0 for some values of the loops inside, so that the loop passes over what they cannot mend.
   */
  private static Affine relaxed(Affine affine, List<Axis> inside) {
    Affine most = affine;
    for (Axis axis : inside) {
      long k = affine.coefficient(axis);
      if (k != 0 && !axis.extent().isBatch()) {
        most = most.minus(Affine.of(axis).times(k)).plus(Math.max(0, Math.multiplyExact(k, axis.extent().size() - 1)));
      }
    }
    return most;
  }

  private static Map<Axis, Long> without(Affine affine, Axis axis) {
    Map<Axis, Long> terms = new LinkedHashMap<>(affine.terms());
    terms.remove(axis);
    return terms;
  }

  private static boolean completes(Affine affine, Axis axis, Scope scope) {
    return affine.coefficient(axis) != 0
        && affine.terms().keySet().stream().allMatch(a -> a == axis || scope.binds(a));
  }

  /** Of constant bounds only the tightest stays. */
  private static void simplify(List<Code.Bound> bounds, boolean lower) {
    Long tightest = null;
    List<Code.Bound> rest = new ArrayList<>();
    for (Code.Bound bound : bounds) {
      if (bound.numerator().isConstant()) {
        long floor = Math.floorDiv(bound.numerator().constant(), bound.divisor());
        long value = bound.up() ? -Math.floorDiv(-bound.numerator().constant(), bound.divisor()) : floor;
        tightest = tightest == null ? value : lower ? Math.max(tightest, value) : Math.min(tightest, value);
      } else {
        rest.add(bound);
      }
    }
    bounds.clear();
    if (tightest != null) {
      bounds.add(Code.Bound.of(Affine.of(tightest)));
    }
    bounds.addAll(rest);
  }

  private static void guarded(Scope scope, List<Condition> guards, Consumer<Scope> body) {
    if (guards.isEmpty()) {
      body.accept(scope);
      return;
    }
    Scope inner = scope.inner(List.of(), false);
    Values values = new Values(scope, Optional.empty(), Map.of(), Map.of());
    List<Test> tests = guards.stream().map(g -> values.test(g, false)).toList();
    body.accept(inner);
    scope.add(new Code.When(tests.size() == 1 ? tests.get(0) : new Test.All(tests), inner.code()));
  }
}
