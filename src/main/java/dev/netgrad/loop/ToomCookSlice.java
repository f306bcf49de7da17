package dev.netgrad.loop;

import dev.netgrad.law.ToomCook;
import dev.netgrad.plan.Statement;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Operator;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Substitution;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
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
final class ToomCookSlice implements VectorForm {
  private static final int TAPS = 3;
  private static final int PRODUCTS = ToomCook.PRODUCTS;
  private static final int INPUTS = Patches.SIZE;

  /** Groups that a chunk adds to its output before the chunks' outputs are added up. */
  private static final long GROUPS = 16;

  private final VectorNest nest;
  private final Statement statement;
  private final Definition.Formula formula;
  private final int lanes;
  private final Axis row;
  private final Axis sample;
  private final Axis high;
  private final Axis wide;
  private final Axis rowTap;
  private final Axis tap;
  private final Axis channel;
  private final Scalar.Read moving;
  private final Scalar.Read still;
  private final long extentHigh;
  private final long extentWide;
  private final ToomCook law;
  private final long patchRows;
  private final long patchesAlong;
  private final long samples;
  private final long rows;
  private final Tiling tiling;
  private final List<RowBlock> blocks;
  private final Patches ofMoving;
  private final Patches ofStill;
  private final ScratchMemory.Region products;
  private final ScratchMemory.Region chunks;
  private final boolean apart;
  private final Axis chunk = new Axis("chunk", Tiling.CHUNKS);
  private final Axis firstSample;
  private final Axis top;
  private final Axis panel = new Axis("panel", 1);
  private final Axis at = new Axis("at", 1);
  private final Axis rowPanel = new Axis("rowPanel", 1);
  private final Axis product;
  private final Axis present = new Axis("present", 1);
  private final ArraySums sums;

  ToomCookSlice(VectorNest nest, Statement statement) {
    this.nest = nest;
    this.law = nest.law(TAPS, INPUTS);
    this.statement = statement;
    this.formula = statement.formula();
    this.lanes = nest.machine().lanes();
    this.row = statement.schedule().row().orElseThrow();
    List<Axis> reduced = new ArrayList<>(formula.reduction().axes());
    LaneValues.require(formula.reduction().kind() == Reduction.Kind.SUM && reduced.size() == 3
        && formula.axes().size() == 4 && formula.body() instanceof Scalar.Apply p
        && p.operator() == Operator.MULTIPLY && p.operands().stream().allMatch(Scalar.Read.class::isInstance),
        "no picture that slides over another");
    this.sample = reduced.stream().filter(a -> a.extent().isBatch()).findFirst().orElseThrow();
    reduced.remove(sample);
    this.high = reduced.get(0);
    this.wide = reduced.get(1);
    List<Scalar> operands = ((Scalar.Apply) formula.body()).operands();
    boolean firstIsStill = Scalars.axes(operands.get(0)).contains(row);
    this.still = (Scalar.Read) operands.get(firstIsStill ? 0 : 1);
    this.moving = (Scalar.Read) operands.get(firstIsStill ? 1 : 0);
    LaneValues.require(moving.indices().size() == 4 && still.indices().size() == 4
        && Scalars.isIdentity(still, List.of(sample, high, wide, row)) && moving.indices().get(0).isAxis()
        && moving.indices().get(3).isAxis(), "no picture that slides over another");
    this.channel = moving.indices().get(3).numerator().axis();
    this.rowTap = slides(1, high);
    this.tap = slides(2, wide);
    LaneValues.require(formula.axes().containsAll(Set.of(rowTap, tap, channel)) && tap.extent().size() == TAPS
        && rowTap.extent().size() == TAPS, "no three taps");
    this.extentHigh = moving.tensor().shape().get(1).size();
    this.extentWide = moving.tensor().shape().get(2).size();
    VectorNest.guards(formula.reduction()).forEach(this::requireEdge);
    long c = channel.extent().size();
    long k = row.extent().size();
    LaneValues.require(c % lanes == 0 && k % lanes == 0, "channels that are no whole vectors");
    this.patchRows = Patches.Side.count(high.extent().size());
    this.patchesAlong = Patches.Side.count(wide.extent().size());
    LaneValues.require(ToomCook.saves(high.extent().size() * wide.extent().size() * TAPS * TAPS,
        patchRows * patchesAlong), "too narrow");
    this.apart = Tiling.isSmall(statement.target().elementsPerSample());
    this.samples = Math.max(1, Tiling.PATCHES_OF_SLICE / (patchRows * patchesAlong));
    this.rows = Tiling.evenly(patchRows, Tiling.PATCHES_OF_SLICE / patchesAlong);
    long capacity = samples * rows * patchesAlong;
    this.tiling = Tiling.choose(nest.machine(), nest.tiles(Schedule.Form.TOOM_COOK_SLICE), lanes, k / lanes, 1,
        1, 1, (along, vectors) -> along + vectors, Tiling.Rest.NONE);
    this.blocks = RowBlock.of(k, lanes, tiling.vectors());
    Patches.Side down = new Patches.Side(1, moving.indices().get(1).numerator().constant(), extentHigh, patchRows);
    Patches.Side along = new Patches.Side(2, moving.indices().get(2).numerator().constant(), extentWide, patchesAlong);
    this.ofMoving = new Patches(nest, "X", moving, sample, channel, down, along, law.input(), capacity);
    this.ofStill = new Patches(nest, "Dy", still, sample, row, new Patches.Side(1, 0, high.extent().size(), patchRows),
        new Patches.Side(2, 0, wide.extent().size(), patchesAlong), law.kernel(), capacity);
    this.product = new Axis("product", PRODUCTS * PRODUCTS);
    ScratchMemory scratch = new ScratchMemory();
    ScratchMemory.Region movingLines = scratch.own(ofMoving.linesElements());
    ScratchMemory.Region stillLines = scratch.own(ofStill.linesElements());
    LongFunction<ScratchMemory.Region> panels = apart ? scratch::own : scratch::shared;
    ofMoving.place(movingLines, panels.apply(ofMoving.panelsElements()));
    ofStill.place(stillLines, panels.apply(ofStill.panelsElements()));
    this.products = scratch.own(product.extent().size() * tiling.along() * tiling.vectors() * lanes);
    this.chunks = scratch.shared(apart ? Tiling.CHUNKS * statement.target().elementsPerSample() : 0);
    this.sums = new ArraySums(nest, scratch, statement);
    this.firstSample = samples > 1 ? new Axis("first", sample.extent()) : sample;
    this.top = new Axis("top", patchRows);
  }

