package dev.netgrad.emit;

import dev.netgrad.loop.code.Buffer;
import dev.netgrad.loop.code.Code;
import dev.netgrad.loop.code.Kernel;
import dev.netgrad.loop.code.Test;
import dev.netgrad.loop.code.Value;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Gives the variables of a kernel the names that they have in Java: from a tree to the same tree, in which everything
 * is called what the method calls it, and no name hides another. Bounds of loops that have to be computed get
 * variables, so that they are computed once. The terms of an index stand in the order in which its variables are
 * declared.
 */
final class KernelNames {
  private final boolean textbook;
  private final UnaryOperator<String> partNames;
  private final Map<String, Code.Part> parts;
  private final Map<Axis, Axis> axes = new HashMap<>();
  /** What buffers and local variables are called, by their names in the loops. */
  private final Map<String, String> variables = new HashMap<>();
  /** Which name was declared first, second and so on. */
  private final Map<String, Integer> order = new HashMap<>();
  private Identifiers visible = new Identifiers(Fixed.KERNEL);

  /** Once for a kernel, since there are many values. */
  private final Value.Cases<Value> values = new Value.Cases<>(
      number -> number,
      whole -> new Value.Whole(affine(whole.affine())),
      load -> new Value.Load(place(load.place())),
      argument -> new Value.Argument(buffer(argument.scalar())),
      use -> new Value.Use(local(use.local())),
      apply -> new Value.Apply(apply.operator(), apply.operands().stream().map(this::value).toList()),
      lanes -> new Value.Lanes(place(lanes.place()), lanes.mask()),
      choose -> new Value.Choose(test(choose.test()), value(choose.yes()), value(choose.no())),
      convert -> new Value.Convert(convert.to(), value(convert.value())));

  private KernelNames(UnaryOperator<String> partNames, Map<String, Code.Part> parts, boolean textbook) {
    this.textbook = textbook;
    this.partNames = partNames;
    this.parts = parts;
    axes.put(Kernel.BATCH, Kernel.BATCH);
    order.put(Kernel.BATCH.name(), 0);
  }

  /**
   * A kernel with its parts.
   *
   * @param name of the kernel's method
   * @param roles what its parameters are called, if they can
   * @param partNames what the methods of its parts are called, by the parts' names
   */
  static Kernel of(Kernel kernel, String name, List<String> roles, UnaryOperator<String> partNames) {
    return named(kernel, name, roles, new KernelNames(partNames, new HashMap<>(), false));
  }

  /** A kernel of the textbook, whose indices have the order of the formulas and whose names have no numbers. */
  static Kernel ofTextbook(Kernel kernel, String name, List<String> roles) {
    return named(kernel, name, roles, new KernelNames(UnaryOperator.identity(), new HashMap<>(), true));
  }

  private static Kernel named(Kernel kernel, String name, List<String> roles, KernelNames names) {
    List<Buffer> parameters = names.declareAll(kernel.parameters(), roles);
    return new Kernel(name, parameters, names.all(kernel.body()), kernel.laws());
  }

  private Code.Part part(Code.Part part) {
    Code.Part known = parts.get(part.name());
    if (known == null) {
      KernelNames inside = new KernelNames(partNames, parts, textbook);
      List<Buffer> buffers = inside.declareAll(part.buffers(), part.buffers().stream().map(Buffer::name).toList());
      List<Axis> parameters = part.parameters().stream().map(inside::declare).toList();
      known = new Code.Part(partNames.apply(part.name()), parameters, buffers, inside.body(part.body()));
      parts.put(part.name(), known);
    }
    return known;
  }

  /** @param wishes what buffers would be called if nothing else were */
  private List<Buffer> declareAll(List<Buffer> buffers, List<String> wishes) {
    for (int i = 0; i < buffers.size(); i++) {
      if (!buffers.get(i).isScratch()) {
        variables.put(buffers.get(i).name(), visible.declare(wishes.get(i)));
      }
    }
    return buffers.stream().map(this::buffer).toList();
  }

  private Axis declare(Axis axis) {
    Axis named = named(visible.declare(axis.name()), axis);
    axes.put(axis, named);
    return named;
  }

  private Axis named(String name, Axis like) {
    order.putIfAbsent(name, order.size());
    return new Axis(name, like.extent());
  }

  private Code.Local declare(Code.Local local) {
    variables.put(local.name(), visible.declare(textbook ? local.name().replaceAll("\\d+$", "") : local.name()));
    return local(local);
  }

  private List<Code> body(List<Code> body) {
    Identifiers outside = visible;
    visible = outside.inner();
    List<Code> named = all(body);
    visible = outside;
    return named;
  }

  private List<Code> all(List<Code> body) {
    List<Code> named = new ArrayList<>();
    body.forEach(c -> named.add(code(c)));
    return named;
  }

