package dev.netgrad.loop.code;

import dev.netgrad.loop.code.Code.Type;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes every change of a value's type a node of the tree: an integer among numbers, a number among numbers of double
 * precision or one for all lanes, what is rounded when it is stored. Afterwards each value is of the type that its
 * place wants, which {@link TypeVerifier} checks, and who writes it has nothing to guess.
 */
public final class Conversions {
  /** Whole numbers below are integers, too, where an integer is wanted. */
  private static final double LARGEST = 1e9;

  private final Map<Code.Part, Code.Part> parts = new IdentityHashMap<>();

  private Conversions() {}

  public static List<Code> of(List<Code> body) {
    return new Conversions().all(body);
  }

  private List<Code> all(List<Code> body) {
    return body.stream().map(this::code).toList();
  }

  private Code code(Code c) {
    return c.match(
        loop -> new Code.Loop(loop.variable(), loop.from(), loop.to(), loop.step(), loop.phase(), loop.kind(),
            loop.first(), loop.end(), all(loop.body())),
        offset -> offset,
        pick -> pick,
        let -> new Code.Let(let.local(), to(let.local().type(), let.value())),
        start -> new Code.Start(start.local(), to(start.local().type(), start.value())),
        update -> new Code.Update(update.local(), update.kind(), added(update.local().type(), update.value())),
        winner -> new Code.Winner(winner.best(), winner.position(), to(winner.best().type(), winner.value()),
            winner.at()),
        store -> new Code.Store(store.place(), to(stored(store.place(), store.value()), store.value())),
        accumulate -> new Code.Accumulate(accumulate.place(), accumulate.kind(),
            added(stored(accumulate.place(), accumulate.value()), accumulate.value())),
        compensate -> new Code.Compensate(compensate.sum(), compensate.rest(), compensate.lanes(), compensate.total(),
            of(compensate.term())),
        when -> new Code.When(test(when.test()), all(when.body())),
        call -> new Code.Call(parts.computeIfAbsent(call.part(), this::part), call.buffers(), call.arguments()),
        single -> new Code.Single(all(single.body())),
        sync -> sync);
  }

  private Code.Part part(Code.Part part) {
    return new Code.Part(part.name(), part.parameters(), part.buffers(), all(part.body()));
  }

  /** What an array takes: elements, or of lanes as many side by side. */
  private static Type stored(Code.Place place, Value value) {
    Type element = place.buffer().element();
    return !value.isLanes() ? element : element == Type.INTEGER ? Type.INTEGERS : Type.LANES;
  }

  /** What is added to a number may be of double precision: their sum is rounded. */
  private static Value added(Type type, Value v) {
    return type == Type.NUMBER && v.type() == Type.WIDE ? of(v) : to(type, v);
  }

  /** The same value, of a type. */
  private static Value to(Type type, Value v) {
    Value value = of(v);
    Type from = value.type();
    if (from == type) {
      return value;
    }
    if (value instanceof Value.Number number && takes(type, number.value())) {
      return new Value.Number(number.value(), type);
    }
    boolean direct = from == Type.NUMBER || type == Type.NUMBER || from == Type.INTEGERS || type == Type.INTEGERS;
    return new Value.Convert(type, direct ? value : to(Type.NUMBER, value));
  }

  private static boolean takes(Type type, double number) {
    return (type == Type.INTEGER || type == Type.WIDE) && number == Math.rint(number) && Math.abs(number) < LARGEST;
  }

  /** The same value, with conversions in it where they have to be. */
  private static Value of(Value v) {
    return v.match(
        number -> number,
        whole -> whole,
        load -> load,
        argument -> argument,
        use -> use,
        apply -> {
          Type type = apply.operandType();
          return new Value.Apply(apply.operator(), apply.operands().stream().map(o -> to(type, o)).toList());
        },
        lanes -> lanes,
        choose -> new Value.Choose(test(choose.test()), to(choose.type(), choose.yes()),
            to(choose.type(), choose.no())),
        convert -> new Value.Convert(convert.to(), of(convert.value())));
  }

  private static Test test(Test t) {
    return t.match(
        bound -> bound,
        divisible -> divisible,
        compare -> {
          Type type = common(compare.left(), compare.right());
          return new Test.Compare(compare.relation(), to(type, compare.left()), to(type, compare.right()));
        },
        all -> new Test.All(all.tests().stream().map(Conversions::test).toList()),
        any -> new Test.Any(any.tests().stream().map(Conversions::test).toList()),
        not -> new Test.Not(test(not.test())),
        lane -> lane);
  }

  /** The type in which two values are compared: integers as such. */
  private static Type common(Value a, Value b) {
    boolean integers = isInteger(a) && isInteger(b) && (a.type() == Type.INTEGER || b.type() == Type.INTEGER);
    return integers ? Type.INTEGER : Value.common(List.of(a, b));
  }

  private static boolean isInteger(Value v) {
    return v.type() == Type.INTEGER || v instanceof Value.Number number && takes(Type.INTEGER, number.value());
  }
}