  private Axis slides(int dimension, Axis with) {
    Index index = moving.indices().get(dimension);
    LaneValues.require(index.divisor() == 1 && index.numerator().terms().size() == 2
        && index.numerator().terms().values().stream().allMatch(f -> f == 1)
        && index.numerator().coefficient(with) == 1, "a read that does not slide");
    return index.numerator().terms().keySet().stream().filter(a -> a != with).findFirst().orElseThrow();
  }

  private void requireEdge(Condition guard) {
    LaneValues.require(guard instanceof Condition.AtLeastZero, "a guard that is no edge");
    Affine affine = ((Condition.AtLeastZero) guard).affine();
    Affine down = moving.indices().get(1).numerator();
    Affine along = moving.indices().get(2).numerator();
    LaneValues.require(affine.equals(down) || affine.equals(along)
        || affine.equals(Affine.of(extentHigh - 1).minus(down))
        || affine.equals(Affine.of(extentWide - 1).minus(along)), "a guard that is no edge");
  }

  @Override
  public Schedule.Chosen chosen() {
    return new Schedule.Chosen(Schedule.Form.TOOM_COOK_SLICE,
        tiling + " of channels, of " + Tiling.counted(samples, "sample") + " "
            + Tiling.counted(rows, "row") + " of patches at once");
  }

  @Override
  public void write(Scope scope) {
    sums.clear(scope);
    if (apart) {
      Axis some = new Axis("some", sample.extent());
      long length = samples * Tiling.CHUNKS * GROUPS;
      Scope parts = scope.inner(List.of(some), false);
      VectorNest.share(parts, chunk, Affine.of(Tiling.CHUNKS), inner -> {
        clear(inner);
        groups(inner, Affine.of(some).plus(Affine.of(chunk).times(samples)), samples * Tiling.CHUNKS,
            List.of(Code.Bound.of(Affine.of(some).plus(length))));
      });
      parts.add(new Code.Sync());
      total(parts);
      parts.add(new Code.Sync());
      scope.add(parts.loop(some, List.of(Code.Bound.of(Affine.ZERO)), List.of(parts.extent(sample)), length,
          Affine.ZERO));
    } else {
      groups(scope, Affine.ZERO, samples, List.of());
    }
    sums.finish(scope);
  }

  /** A chunk's own output: where a vector of it is. */
  private Code.Place ofChunk(Scope scope, Axis number, Affine vector) {
    return chunks.at(scope, Affine.of(number).times(statement.target().elementsPerSample()).plus(vector));
  }

  private void clear(Scope scope) {
    Axis element = new Axis("i", statement.target().elementsPerSample());
    VectorNest.loop(scope, element, 0, element.extent().size(), lanes, inner -> {
      Code.Local zero = inner.lanes("zero");
      inner.add(new Code.Let(zero, new Value.Number(0)));
      inner.add(new Code.Store(ofChunk(inner, chunk, Affine.of(element)), new Value.Use(zero)));
    });
  }

  /** Adds up what the chunks have. */
  private void total(Scope scope) {
    Axis vector = new Axis("vector", statement.target().elementsPerSample() / lanes);
    VectorNest.share(scope, vector, Affine.of(vector.extent().size()), inner -> {
      Code.Local sum = inner.lanes("sum");
      inner.add(new Code.Start(sum, new Value.Number(0)));
      Axis each = new Axis("each", Tiling.CHUNKS);
      VectorNest.loops(inner, List.of(each), in -> in.add(new Code.Update(sum, Reduction.Kind.SUM,
          new Value.Lanes(ofChunk(in, each, Affine.of(vector).times(lanes)), all()))));
      sums.at(inner, Affine.of(vector)).add(inner, new Value.Use(sum));
    });
  }

