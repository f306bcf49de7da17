package dev.netgrad.tensor.check;

import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Condition.Compare;
import dev.netgrad.tensor.Condition.Relation;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Tensor;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which values can be no other than finite numbers, if all that is given is finite: inputs, parameters, states, and
 * what comes in by the ports of a block. By intervals, see {@link Range}, which conditions narrow in their branches.
 */
public final class Ranges {
  /** Everything that is read counts as finite. */
  public static final Ranges UNKNOWN = new Ranges(List.of());

  private final Map<Tensor, Range> known = new IdentityHashMap<>();

  /** @param tensors each after what it reads; what others are counts as finite */
  public Ranges(List<Tensor> tensors) {
    for (Tensor tensor : tensors) {
      if (tensor.isFormula()) {
        known.put(tensor, range(tensor.formula()));
      } else if (tensor.definition() instanceof Definition.Random) {
        known.put(tensor, new Range(0, 1));
      }
    }
  }

  /** Whether an expression is finite wherever it is evaluated. */
  public boolean isFinite(Scalar scalar) {
    return range(scalar, Map.of()).isFinite();
  }

  /** Whether an expression is finite wherever it is evaluated and facts hold. */
  public boolean isFinite(Scalar scalar, Facts facts) {
    Map<Scalar, Range> narrowed = Map.of();
    for (Map.Entry<Compare, Boolean> answer : facts.asked().entrySet()) {
      narrowed = under(answer.getKey(), answer.getValue(), narrowed);
    }
    return range(scalar, narrowed).isFinite();
  }

  private Range range(Definition.Formula formula) {
    Reduction reduction = formula.reduction();
    return switch (reduction.kind()) {
      case NONE -> range(formula.body(), Map.of());
      case SUM -> {
        Range sum = range(formula.body(), Map.of()).summed(points(reduction));
        yield reduction.guards().isEmpty() ? sum : sum.or(Range.of(0));
      }
      case PROD -> range(formula.body(), Map.of()).multiplied();
      case MIN, MAX -> range(present(formula.body(), reduction.kind().identity()), Map.of());
      case ARGMAX -> Range.FINITE;
    };
  }

  /** How many there are at most. */
  private static double points(Reduction reduction) {
    return reduction.axes().stream().mapToDouble(axis -> axis.extent().at(Integer.MAX_VALUE))
        .reduce(1, (a, b) -> a * b);
  }

  /** What takes part in an extreme: some element does. */
  private static Scalar present(Scalar body, double absent) {
    return body instanceof Scalar.Select select && select.no().isConstant(absent)
        ? present(select.yes(), absent) : body;
  }

  /** @param narrowed what conditions say of expressions */
  private Range range(Scalar scalar, Map<Scalar, Range> narrowed) {
    Range range = unconditional(scalar, narrowed);
    return narrowed.containsKey(scalar) ? range.and(narrowed.get(scalar)) : range;
  }

  private Range unconditional(Scalar scalar, Map<Scalar, Range> narrowed) {
    return scalar.match(
        constant -> Range.of(constant.value()),
        batchSize -> new Range(1, Double.MAX_VALUE),
        position -> Range.FINITE,
        read -> known.getOrDefault(read.tensor(), Range.FINITE),
        apply -> applied(apply, narrowed),
        select -> range(select.yes(), under(select.condition(), true, narrowed))
            .or(range(select.no(), under(select.condition(), false, narrowed))));
  }

  private Range applied(Scalar.Apply apply, Map<Scalar, Range> narrowed) {
    Scalar a = apply.operands().get(0);
    Scalar b = apply.operands().get(apply.operands().size() - 1);
    return Range.apply(apply.operator(), range(a, narrowed), range(b, narrowed), a.equals(b));
  }

  /** What is known where a condition holds, or where it does not. */
  private Map<Scalar, Range> under(Condition condition, boolean holds, Map<Scalar, Range> narrowed) {
    return condition.match(
        bound -> narrowed,
        divisible -> narrowed,
        compare -> compared(compare, holds, narrowed),
        all -> holds ? under(all.conditions(), true, narrowed) : narrowed,
        any -> holds ? narrowed : under(any.conditions(), false, narrowed),
        not -> under(not.condition(), !holds, narrowed));
  }

  private Map<Scalar, Range> under(List<Condition> conditions, boolean hold, Map<Scalar, Range> narrowed) {
    Map<Scalar, Range> more = narrowed;
    for (Condition condition : conditions) {
      more = under(condition, hold, more);
    }
    return more;
  }

  private Map<Scalar, Range> compared(Compare c, boolean holds, Map<Scalar, Range> narrowed) {
    if (c.relation() == Relation.EQUAL) {
      return narrowed;
    }
    Map<Scalar, Range> more = new LinkedHashMap<>(narrowed);
    Scalar less = holds ? c.left() : c.right();
    Scalar greater = holds ? c.right() : c.left();
    // A comparison that does not hold says nothing of NaN.
    Range below = range(less, narrowed);
    Range above = range(greater, narrowed);
    if (holds || !below.equals(Range.ANY) && !above.equals(Range.ANY)) {
      more.merge(less, new Range(Double.NEGATIVE_INFINITY, above.most()), Range::and);
      more.merge(greater, new Range(below.least(), Double.POSITIVE_INFINITY), Range::and);
    }
    return more;
  }
}
