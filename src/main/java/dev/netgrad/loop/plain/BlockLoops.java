package dev.netgrad.loop.plain;

import dev.netgrad.loop.code.Code;
import dev.netgrad.loop.code.Test;
import dev.netgrad.schedule.Blocks;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Scalars;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Writes the loops of a sum in blocks, which go to a {@link Compensated} sum. */
public record BlockLoops(Blocks blocks) {
  /** What is added at one point of the loops, given the guards on what none of them runs over. */
  public interface Body {
    public void write(Scope scope, List<Condition> left);
  }

  /**
   * Writes the loops.
   *
   * @param registers whether the block's sums are vectors in registers
   * @param start what begins a block
   * @param end what takes its sums
   * @param close what takes the sums of a few blocks
   */
  public void write(Scope scope, boolean registers, Consumer<Scope> start, Body body, Consumer<Scope> end,
      Consumer<Scope> close) {
    if (blocks.isOne()) {
      block(scope, registers, blocks.guards(), start, body, end);
      return;
    }
    List<Condition> left = new ArrayList<>(blocks.guards());
    Loops.nest(scope, blocks.outside(), taken(left, blocks.outside(), scope), out -> {
      Loops.nest(out, blocks.few(), taken(left, blocks.few(), out),
          in -> cuts(in, registers, left, start, body, end, close));
      if (!blocks.areFew()) {
        close.accept(out);
      }
    });
  }

  private void cuts(Scope scope, boolean registers, List<Condition> left, Consumer<Scope> start, Body body,
      Consumer<Scope> end, Consumer<Scope> close) {
    if (blocks.cut().isEmpty()) {
      Loops.nest(scope, blocks.between(), taken(left, blocks.between(), scope),
          at -> block(at, registers, left, start, body, end));
      return;
    }
    Axis axis = blocks.cut().get();
    Axis from = from(axis);
    Scope each = scope.inner(List.of(from), false);
    long length = blocks.length();
    Loops.nest(each, blocks.between(), taken(left, blocks.between(), each),
        at -> cutBlock(at, registers, from, left, start, body, end));
    if (blocks.cuts() > blocks.most() && blocks.most() > 1) {
      Scope then = each.inner(List.of(), false);
      close.accept(then);
      each.add(new Code.When(new Test.Divisible(Affine.of(from).plus(length), blocks.most() * length), then.code()));
    }
    scope.add(each.loop(from, List.of(Code.Bound.of(Affine.ZERO)), List.of(each.extent(axis)), length, Affine.ZERO));
  }

  /** The same where each block's end closes it. */
  public void write(Scope scope, boolean registers, Consumer<Scope> start, Body body, Consumer<Scope> end) {
    write(scope, registers, start, body, end, in -> {});
  }

  /** Where a block begins along an axis. */
  private Axis from(Axis axis) {
    return axis.extent().isBatch() ? new Axis(axis.name() + "0", axis.extent())
        : new Axis(axis.name() + "0", (axis.extent().size() - 1) / blocks.length() * blocks.length() + 1);
  }

  private void block(Scope scope, boolean registers, List<Condition> left, Consumer<Scope> start, Body body,
      Consumer<Scope> end) {
    start.accept(scope);
    inside(scope, blocks.inside(), registers, left, body);
    end.accept(scope);
  }

  /** A block that is a part of an axis. */
  private void cutBlock(Scope scope, boolean registers, Axis from, List<Condition> left, Consumer<Scope> start,
      Body body, Consumer<Scope> end) {
    Axis axis = blocks.cut().orElseThrow();
    Affine next = Affine.of(from).plus(blocks.length());
    Optional<CutBounds> bounds = registers ? CutBounds.of(axis, left, scope) : Optional.empty();
    if (bounds.isPresent()) {
      within(scope, hasRest(axis) ? bounds.get().andBelow(scope.extent(axis).numerator()) : bounds.get(),
          Affine.of(from), next, left, start, body, end);
      return;
    }
    start.accept(scope);
    if (left.stream().anyMatch(guard -> Scalars.axes(guard).contains(axis))) {
      List<Condition> within = new ArrayList<>(left);
      within.add(new Condition.AtLeastZero(Affine.of(axis).minus(Affine.of(from))));
      within.add(new Condition.AtLeastZero(next.plus(-1).minus(Affine.of(axis))));
      List<Axis> axes = new ArrayList<>(List.of(axis));
      axes.addAll(blocks.inside());
      inside(scope, axes, registers, within, body);
    } else {
      Scope along = scope.inner(List.of(axis), false);
      inside(along, blocks.inside(), registers, left, body);
      List<Code.Bound> to = new ArrayList<>(List.of(Code.Bound.of(next)));
      long step = blocks.inside().isEmpty() ? blocks.steps() : 1;
      if (hasRest(axis)) {
        Code.Bound all = along.extent(axis);
        to.add(0, step == 1 ? all : Code.Bound.of(all.numerator().plus(1 - step)));
      }
      List<Code.Bound> first = List.of(Code.Bound.of(Affine.of(from)));
      Affine phase = step == 1 ? Affine.ZERO : Affine.of(from);
      // C2 sees by itself that a part of a constant axis is not empty.
      scope.add(registers && axis.extent().isBatch() ? along.nonEmpty(axis, first, to, step, phase)
          : along.loop(axis, first, to, step, phase));
    }
    end.accept(scope);
  }

  /** Whether the last part of an axis is shorter. */
  private boolean hasRest(Axis axis) {
    return axis.extent().isBatch() || axis.extent().size() % blocks.length() != 0;
  }

  /** A block that is what bounds leave of a part of an axis, unless they leave nothing. */
  private void within(Scope scope, CutBounds bounds, Affine from, Affine to, List<Condition> left,
      Consumer<Scope> start, Body body, Consumer<Scope> end) {
    List<Test> tests = bounds.reach(from, to);
    Scope some = tests.isEmpty() ? scope : scope.inner(List.of(), false);
    List<Condition> others = left.stream().filter(g -> !Scalars.axes(g).contains(bounds.axis())).toList();
    start.accept(some);
    Scope along = some.inner(List.of(bounds.axis()), false);
    inside(along, blocks.inside(), true, others, body);
    some.add(bounds.loop(along, from, to));
    end.accept(some);
    if (!tests.isEmpty()) {
      scope.add(new Code.When(tests.size() == 1 ? tests.get(0) : new Test.All(tests), some.code()));
    }
  }

  private void inside(Scope scope, List<Axis> axes, boolean registers, List<Condition> left, Body body) {
    List<Condition> rest = new ArrayList<>(left);
    List<Condition> here = taken(rest, axes, scope);
    if (registers) {
      Loops.around(scope, axes, here, in -> body.write(in, rest));
    } else {
      Loops.nest(scope, axes, here, axes.isEmpty() ? 1 : blocks.steps(), in -> body.write(in, rest));
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
