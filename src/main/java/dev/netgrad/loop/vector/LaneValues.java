package dev.netgrad.loop.vector;

import dev.netgrad.law.EvaluationLaws;
import dev.netgrad.law.Rewriting;
import dev.netgrad.law.ScalarLaws;
import dev.netgrad.loop.code.Buffer;
import dev.netgrad.loop.code.Code;
import dev.netgrad.loop.code.Kernel;
import dev.netgrad.loop.code.Test;
import dev.netgrad.loop.code.Value;
import dev.netgrad.loop.plain.Scope;
import dev.netgrad.schedule.LaneCheck;
import dev.netgrad.schedule.LaneConditions;
import dev.netgrad.schedule.LaneMask;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Operator;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Substitution;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Lowers scalar expressions to vectors along one axis, the row: a read that moves along with the row is a load of
 * neighbours, one that does not is the same number in all lanes. That there is something against an expression,
 * {@link LaneCheck} says before.
 */
public final class LaneValues {
  /** An expression where the row starts; of one that does not depend on the row, at no particular place. */
  private record At(Scalar scalar, Affine start) {}

  private final Scope scope;
  private final Axis row;
  private final int lanes;
  private final Map<At, Code.Local> known;
  private final LaneConditions conditions;

  /** @param known what is already in a local variable; grows */
  private LaneValues(Scope scope, Axis row, int lanes, Map<At, Code.Local> known) {
    this.scope = scope;
    this.row = row;
    this.lanes = lanes;
    this.known = known;
    this.conditions = new LaneConditions(row, lanes);
  }

  public LaneValues(Scope scope, Axis row, int lanes) {
    this(scope, row, lanes, new HashMap<>());
  }

  /** The same for a scope within this one; what it learns, this one does not. */
  LaneValues within(Scope inner) {
    return new LaneValues(inner, row, lanes, new HashMap<>(known));
  }

  LaneMask all() {
    return new LaneMask(0, lanes, lanes);
  }

  private At at(Scalar s, Affine start) {
    return new At(s, Scalars.axes(s).contains(row) ? start : Affine.ZERO);
  }

  /** Lets a local variable stand for an expression. */
  void know(Scalar s, Affine start, Code.Local local) {
    known.put(at(s, start), local);
  }

  /** A local variable with the expression's lanes from {@code start} on. */
  public Code.Local local(Scalar s, Affine start, String wish) {
    Code.Local local = known.get(at(s, start));
    if (local == null || local.type() != Code.Type.LANES) {
      Value value = of(s, start);
      local = value instanceof Value.Use use && use.local().type() == Code.Type.LANES ? use.local() : null;
      if (local == null) {
        local = scope.lanes(wish);
        scope.add(new Code.Let(local, value));
      }
      know(s, start, local);
    }
    return local;
  }

  Value of(Scalar s, Affine start) {
    return value(s, start, all(), true);
  }

  private Value value(Scalar s, Affine start, LaneMask mask, boolean always) {
    Code.Local local = known.get(at(s, start));
    if (local != null) {
      return new Value.Use(local);
    }
    return s.match(
        constant -> new Value.Number(constant.value()),
        batchSize -> new Value.Whole(Affine.of(Kernel.BATCH)),
        position -> new Value.Whole(position.affine()),
        read -> read(read, start, mask, always),
        apply -> apply(apply, start, mask, always),
        select -> select(select, start, mask, always));
  }

  private Value read(Scalar.Read read, Affine start, LaneMask mask, boolean always) {
    Buffer buffer = scope.buffers().of(read.tensor());
    if (buffer.scalar()) {
      return new Value.Argument(buffer);
    }
    if (read.address().coefficient(row) == 0) {
      return new Value.Load(scope.place(read.tensor(), read.indices(), number -> value(number, start, mask, always)));
    }
    List<Index> from = read.indices().stream().map(new Substitution(Map.of(row, Index.of(start)))::apply).toList();
    Value load = new Value.Lanes(
        scope.place(read.tensor(), from, number -> value(number, start, mask, always)), mask);
    if (!always || !mask.isAll()) {
      return load;
    }
    Code.Local local = scope.lanes(buffer.name());
    scope.add(new Code.Let(local, load));
    know(read, start, local);
    return new Value.Use(local);
  }

