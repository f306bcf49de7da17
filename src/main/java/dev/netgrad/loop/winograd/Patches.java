package dev.netgrad.loop.winograd;

import dev.netgrad.law.ToomCook;
import dev.netgrad.loop.code.Code;
import dev.netgrad.loop.code.Test;
import dev.netgrad.loop.code.Value;
import dev.netgrad.loop.plain.Scope;
import dev.netgrad.loop.plain.ScratchMemory;
import dev.netgrad.loop.vector.LaneValues;
import dev.netgrad.loop.vector.VectorLoops;
import dev.netgrad.loop.vector.VectorNest;
import dev.netgrad.schedule.LaneMask;
import dev.netgrad.schedule.Picture;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Scalar;
import java.util.ArrayList;
import java.util.List;

/**
 * A picture cut into square patches, one every four pixels, each multiplied by a matrix from both sides,
 * {@code M p Mᵀ}: the law of {@link ToomCook} on two axes, one nested in the other. What a patch reads outside the
 * picture is 0.
 *
 * <p>M is applied down the columns of a row of patches first, into lines; then along the lines, into panels: for each
 * of the 36 products a panel for each vector's width of channels, in which patch stands next to patch. So a contraction
 * over patches or over channels reads memory in order.
 */
public final class Patches {
  /** Rows of patches from one to before another, and which of their rows of pixels exist. */
  private record Run(long from, long to, List<Boolean> present) {}

  private final VectorNest nest;
  private final String name;
  private final Picture picture;
  private final Axis sample;
  private final int lanes;
  private final ScratchMemory.Region lines;
  private final ScratchMemory.Region panels;
  private final Axis patchRow;

  /** @param name of its methods */
  Patches(VectorNest nest, String name, Picture picture, Axis sample, ScratchMemory.Region lines,
      ScratchMemory.Region panels) {
    this.nest = nest;
    this.name = name;
    this.picture = picture;
    this.sample = sample;
    this.lanes = nest.target().lanes();
    this.lines = lines;
    this.panels = panels;
    this.patchRow = new Axis("patchRow", picture.down().count());
  }

  private Affine line(Affine product, Affine place) {
    return product.times(picture.width()).plus(place).times(picture.channels());
  }

  /** Where one of a patch's vector of channels is, of one product. */
  Code.Place at(Scope scope, Affine product, Affine panel, Affine patch, Affine lane) {
    return panels.at(scope, product.times(picture.channels() / lanes).plus(panel).times(picture.capacity()).plus(patch)
        .times(lanes).plus(lane));
  }

  /** Fills the lines outside the picture. */
  private void edges(Scope scope) {
    long left = Math.min(picture.width(), Math.max(0, -picture.along().low()));
    long right = Math.max(left, Math.min(picture.width(), picture.along().extent() - picture.along().low()));
    edge(scope, 0, left);
    edge(scope, right, picture.width());
  }

  private void edge(Scope scope, long from, long to) {
    if (from == to) {
      return;
    }
    Axis product = new Axis("product", picture.products());
    Axis element = new Axis("i", (to - from) * picture.channels());
    VectorLoops.loops(scope, List.of(product), inner ->
        VectorLoops.loop(inner, element, 0, element.extent().size(), lanes, in -> {
          Code.Local zero = in.lanes("zero");
          in.add(new Code.Let(zero, new Value.Number(0)));
          in.add(new Code.Store(lines.at(in, line(Affine.of(product), Affine.of(from)).plus(Affine.of(element))),
              new Value.Use(zero)));
        }));
  }

  private List<Run> runs() {
    List<Run> runs = new ArrayList<>();
    for (long patch = 0; patch < picture.down().count(); patch++) {
      List<Boolean> present = new ArrayList<>();
      for (long i = 0; i < picture.pixels(); i++) {
        long at = patch * Picture.SIZE + i + picture.down().low();
        present.add(at >= 0 && at < picture.down().extent());
      }
      Run last = runs.isEmpty() ? null : runs.get(runs.size() - 1);
      if (last != null && last.present().equals(present)) {
        runs.set(runs.size() - 1, new Run(last.from(), patch + 1, present));
      } else {
        runs.add(new Run(patch, patch + 1, present));
      }
    }
    return runs;
  }

