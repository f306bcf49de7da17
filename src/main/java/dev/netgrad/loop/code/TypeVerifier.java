package dev.netgrad.loop.code;

import dev.netgrad.loop.code.Code.Type;
import dev.netgrad.tensor.Reduction;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Proves that each value of a kernel is of the type that its place wants: what a local variable holds, what an array
 * takes, what an operator or a comparison is of. Nothing changes its type but by a {@link Value.Convert}.
 */
final class TypeVerifier {
  private final Kernel kernel;
  private final Set<Code.Part> verified = Collections.newSetFromMap(new IdentityHashMap<>());

  /** Once for a kernel, since there are many values. */
  private final Value.Cases<Void> values = Value.actions(this::number, whole -> { },
      load -> { }, argument -> { }, use -> { }, this::apply, this::lanes, this::choose, this::convert);

  private TypeVerifier(Kernel kernel) {
    this.kernel = kernel;
  }

  /** @throws IllegalStateException if a value is of another type than its place: an error of the compiler */
  static void verify(Kernel kernel) {
    new TypeVerifier(kernel).all(kernel.body());
  }

  private void all(List<Code> body) {
    body.forEach(this::code);
  }

  private void code(Code c) {
    c.act(
        loop -> all(loop.body()),
        offset -> { },
        pick -> require(pick.place().buffer().integer(), () -> pick.name() + " is no integer"),
        let -> expect(let.local().type(), let.value(), let.local().name()),
        start -> expect(start.local().type(), start.value(), start.local().name()),
        update -> added(update.local().type(), update.kind(), update.value(), update.local().name()),
        winner -> {
          expect(winner.best().type(), winner.value(), winner.best().name());
          Type position = winner.best().type() == Type.LANES ? Type.LANES : Type.INTEGER;
          require(winner.position().type() == position, () -> winner.position().name() + " is no position of "
              + winner.best().type());
        },
        store -> expect(stored(store.place(), store.value()), store.value(), store.place().buffer().name()),
        accumulate -> added(stored(accumulate.place(), accumulate.value()), accumulate.kind(), accumulate.value(),
            accumulate.place().buffer().name()),
        compensate -> all(compensate.steps()),
        when -> expect(Type.BOOLEAN, when.test()),
        this::call,
        single -> all(single.body()),
        sync -> { });
    if (c instanceof Code.When when) {
      all(when.body());
    }
  }

  private void call(Code.Call call) {
    require(call.arguments().size() == call.part().parameters().size(),
        () -> call.part().name() + " is given " + call.arguments().size() + " integers");
    if (verified.add(call.part())) {
      all(call.part().body());
    }
  }

  private static Type stored(Code.Place place, Value value) {
    Type element = place.buffer().element();
    return !value.isLanes() ? element : element == Type.INTEGER ? Type.INTEGERS : Type.LANES;
  }

  /** What is added to a number may be of double precision: their sum is rounded. */
  private void added(Type type, Reduction.Kind kind, Value value, String name) {
    boolean rounds = kind == Reduction.Kind.SUM || kind == Reduction.Kind.PROD;
    expect(rounds && type == Type.NUMBER && value.type() == Type.WIDE ? Type.WIDE : type, value, name);
  }

  private void expect(Type type, Value value, String name) {
    Type found = value.type();
    require(found == type, () -> name + " takes a value of the type " + type + ", not of " + found);
    value(value);
  }

  private void expect(Type type, Test test) {
    require(test.type() == type, () -> "a test is of the type " + test.type() + ", not " + type);
    test(test);
  }

  private void value(Value v) {
    v.match(values);
  }

  private void number(Value.Number number) {
    Type type = number.type();
    require(type == Type.NUMBER || type == Type.WIDE || type == Type.INTEGER, () -> "a number of the type " + type);
  }

  private void apply(Value.Apply apply) {
    Type type = apply.operandType();
    apply.operands().forEach(o -> expect(type, o, apply.operator().symbol()));
  }

  private void lanes(Value.Lanes lanes) {
    Buffer buffer = lanes.place().buffer();
    require(buffer.element() == Type.NUMBER || lanes.mask().isAll(), () -> "integers of some lanes of "
        + buffer.name());
  }

  private void choose(Value.Choose choose) {
    Type type = choose.type();
    expect(choose.test().type(), choose.test());
    require(type == Type.LANES || choose.test().type() == Type.BOOLEAN, () -> "lanes choose " + type);
    expect(type, choose.yes(), "a choice");
    expect(type, choose.no(), "a choice");
  }

  private void convert(Value.Convert convert) {
    require(convert.isPossible(), () -> convert.value().type() + " does not become " + convert.to());
    value(convert.value());
  }

  private void test(Test t) {
    t.act(
        bound -> { },
        divisible -> { },
        compare -> {
          expect(compare.left().type(), compare.left(), "a comparison");
          expect(compare.left().type(), compare.right(), "a comparison");
        },
        all -> all.tests().forEach(one -> expect(all.type(), one)),
        any -> any.tests().forEach(one -> expect(any.type(), one)),
        not -> test(not.test()),
        lane -> { });
  }

  private void require(boolean holds, Supplier<String> what) {
    if (!holds) {
      throw new IllegalStateException(what.get() + " in\n" + LoopPrinter.print(kernel));
    }
  }
}
