package dev.netgrad.loop.code;

import dev.netgrad.plan.block.Size;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.check.Inequalities;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Proves that every access of every kernel lies within its array, for every batch size from 1. An address is bounded by
 * putting a bound in the place of each variable, the innermost first; where there are several, one that suffices. That
 * is fast, and mostly enough; where it takes several bounds of a variable, or that a loop around runs at all, all
 * bounds together tell: {@link Inequalities}. And that threads meet where they must:
 * {@link MeetingVerifier}, and that values are what their places take: {@link TypeVerifier}.
 */
public final class LoopVerifier {
  /**
   * A variable with what bounds it: {@code numerator/divisor}, inclusive.
   *
   * @param found of expressions with this variable and those before it, whether they are never negative
   */
  private record Variable(Axis axis, List<Code.Bound> atLeast, List<Code.Bound> atMost, Map<Affine, Boolean> found) {
    Variable(Axis axis, List<Code.Bound> atLeast, List<Code.Bound> atMost) {
      this(axis, atLeast, atMost, new HashMap<>());
    }
  }

  private static final long LARGEST = Integer.MAX_VALUE;

  private final Kernel kernel;
  private final long lanes;
  private final List<Variable> variables = new ArrayList<>();
  private final List<Test.Divisible> congruences = new ArrayList<>();

  private LoopVerifier(Kernel kernel, long lanes) {
    this.kernel = kernel;
    this.lanes = lanes;
  }

  /** @throws IllegalStateException if an access may leave its array: an error of the compiler, not of its input */
  public static void verify(Kernel kernel) {
    verify(kernel, 1);
  }

  /** @param lanes of its vectors */
  public static void verify(Kernel kernel, long lanes) {
    new LoopVerifier(kernel, lanes).all(kernel.body());
    MeetingVerifier.verify(kernel);
    TypeVerifier.verify(kernel);
  }

  private void all(List<Code> body) {
    int before = variables.size();
    body.forEach(this::code);
    forget(before);
  }

  /** Forgets the variables after the first so many. */
  private void forget(int known) {
    variables.subList(known, variables.size()).clear();
  }

  private void code(Code c) {
    c.act(
        this::loop,
        this::offset,
        pick -> {
          place(pick.place(), 1);
          variables.add(new Variable(pick.name(), List.of(Code.Bound.of(Affine.ZERO)),
              List.of(Code.Bound.of(Affine.of(pick.classes() - 1)))));
        },
        let -> value(let.value()),
        start -> value(start.value()),
        update -> value(update.value()),
        winner -> value(winner.value()),
        store -> {
          place(store.place(), store.value().isLanes() ? lanes : 1);
          value(store.value());
        },
        accumulate -> {
          place(accumulate.place(), accumulate.value().isLanes() ? lanes : 1);
          value(accumulate.value());
        },
        compensate -> compensate.steps().forEach(this::code),
        when -> {
          values(when.test());
          given(when.test(), () -> all(when.body()));
        },
        this::call,
        single -> all(single.body()),
        sync -> { });
  }

  private void loop(Code.Loop loop) {
    nonEmpty(loop);
    int before = variables.size();
    loop.end().ifPresent(end -> variables.add(new Variable(end, List.of(Code.Bound.of(Affine.ZERO)), loop.to())));
    variables.add(variable(loop));
    int known = congruences.size();
    if (loop.step() > 1) {
      congruences.add(new Test.Divisible(Affine.of(loop.variable()).minus(loop.phase()), loop.step()));
    }
    all(loop.body());
    congruences.subList(known, congruences.size()).clear();
    forget(before);
  }