  /** Transforms the patches of one row; the first gets a given place in the panels. */
  void row(Scope scope, Affine sampleAt, Affine rowAt, Affine patch) {
    List<Run> runs = runs();
    for (Run run : runs) {
      Code.Part part = nest.part(name + "Down", List.of(sample, patchRow), inner -> down(inner, run));
      Code.Call call = new Code.Call(part, List.of(sampleAt, rowAt));
      List<Test> within = new ArrayList<>();
      if (run.from() > 0) {
        within.add(new Test.AtLeastZero(rowAt.plus(-run.from())));
      }
      if (run.to() < picture.down().count()) {
        within.add(new Test.AtLeastZero(Affine.of(run.to() - 1).minus(rowAt)));
      }
      scope.add(within.isEmpty() ? call : new Code.When(new Test.All(within), List.of(call)));
    }
    Axis first = new Axis("patch", picture.capacity());
    Code.Part part = nest.part(name + "Along", List.of(first), inner -> {
      edges(inner);
      along(inner, first);
    });
    scope.add(new Code.Call(part, List.of(patch)));
  }

  private void down(Scope scope, Run run) {
    Axis pixel = new Axis("pixel", picture.along().extent());
    Axis c = new Axis(picture.channel().name(), picture.channel().extent());
    long from = Math.max(0, picture.along().low());
    long to = Math.min(picture.along().extent(), picture.along().low() + picture.width());
    VectorLoops.loop(scope, pixel, from, to, 1, inner -> VectorLoops.loop(inner, c, 0, c.extent().size(), lanes, at -> {
      LaneValues values = new LaneValues(at, picture.channel(), lanes);
      List<Code.Local> inputs = new ArrayList<>();
      for (int i = 0; i < picture.pixels(); i++) {
        List<Index> indices = new ArrayList<>(picture.read().indices());
        indices.set(picture.down().dimension(),
            Index.of(Affine.of(patchRow).times(Picture.SIZE).plus(i + picture.down().low())));
        indices.set(picture.along().dimension(), Index.of(pixel));
        inputs.add(run.present().get(i)
            ? values.local(new Scalar.Read(picture.read().tensor(), indices), Affine.of(c), "x") : null);
      }
      List<Code.Local> results = Transform.product(at, picture.matrix(), inputs, "v");
      for (int i = 0; i < results.size(); i++) {
        Affine place = line(Affine.of(i), Affine.of(pixel).plus(-picture.along().low())).plus(Affine.of(c));
        at.add(new Code.Store(lines.at(at, place), new Value.Use(orZero(at, results.get(i)))));
      }
    }));
  }

  private static Code.Local orZero(Scope scope, Code.Local local) {
    if (local != null) {
      return local;
    }
    Code.Local zero = scope.lanes("zero");
    scope.add(new Code.Let(zero, new Value.Number(0)));
    return zero;
  }

  private void along(Scope scope, Axis first) {
    Axis product = new Axis("product", picture.products());
    Axis patch = new Axis("next", picture.along().count());
    Axis panel = new Axis("panel", picture.channels() / lanes);
    VectorLoops.loops(scope, List.of(product, patch, panel), at -> {
      List<Code.Local> inputs = new ArrayList<>();
      for (int i = 0; i < picture.pixels(); i++) {
        Code.Local input = at.lanes("x");
        Affine from = line(Affine.of(product), Affine.of(patch).times(Picture.SIZE).plus(i));
        at.add(new Code.Let(input, new Value.Lanes(lines.at(at, from.plus(Affine.of(panel).times(lanes))),
            new LaneMask(0, lanes, lanes))));
        inputs.add(input);
      }
      List<Code.Local> results = Transform.product(at, picture.matrix(), inputs, "v");
      for (int i = 0; i < results.size(); i++) {
        Code.Place to = at(at, Affine.of(product).times(picture.products()).plus(i), Affine.of(panel),
            Affine.of(first).plus(Affine.of(patch)), Affine.ZERO);
        at.add(new Code.Store(to, new Value.Use(results.get(i))));
      }
    });
  }
}
