package dev.netgrad.loop;

import dev.netgrad.law.EvaluationLaws;
import dev.netgrad.law.Rewriting;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Operator;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Substitution;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Lowers scalar expressions to vectors along one axis, the row: a read that moves along with the row is a load of
 * neighbours, one that does not is the same number in all lanes.
 */
final class LaneValues {
  /** Integers of lanes, which are held as numbers, are smaller. */
  static final long MOST_WHOLE = 1 << 22;

  /** An expression where the row starts; of one that does not depend on the row, at no particular place. */
  private record At(Scalar scalar, Affine start) {}

  private final Scope scope;
  private final Axis row;
  private final int lanes;
  private final Map<At, Code.Local> known;

  /** @param known what is already in a local variable; grows */
  private LaneValues(Scope scope, Axis row, int lanes, Map<At, Code.Local> known) {
    this.scope = scope;
    this.row = row;
    this.lanes = lanes;
    this.known = known;
  }

  LaneValues(Scope scope, Axis row, int lanes) {
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
  Code.Local local(Scalar s, Affine start, String wish) {
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
        position -> {
          require(position.affine().coefficient(row) == 0, "a position along the row is a number");
          return new Value.Whole(position.affine());
        },
        read -> read(read, start, mask, always),
        apply -> apply(apply, start, mask, always),
        select -> select(select, start, mask, always));
  }

  /** @throws NoVectorForm unless it is fulfilled */
  static void require(boolean fulfilled, String reason) {
    if (!fulfilled) {
      throw new NoVectorForm(reason);
    }
  }

  private Value read(Scalar.Read read, Affine start, LaneMask mask, boolean always) {
    Buffer buffer = scope.buffers().of(read.tensor());
    if (buffer.scalar()) {
      return new Value.Argument(buffer);
    }
    long step = step(read);
    if (step == 0) {
      return new Value.Load(scope.place(read.tensor(), read.indices()));
    }
    require(step == 1 && !buffer.isStream(), "a read with steps along the row, or no load");
    require(!buffer.integer() || mask.isAll(), "integers of some lanes");
    require(!(read.tensor().definition() instanceof Definition.Input input) || input.classes() <= MOST_WHOLE,
        "integers that no lane holds");
    List<Index> from = read.indices().stream().map(new Substitution(Map.of(row, Index.of(start)))::apply).toList();
    Value load = new Value.Lanes(scope.place(read.tensor(), from), mask);
    if (!always || !mask.isAll()) {
      return load;
    }
    Code.Local local = scope.lanes(buffer.name());
    scope.add(new Code.Let(local, load));
    know(read, start, local);
    return new Value.Use(local);
  }

  /** How far a read moves through its array for a step along the row. */
  private long step(Scalar.Read read) {
    require(read.indices().stream().allMatch(i -> i.divisor() == 1 || i.numerator().coefficient(row) == 0),
        "a quotient along the row");
    return address(read).coefficient(row);
  }

  /** Where in its array a read is, row by row; of an index with a division, its numerator counts. */
  static Affine address(Scalar.Read read) {
    Affine address = Affine.ZERO;
    long stride = 1;
    for (int d = read.indices().size() - 1; d >= 0; d--) {
      address = address.plus(read.indices().get(d).numerator().times(stride));
      stride *= read.tensor().shape().get(d).isBatch() ? 1 : read.tensor().shape().get(d).size();
    }
    return address;
  }

  private Value apply(Scalar.Apply apply, Affine start, LaneMask mask, boolean always) {
    if (!Scalars.axes(apply).contains(row)) {
      List<Value> operands = new ArrayList<>();
      apply.operands().forEach(o -> operands.add(value(o, start, mask, always)));
      return new Value.Apply(apply.operator(), operands);
    }
    List<Value> operands = new ArrayList<>();
    for (Scalar operand : apply.operands()) {
      operands.add(value(operand, start, mask, always));
    }
    return switch (apply.operator()) {
      case ADD, SUBTRACT, MULTIPLY, DIVIDE, NEGATE, MAX, MIN, ABS, SQRT -> new Value.Apply(apply.operator(), operands);
      case POWER -> power(apply, operands);
      case EXP, LOG, TANH, SIN, COS, ERF -> throw new NoVectorForm("a function of the library");
    };
  }

  private Value power(Scalar.Apply apply, List<Value> operands) {
    Rewriting rewriting = scope.rewriting();
    Value base = operands.get(0);
    if (rewriting.by(EvaluationLaws.SQUARE_ROOT, apply).isPresent()) {
      return new Value.Apply(Operator.SQRT, List.of(base));
    } else if (rewriting.by(EvaluationLaws.RECIPROCAL, apply).isPresent()) {
      return new Value.Apply(Operator.DIVIDE, List.of(new Value.Number(1), base));
    }
    require(rewriting.by(EvaluationLaws.SQUARE, apply).isPresent(), "a power");
    if (!(base instanceof Value.Use)) {
      Code.Local local = scope.lanes("t");
      scope.add(new Code.Let(local, base));
      base = new Value.Use(local);
    }
    return new Value.Apply(Operator.MULTIPLY, List.of(base, base));
  }

