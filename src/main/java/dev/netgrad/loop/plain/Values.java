package dev.netgrad.loop.plain;

import dev.netgrad.law.EvaluationLaws;
import dev.netgrad.law.Rewriting;
import dev.netgrad.loop.code.Buffer;
import dev.netgrad.loop.code.Code;
import dev.netgrad.loop.code.Kernel;
import dev.netgrad.loop.code.Test;
import dev.netgrad.loop.code.Value;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Operator;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Somewhere;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Lowers scalar expressions: what is used more than once becomes a local variable, an element of an array only in a
 * row's loop, and what that loop does not change is computed before it. A read that a bound on the indices guards stays
 * where it is.
 */
final class Values {
  private final Scope scope;
  private final Optional<Scope> outside;
  private final Map<Scalar, Integer> uses;
  private final Map<Scalar, Code.Local> known;
  private final Map<Scalar, Code.Local> knownOutside = new HashMap<>();
  private final Somewhere changes;
  private final Somewhere reads = new Somewhere(Scalar.Read.class::isInstance);

  /**
   * @param outside where to put what the scope's own loop does not change
   * @param uses how often each expression is evaluated unconditionally
   * @param known what is already in a local variable; grows
   */
  Values(Scope scope, Optional<Scope> outside, Map<Scalar, Integer> uses, Map<Scalar, Code.Local> known) {
    this.scope = scope;
    this.outside = outside;
    this.uses = uses;
    this.known = known;
    this.changes = new Somewhere(s -> Scalars.ownAxes(s).stream().anyMatch(scope.variables()::contains));
  }

  /** The value; {@code always} says that it may be evaluated whatever the conditions around it say. */
  Value of(Scalar s, boolean always) {
    Code.Local local = known.getOrDefault(s, knownOutside.get(s));
    if (local != null) {
      return new Value.Use(local);
    }
    boolean leaf = s.match(constant -> true, batchSize -> true, position -> true,
        read -> scope.buffers().of(read.tensor()).scalar(), apply -> false, select -> false);
    if (always && !leaf && outside.isPresent() && !changes.in(s) && reads.in(s)) {
      Values before = new Values(outside.get(), Optional.empty(), Map.of(), knownOutside);
      return new Value.Use(before.keep(s, before.plain(s, true)));
    }
    boolean worthAName = !leaf && (outside.isPresent() || !(s instanceof Scalar.Read) && reads.in(s));
    if (always && worthAName && uses.getOrDefault(s, 0) > 1) {
      return new Value.Use(keep(s, plain(s, true)));
    }
    return plain(s, always);
  }

  private Code.Local keep(Scalar s, Value value) {
    Code.Local local = s instanceof Scalar.Read read
        ? scope.numbered(scope.buffers().of(read.tensor()).name(), read.tensor().isInteger()) : scope.numbered("t");
    scope.add(new Code.Let(local, value));
    known.put(s, local);
    return local;
  }

  private Value plain(Scalar s, boolean always) {
    return s.match(
        constant -> new Value.Number(constant.value()),
        batchSize -> new Value.Whole(Affine.of(Kernel.BATCH)),
        position -> new Value.Whole(position.affine()),
        read -> read(read, always),
        apply -> apply(apply, always),
        select -> {
          boolean stays = always && !select.condition().isOnIndices();
          return new Value.Choose(test(select.condition(), stays), of(select.yes(), stays), of(select.no(), stays));
        });
  }

  private Value read(Scalar.Read read, boolean always) {
    Buffer buffer = scope.buffers().of(read.tensor());
    return buffer.scalar() ? new Value.Argument(buffer)
        : new Value.Load(scope.place(read.tensor(), read.indices(), number -> of(number, always)));
  }

  private Value apply(Scalar.Apply apply, boolean always) {
    if (apply.operator() == Operator.POWER) {
      Optional<Value> power = power(apply, always);
      if (power.isPresent()) {
        return power.get();
      }
    }
    return operation(apply, always);
  }

  private Value operation(Scalar.Apply apply, boolean always) {
    List<Value> operands = new ArrayList<>();
    apply.operands().forEach(o -> operands.add(of(o, always)));
    return new Value.Apply(apply.operator(), operands);
  }

  /** Powers that are cheaper without the library's function. A square's operand is computed once. */
  private Optional<Value> power(Scalar.Apply power, boolean always) {
    Rewriting rewriting = scope.rewriting();
    if (always && rewriting.by(EvaluationLaws.SQUARE, power).isPresent()) {
      Scalar base = power.operands().get(0);
      Value value = of(base, true);
      boolean simple = value instanceof Value.Use || value instanceof Value.Argument;
      Value once = simple ? value : new Value.Use(keep(base, value));
      return Optional.of(new Value.Apply(Operator.MULTIPLY, List.of(once, once)));
    }
    return rewriting.by(EvaluationLaws.SQUARE_ROOT, power).or(() -> rewriting.by(EvaluationLaws.RECIPROCAL, power))
        .map(simpler -> operation((Scalar.Apply) simpler, always));
  }

  Test test(Condition c, boolean always) {
    return c.match(
        bound -> new Test.AtLeastZero(bound.affine()),
        divisible -> new Test.Divisible(divisible.affine(), divisible.modulus()),
        compare -> new Test.Compare(compare.relation(), of(compare.left(), always), of(compare.right(), always)),
        all -> new Test.All(all.conditions().stream().map(p -> test(p, always)).toList()),
        any -> new Test.Any(any.conditions().stream().map(p -> test(p, always)).toList()),
        not -> new Test.Not(test(not.condition(), always)));
  }
}