  private void offset(Code.Offset offset) {
    Code.Bound exact = new Code.Bound(offset.numerator(), offset.divisor(), false);
    long inexact = offset.exact() ? 0 : offset.divisor() - 1;
    List<Code.Bound> atMost = new ArrayList<>(List.of(exact));
    // A quotient, or what remains: of addresses, which have more terms, no number is the greatest.
    if (offset.divisor() > 1 || offset.numerator().terms().size() == 2) {
      greatest(offset.numerator()).ifPresent(
          most -> atMost.add(Code.Bound.of(Affine.of(Math.floorDiv(most, offset.divisor())))));
    }
    if (offset.divisor() > 1) {
      roundedDown(offset, atMost);
    }
    List<Code.Bound> atLeast = new ArrayList<>(
        List.of(new Code.Bound(offset.numerator().plus(-inexact), offset.divisor(), false)));
    // An exact quotient above -1 is not negative.
    Affine atLeastZero = offset.numerator().plus(offset.exact() ? offset.divisor() - 1 : 0);
    if (nonNegative(atLeastZero, variables.size() - 1)) {
      atLeast.add(Code.Bound.of(Affine.ZERO));
    }
    variables.add(new Variable(offset.name(), atLeast, atMost));
  }

  private void nonEmpty(Code.Loop loop) {
    if (loop.kind() != Code.Kind.NONEMPTY || loop.from().stream().allMatch(from -> loop.to().stream().allMatch(
        to -> from.divisor() == 1 && to.divisor() == 1
            && isProven(to.numerator().minus(from.numerator()).plus(-1))))) {
      return;
    }
    Map<Axis, LongStream> ranges = new LinkedHashMap<>();
    long points = 1;
    for (Axis axis : loop.bounding()) {
      long least = LARGEST - greatest(Affine.of(LARGEST).minus(Affine.of(axis))).orElse(LARGEST);
      long most = greatest(Affine.of(axis)).orElse(LARGEST);
      points = Math.min(LARGEST, points * Math.min(LARGEST, most - least + 1));
      ranges.put(axis, LongStream.rangeClosed(least, points > Code.Loop.MOST_POINTS ? least : most));
    }
    if (points > Code.Loop.MOST_POINTS || !loop.runs(ranges)) {
      throw new IllegalStateException(
          "a loop over " + loop.variable() + " may be empty in\n" + LoopPrinter.print(kernel));
    }
  }

  /** What is at most {@code d·a + c} is, divided by d and rounded down, at most {@code a + ⌊c/d⌋}. */
  private void roundedDown(Code.Offset offset, List<Code.Bound> atMost) {
    if (!offset.numerator().isAxis()) {
      return;
    }
    long divisor = offset.divisor();
    most(offset.numerator(), variables.size()).filter(a -> a.terms().values().stream().allMatch(k -> k % divisor == 0))
        .forEach(a -> atMost.add(Code.Bound.of(new Affine(new Affine(a.terms(), 0).dividedBy(divisor).terms(),
            Math.floorDiv(a.constant(), divisor)))));
  }

  /**
   * What one of the first so many variables, plus a number, is at most: its bounds, and where these are such, theirs.
   */
  private Stream<Affine> most(Affine affine, int known) {
    Affine variable = affine.plus(-affine.constant());
    return !variable.isAxis() ? Stream.of() : IntStream.range(0, known)
        .filter(i -> variables.get(i).axis() == variable.axis()).boxed()
        .flatMap(i -> variables.get(i).atMost().stream().filter(b -> b.divisor() == 1)
            .map(b -> b.numerator().plus(affine.constant())).flatMap(a -> Stream.concat(Stream.of(a), most(a, i))));
  }

  /** A part is right where each call of it is. */
  private void call(Code.Call call) {
    int before = variables.size();
    for (int i = 0; i < call.arguments().size(); i++) {
      Code.Bound argument = Code.Bound.of(call.arguments().get(i));
      variables.add(new Variable(call.part().parameters().get(i), List.of(argument), List.of(argument)));
    }
    all(call.part().body());
    forget(before);
  }