  private Code code(Code c) {
    return c.match(
        this::loop,
        offset -> {
          Affine numerator = affine(offset.numerator());
          return new Code.Offset(declare(offset.name()), numerator, offset.divisor(), offset.exact());
        },
        pick -> {
          Code.Place place = place(pick.place());
          return new Code.Pick(declare(pick.name()), place, pick.classes());
        },
        let -> {
          Value value = value(let.value());
          return new Code.Let(declare(let.local()), value);
        },
        start -> {
          Value value = value(start.value());
          return new Code.Start(declare(start.local()), value);
        },
        update -> new Code.Update(local(update.local()), update.kind(), value(update.value())),
        winner -> new Code.Winner(local(winner.best()), local(winner.position()), value(winner.value()),
            affine(winner.at())),
        store -> new Code.Store(place(store.place()), value(store.value())),
        accumulate -> new Code.Accumulate(place(accumulate.place()), accumulate.kind(), value(accumulate.value())),
        compensate -> {
          Value term = value(compensate.term());
          return new Code.Compensate(place(compensate.sum()), place(compensate.rest()), compensate.lanes(),
              declare(compensate.total()), term);
        },
        when -> new Code.When(test(when.test()), body(when.body())),
        call -> new Code.Call(part(call.part()), call.buffers().stream().map(this::buffer).toList(),
            call.arguments().stream().map(this::affine).toList()),
        single -> new Code.Single(body(single.body())),
        sync -> sync);
  }

  private Code.Loop loop(Code.Loop loop) {
    List<Code.Bound> from = loop.from().stream().map(this::bound).toList();
    List<Code.Bound> to = loop.to().stream().map(this::bound).toList();
    Affine phase = affine(loop.phase());
    Optional<Axis> first = startsAtPhase(loop) ? Optional.empty()
        : Optional.of(
            named(visible.declare("first" + Identifiers.identifier(loop.variable().name())), loop.variable()));
    Identifiers outside = visible;
    // The variables of a loop that certainly runs are declared in front of it, hence taken for what follows it, too.
    if (loop.kind() != Code.Kind.NONEMPTY) {
      visible = outside.inner();
    }
    Axis variable = declare(loop.variable());
    Optional<Axis> end = loop.end().map(this::declare)
        .or(() -> isComputed(loop) ? Optional.of(named(visible.declare(variable.name() + "End"), variable))
            : Optional.empty());
    Code.Loop named = new Code.Loop(variable, from, to, loop.step(), phase, loop.kind(), first, end, body(loop.body()));
    visible = outside;
    return named;
  }

  private static boolean startsAtPhase(Code.Loop loop) {
    Code.Bound from = loop.from().get(0);
    Affine off = from.numerator().minus(loop.phase());
    return loop.step() == 1 || loop.from().size() == 1 && from.divisor() == 1 && off.isConstant()
        && Math.floorMod(off.constant(), loop.step()) == 0;
  }

  /** Whether the end of a loop is more than a number or a variable. */
  private static boolean isComputed(Code.Loop loop) {
    Code.Bound to = loop.to().get(0);
    boolean simple = to.numerator().isConstant() || to.numerator().isAxis();
    return loop.kind() == Code.Kind.SHARED || loop.to().size() > 1 || to.divisor() > 1 || !simple;
  }

  private Code.Bound bound(Code.Bound bound) {
    return new Code.Bound(affine(bound.numerator()), bound.divisor(), bound.up());
  }

  private Affine affine(Affine affine) {
    if (affine.isConstant()) {
      return affine;
    }
    List<Axis> known = new ArrayList<>(affine.terms().keySet());
    if (!textbook) {
      known.sort(Comparator.comparingInt(axis -> order.get(axes.get(axis).name())));
    }
    Map<Axis, Long> terms = new LinkedHashMap<>();
    known.forEach(axis -> terms.put(axes.get(axis), affine.coefficient(axis)));
    return new Affine(terms, affine.constant());
  }

  private Buffer buffer(Buffer b) {
    return b.isScratch() ? b : b.named(variables.get(b.name()));
  }

  private Code.Local local(Code.Local local) {
    return new Code.Local(variables.get(local.name()), local.type());
  }

  private Code.Place place(Code.Place place) {
    return new Code.Place(buffer(place.buffer()), affine(place.offset()), place.steps().stream()
        .map(step -> new Code.Step(value(step.number()), step.stride(), step.classes())).toList());
  }

  private Value value(Value v) {
    return v.match(values);
  }

  private Test test(Test t) {
    return t.match(
        bound -> new Test.AtLeastZero(affine(bound.affine())),
        divisible -> new Test.Divisible(affine(divisible.affine()), divisible.modulus()),
        compare -> new Test.Compare(compare.relation(), value(compare.left()), value(compare.right())),
        all -> new Test.All(all.tests().stream().map(this::test).toList()),
        any -> new Test.Any(any.tests().stream().map(this::test).toList()),
        not -> new Test.Not(test(not.test())),
        lane -> lane);
  }
}