  private Value select(Scalar.Select select, Affine start, LaneMask mask, boolean always) {
    Condition condition = select.condition();
    if (holds(condition, start, true)) {
      return value(select.yes(), start, mask, always);
    } else if (holds(condition, start, false)) {
      return value(select.no(), start, mask, always);
    } else if (Values.bounds(condition) && Scalars.axes(condition).contains(row)) {
      return bySomeLanes(select, start, mask, always);
    }
    boolean stays = always && !Values.bounds(condition);
    return new Value.Choose(test(condition, start, mask, stays), value(select.yes(), start, mask, stays),
        value(select.no(), start, mask, stays));
  }

  /** What one branch reads along the row may lie outside an array at the lanes of the other. */
  private Value bySomeLanes(Scalar.Select select, Affine start, LaneMask mask, boolean always) {
    LaneMask holds = lanes(select.condition(), start);
    LaneMask some = mask.and(holds);
    Optional<LaneMask> rest = Scalars.axes(select.no()).contains(row) ? mask.without(holds) : Optional.of(mask);
    LaneMask others = rest.orElseThrow(() -> new NoVectorForm("lanes with gaps"));
    if (some.count() == 0) {
      return value(select.no(), start, mask, always);
    } else if (others.count() == 0) {
      return value(select.yes(), start, mask, always);
    }
    return new Value.Choose(new Test.Lane(holds), value(select.yes(), start, some, false),
        value(select.no(), start, others, always && others.isAll()));
  }

  /** Whether a condition on indices is known to hold, or not to, at every lane, wherever the loops around are. */
  private boolean holds(Condition c, Affine start, boolean wanted) {
    return c.match(
        bound -> {
          Affine first = first(bound, start);
          long span = span(bound);
          return wanted ? first.minimum() + Math.min(0, span) >= 0 : first.maximum() + Math.max(0, span) < 0;
        },
        divisible -> {
          Affine first = first(divisible, start);
          return span(divisible) == 0 && first.isConstant()
              && wanted == (Math.floorMod(first.constant(), divisible.modulus()) == 0);
        },
        compare -> false,
        all -> wanted ? all.conditions().stream().allMatch(p -> holds(p, start, true))
            : all.conditions().stream().anyMatch(p -> holds(p, start, false)),
        any -> wanted ? any.conditions().stream().anyMatch(p -> holds(p, start, true))
            : any.conditions().stream().allMatch(p -> holds(p, start, false)),
        not -> holds(not.condition(), start, !wanted));
  }

  /** What is constrained, at the first lane. */
  private Affine first(Condition.Constraint constraint, Affine start) {
    return new Substitution(Map.of(row, Index.of(start))).apply(constraint.affine()).numerator();
  }

  /** By how much that is larger at the last lane. */
  private long span(Condition.Constraint constraint) {
    return constraint.affine().coefficient(row) * (lanes - 1);
  }

  /** The lanes at which a condition holds, if they are the same wherever the loops are, and next to each other. */
  private LaneMask lanes(Condition c, Affine start) {
    require(start.isConstant(), "a condition along a row that moves");
    int first = -1;
    int count = 0;
    for (int lane = 0; lane < lanes; lane++) {
      Condition at = new Substitution(Map.of(row, Index.of(start.plus(lane)))).apply(c);
      boolean yes = holds(at, Affine.ZERO, true);
      require(yes || holds(at, Affine.ZERO, false), "a condition along the row and something else");
      require(!yes || first < 0 || first + count == lane, "lanes with gaps");
      first = yes && first < 0 ? lane : first;
      count += yes ? 1 : 0;
    }
    return new LaneMask(Math.max(0, first), count, lanes);
  }

  private Test test(Condition c, Affine start, LaneMask mask, boolean always) {
    return c.match(
        bound -> {
          require(bound.affine().coefficient(row) == 0, "a bound along the row");
          return new Test.AtLeastZero(bound.affine());
        },
        divisible -> {
          require(divisible.affine().coefficient(row) == 0, "a congruence along the row");
          return new Test.Divisible(divisible.affine(), divisible.modulus());
        },
        compare -> new Test.Compare(compare.relation(), value(compare.left(), start, mask, always),
            value(compare.right(), start, mask, always)),
        all -> new Test.All(tests(all.conditions(), start, mask, always)),
        any -> new Test.Any(tests(any.conditions(), start, mask, always)),
        not -> new Test.Not(test(not.condition(), start, mask, always)));
  }

  private List<Test> tests(List<Condition> conditions, Affine start, LaneMask mask, boolean always) {
    List<Test> tests = conditions.stream().map(p -> test(p, start, mask, always)).toList();
    require(tests.stream().map(Test::isLanes).distinct().count() <= 1, "bounds and lanes in one condition");
    return tests;
  }
}