  private static Variable variable(Code.Loop loop) {
    List<Code.Bound> atLeast = new ArrayList<>();
    loop.from().forEach(b -> atLeast.add(b.divisor() == 1 || b.up() ? b
        : new Code.Bound(b.numerator().plus(1 - b.divisor()), b.divisor(), true)));
    List<Code.Bound> atMost = new ArrayList<>();
    for (Code.Bound bound : loop.to()) {
      long up = bound.up() ? bound.divisor() - 1 : 0;
      // Of a bound that is a step away from where the loop may begin, the last iteration is a whole step away.
      Affine apart = bound.numerator().minus(loop.phase());
      long last = bound.divisor() == 1 && apart.isConstant() && apart.constant() % loop.step() == 0 ? loop.step()
          : bound.divisor();
      atMost.add(new Code.Bound(bound.numerator().plus(up - last), bound.divisor(), false));
    }
    boolean constant = loop.from().size() == 1 && loop.to().size() == 1 && loop.phase().isConstant()
        && loop.from().get(0).numerator().isConstant() && loop.to().get(0).numerator().isConstant();
    if (loop.step() > 1 && constant && loop.from().get(0).divisor() == 1 && loop.to().get(0).divisor() == 1) {
      long last = loop.to().get(0).numerator().constant() - 1;
      last -= Math.floorMod(last - loop.phase().constant(), loop.step());
      atMost.add(Code.Bound.of(Affine.of(last)));
    }
    return new Variable(loop.variable(), atLeast, atMost);
  }

  /** Runs a check with what a test says about variables. */
  private void given(Test test, Runnable check) {
    List<Affine> facts = new ArrayList<>();
    int known = congruences.size();
    collect(test, true, facts);
    List<Variable> before = List.copyOf(variables);
    for (Affine fact : facts) {
      for (int i = variables.size() - 1; i >= 0; i--) {
        Variable v = variables.get(i);
        long k = fact.coefficient(v.axis());
        if (k != 0) {
          Affine rest = fact.minus(Affine.of(v.axis()).times(k));
          List<Code.Bound> atLeast = new ArrayList<>(v.atLeast());
          List<Code.Bound> atMost = new ArrayList<>(v.atMost());
          if (k > 0) {
            atLeast.add(new Code.Bound(rest.times(-1), k, true));
          } else {
            atMost.add(new Code.Bound(rest, -k, false));
          }
          variables.set(i, new Variable(v.axis(), atLeast, atMost));
          // What was found of those after it may be otherwise now.
          variables.subList(i + 1, variables.size()).replaceAll(a -> new Variable(a.axis(), a.atLeast(), a.atMost()));
          break;
        }
      }
    }
    boolean never = facts.stream().anyMatch(fact -> fact.isConstant() && fact.constant() < 0);
    if (!never) {
      check.run();
    }
    variables.clear();
    variables.addAll(before);
    congruences.subList(known, congruences.size()).clear();
  }

  /** What is known where a test holds, or where it does not. */
  private void collect(Test test, boolean holds, List<Affine> neverNegative) {
    test.act(
        bound -> neverNegative.add(holds ? bound.affine() : bound.affine().times(-1).plus(-1)),
        divisible -> {
          if (holds) {
            congruences.add(divisible);
          }
        },
        compare -> { },
        all -> (holds ? all.tests() : List.<Test>of()).forEach(t -> collect(t, true, neverNegative)),
        any -> (holds ? List.<Test>of() : any.tests()).forEach(t -> collect(t, false, neverNegative)),
        not -> collect(not.test(), !holds, neverNegative),
        lane -> { });
  }

  private void values(Test test) {
    test.act(
        bound -> { },
        divisible -> { },
        compare -> {
          value(compare.left());
          value(compare.right());
        },
        all -> inTurn(all.tests(), true),
        any -> inTurn(any.tests(), false),
        not -> values(not.test()),
        lane -> { });
  }

  /** Tests are asked from left to right, so that the earlier ones guard the reads of the later. */
  private void inTurn(List<Test> tests, boolean onward) {
    if (!tests.isEmpty()) {
      values(tests.get(0));
      given(onward ? tests.get(0) : new Test.Not(tests.get(0)), () -> inTurn(tests.subList(1, tests.size()), onward));
    }
  }

