package dev.netgrad.law;

import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Definition.Formula;
import dev.netgrad.tensor.Law;
import dev.netgrad.tensor.Operator;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Laws of sums over axes. */
public final class ReductionLaws {
  public static final Law<Formula, Formula> COUNT = Law.exact("Σ 1 → |domain|", "a count; exact up to 2²⁴",
      formula -> formula.body().isConstant(1) ? volume(formula) : Optional.empty());

  public static final Law<Formula, Formula> VOLUME = Law.fastMath("Σ c → c·|domain|",
      "for c that does not vary in the sum, but for rounding",
      formula -> formula.body().isConstant(1) ? Optional.empty() : volume(formula));

  public static final Law<Formula, Formula> GUARD = Law.exact("Σ (if p then x else 0) → Σ[p] x",
      "adding 0 changes no sum but −0", ReductionLaws::guarded);

  public static final Law<Formula, Formula> ABSENT = Law.exact("Σ w·(if p then x else 0) → Σ[p] w·x",
      "by definition: a guarded-out term of a sum is absent, even where w is infinite or NaN", ReductionLaws::absent);

  public static final Law<Formula, Formula> EQUATION = Law.fastMath("Σ[r | r = a] x[r] → x[a]",
      "a sum of one term is the term, but for −0", Equations::solved);

  public static final Law<Formula, Formula> SINGLED_OUT = Law.exact("Σ[v] [v = e]·x[v] → x[e]",
      "by definition: what a class number e singles out is the term itself, −0 too", SingledOut::of);

  public static final Law<Invariants, Invariants.Extracted> INVARIANT = Law.fastMath("Σ c·x → c·Σ x",
      "for c that does not vary in the sum, but for rounding; where guards leave no term, c is not read",
      Invariants::extracted);

  public static final Law<Centred, Formula> CENTRED = Law.fastMath("Σ (x − mean x) → 0",
      "in exact arithmetic only; the rounding errors it drops average out", Centred::zero);

  public static final Law<Formula, Formula> NOTHING = Law.exact("Σ 0 → 0", "a sum of zeros is 0",
      formula -> formula.reduction().kind() == Reduction.Kind.SUM && formula.body().isConstant(0)
          ? Optional.of(new Formula(formula.axes(), Reduction.NONE, Scalar.ZERO)) : Optional.empty());

  public static final Law<Formula, Formula> POINT = Law.fastMath("Σ[p] x over one point → if p then x else 0",
      "a sum of one term is the term, but for −0", ReductionLaws::point);

  public static final Law<Distributed, Formula> DISTRIBUTED = Law.fastMath("Σ (a + b)·x → Σ a·x + Σ b·x",
      "where both sums are taken already, but for rounding", Distributed::sums);

  private ReductionLaws() {}

  /** Whether a factor varies along one of the axes. */
  public static boolean varies(Scalar factor, List<Axis> axes) {
    return Scalars.axes(factor).stream().anyMatch(axes::contains);
  }

  /** The axes that a sum depends on. */
  public static List<Axis> needed(List<Axis> axes, Reduction reduction, Scalar body) {
    Set<Axis> used = Scalars.axes(body);
    reduction.guards().forEach(guard -> used.addAll(Scalars.axes(guard)));
    return axes.stream().filter(used::contains).toList();
  }

  /** A sum without the axes that nothing in it depends on. */
  static Optional<Formula> volume(Formula formula) {
    Reduction reduction = formula.reduction();
    List<Axis> kept = needed(reduction.axes(), reduction, formula.body());
    if (reduction.kind() != Reduction.Kind.SUM || kept.size() == reduction.axes().size()) {
      return Optional.empty();
    }
    Scalar body = formula.body();
    long count = 1;
    for (Axis axis : reduction.axes()) {
      if (axis.extent().isBatch() && !kept.contains(axis)) {
        body = times(new Scalar.BatchSize(), body);
      } else if (!kept.contains(axis)) {
        count = Math.multiplyExact(count, axis.extent().size());
      }
    }
    return Optional.of(new Formula(formula.axes(), Reduction.sum(kept, reduction.guards()),
        count == 1 ? body : times(Scalar.constant((double) count), body)));
  }

  private static Optional<Formula> point(Formula formula) {
    Reduction reduction = formula.reduction();
    if (reduction.kind() != Reduction.Kind.SUM || !reduction.axes().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new Formula(formula.axes(), Reduction.NONE,
        new Scalar.Select(Condition.all(reduction.guards()), formula.body(), Scalar.ZERO)));
  }

  private static Scalar times(Scalar count, Scalar body) {
    return body.isConstant(1) ? count : count.times(body);
  }

  /** A condition on the axes becomes a guard, one on values stays. */
  private static Optional<Formula> guarded(Formula formula) {
    Reduction reduction = formula.reduction();
    if (reduction.isNone() || reduction.kind().isPosition() || !(formula.body() instanceof Scalar.Select select)
        || !select.no().isConstant(reduction.kind().identity())) {
      return Optional.empty();
    }
    List<Condition> guards = new ArrayList<>(reduction.guards());
    List<Condition> values = new ArrayList<>();
    parts(select).forEach(part -> (part instanceof Condition.Constraint ? guards : values).add(part));
    return guards.size() == reduction.guards().size() ? Optional.empty() : Optional.of(new Formula(formula.axes(),
        new Reduction(reduction.kind(), reduction.axes(), guards), values.isEmpty() ? select.yes()
            : new Scalar.Select(Condition.all(values), select.yes(), select.no())));
  }

  private static List<Condition> parts(Scalar.Select select) {
    return select.condition() instanceof Condition.All all ? all.conditions() : List.of(select.condition());
  }

  /** The guard of a factor guards the term. */
  private static Optional<Formula> absent(Formula formula) {
    Reduction reduction = formula.reduction();
    List<Condition> guards = new ArrayList<>(reduction.guards());
    Scalar body = reduction.kind() == Reduction.Kind.SUM ? present(formula.body(), guards) : formula.body();
    return guards.size() == reduction.guards().size() ? Optional.empty()
        : Optional.of(new Formula(formula.axes(), new Reduction(reduction.kind(), reduction.axes(), guards), body));
  }

  private static Scalar present(Scalar body, List<Condition> guards) {
    if (body instanceof Scalar.Select select && select.no().isConstant(0)
        && parts(select).stream().allMatch(Condition.Constraint.class::isInstance)) {
      guards.addAll(parts(select));
      return present(select.yes(), guards);
    } else if (body instanceof Scalar.Apply apply && apply.operator() == Operator.MULTIPLY) {
      return present(apply.operands().get(0), guards).times(present(apply.operands().get(1), guards));
    }
    return body;
  }
}
