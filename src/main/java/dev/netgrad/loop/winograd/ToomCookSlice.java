package dev.netgrad.loop.winograd;

import dev.netgrad.law.ToomCook;
import dev.netgrad.loop.code.Code;
import dev.netgrad.loop.code.Kernel;
import dev.netgrad.loop.code.Test;
import dev.netgrad.loop.code.Value;
import dev.netgrad.loop.plain.Scope;
import dev.netgrad.loop.plain.ScratchMemory;
import dev.netgrad.loop.vector.ArraySums;
import dev.netgrad.loop.vector.RegisterTile;
import dev.netgrad.loop.vector.VectorForm;
import dev.netgrad.loop.vector.VectorLoops;
import dev.netgrad.loop.vector.VectorNest;
import dev.netgrad.schedule.Blocking;
import dev.netgrad.schedule.Blocks;
import dev.netgrad.schedule.LaneMask;
import dev.netgrad.schedule.PatchBlock;
import dev.netgrad.schedule.Picture;
import dev.netgrad.schedule.RowBlock;
import dev.netgrad.schedule.Schedule;
import dev.netgrad.schedule.Sliding;
import dev.netgrad.schedule.Tiling;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Substitution;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.stream.Stream;

/**
 * A sum over the batch in which one operand slides over the other, {@code dg[r, s, c, k] = Σ x[n, h + r, w + s, c]·
 * dy[n, h, w, k]}, by the law of {@link ToomCook} on s and w, and again on r and h: nine taps of sixteen neighbouring
 * pixels take 36 products where they would take 144.
 *
 * <p>For some rows of a sample at a time, or some samples where these are small, x and dy are transformed into
 * {@link Patches}. Slice by slice of the output, all 36 products are summed over the patches, the sums turned into
 * taps, {@code Aᵀ m A}, and these added to the output.
 *
 * <p>Where the output is small, threads share the samples, as what one core transforms is slow to reach another: every
 * eighth group of samples adds to an output of its own, and after a few groups of each these are added up, so that the
 * number of threads changes no bit. Where it is large, threads share the transformation first, then the slices.
 */
public final class ToomCookSlice implements VectorForm {
  private static final int TAPS = Sliding.TAPS;
  private static final int PRODUCTS = ToomCook.PRODUCTS;

  /** Groups that a chunk adds to its output before the chunks' outputs are added up. */
  private static final long GROUPS = 16;

  private final VectorNest nest;
  private final Schedule.ToomCookSlice schedule;
  private final PatchBlock size;
  private final Tiling tiling;
  private final ToomCook law;
  private final int lanes;
  private final Axis row;
  private final Axis sample;
  private final Axis channel;
  private final long elements;
  private final Patches ofMoving;
  private final Patches ofStill;
  private final ScratchMemory.Region products;
  private final ScratchMemory.Region chunks;
  private final ArraySums sums;
  private final Axis firstSample;
  private final Axis chunk = new Axis("chunk", Blocking.CHUNKS);
  private final Axis top;
  private final Axis panel = new Axis("panel", 1);
  private final Axis at = new Axis("at", 1);
  private final Axis rowPanel = new Axis("rowPanel", 1);
  private final Axis product = new Axis("product", (long) PRODUCTS * PRODUCTS);
  private final Axis present = new Axis("present", 1);

