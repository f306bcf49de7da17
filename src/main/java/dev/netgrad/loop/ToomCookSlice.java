package dev.netgrad.loop;

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

/**
 * A sum over the batch in which one operand slides over the other, {@code dg[r, s, c, k] = Σ x[n, h + r, w + s, c]·
 * dy[n, h, w, k]}, by the law of {@link ToomCook} on s and w: the three taps s of four neighbouring w take six products
 * where they would take twelve.
 *
 * <p>For a few samples at a time, threads share the transformation of the rows of x and dy; then each multiplies for its
 * slices of the output, all six products, sample after sample. What the products sum up to over the batch is turned into
 * taps once, at the end.
 */
final class ToomCookSlice {
  private static final int TAPS = 3;
  private static final int INPUTS = 4;

  /** Numbers that the transformed samples may have together. */
  private static final long MEMORY = 1 << 18;

  /** Numbers that the sums of products may have: they are read and written for every sample. */
  private static final long SUMS = 1 << 18;

  private static final long MOST_SAMPLES = 8;

  private static final long MOST_CHANNELS = 4;

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
  private final long rowOffset;
  private final long offset;
  private final long extentHigh;
  private final long extentWide;
  private final ToomCook law = new ToomCook(TAPS, INPUTS);
  private final long quads;
  private final long samples;
  private final Tiling tiling;
  private final List<RowBlock> blocks;
  private final Buffer shared;

