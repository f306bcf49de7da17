package dev.netgrad.loop.vector;

import dev.netgrad.loop.code.Code;
import dev.netgrad.loop.code.Kernel;
import dev.netgrad.loop.plain.Loops;
import dev.netgrad.loop.plain.Scope;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import java.util.List;
import java.util.function.Consumer;

/** The loops that vector nests are made of. */
public final class VectorLoops {
  private VectorLoops() {}

  /** A loop over numbers known here: {@code from}, {@code from + step}, … below {@code to}; of one, none at all. */
  public static void loop(Scope scope, Axis axis, long from, long to, long step, Consumer<Scope> body) {
    if (from + step >= to) {
      Scope inner = scope.inner(List.of(axis), false);
      inner.define(axis, Affine.of(from), 1);
      body.accept(inner);
      inner.code().forEach(scope::add);
      return;
    }
    Scope inner = scope.inner(List.of(axis), false);
    body.accept(inner);
    scope.add(inner.loop(axis, List.of(Code.Bound.of(Affine.of(from))), List.of(Code.Bound.of(Affine.of(to))), step,
        Affine.of(from)));
  }

  /** A loop that threads share. */
  public static void share(Scope scope, Axis axis, Affine iterations, Consumer<Scope> body) {
    scope.share(axis);
    Scope inner = scope.inner(List.of(axis), false);
    body.accept(inner);
    scope.add(inner.loop(axis, List.of(Code.Bound.of(Affine.ZERO)), List.of(Code.Bound.of(iterations)), 1,
        Affine.ZERO));
  }

  /** A loop over samples and one more axis, which threads share: one number tells both. */
  static void shareUnits(Scope scope, Axis sample, Axis next, Consumer<Scope> body) {
    Axis unit = new Axis("unit", 1);
    share(scope, unit, units(next), inner -> {
      defineUnit(inner, unit, sample, next);
      body.accept(inner);
    });
  }

  /** The points of an axis, of all samples. */
  static Affine units(Axis next) {
    return Affine.of(Kernel.BATCH).times(next.extent().size());
  }

  /** Which sample, and which point of an axis, the number of a unit tells. */
  static void defineUnit(Scope scope, Axis unit, Axis sample, Axis next) {
    scope.define(sample, Affine.of(unit), next.extent().size());
    scope.define(next, Affine.of(unit).minus(Affine.of(sample).times(next.extent().size())), 1);
  }

  /** Loops over whole axes, outermost first. */
  public static void loops(Scope scope, List<Axis> axes, Consumer<Scope> body) {
    Loops.nest(scope, axes, List.of(), body);
  }
}
