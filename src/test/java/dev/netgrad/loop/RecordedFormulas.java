package dev.netgrad.loop;

import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.law.EvaluationLaws;
import dev.netgrad.law.Rewriting;
import dev.netgrad.law.ScalarLaws;
import dev.netgrad.loop.code.Buffer;
import dev.netgrad.loop.code.Code;
import dev.netgrad.loop.code.Test;
import dev.netgrad.loop.code.Value;
import dev.netgrad.loop.plain.Buffers;
import dev.netgrad.plan.block.Statement;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Operator;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Substitution;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Holds what a loop nest computes against the formulas of its statements: each number is one that a formula has, or
 * what a recorded law made of one, or it is made of a sum that is being added up. Which element is read, is not looked
 * at.
 */
final class RecordedFormulas {
  private static final Index ORIGIN = Index.of(Affine.ZERO);

  private final List<Statement> statements;
  private final Buffers buffers;
  /** What stands in the formulas. */
  private final Set<Scalar> written = new LinkedHashSet<>();
  private final Map<Scalar, List<Scalar>> results = new HashMap<>();
  private final Map<Code.Local, Value> lets = new LinkedHashMap<>();
  /** Of sums, products and the like as they grow. */
  private final Set<Code.Local> growing = new HashSet<>();
  private final Set<Scalar> computed = new HashSet<>();

  RecordedFormulas(List<Statement> statements, Buffers buffers, List<Rewriting.Application<?, ?>> applications) {
    this.statements = statements;
    this.buffers = buffers;
    statements.forEach(s -> {
      add(s.formula().body());
      s.epilogue().ifPresent(this::add);
    });
    applications.forEach(this::add);
  }

  private void add(Scalar scalar) {
    Scalars.forEach(scalar, part -> {
      if (part instanceof Scalar.Read read) {
        read.elements().forEach(element -> written.add(somewhere(element.read())));
      }
    });
    Scalars.forEach(somewhere(scalar), part -> {
      written.add(part);
      if (part instanceof Scalar.Select select) {
        Scalars.mapScalars(select.condition(), operand -> {
          add(operand);
          return operand;
        });
      }
    });
  }

  /** The same, whichever elements are read. */
  private static Scalar somewhere(Scalar scalar) {
    Map<Axis, Index> origin = Scalars.axes(scalar).stream().collect(Collectors.toMap(a -> a, a -> ORIGIN));
    return Scalars.rewrite(new Substitution(origin).apply(scalar), part -> part instanceof Scalar.Read read
        ? new Scalar.Read(read.tensor(), Collections.nCopies(read.indices().size(), ORIGIN)) : part);
  }

  /** What a law makes of a formula may be computed for it. */
  private void add(Rewriting.Application<?, ?> application) {
    Scalar subject = somewhere(application.subject() instanceof EvaluationLaws.Unrolled sum ? sum.body()
        : application.subject() instanceof ScalarLaws.Choice choice ? choice.select() : (Scalar) application.subject());
    Scalar result = somewhere((Scalar) application.result());
    assertWithMessage("no formula has %s", application).that(written).contains(subject);
    results.computeIfAbsent(subject, s -> new ArrayList<>()).add(result);
    add(result);
  }

  /** @throws AssertionError if something else is computed, or a formula is not */
  void check(List<Code> body) {
    body.forEach(this::code);
    for (Statement s : statements) {
      assertWithMessage("computed").that(computed).contains(somewhere(s.formula().body()));
    }
  }

  private void code(Code code) {
    code.act(
        loop -> loop.body().forEach(this::code),
        offset -> { },
        pick -> { },
        let -> {
          check(let.value());
          lets.put(let.local(), let.value());
        },
        start -> {
          check(start.value());
          growing.add(start.local());
        },
        update -> check(update.value()),
        winner -> {
          check(winner.value());
          growing.add(winner.position());
        },
        store -> check(store.value()),
        accumulate -> check(accumulate.value()),
        compensate -> {
          check(compensate.term());
          growing.add(compensate.total());
        },
        when -> when.body().forEach(this::code),
        call -> call.part().body().forEach(this::code),
        single -> single.body().forEach(this::code),
        sync -> { });
  }

  private void check(Value value) {
    boolean known = isStart(value) || grows(value);
    for (Scalar scalar : written) {
      if (is(value, scalar)) {
        computed.add(scalar);
        known = true;
      }
    }
    assertWithMessage("no formula of %s has %s", statements.stream().map(Statement::target).toList(), value)
        .that(known).isTrue();
  }

  /** Whether a reduction starts from it: a sum's rest from 0, positions from none. */
  private boolean isStart(Value value) {
    return value instanceof Value.Convert convert ? isStart(convert.value())
        : value instanceof Value.Use use && lets.containsKey(use.local()) ? isStart(lets.get(use.local()))
        : value instanceof Value.Number number && (number.value() == 0 || statements.stream()
            .map(s -> s.formula().reduction().kind())
            .anyMatch(kind -> number.value() == kind.identity() || kind.isPosition() && number.value() == -1));
  }