  public ToomCookSlice(VectorNest nest, Schedule.ToomCookSlice schedule) {
    this.nest = nest;
    this.schedule = schedule;
    this.size = schedule.patches();
    this.tiling = schedule.tiling();
    this.law = Schedule.ToomCookSlice.law(nest.rewriting()).orElseThrow();
    this.lanes = nest.target().lanes();
    this.row = schedule.nest().row();
    this.sample = schedule.nest().sample();
    this.channel = schedule.slide().channel();
    this.elements = schedule.nest().first().target().elementsPerSample();
    ScratchMemory scratch = new ScratchMemory(nest.target().layout());
    Picture moving = schedule.moving(law);
    Picture still = schedule.still(law);
    ScratchMemory.Region movingLines = scratch.own(moving.linesElements());
    ScratchMemory.Region stillLines = scratch.own(still.linesElements());
    LongFunction<ScratchMemory.Region> panels = schedule.apart() ? scratch::own : scratch::shared;
    this.ofMoving = new Patches(nest, "X", moving, sample, movingLines, panels.apply(moving.panelsElements()));
    this.ofStill = new Patches(nest, "Dy", still, sample, stillLines, panels.apply(still.panelsElements()));
    this.products = scratch.own(product.extent().size() * tiling.along() * tiling.vectors() * lanes);
    this.chunks = scratch.shared(schedule.apart() ? Blocking.CHUNKS * elements : 0);
    this.firstSample = size.samples() > 1 ? new Axis("first", sample.extent()) : sample;
    this.top = new Axis("top", size.patchRows());
    this.sums = new ArraySums(nest, scratch, schedule.nest().first(), ofSums());
  }

  @Override
  public void write(Scope scope) {
    sums.start(scope);
    if (schedule.apart()) {
      Axis some = new Axis("some", sample.extent());
      long length = size.samples() * Blocking.CHUNKS * GROUPS;
      Scope parts = scope.inner(List.of(some), false);
      VectorLoops.share(parts, chunk, Affine.of(Blocking.CHUNKS), inner -> {
        clear(inner);
        groups(inner, Affine.of(some).plus(Affine.of(chunk).times(size.samples())), size.samples() * Blocking.CHUNKS,
            List.of(Code.Bound.of(Affine.of(some).plus(length))));
      });
      parts.add(new Code.Sync());
      total(parts);
      parts.add(new Code.Sync());
      scope.add(parts.loop(some, List.of(Code.Bound.of(Affine.ZERO)), List.of(parts.extent(sample)), length,
          Affine.ZERO));
    } else {
      groups(scope, Affine.ZERO, size.samples(), List.of());
    }
    sums.finish(scope);
  }

  /**
   * Groups of whole samples add one term each, unless they add to outputs of chunks. A few are added plainly, which
   * takes less from the sums than the law does.
   */
  private Optional<ArraySums.Groups> ofSums() {
    return schedule.apart() || !size.isWhole() ? Optional.empty()
        : Optional.of(new ArraySums.Groups(firstSample, size.samples(), Blocks.FEWER));
  }

  /** A chunk's own output: where a vector of it is. */
  private Code.Place ofChunk(Scope scope, Axis number, Affine vector) {
    return chunks.at(scope, Affine.of(number).times(elements).plus(vector));
  }

  private void clear(Scope scope) {
    Axis element = new Axis("i", elements);
    VectorLoops.loop(scope, element, 0, element.extent().size(), lanes, inner -> {
      Code.Local zero = inner.lanes("zero");
      inner.add(new Code.Let(zero, new Value.Number(0)));
      inner.add(new Code.Store(ofChunk(inner, chunk, Affine.of(element)), new Value.Use(zero)));
    });
  }

  /** Adds up what the chunks have. */
  private void total(Scope scope) {
    Axis vector = new Axis("vector", elements / lanes);
    VectorLoops.share(scope, vector, Affine.of(vector.extent().size()), inner -> {
      Code.Local sum = inner.lanes("sum");
      inner.add(new Code.Start(sum, new Value.Number(0)));
      Axis each = new Axis("each", Blocking.CHUNKS);
      VectorLoops.loops(inner, List.of(each), in -> in.add(new Code.Update(sum, Reduction.Kind.SUM,
          new Value.Lanes(ofChunk(in, each, Affine.of(vector).times(lanes)), all()))));
      sums.at(inner, Affine.of(vector)).add(inner, new Value.Use(sum));
    });
  }

  private void groups(Scope scope, Affine from, long step, List<Code.Bound> end) {
    Scope groups = scope.inner(List.of(firstSample), false);
    if (size.isWhole()) {
      group(groups);
    } else {
      VectorLoops.loop(groups, top, 0, size.patchRows(), size.rows(), this::group);
    }
    List<Code.Bound> to = new ArrayList<>(List.of(groups.extent(firstSample)));
    to.addAll(end);
    scope.add(groups.loop(firstSample, List.of(Code.Bound.of(from)), to, step, from));
  }

