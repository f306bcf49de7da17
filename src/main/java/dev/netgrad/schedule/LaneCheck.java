package dev.netgrad.schedule;

import dev.netgrad.law.EvaluationLaws;
import dev.netgrad.law.Rewriting;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Operator;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Substitution;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What stands against computing expressions in the lanes of vectors; {@code LaneValues} writes the others. */
public final class LaneCheck {
  private static final Optional<String> NOTHING = Optional.empty();

  /** Integers of lanes, which are held as numbers, are smaller. */
  static final long MOST_WHOLE = 1 << 22;

  private final Axis row;
  private final Target target;
  private final Rewriting laws;
  private final LaneConditions conditions;

  /** @param laws by which powers may be computed */
  LaneCheck(Axis row, Target target, Rewriting laws) {
    this.row = row;
    this.target = target;
    this.laws = laws.trial();
    this.conditions = new LaneConditions(row, target.lanes());
  }

  /**
   * The first obstacle, if there is one.
   *
   * @param points where the other axes are
   * @param starts where on the row vectors begin
   */
  Optional<String> obstacle(List<Scalar> expressions, List<Substitution> points, List<Affine> starts) {
    return first(expressions, s -> {
      // Without a condition on indices, places do not matter.
      boolean asks = asksWhere(s);
      return first(asks ? points : List.of(Taps.NONE),
          point -> first(asks ? starts : starts.subList(0, 1), start -> at(point.apply(s), start)));
    });
  }

  private static boolean asksWhere(Scalar s) {
    boolean[] found = {false};
    Scalars.forEach(s, part -> found[0] |= part instanceof Scalar.Select select && select.condition().isOnIndices());
    return found[0];
  }

  private static <T> Optional<String> first(List<T> parts, Function<T, Optional<String>> obstacle) {
    return parts.stream().map(obstacle).flatMap(Optional::stream).findFirst();
  }

  private static Optional<String> unless(boolean fulfilled, String reason) {
    return fulfilled ? NOTHING : Optional.of(reason);
  }

  private Optional<String> at(Scalar s, Affine start) {
    return expression(s, start, new LaneMask(0, target.lanes(), target.lanes()));
  }

  private boolean runsAlong(Scalar s) {
    return Scalars.axes(s).contains(row);
  }

  private Optional<String> expression(Scalar s, Affine start, LaneMask mask) {
    return s.match(
        constant -> NOTHING,
        batchSize -> NOTHING,
        position -> unless(position.affine().coefficient(row) == 0, "a position along the row is a number"),
        read -> read(read, mask),
        apply -> first(apply.operands(), o -> expression(o, start, mask)).or(() -> function(apply)),
        select -> select(select, start, mask));
  }

  private Optional<String> read(Scalar.Read read, LaneMask mask) {
    if (!runsAlong(read)) {
      return NOTHING;
    }
    Definition definition = read.tensor().definition();
    if (read.elements().stream().anyMatch(element -> element.axes().contains(row))) {
      return Optional.of("places that differ by lane");
    }
    return unless(read.indices().stream().allMatch(i -> !i.axes().contains(row) || i.divisor() == 1),
            "a quotient along the row")
        .or(() -> unless(read.address().coefficient(row) == 1 && !(definition instanceof Definition.Random),
            "a read with steps along the row, or no load"))
        .or(() -> unless(!read.tensor().isInteger() || mask.isAll(), "integers of some lanes"))
        .or(() -> unless(!(definition instanceof Definition.Input input) || input.classes() <= MOST_WHOLE,
            "integers that no lane holds"));
  }

  private Optional<String> function(Scalar.Apply apply) {
    if (!runsAlong(apply) || target.vectors().functions().contains(apply.operator())) {
      return NOTHING;
    } else if (apply.operator() != Operator.POWER) {
      return Optional.of("a function of the library");
    }
    return unless(List.of(EvaluationLaws.SQUARE_ROOT, EvaluationLaws.RECIPROCAL, EvaluationLaws.SQUARE).stream()
        .anyMatch(law -> laws.by(law, apply).isPresent()), "a power");
  }

  private Optional<String> select(Scalar.Select select, Affine start, LaneMask mask) {
    Condition condition = select.condition();
    if (conditions.holds(condition, start, true)) {
      return expression(select.yes(), start, mask);
    } else if (conditions.holds(condition, start, false)) {
      return expression(select.no(), start, mask);
    } else if (condition.isOnIndices() && Scalars.axes(condition).contains(row)) {
      return conditions.lanes(condition, start).match(holds -> bySomeLanes(select, start, mask, holds), Optional::of);
    }
    return test(condition, start, mask).or(() -> expression(select.yes(), start, mask))
        .or(() -> expression(select.no(), start, mask));
  }

  private Optional<String> bySomeLanes(Scalar.Select select, Affine start, LaneMask mask, LaneMask holds) {
    LaneMask some = mask.and(holds);
    Optional<LaneMask> others = runsAlong(select.no()) ? mask.without(holds) : Optional.of(mask);
    if (others.isEmpty()) {
      return Optional.of("lanes with gaps");
    } else if (some.count() == 0) {
      return expression(select.no(), start, mask);
    } else if (others.get().count() == 0) {
      return expression(select.yes(), start, mask);
    }
    return expression(select.yes(), start, some).or(() -> expression(select.no(), start, others.get()));
  }

  /** A condition that differs by lane says nothing about indices, or it would single out {@link #bySomeLanes}. */
  private Optional<String> test(Condition c, Affine start, LaneMask mask) {
    return c.match(
        bound -> NOTHING,
        divisible -> NOTHING,
        compare -> expression(compare.left(), start, mask).or(() -> expression(compare.right(), start, mask)),
        all -> tests(all.conditions(), start, mask),
        any -> tests(any.conditions(), start, mask),
        not -> test(not.condition(), start, mask));
  }

  private Optional<String> tests(List<Condition> conditions, Affine start, LaneMask mask) {
    return first(conditions, c -> test(c, start, mask)).or(() -> unless(
        conditions.stream().map(this::differsByLane).distinct().count() <= 1, "numbers and lanes in one condition"));
  }

  private boolean differsByLane(Condition c) {
    return c.match(
        bound -> false,
        divisible -> false,
        compare -> runsAlong(compare.left()) || runsAlong(compare.right()),
        all -> all.conditions().stream().anyMatch(this::differsByLane),
        any -> any.conditions().stream().anyMatch(this::differsByLane),
        not -> differsByLane(not.condition()));
  }
}