  private Value apply(Scalar.Apply apply, Affine start, LaneMask mask, boolean always) {
    List<Value> operands = apply.operands().stream().map(o -> value(o, start, mask, always)).toList();
    boolean alongRow = Scalars.axes(apply).contains(row);
    return alongRow && apply.operator() == Operator.POWER ? power(apply, operands)
        : new Value.Apply(apply.operator(), operands);
  }

  @SuppressWarnings("ReturnValueIgnored") // The law is recorded, and its right side written with values.
  private Value power(Scalar.Apply apply, List<Value> operands) {
    Rewriting rewriting = scope.rewriting();
    Value base = operands.get(0);
    if (rewriting.by(EvaluationLaws.SQUARE_ROOT, apply).isPresent()) {
      return new Value.Apply(Operator.SQRT, List.of(base));
    } else if (rewriting.by(EvaluationLaws.RECIPROCAL, apply).isPresent()) {
      return new Value.Apply(Operator.DIVIDE, List.of(new Value.Number(1), base));
    }
    rewriting.by(EvaluationLaws.SQUARE, apply).orElseThrow();
    if (!(base instanceof Value.Use)) {
      Code.Local local = scope.lanes("t");
      scope.add(new Code.Let(local, base));
      base = new Value.Use(local);
    }
    return new Value.Apply(Operator.MULTIPLY, List.of(base, base));
  }

  private Value select(Scalar.Select select, Affine start, LaneMask mask, boolean always) {
    Condition condition = select.condition();
    Optional<Scalar> decided = decided(select, conditions.decide(condition, start));
    if (decided.isPresent()) {
      return value(decided.get(), start, mask, always);
    } else if (condition.isOnIndices() && Scalars.axes(condition).contains(row)) {
      return bySomeLanes(select, start, mask, always);
    }
    boolean stays = always && !condition.isOnIndices();
    return new Value.Choose(test(condition, start, mask, stays), value(select.yes(), start, mask, stays),
        value(select.no(), start, mask, stays));
  }

  private Optional<Scalar> decided(Scalar.Select select, Optional<Boolean> holds) {
    return scope.rewriting().by(ScalarLaws.DECIDED, new ScalarLaws.Choice(select, condition -> holds));
  }

  /** What one branch reads along the row may lie outside an array at the lanes of the other. */
  private Value bySomeLanes(Scalar.Select select, Affine start, LaneMask mask, boolean always) {
    LaneMask holds = conditions.lanes(select.condition(), start).value();
    LaneMask some = mask.and(holds);
    LaneMask others = Scalars.axes(select.no()).contains(row) ? mask.without(holds).orElseThrow() : mask;
    Optional<Scalar> decided = decided(select, some.count() == 0 ? Optional.of(false)
        : others.count() == 0 ? Optional.of(true) : Optional.empty());
    if (decided.isPresent()) {
      return value(decided.get(), start, mask, always);
    }
    return new Value.Choose(new Test.Lane(holds), value(select.yes(), start, some, false),
        value(select.no(), start, others, always && others.isAll()));
  }

  private Test test(Condition c, Affine start, LaneMask mask, boolean always) {
    return c.match(
        bound -> new Test.AtLeastZero(bound.affine()),
        divisible -> new Test.Divisible(divisible.affine(), divisible.modulus()),
        compare -> new Test.Compare(compare.relation(), value(compare.left(), start, mask, always),
            value(compare.right(), start, mask, always)),
        all -> new Test.All(all.conditions().stream().map(p -> test(p, start, mask, always)).toList()),
        any -> new Test.Any(any.conditions().stream().map(p -> test(p, start, mask, always)).toList()),
        not -> new Test.Not(test(not.condition(), start, mask, always)));
  }
}