  private void group(Scope scope) {
    transform(scope);
    sums.close(scope);
    sync(scope);
    Affine rowsLeft = size.samples() > 1 ? Affine.of(Kernel.BATCH).minus(Affine.of(firstSample)).times(size.patchRows())
        : Affine.of(size.patchRows()).minus(size.isWhole() ? Affine.ZERO : Affine.of(top));
    scope.define(present, rowsLeft.times(size.patchesAlong()), 1);
    RowBlock.of(row.extent().size(), lanes, tiling.vectors()).forEach(block -> slices(scope, block));
    sync(scope);
  }

  private void sync(Scope scope) {
    if (!schedule.apart()) {
      scope.add(new Code.Sync());
    }
  }

  /** A loop that threads share, unless they share what is around it. */
  private void loop(Scope scope, Axis axis, Consumer<Scope> body) {
    if (schedule.apart()) {
      VectorLoops.loops(scope, List.of(axis), body);
    } else {
      VectorLoops.share(scope, axis, Affine.of(axis.extent().size()), body);
    }
  }

  /** The rows of patches of a group. */
  private void transform(Scope scope) {
    Axis unit = new Axis("unit", size.samples() * size.rows());
    Axis patchRow = new Axis("patchRow", size.patchRows());
    loop(scope, unit, inner -> {
      Affine left = Affine.ZERO;
      if (size.samples() > 1) {
        Axis inGroup = new Axis("i", size.samples());
        inner.define(inGroup, Affine.of(unit), size.patchRows());
        inner.define(patchRow, Affine.of(unit).minus(Affine.of(inGroup).times(size.patchRows())), 1);
        inner.define(sample, Affine.of(firstSample).plus(Affine.of(inGroup)), 1);
        left = Affine.of(Kernel.BATCH).plus(-1).minus(Affine.of(sample));
      } else if (size.isWhole()) {
        inner.define(patchRow, Affine.of(unit), 1);
      } else {
        inner.define(patchRow, Affine.of(top).plus(Affine.of(unit)), 1);
        left = Affine.of(size.patchRows() - 1).minus(Affine.of(patchRow));
      }
      Scope there = left.isConstant() ? inner : inner.inner(List.of(), false);
      for (Patches patches : List.of(ofMoving, ofStill)) {
        patches.row(there, Affine.of(sample), Affine.of(patchRow), Affine.of(unit).times(size.patchesAlong()));
      }
      if (there != inner) {
        inner.add(new Code.When(new Test.AtLeastZero(left), there.code()));
      }
    });
  }

  private static Code.Call call(Code.Part part, Axis... arguments) {
    return new Code.Call(part, Stream.of(arguments).map(Affine::of).toList());
  }

  /** Slices of channels times blocks of the row; the row's panels stay while the others pass. */
  private void slices(Scope scope, RowBlock block) {
    long inPanel = lanes / tiling.along();
    long tiles = channel.extent().size() / tiling.along();
    long rowBlocks = (block.to() - block.from()) / block.step();
    Code.Part multiply = nest.part("Multiply", List.of(product, panel, at, rowPanel, present),
        inner -> multiply(inner, block));
    List<Axis> ofTaps = schedule.apart() ? List.of(panel, at, rowPanel, chunk) : List.of(panel, at, rowPanel);
    Function<ArraySums.Adding, Code.Call> taps = adding ->
        call(nest.part("Taps", ofTaps, inner -> taps(inner, block, adding)), ofTaps.toArray(Axis[]::new));
    Axis slice = new Axis("slice", tiles * rowBlocks);
    loop(scope, slice, inner -> {
      Axis rowBlock = new Axis("block", rowBlocks);
      Axis tile = new Axis("tile", tiles);
      inner.define(rowBlock, Affine.of(slice), tiles);
      inner.define(tile, Affine.of(slice).minus(Affine.of(rowBlock).times(tiles)), 1);
      inner.define(panel, Affine.of(tile), inPanel);
      inner.define(at, Affine.of(tile).minus(Affine.of(panel).times(inPanel)).times(tiling.along()), 1);
      inner.define(rowPanel, Affine.of(rowBlock).times(block.vectors()).plus(block.from() / lanes), 1);
      VectorLoops.loops(inner, List.of(product),
          in -> in.add(call(multiply, product, panel, at, rowPanel, present)));
      if (schedule.apart()) {
        inner.add(taps.apply((in, indices, term) ->
            in.add(new Code.Accumulate(ofChunk(in, chunk, flat(indices)), Reduction.Kind.SUM, term))));
      } else {
        sums.add(inner, taps);
      }
    });
  }