  private void value(Value v) {
    v.act(
        number -> { },
        whole -> { },
        load -> place(load.place(), 1),
        argument -> { },
        use -> { },
        apply -> apply.operands().forEach(this::value),
        // Of a masked load, the lanes that the mask leaves out may lie anywhere.
        load -> place(new Code.Place(load.place().buffer(), load.place().offset().plus(load.first()),
            load.place().steps()), load.count()),
        choose -> {
          values(choose.test());
          given(choose.test(), () -> value(choose.yes()));
          given(new Test.Not(choose.test()), () -> value(choose.no()));
        },
        convert -> value(convert.value()));
  }

  private void place(Code.Place place, long elements) {
    Size size = place.buffer().size();
    Affine last = Affine.of(Kernel.BATCH).times(size.perSample()).plus(size.fixed() - elements);
    place.steps().forEach(step -> value(step.number()));
    long most = place.steps().stream().mapToLong(Code.Step::most).sum();
    if (!isProven(place.offset()) || !isProven(last.minus(place.offset()).plus(-most))) {
      throw new IllegalStateException("an access of " + place.buffer().name() + " at " + place.offset()
          + " may leave its " + size + " elements in\n" + LoopPrinter.print(kernel));
    }
  }

  /** By a bound for each variable or, where it takes several of one at once, by all of them. */
  private boolean isProven(Affine affine) {
    return nonNegative(affine, variables.size() - 1) || Inequalities.imply(bounds(), affine);
  }

  private List<Affine> bounds() {
    List<Affine> bounds = new ArrayList<>(List.of(Affine.of(Kernel.BATCH).plus(-1)));
    for (Variable v : variables) {
      Affine itself = Affine.of(v.axis());
      v.atLeast().forEach(b -> bounds.add(itself.times(b.divisor()).minus(b.numerator())));
      v.atMost().forEach(b -> bounds.add(b.numerator().minus(itself.times(b.divisor()))));
    }
    congruences.forEach(c -> bounds.addAll(Inequalities.multiple(c.affine(), c.modulus())));
    return bounds;
  }

  /** The least number that an expression is proven not to exceed; nothing where it grows with the batch. */
  private OptionalLong greatest(Affine affine) {
    long below = -1;
    long most = LARGEST;
    if (!nonNegative(Affine.of(most).minus(affine), variables.size() - 1)) {
      return OptionalLong.empty();
    }
    while (most - below > 1) {
      long middle = (most + below) / 2;
      if (nonNegative(Affine.of(middle).minus(affine), variables.size() - 1)) {
        most = middle;
      } else {
        below = middle;
      }
    }
    return OptionalLong.of(most);
  }

  /** Whether an expression of the variables up to one is never negative. */
  private boolean nonNegative(Affine affine, int innermost) {
    int i = innermost;
    while (i >= 0 && affine.coefficient(variables.get(i).axis()) == 0) {
      i--;
    }
    if (i < 0) {
      long perSample = affine.coefficient(Kernel.BATCH);
      return affine.terms().size() == (perSample == 0 ? 0 : 1) && perSample >= 0
          && Math.addExact(perSample, affine.constant()) >= 0;
    }
    Variable variable = variables.get(i);
    Boolean found = variable.found().get(affine);
    if (found == null) {
      found = nonNegative(affine, variable, i);
      variable.found().put(affine, found);
    }
    return found;
  }

  private boolean nonNegative(Affine affine, Variable variable, int i) {
    long k = affine.coefficient(variable.axis());
    Affine rest = affine.minus(Affine.of(variable.axis()).times(k));
    for (Code.Bound bound : k > 0 ? variable.atLeast() : variable.atMost()) {
      // An integer above -1 is not negative.
      Affine bounded = rest.times(bound.divisor()).plus(bound.numerator().times(k)).plus(bound.divisor() - 1);
      if (nonNegative(bounded, i - 1)) {
        return true;
      }
    }
    return false;
  }
}
