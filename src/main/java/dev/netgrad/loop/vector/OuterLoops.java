package dev.netgrad.loop.vector;

import dev.netgrad.loop.code.Code;
import dev.netgrad.loop.code.Kernel;
import dev.netgrad.loop.plain.Scope;
import dev.netgrad.schedule.Blocking;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * The loops over places of tiles: a sample and all outer axes but the tile's. All points of the first of these axes
 * with one sample, a row of a picture say, are a unit.
 *
 * @param bySample whether sums are kept by sample: then threads share samples, else units
 */
record OuterLoops(Axis sample, List<Axis> between, boolean bySample) {

  /** Writes what is done for each slice of the weights: the loops over places that it is given, around a body. */
  interface Slices {
    void write(Scope scope, BiConsumer<Scope, Consumer<Scope>> places);
  }

  /**
   * Writes all loops.
   *
   * @param length how many units are done for each slice before the next ones; all of them, if nothing
   */
  void write(Scope scope, OptionalLong length, Slices slices) {
    if (length.isEmpty() || length.getAsLong() > 1 && between.isEmpty()) {
      slices.write(scope, this::all);
    } else if (length.getAsLong() == 1) {
      all(scope, at -> slices.write(at, (inner, body) -> body.accept(inner)));
    } else if (bySample) {
      VectorLoops.share(scope, sample, Affine.of(Kernel.BATCH), inner -> stretches(inner, length.getAsLong(), slices));
    } else {
      shareStretches(scope, length.getAsLong(), slices);
    }
  }

  private void all(Scope scope, Consumer<Scope> body) {
    if (bySample || between.isEmpty()) {
      VectorLoops.share(scope, sample, Affine.of(Kernel.BATCH), inner -> VectorLoops.loops(inner, between, body));
    } else {
      VectorLoops.shareUnits(scope, sample, between.get(0), inner -> VectorLoops.loops(inner, rest(), body));
    }
  }

  private List<Axis> rest() {
    return between.subList(1, between.size());
  }

  /** Stretches of one sample's units. */
  private void stretches(Scope scope, long most, Slices slices) {
    Axis unit = between.get(0);
    long units = unit.extent().size();
    long length = Blocking.evenly(units, most);
    Axis start = new Axis(unit.name() + "0", unit.extent());
    VectorLoops.loop(scope, start, 0, units, length, at -> slices.write(at, (inner, body) ->
        stretch(inner, unit, start, length, Affine.of(units), in -> VectorLoops.loops(in, rest(), body))));
  }

  /** Stretches of a thread's units. */
  private void shareStretches(Scope scope, long length, Slices slices) {
    Axis unit = new Axis("unit", 1);
    Axis start = new Axis("unit0", 1);
    Axis end = new Axis("unitEnd", 1);
    Scope inner = scope.inner(List.of(start, end), false);
    slices.write(inner, (at, body) -> stretch(at, unit, start, length, Affine.of(end), in -> {
      VectorLoops.defineUnit(in, unit, sample, between.get(0));
      VectorLoops.loops(in, rest(), body);
    }));
    scope.add(inner.shared(start, VectorLoops.units(between.get(0)), length, end));
  }

  private static void stretch(Scope scope, Axis unit, Axis start, long length, Affine end, Consumer<Scope> body) {
    Scope inner = scope.inner(List.of(unit), false);
    body.accept(inner);
    List<Code.Bound> to = List.of(Code.Bound.of(Affine.of(start).plus(length)), Code.Bound.of(end));
    scope.add(inner.loop(unit, List.of(Code.Bound.of(Affine.of(start))), to, 1, Affine.ZERO));
  }
}
