package dev.netgrad.loop;

import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Scalars;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The loops of a sum, cut into blocks of so few terms that these may be added one after the other in the element type:
 * n terms err by at most {@code n·u·Σ|x|}, with u = 2⁻²⁴ for floats. What is added up then are the blocks, as a
 * {@link Compensated} sum. Blocks do not depend on who computes them, so that threads change no bit.
 *
 * <p>The innermost loops are a block as far as they have no more terms; the next one outside them is cut evenly.
 *
 * <p>Where adding to a compensated sum is dear, a few blocks are added one after the other first, and then closed.
 */
final class Blocks {
  /**
   * Terms of a block and blocks of few: with a product's rounding and 2u for the sum of all, the error is below 64u.
   */
  static final long TERMS = 62;

  /** Terms of a sum that needs no blocks. */
  private static final long WHOLE = 64;

  /** Blocks that are added one after the other before they are closed, and terms of each block of a tile. */
  static final long FEW = 14;
  static final long TERMS_OF_TILE = TERMS - FEW;

  private static final long LARGEST = 1L << 31;

  /** What is added at one point of the loops, given the guards on what none of them runs over. */
  interface Body {
    void write(Scope scope, List<Condition> left);
  }

  private final List<Axis> outside = new ArrayList<>();
  private final List<Axis> ofFew = new ArrayList<>();
  private final long few;
  private final long cuts;
  private final Optional<Axis> cut;
  private final long length;
  private final List<Axis> between;
  private final List<Axis> inside;
  private final List<Condition> guards;
  private final long steps;
  private final boolean one;

  /**
   * @param around loops outside the sum's
   * @param summed the sum's loops, outermost first
   * @param between loops outside a block's, and inside those over blocks
   * @param steps how many iterations of the innermost loop its body does at once
   * @param terms how often one body rounds an accumulator; 0 if never, as of a largest value
   * @param few how many blocks are added one after the other; 1 if each is closed
   */
  Blocks(List<Axis> around, List<Axis> summed, List<Axis> between, List<Condition> guards, long steps, long terms,
      long few) {
    this.few = few;
    this.between = between;
    this.guards = guards;
    this.steps = steps;
    // What a body adds to each other before is rounded, too.
    long whole = terms == 0 ? LARGEST : (WHOLE - steps + 1) / terms;
    long most = bodies(summed, 0) <= whole ? whole : Math.max(1, (TERMS - few - steps + 1) / terms);
    int first = summed.size();
    while (first > 0 && bodies(summed, first - 1) <= most) {
      first--;
    }
    this.one = first == 0 && around.isEmpty() && between.isEmpty();
    this.inside = summed.subList(first, summed.size());
    long room = most / bodies(summed, first);
    this.cut = first > 0 && room > 1 ? Optional.of(summed.get(first - 1)) : Optional.empty();
    long step = inside.isEmpty() ? steps : 1;
    this.length = cut.map(a -> a.extent().isBatch() ? room
        : step * Tiling.cut((a.extent().size() + step - 1) / step, room)).orElse(0L);
    this.cuts = cut.map(a -> a.extent().isBatch() ? LARGEST : (a.extent().size() + length - 1) / length).orElse(1L);
    outside.addAll(around);
    outside.addAll(summed.subList(0, cut.isPresent() ? first - 1 : first));
    long blocks = cuts;
    while (!outside.isEmpty() && blocks * outside.get(outside.size() - 1).extent().size() <= few) {
      Axis axis = outside.remove(outside.size() - 1);
      blocks *= axis.extent().size();
      ofFew.add(0, axis);
    }
  }

  /**
   * The blocks for one vector of a register tile, of so many terms each body: a few are added before they are closed.
   */
  static Blocks ofTile(List<Axis> summed, List<Condition> guards, long terms) {
    return new Blocks(List.of(), summed, List.of(), guards, 1, terms, FEW);
  }

  /** How often the body is done for the loops from one on. */
  private long bodies(List<Axis> summed, int from) {
    long points = 1;
    for (Axis axis : summed.subList(from, summed.size())) {
      points = axis.extent().isBatch() ? LARGEST : Math.min(LARGEST, points * axis.extent().size());
    }
    return from == summed.size() ? 1 : (points + steps - 1) / steps;
  }

  /** Whether the whole sum is one block. */
  boolean isOne() {
    return one;
  }

  /** Whether there are so few blocks that none needs to be closed. */
  boolean areFew() {
    return outside.isEmpty() && cuts <= few;
  }