  /** Where the sum of a product is, for one of a slice's channels and one of its vectors. */
  private Affine sum(Affine productAt, Affine t, Affine v) {
    return productAt.times(tiling.along()).plus(t).times(tiling.vectors()).plus(v).times(lanes);
  }

  /** The sums of one product over the patches of a group. */
  private void multiply(Scope scope, RowBlock block) {
    RegisterTile tile = new RegisterTile(tiling.along(), block.vectors());
    tile.start(scope);
    Axis patch = new Axis("patch", size.patches());
    Scope each = scope.inner(List.of(patch), false);
    tile.add(each, t -> new Value.Load(ofMoving.at(each, Affine.of(product), Affine.of(panel), Affine.of(patch),
            Affine.of(at).plus(t))),
        v -> new Value.Lanes(ofStill.at(each, Affine.of(product), Affine.of(rowPanel).plus(v), Affine.of(patch),
            Affine.ZERO), all()));
    scope.add(each.nonEmpty(patch, List.of(Code.Bound.of(Affine.ZERO)),
        List.of(Code.Bound.of(Affine.of(patch.extent().size())), Code.Bound.of(Affine.of(present))), 1, Affine.ZERO));
    tile.forEach((t, v, sum) -> scope.add(new Code.Store(
        products.at(scope, sum(Affine.of(product), Affine.of(t), Affine.of(v))), sum)));
  }

  private LaneMask all() {
    return new LaneMask(0, lanes, lanes);
  }

  /** Adds Aᵀ m A of a slice's sums to the taps. */
  private void taps(Scope scope, RowBlock block, ArraySums.Adding adding) {
    Axis t = new Axis("t", tiling.along());
    Axis v = new Axis("v", block.vectors());
    VectorLoops.loops(scope, List.of(t, v), inner -> {
      List<List<Code.Local>> lines = new ArrayList<>();
      for (long i = 0; i < PRODUCTS; i++) {
        List<Code.Local> line = new ArrayList<>();
        for (long j = 0; j < PRODUCTS; j++) {
          Code.Local m = inner.lanes("m");
          inner.add(new Code.Let(m, new Value.Lanes(
              products.at(inner, sum(Affine.of(i * PRODUCTS + j), Affine.of(t), Affine.of(v))), all())));
          line.add(m);
        }
        lines.add(Transform.product(inner, law.output(), line, "m"));
      }
      for (int s = 0; s < TAPS; s++) {
        int column = s;
        List<Code.Local> results = Transform.product(inner, law.output(),
            lines.stream().map(line -> line.get(column)).toList(), "g");
        for (int r = 0; r < TAPS; r++) {
          Substitution place = new Substitution(Map.of(
              schedule.slide().rowTap(), Index.of(Affine.of(r)), schedule.slide().tap(), Index.of(Affine.of(s)),
              channel, Index.of(Affine.of(panel).times(lanes).plus(Affine.of(at)).plus(Affine.of(t))),
              row, Index.of(Affine.of(rowPanel).plus(Affine.of(v)).times(lanes))));
          adding.add(inner, schedule.nest().formula().axes().stream().map(a -> place.apply(Affine.of(a))).toList(),
              new Value.Use(results.get(r)));
        }
      }
    });
  }

  private Affine flat(List<Index> indices) {
    return new Scalar.Read(schedule.nest().first().target(), indices).address();
  }
}
