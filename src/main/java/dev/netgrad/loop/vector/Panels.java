package dev.netgrad.loop.vector;

import dev.netgrad.loop.code.Code;
import dev.netgrad.loop.code.Kernel;
import dev.netgrad.loop.code.Test;
import dev.netgrad.loop.code.Value;
import dev.netgrad.loop.plain.Scope;
import dev.netgrad.loop.plain.ScratchMemory;
import dev.netgrad.schedule.LaneMask;
import dev.netgrad.schedule.PanelLayout;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Substitution;
import java.util.ArrayList;
import java.util.List;

/** An operand of a {@link PanelSlice} in panels: how they are filled, and where they are. */
record Panels(VectorNest nest, PanelLayout layout, Axis sample, ScratchMemory.Region shared) {

  /**
   * Where what the formula reads is.
   *
   * @param point of the formula's axes
   * @param lane of the vector
   */
  Code.Place at(Scope scope, Affine panel, Affine inGroup, Substitution point, Affine lane) {
    return shared.at(scope, point.apply(layout.at(panel, inGroup)).numerator().plus(lane));
  }

  /** Copies the points of a group's samples, of which threads share the rows. */
  void pack(Scope scope, Axis first) {
    int lanes = layout.lanes();
    List<Axis> axes = layout.dimensions().stream().map(PanelLayout.Dimension::axis).toList();
    Axis inGroup = new Axis("i", 1);
    Axis high = axes.get(0);
    List<Axis> parameters = List.of(sample, inGroup, high);
    Code.Part part = nest.part("Pack", parameters, inner -> {
      Axis panel = new Axis("panel", layout.channels() / lanes);
      List<Axis> loops = new ArrayList<>(List.of(panel));
      loops.addAll(axes.subList(1, axes.size()));
      VectorLoops.loops(inner, loops, in -> {
        List<Index> from = new ArrayList<>(List.of(Index.of(sample)));
        layout.dimensions().forEach(d -> from.add(Index.of(d.source())));
        from.add(Index.of(Affine.of(panel).times(lanes)));
        Code.Local x = in.lanes("x");
        in.add(new Code.Let(x, new Value.Lanes(in.place(layout.read().tensor(), from), new LaneMask(0, lanes, lanes))));
        Affine to = layout.at(Affine.of(panel), Affine.of(inGroup), axes.stream().map(Affine::of).toList());
        in.add(new Code.Store(shared.at(in, to), new Value.Use(x)));
      });
    });
    Axis unit = new Axis("unit", 1);
    long rows = high.extent().size();
    VectorLoops.share(scope, unit, Affine.of(layout.samples() * rows), inner -> {
      inner.define(inGroup, Affine.of(unit), rows);
      inner.define(high, Affine.of(unit).minus(Affine.of(inGroup).times(rows)), 1);
      inner.define(sample, Affine.of(first).plus(Affine.of(inGroup)), 1);
      inner.add(new Code.When(new Test.AtLeastZero(Affine.of(Kernel.BATCH).plus(-1).minus(Affine.of(sample))),
          List.of(new Code.Call(part, parameters.stream().map(Affine::of).toList()))));
    });
  }
}