  /** Whether a value is a scalar, what a law made of it, or what the nest is to store where it is a read of that. */
  private boolean is(Value value, Scalar scalar) {
    return isWritten(value, scalar) || isFinished(value, scalar)
        || results.getOrDefault(scalar, List.of()).stream().anyMatch(r -> is(value, r));
  }

  private boolean isWritten(Value value, Scalar scalar) {
    return value.match(
        number -> scalar.isConstant(number.value()) || scalar instanceof Scalar.Constant c
            && Double.isNaN(c.value()) && Double.isNaN(number.value()),
        affine -> scalar instanceof Scalar.Position || scalar instanceof Scalar.BatchSize,
        load -> isRead(load.place().buffer(), scalar),
        argument -> isRead(argument.scalar(), scalar),
        use -> lets.containsKey(use.local())
            ? is(lets.get(use.local()), scalar) : growing.contains(use.local()) && isResult(scalar),
        apply -> scalar instanceof Scalar.Apply other && other.operator() == apply.operator()
            && (are(apply.operands(), other.operands()) || apply.operator() == Operator.MULTIPLY
                && are(apply.operands(), List.of(other.operands().get(1), other.operands().get(0)))),
        lanes -> isRead(lanes.place().buffer(), scalar),
        choose -> scalar instanceof Scalar.Select select && is(choose.test(), select.condition())
            && is(choose.yes(), select.yes()) && is(choose.no(), select.no()),
        convert -> is(convert.value(), scalar));
  }

  private boolean isFinished(Value value, Scalar scalar) {
    return scalar instanceof Scalar.Read read && statements.stream().filter(s -> s.target() == read.tensor())
        .anyMatch(s -> is(value, somewhere(s.epilogue().orElse(s.formula().body()))));
  }

  private boolean isRead(Buffer buffer, Scalar scalar) {
    // Scratch memory holds copies that are packed, among others.
    return scalar instanceof Scalar.Read read && (buffer.isScratch() || buffers.of(read.tensor()).equals(buffer)
        || isResult(scalar) && statements.stream().anyMatch(s -> buffers.of(s.target()).equals(buffer)));
  }

  /** Whether it is what a reduction gives, or what another statement of the nest does. */
  private boolean isResult(Scalar scalar) {
    return scalar instanceof Scalar.Read read
        && statements.stream().anyMatch(s -> s.reduced() == read.tensor() || s.target() == read.tensor());
  }

  private boolean is(Test test, Condition condition) {
    return test.match(
        bound -> condition instanceof Condition.AtLeastZero,
        divisible -> condition instanceof Condition.Divisible other && other.modulus() == divisible.modulus(),
        compare -> condition instanceof Condition.Compare other && other.relation() == compare.relation()
            && is(compare.left(), other.left()) && is(compare.right(), other.right()),
        all -> condition instanceof Condition.All other && are(all.tests(), other.conditions(), this::is),
        any -> condition instanceof Condition.Any other && are(any.tests(), other.conditions(), this::is),
        not -> condition instanceof Condition.Not other && is(not.test(), other.condition()),
        lane -> true);
  }

  private boolean are(List<Value> values, List<Scalar> scalars) {
    return are(values, scalars, this::is);
  }

  private static <A, B> boolean are(List<A> some, List<B> others, BiPredicate<A, B> are) {
    return some.size() == others.size()
        && IntStream.range(0, some.size()).allMatch(i -> are.test(some.get(i), others.get(i)));
  }

  /** Whether it is a sum as it grows or its rest, or the difference that rounding makes between these and a term. */
  private boolean grows(Value value) {
    return value.match(
        number -> false,
        whole -> false,
        load -> isOwn(load.place().buffer()),
        argument -> false,
        use -> growing.contains(use.local()) || lets.containsKey(use.local()) && grows(lets.get(use.local())),
        apply -> (apply.operator() == Operator.ADD || apply.operator() == Operator.SUBTRACT)
            && apply.operands().stream().anyMatch(this::grows)
            && apply.operands().stream().allMatch(o -> grows(o) || written.stream().anyMatch(s -> is(o, s))),
        lanes -> isOwn(lanes.place().buffer()),
        choose -> grows(choose.yes()) && isStart(choose.no()),
        convert -> grows(convert.value()));
  }

  private boolean isOwn(Buffer buffer) {
    return buffer.isScratch() || statements.stream().anyMatch(s -> buffers.of(s.target()).equals(buffer)
        || s.partial().map(buffers::of).filter(buffer::equals).isPresent());
  }
}