  /**
   * Writes the loops.
   *
   * @param registers whether the block's sums are vectors in registers
   * @param start what begins a block
   * @param end what takes its sums
   * @param close what takes the sums of a few blocks
   */
  void write(Scope scope, boolean registers, Consumer<Scope> start, Body body, Consumer<Scope> end,
      Consumer<Scope> close) {
    if (one) {
      block(scope, registers, guards, start, body, end);
      return;
    }
    List<Condition> left = new ArrayList<>(guards);
    Loops.nest(scope, outside, taken(left, outside, scope), out -> {
      Loops.nest(out, ofFew, taken(left, ofFew, out), in -> blocks(in, registers, left, start, body, end, close));
      if (!areFew()) {
        close.accept(out);
      }
    });
  }

  private void blocks(Scope scope, boolean registers, List<Condition> left, Consumer<Scope> start, Body body,
      Consumer<Scope> end, Consumer<Scope> close) {
    if (cut.isEmpty()) {
      Loops.nest(scope, between, taken(left, between, scope), at -> block(at, registers, left, start, body, end));
      return;
    }
    Axis axis = cut.get();
    Axis from = from(axis);
    Scope each = scope.inner(List.of(from), false);
    Loops.nest(each, between, taken(left, between, each), at -> cutBlock(at, registers, from, left, start, body, end));
    if (cuts > few && few > 1) {
      Scope then = each.inner(List.of(), false);
      close.accept(then);
      each.add(new Code.When(new Test.Divisible(Affine.of(from).plus(length), few * length), then.code()));
    }
    scope.add(each.loop(from, List.of(Code.Bound.of(Affine.ZERO)), List.of(each.extent(axis)), length, Affine.ZERO));
  }

  /** The same where each block's end closes it. */
  void write(Scope scope, boolean registers, Consumer<Scope> start, Body body, Consumer<Scope> end) {
    write(scope, registers, start, body, end, in -> {});
  }

  /** Where a block begins along an axis. */
  private Axis from(Axis axis) {
    return axis.extent().isBatch() ? new Axis(axis.name() + "0", axis.extent())
        : new Axis(axis.name() + "0", (axis.extent().size() - 1) / length * length + 1);
  }

  private void block(Scope scope, boolean registers, List<Condition> left, Consumer<Scope> start, Body body,
      Consumer<Scope> end) {
    start.accept(scope);
    inside(scope, inside, registers, left, body);
    end.accept(scope);
  }

  /** A block that is a part of an axis. */
  private void cutBlock(Scope scope, boolean registers, Axis from, List<Condition> left, Consumer<Scope> start,
      Body body, Consumer<Scope> end) {
    Axis axis = cut.orElseThrow();
    Affine next = Affine.of(from).plus(length);
    start.accept(scope);
    if (left.stream().anyMatch(guard -> Scalars.axes(guard).contains(axis))) {
      List<Condition> within = new ArrayList<>(left);
      within.add(new Condition.AtLeastZero(Affine.of(axis).minus(Affine.of(from))));
      within.add(new Condition.AtLeastZero(next.plus(-1).minus(Affine.of(axis))));
      List<Axis> axes = new ArrayList<>(List.of(axis));
      axes.addAll(inside);
      inside(scope, axes, registers, within, body);
    } else {
      Scope along = scope.inner(List.of(axis), false);
      inside(along, inside, registers, left, body);
      List<Code.Bound> to = new ArrayList<>(List.of(Code.Bound.of(next)));
      long step = inside.isEmpty() ? steps : 1;
      if (axis.extent().isBatch() || axis.extent().size() % length != 0) {
        Code.Bound all = along.extent(axis);
        to.add(0, step == 1 ? all : Code.Bound.of(all.numerator().plus(1 - step)));
      }
      List<Code.Bound> first = List.of(Code.Bound.of(Affine.of(from)));
      Affine phase = step == 1 ? Affine.ZERO : Affine.of(from);
      scope.add(registers ? along.nonEmpty(axis, first, to, step, phase) : along.loop(axis, first, to, step, phase));
    }
    end.accept(scope);
  }

  private void inside(Scope scope, List<Axis> axes, boolean registers, List<Condition> left, Body body) {
    List<Condition> rest = new ArrayList<>(left);
    List<Condition> here = taken(rest, axes, scope);
    if (registers) {
      Loops.around(scope, axes, here, in -> body.write(in, rest));
    } else {
      Loops.nest(scope, axes, here, axes.isEmpty() ? 1 : steps, in -> body.write(in, rest));
    }
  }

  /** Takes from some guards those on axes and what a scope binds. */
  private static List<Condition> taken(List<Condition> guards, List<Axis> axes, Scope scope) {
    List<Condition> taken = guards.stream()
        .filter(guard -> Scalars.axes(guard).stream().allMatch(a -> axes.contains(a) || scope.binds(a))).toList();
    guards.removeAll(taken);
    return taken;
  }
}