  ToomCookSlice(VectorNest nest, Statement statement) {
    this.nest = nest;
    this.statement = statement;
    this.formula = statement.formula();
    this.lanes = nest.machine().lanes();
    this.row = statement.schedule().row().orElseThrow();
    List<Axis> reduced = new ArrayList<>(formula.reduction().axes());
    LaneValues.require(formula.reduction().kind() == Reduction.Kind.SUM && reduced.size() == 3
        && formula.axes().size() == 4 && formula.body() instanceof Scalar.Apply p
        && p.operator() == Operator.MULTIPLY && p.operands().stream().allMatch(Scalar.Read.class::isInstance)
        && statement.epilogue().isEmpty(), "no picture that slides over another");
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
    this.rowOffset = moving.indices().get(1).numerator().constant();
    this.offset = moving.indices().get(2).numerator().constant();
    this.extentHigh = moving.tensor().shape().get(1).size();
    this.extentWide = moving.tensor().shape().get(2).size();
    VectorNest.guards(formula.reduction()).forEach(this::requireEdge);
    long c = channel.extent().size();
    long k = row.extent().size();
    LaneValues.require(c % lanes == 0 && k % lanes == 0 && wide.extent().size() >= INPUTS, "too narrow");
    this.quads = (wide.extent().size() + INPUTS - 1) / INPUTS;
    this.samples = Math.min(MOST_SAMPLES, MEMORY / ofSample());
    LaneValues.require(samples > 0 && sums() <= SUMS, "too large for the cache");
    // The rows at the edges have code of their own, so that larger tiles would make methods too large for the JIT.
    this.tiling = Tiling.choose(nest.machine(), MOST_CHANNELS, 1, TAPS, 1, TAPS,
        (along, vectors) -> along + TAPS * vectors, true);
    this.blocks = RowBlock.of(k, lanes, tiling.vectors());
    this.shared = Buffer.scratch(Buffer.Scratch.SHARED, sums() + samples * ofSample());
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

  private long products() {
    return law.products();
  }

  /** Sums of products, over the batch: for each product, row tap, channel and output channel. */
  private long sums() {
    return products() * TAPS * channel.extent().size() * row.extent().size();
  }

  private long ofMoving() {
    return products() * extentHigh * quads * channel.extent().size();
  }

  private long ofSample() {
    return ofMoving() + products() * high.extent().size() * quads * row.extent().size();
  }

  /** Where a quad of x, transformed, begins. */
  private Affine movingAt(Affine inGroup, Affine product, Affine quad) {
    return inGroup.times(ofSample()).plus(sums())
        .plus(product.times(extentHigh * quads).plus(quad).times(channel.extent().size()));
  }

  /** Where a quad of dy, transformed, begins. */
  private Affine stillAt(Affine inGroup, Affine product, Affine quad) {
    return inGroup.times(ofSample()).plus(sums() + ofMoving())
        .plus(product.times(high.extent().size() * quads).plus(quad).times(row.extent().size()));
  }

  private Affine sumAt(Affine product, Affine rowTapAt, Affine channelAt, Affine start) {
    return product.times(TAPS).plus(rowTapAt).times(channel.extent().size()).plus(channelAt)
        .times(row.extent().size()).plus(start);
  }

  void write(Scope scope) {
    Axis at = new Axis(channel.name() + "0", channel.extent());
    Axis start = new Axis(row.name() + "0", row.extent());
    for (RowBlock block : blocks) {
      Code.Part clear = nest.part("Clear", List.of(at, start), inner -> clear(inner, block, at, start));
      slices(scope, block, at, start, inner -> inner.add(call(clear, at, start)));
    }
    Axis group = new Axis("first", sample.extent());
    Scope groups = scope.inner(List.of(group), false);
    transform(groups, group);
    groups.add(new Code.Sync());
    for (RowBlock block : blocks) {
      multiply(groups, group, block, at, start);
    }
    groups.add(new Code.Sync());
    scope.add(groups.loop(group, List.of(Code.Bound.of(Affine.ZERO)), List.of(groups.extent(group)), samples,
        Affine.ZERO));
    for (RowBlock block : blocks) {
      Code.Part taps = nest.part("Taps", List.of(at, start), inner -> taps(inner, block, at, start));
      slices(scope, block, at, start, inner -> inner.add(call(taps, at, start)));
    }
  }

  private static Code.Call call(Code.Part part, Axis... arguments) {
    return new Code.Call(part, List.of(arguments).stream().map(Affine::of).toList());
  }

  /** Slices of channels times blocks of the row, shared by threads. */
  private void slices(Scope scope, RowBlock block, Axis at, Axis start, Consumer<Scope> body) {
    long tiles = channel.extent().size() / tiling.along();
    long rows = (block.to() - block.from()) / block.step();
    Axis slice = new Axis("slice", tiles * rows);
    VectorNest.share(scope, slice, Affine.of(tiles * rows), inner -> {
      Axis tile = new Axis("tile", tiles);
      inner.define(tile, Affine.of(slice), rows);
      inner.define(at, Affine.of(tile).times(tiling.along()), 1);
      inner.define(start,
          Affine.of(slice).minus(Affine.of(tile).times(rows)).times(block.step()).plus(block.from()), 1);
      body.accept(inner);
    });
  }

  private void clear(Scope scope, RowBlock block, Axis at, Axis start) {
    Code.Local zero = scope.lanes("zero");
    scope.add(new Code.Let(zero, new Value.Number(0)));
    Axis product = new Axis("product", products());
    Axis r = new Axis(rowTap.name(), rowTap.extent());
    VectorNest.loops(scope, List.of(product, r), inner -> {
      for (long t = 0; t < tiling.along(); t++) {
        for (int v = 0; v < block.vectors(); v++) {
          inner.add(new Code.Store(inner.at(shared, sumAt(Affine.of(product), Affine.of(r), Affine.of(at).plus(t),
              Affine.of(start).plus((long) v * lanes))), new Value.Use(zero)));
        }
      }
    });
  }

  private void transform(Scope scope, Axis group) {
    long rows = Math.max(extentHigh, high.extent().size());
    Axis unit = new Axis("unit", samples * rows);
    Axis inGroup = new Axis("i", samples);
    Axis n = new Axis(sample.name(), sample.extent());
    Axis h = new Axis(high.name(), rows);
    List<Axis> parameters = List.of(n, inGroup, h);
    Code.Part x = nest.part("X", parameters, inner -> row(inner, n, inGroup, h, true));
    Code.Part dy = nest.part("Dy", parameters, inner -> row(inner, n, inGroup, h, false));
    VectorNest.share(scope, unit, Affine.of(samples * rows), inner -> {
      inner.define(inGroup, Affine.of(unit), rows);
      inner.define(h, Affine.of(unit).minus(Affine.of(inGroup).times(rows)), 1);
      inner.define(n, Affine.of(group).plus(Affine.of(inGroup)), 1);
      Affine left = Affine.of(Kernel.BATCH).plus(-1).minus(Affine.of(n));
      inner.add(new Code.When(inRange(left, h, extentHigh), List.of(call(x, n, inGroup, h))));
      inner.add(new Code.When(inRange(left, h, high.extent().size()), List.of(call(dy, n, inGroup, h))));
    });
  }

  private static Test inRange(Affine left, Axis h, long extent) {
    return new Test.All(List.of(new Test.AtLeastZero(left),
        new Test.AtLeastZero(Affine.of(extent - 1).minus(Affine.of(h)))));
  }

  /** Transforms a row: of x by Bᵀ, six neighbours of each quad, of dy by G, the four of the quad. */
  private void row(Scope scope, Axis n, Axis inGroup, Axis h, boolean ofMoving) {
    Axis lane = ofMoving ? channel : row;
    long extent = ofMoving ? extentWide : wide.extent().size();
    long low = ofMoving ? offset : 0;
    double[][] matrix = ofMoving ? law.input() : law.kernel();
    Axis along = new Axis(lane.name(), lane.extent());
    Axis quad = new Axis("quad", quads);
    Quads.runs(quads, INPUTS, matrix[0].length, low, extent).forEach(run ->
        VectorNest.loop(scope, quad, run.from(), run.to(), 1, inner ->
            VectorNest.loop(inner, along, 0, lane.extent().size(), lanes, at -> {
              LaneValues values = new LaneValues(at, lane, lanes);
              List<Code.Local> inputs = new ArrayList<>();
              for (int i = 0; i < matrix[0].length; i++) {
                Affine place = Affine.of(quad).times(INPUTS).plus(i + low);
                inputs.add(run.present().get(i)
                    ? values.local(readAt(ofMoving ? moving : still, n, h, place), Affine.of(along), "x") : null);
              }
              List<Code.Local> products = ToomCook.product(at, matrix, inputs, "v");
              for (int i = 0; i < products.size(); i++) {
                Code.Local product = Quads.orZero(at, products.get(i));
                Affine place = Affine.of(h).times(quads).plus(Affine.of(quad));
                Affine to = ofMoving ? movingAt(Affine.of(inGroup), Affine.of(i), place)
                    : stillAt(Affine.of(inGroup), Affine.of(i), place);
                at.add(new Code.Store(at.at(shared, to.plus(Affine.of(along))), new Value.Use(product)));
              }
            })));
  }

  private static Scalar readAt(Scalar.Read read, Axis n, Axis h, Affine place) {
    List<Index> indices = new ArrayList<>(read.indices());
    indices.set(0, Index.of(n));
    indices.set(1, Index.of(h));
    indices.set(2, Index.of(place));
    return new Scalar.Read(read.tensor(), indices);
  }

  private void multiply(Scope scope, Axis group, RowBlock block, Axis at, Axis start) {
    Axis inGroup = new Axis("i", samples);
    Axis product = new Axis("product", products());
    List<Axis> parameters = List.of(inGroup, product, at, start);
    Code.Part part = nest.part("Multiply", parameters, inner -> {
      List<List<List<Code.Local>>> sums = new ArrayList<>();
      for (long r = 0; r < TAPS; r++) {
        sums.add(new ArrayList<>());
        for (long t = 0; t < tiling.along(); t++) {
          List<Code.Local> vectors = new ArrayList<>();
          for (int v = 0; v < block.vectors(); v++) {
            Code.Local sum = inner.lanes("sum");
            inner.add(new Code.Start(sum, new Value.Number(0)));
            vectors.add(sum);
          }
          sums.get((int) r).add(vectors);
        }
      }
      rows(inner, inGroup, product, block, at, start, sums);
      for (int r = 0; r < TAPS; r++) {
        for (int t = 0; t < tiling.along(); t++) {
          for (int v = 0; v < block.vectors(); v++) {
            inner.add(new Code.Accumulate(inner.at(shared, sumAt(Affine.of(product), Affine.of(r),
                Affine.of(at).plus(t), Affine.of(start).plus((long) v * lanes))), Reduction.Kind.SUM,
                new Value.Use(sums.get(r).get(t).get(v))));
          }
        }
      }
    });
    slices(scope, block, at, start, inner -> {
      Axis n = new Axis(sample.name(), sample.extent());
      Scope each = inner.inner(List.of(n), false);
      each.define(inGroup, Affine.of(n).minus(Affine.of(group)), 1);
      VectorNest.loops(each, List.of(product), in -> in.add(call(part, inGroup, product, at, start)));
      inner.add(each.loop(n, List.of(Code.Bound.of(Affine.of(group))),
          List.of(each.extent(n), Code.Bound.of(Affine.of(group).plus(samples))), 1, Affine.ZERO));
    });
  }

  /** Row by row of x, with the rows of dy that it meets: at the edge fewer than there are taps. */
  private void rows(Scope scope, Axis inGroup, Axis product, RowBlock block, Axis at, Axis start,
      List<List<List<Code.Local>>> sums) {
    Axis u = new Axis("row", extentHigh);
    Axis quad = new Axis("quad", quads);
    Quads.rows(extentHigh, high.extent().size(), TAPS, rowOffset).forEach(run ->
        VectorNest.loop(scope, u, run.from(), run.to(), 1, inner ->
            VectorNest.loop(inner, quad, 0, quads, 1, in -> {
              LaneMask all = new LaneMask(0, lanes, lanes);
              List<List<Code.Local>> factors = new ArrayList<>();
              for (long r : run.taps()) {
                List<Code.Local> vectors = new ArrayList<>();
                Affine place = Affine.of(u).plus(-r - rowOffset).times(quads).plus(Affine.of(quad));
                for (int v = 0; v < block.vectors(); v++) {
                  Code.Local factor = in.lanes("z");
                  in.add(new Code.Let(factor, new Value.Lanes(in.at(shared, stillAt(Affine.of(inGroup),
                      Affine.of(product), place).plus(Affine.of(start)).plus((long) v * lanes)), all)));
                  vectors.add(factor);
                }
                factors.add(vectors);
              }
              for (int t = 0; t < tiling.along(); t++) {
                Code.Local number = in.lanes("v");
                Affine place = Affine.of(u).times(quads).plus(Affine.of(quad));
                in.add(new Code.Let(number, new Value.Load(in.at(shared, movingAt(Affine.of(inGroup),
                    Affine.of(product), place).plus(Affine.of(at)).plus(t)))));
                for (int i = 0; i < factors.size(); i++) {
                  for (int v = 0; v < block.vectors(); v++) {
                    in.add(new Code.Update(sums.get((int) (long) run.taps().get(i)).get(t).get(v),
                        Reduction.Kind.SUM, new Value.Apply(Operator.MULTIPLY,
                            List.of(new Value.Use(number), new Value.Use(factors.get(i).get(v))))));
                  }
                }
              }
            })));
  }

  /** Aᵀ of the sums of products: the gradient of each tap. */
  private void taps(Scope scope, RowBlock block, Axis at, Axis start) {
    Axis r = new Axis(rowTap.name(), rowTap.extent());
    Axis t = new Axis(channel.name(), tiling.along());
    VectorNest.loops(scope, List.of(r, t), inner -> {
      for (int v = 0; v < block.vectors(); v++) {
        Affine from = Affine.of(start).plus((long) v * lanes);
        Affine c = Affine.of(at).plus(Affine.of(t));
        List<Code.Local> products = new ArrayList<>();
        for (long i = 0; i < products(); i++) {
          Code.Local product = inner.lanes("m");
          inner.add(new Code.Let(product, new Value.Lanes(
              inner.at(shared, sumAt(Affine.of(i), Affine.of(r), c, from)), new LaneMask(0, lanes, lanes))));
          products.add(product);
        }
        List<Code.Local> results = ToomCook.product(inner, law.output(), products, "g");
        for (long s = 0; s < TAPS; s++) {
          Substitution place = new Substitution(Map.of(tap, Index.of(Affine.of(s)), rowTap, Index.of(r), channel,
              Index.of(c), row, Index.of(from)));
          List<Index> indices = formula.axes().stream().map(a -> place.apply(Affine.of(a))).toList();
          inner.add(new Code.Store(inner.place(statement.target(), indices), new Value.Use(results.get((int) s))));
        }
      }
    });
  }
}