  private void groups(Scope scope, Affine from, long step, List<Code.Bound> end) {
    Scope groups = scope.inner(List.of(firstSample), false);
    if (rows == patchRows) {
      group(groups);
    } else {
      VectorNest.loop(groups, top, 0, patchRows, rows, this::group);
    }
    List<Code.Bound> to = new ArrayList<>(List.of(groups.extent(firstSample)));
    to.addAll(end);
    scope.add(groups.loop(firstSample, List.of(Code.Bound.of(from)), to, step, from));
  }

  private void group(Scope scope) {
    transform(scope);
    sync(scope);
    Affine rowsLeft = samples > 1 ? Affine.of(Kernel.BATCH).minus(Affine.of(firstSample)).times(patchRows)
        : Affine.of(patchRows).minus(rows == patchRows ? Affine.ZERO : Affine.of(top));
    scope.define(present, rowsLeft.times(patchesAlong), 1);
    blocks.forEach(block -> slices(scope, block));
    sync(scope);
  }

  private void sync(Scope scope) {
    if (!apart) {
      scope.add(new Code.Sync());
    }
  }

  /** A loop that threads share, unless they share what is around it. */
  private void loop(Scope scope, Axis axis, Consumer<Scope> body) {
    if (apart) {
      VectorNest.loops(scope, List.of(axis), body);
    } else {
      VectorNest.share(scope, axis, Affine.of(axis.extent().size()), body);
    }
  }

  /** The rows of patches of a group. */
  private void transform(Scope scope) {
    Axis unit = new Axis("unit", samples * rows);
    Axis patchRow = new Axis("patchRow", patchRows);
    loop(scope, unit, inner -> {
      Affine left = Affine.ZERO;
      if (samples > 1) {
        Axis inGroup = new Axis("i", samples);
        inner.define(inGroup, Affine.of(unit), patchRows);
        inner.define(patchRow, Affine.of(unit).minus(Affine.of(inGroup).times(patchRows)), 1);
        inner.define(sample, Affine.of(firstSample).plus(Affine.of(inGroup)), 1);
        left = Affine.of(Kernel.BATCH).plus(-1).minus(Affine.of(sample));
      } else if (rows == patchRows) {
        inner.define(patchRow, Affine.of(unit), 1);
      } else {
        inner.define(patchRow, Affine.of(top).plus(Affine.of(unit)), 1);
        left = Affine.of(patchRows - 1).minus(Affine.of(patchRow));
      }
      Scope there = left.isConstant() ? inner : inner.inner(List.of(), false);
      for (Patches patches : List.of(ofMoving, ofStill)) {
        patches.row(there, Affine.of(sample), Affine.of(patchRow), Affine.of(unit).times(patchesAlong));
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
    List<Axis> ofTaps = apart ? List.of(panel, at, rowPanel, chunk) : List.of(panel, at, rowPanel);
    Code.Part taps = nest.part("Taps", ofTaps, inner -> taps(inner, block));
    Axis slice = new Axis("slice", tiles * rowBlocks);
    loop(scope, slice, inner -> {
      Axis rowBlock = new Axis("block", rowBlocks);
      Axis tile = new Axis("tile", tiles);
      inner.define(rowBlock, Affine.of(slice), tiles);
      inner.define(tile, Affine.of(slice).minus(Affine.of(rowBlock).times(tiles)), 1);
      inner.define(panel, Affine.of(tile), inPanel);
      inner.define(at, Affine.of(tile).minus(Affine.of(panel).times(inPanel)).times(tiling.along()), 1);
      inner.define(rowPanel, Affine.of(rowBlock).times(block.vectors()).plus(block.from() / lanes), 1);
      VectorNest.loops(inner, List.of(product),
          in -> in.add(call(multiply, product, panel, at, rowPanel, present)));
      inner.add(call(taps, ofTaps.toArray(Axis[]::new)));
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
    Axis patch = new Axis("patch", samples * rows * patchesAlong);
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
  private void taps(Scope scope, RowBlock block) {
    Axis t = new Axis("t", tiling.along());
    Axis v = new Axis("v", block.vectors());
    VectorNest.loops(scope, List.of(t, v), inner -> {
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
              rowTap, Index.of(Affine.of(r)), tap, Index.of(Affine.of(s)),
              channel, Index.of(Affine.of(panel).times(lanes).plus(Affine.of(at)).plus(Affine.of(t))),
              row, Index.of(Affine.of(rowPanel).plus(Affine.of(v)).times(lanes))));
          List<Index> indices = formula.axes().stream().map(a -> place.apply(Affine.of(a))).toList();
          Value result = new Value.Use(results.get(r));
          if (apart) {
            inner.add(new Code.Accumulate(ofChunk(inner, chunk, flat(indices)), Reduction.Kind.SUM, result));
          } else {
            sums.at(inner, indices).add(inner, result);
          }
        }
      }
    });
  }

  private Affine flat(List<Index> indices) {
    return LaneValues.address(new Scalar.Read(statement.target(), indices));
  }
}
