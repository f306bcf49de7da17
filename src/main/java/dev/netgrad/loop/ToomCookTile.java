package dev.netgrad.loop;

import dev.netgrad.law.ToomCook;
import dev.netgrad.plan.Statement;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Substitution;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A contraction whose read of one operand slides along with the output, {@code y[h, w, k] = Σ x[h + r, w + s, c]·g[r, s,
 * c, k]}, by the law of {@link ToomCook} on w and s, and again on h and r: sixteen outputs take 36 products where they
 * would take 144.
 *
 * <ol>
 * <li>All threads together transform g, once a call: {@code G g Gᵀ}.
 * <li>For a block of rows of outputs, or for some samples where these are small, each transforms what they read:
 * {@link Patches}.
 * <li>For each of the 36 products it sums over c: matrices of patches by c times c by k.
 * <li>It turns the products into outputs, {@code Aᵀ m A}, and what follows the contraction takes them from registers.
 * </ol>
 */
final class ToomCookTile implements VectorForm {
  private static final int OUTPUTS = Patches.SIZE;
  /** Blocks of a row of patches that are added one after the other; only rows of over 1,200 points have more. */
  private static final int FEW = 8;
  private static final int TAPS = Sliding.TAPS;
  private static final int PRODUCTS = ToomCook.PRODUCTS;

  private final VectorNest nest;
  private final Statement first;
  private final Definition.Formula formula;
  private final LanePoint point;
  private final OpenSums sums;
  private final int lanes;
  private final Axis row;
  private final Axis sample;
  private final Axis high;
  private final Axis wide;
  private final Axis channel;
  private final Sliding sliding;
  private final ToomCook law;
  private final long patchRows;
  private final long patchesAlong;
  private final long samples;
  private final long rows;
  private final Tiling tiling;
  private final List<RowBlock> blocks;
  private final Patches patches;
  private final long capacity;
  private final long productsAt;
  private final Buffer own;
  private final Buffer shared;
  private final Axis start;
  private final Axis firstSample;
  private final Axis top;
  private final Axis patchRow;
  private final Axis patch;

  ToomCookTile(VectorNest nest, List<Statement> statements) {
    this.nest = nest;
    this.law = nest.law(OUTPUTS, TAPS);
    this.lanes = nest.machine().lanes();
    this.first = statements.get(0);
    this.formula = first.formula();
    this.row = first.schedule().row().orElseThrow();
    this.point = new LanePoint(statements, row, lanes);
    List<Axis> outer = first.schedule().outer();
    this.sliding = Sliding.of(formula, outer, row);
    LaneValues.require(statements.subList(1, statements.size()).stream()
        .allMatch(s -> s.sumsBySample() || s.formula().reduction().isNone()), "several reductions");
    this.sample = outer.get(0);
    this.high = outer.get(1);
    this.wide = outer.get(2);
    this.channel = sliding.channel();
    this.patchRows = Patches.Side.count(high.extent().size());
    this.patchesAlong = Patches.Side.count(wide.extent().size());
    long c = channel.extent().size();
    LaneValues.require(ToomCook.saves(high.extent().size() * wide.extent().size() * TAPS * TAPS,
        patchRows * patchesAlong), "too narrow");
    this.samples = Tiling.samplesOfPatches(patchRows * patchesAlong);
    this.rows = samples > 1 ? patchRows : Tiling.rowsOfPatches(patchRows, patchesAlong, c);
    long most = samples * rows * patchesAlong;
    this.tiling = Tiling.choose(nest.machine(), nest.tiles(Schedule.Form.TOOM_COOK_TILE), most, (row.extent().size() + lanes - 1) / lanes, 1, 1, 1,
        (tall, vectors) -> tall + vectors, Tiling.Rest.PADDED);
    this.blocks = point.blocks(tiling.vectors());
    point.check(nest.outermost(), blocks.stream().anyMatch(b -> !b.fresh().isAll()));
    LaneValues.require(blocks.stream().allMatch(b -> b.fresh().isAll()), "a row that is no multiple");
    this.patches = new Patches(nest, "", sliding.moving(), sample, channel, sliding.down().patches(patchRows),
        sliding.along().patches(patchesAlong), law.input(), (most + tiling.along() - 1) / tiling.along() * tiling.along());
    this.capacity = patches.capacity();
    this.productsAt = patches.linesElements() + patches.panelsElements();
    long ownElements = productsAt + PRODUCTS * PRODUCTS * capacity * tiling.vectors() * lanes;
    this.own = Buffer.scratch(Buffer.Scratch.OWN, ownElements);
    this.sums = new OpenSums(nest, point.sums(), row, sample, ownElements);
    this.shared = Buffer.scratch(Buffer.Scratch.SHARED, PRODUCTS * PRODUCTS * c * row.extent().size());
    patches.place(own, 0, own, patches.linesElements());
    this.start = new Axis(row.name() + "0", row.extent());
    this.firstSample = samples > 1 ? new Axis("first", sample.extent()) : sample;
    this.top = new Axis("top", patchRows);
    this.patchRow = new Axis("patchRow", patchRows);
    this.patch = new Axis("patch", capacity);
  }

  @Override
  public Schedule.Chosen chosen() {
    return new Schedule.Chosen(Schedule.Form.TOOM_COOK_TILE, fewestSamples(),
        tiling + " of patches, of " + Tiling.counted(samples, "sample") + " "
            + Tiling.counted(rows, "row") + " of patches at once");
  }

  @Override
  public void write(Scope scope) {
    transformWeights(scope);
    scope.add(new Code.Sync());
    if (samples > 1) {
      Axis group = new Axis("group", sample.extent());
      Axis groups = new Axis("groups", sample.extent());
      scope.define(groups, Affine.of(Kernel.BATCH).plus(samples - 1), samples);
      VectorNest.share(scope, group, Affine.of(groups), inner -> {
        inner.define(firstSample, Affine.of(group).times(samples), 1);
        ofSamples(inner, (in, inGroup) -> clear(in));
        block(inner);
      });
    } else if (!sums.isEmpty()) {
      VectorNest.share(scope, sample, Affine.of(Kernel.BATCH), inner -> {
        clear(inner);
        if (isWhole()) {
          block(inner);
        } else {
          VectorNest.loop(inner, top, 0, patchRows, rows, this::block);
        }
      });
    } else {
      Axis unit = new Axis("unit", 1);
      long count = (patchRows + rows - 1) / rows;
      VectorNest.share(scope, unit, Affine.of(Kernel.BATCH).times(count), inner -> {
        inner.define(sample, Affine.of(unit), count);
        inner.define(top, Affine.of(unit).minus(Affine.of(sample).times(count)).times(rows), 1);
        block(inner);
      });
    }
  }

  /** From how many samples on it takes less time than without the law: for few, transforming the weights takes longer. */
  long fewestSamples() {
    return Tiling.fewestSamples(patchRows * patchesAlong);
  }

  private void clear(Scope scope) {
    sums.start(scope);
  }

  /** For each sample of a group, with its number in the group. */
  private void ofSamples(Scope scope, BiConsumer<Scope, Affine> body) {
    if (samples == 1) {
      body.accept(scope, Affine.ZERO);
      return;
    }
    Scope each = scope.inner(List.of(sample), false);
    body.accept(each, Affine.of(sample).minus(Affine.of(firstSample)));
    scope.add(each.loop(sample, List.of(Code.Bound.of(Affine.of(firstSample))),
        List.of(each.extent(sample), Code.Bound.of(Affine.of(firstSample).plus(samples))), 1, Affine.ZERO));
  }

  /** For each row of patches of a block, with the number of its first patch in the block. */
  private void ofRows(Scope scope, BiConsumer<Scope, Affine> body) {
    ofSamples(scope, (inner, inGroup) -> {
      Scope each = inner.inner(List.of(patchRow), false);
      Affine inBlock = Affine.of(patchRow).minus(isWhole() ? Affine.ZERO : Affine.of(top));
      body.accept(each, inGroup.times(patchRows).plus(inBlock).times(patchesAlong));
      List<Code.Bound> to = new ArrayList<>(List.of(Code.Bound.of(Affine.of(patchRows))));
      if (!isWhole()) {
        to.add(Code.Bound.of(Affine.of(top).plus(rows)));
      }
      inner.add(each.loop(patchRow, List.of(Code.Bound.of(isWhole() ? Affine.ZERO : Affine.of(top))), to, 1,
          Affine.ZERO));
    });
  }

  /** Whether a block has all rows of its samples. */
  private boolean isWhole() {
    return rows == patchRows;
  }

  /** For every so many patches of a block, the last ones perhaps beyond those that are there. */
  private void ofPatches(Scope scope, long step, Consumer<Scope> body) {
    Axis tile = step == 1 ? patch : new Axis("tile", capacity / step);
    Scope each = scope.inner(List.of(tile), false);
    if (step > 1) {
      each.define(patch, Affine.of(tile).times(step), 1);
    }
    body.accept(each);
    long most = samples * rows * patchesAlong;
    List<Code.Bound> to = new ArrayList<>(List.of(Code.Bound.of(Affine.of((most + step - 1) / step))));
    if (samples > 1 || !isWhole()) {
      Affine present = isWhole()
          ? Affine.of(Kernel.BATCH).minus(Affine.of(firstSample)).times(patchRows * patchesAlong)
          : Affine.of(patchRows).minus(Affine.of(top)).times(patchesAlong);
      to.add(new Code.Bound(present.plus(step - 1), step, false));
    }
    scope.add(each.loop(tile, List.of(Code.Bound.of(Affine.ZERO)), to, 1, Affine.ZERO));
  }

  /** G g Gᵀ: for every block of vectors, product and channel, the vectors next to each other. */
  private void transformWeights(Scope scope) {
    VectorNest.share(scope, channel, Affine.of(channel.extent().size()), inner -> {
      for (RowBlock block : blocks) {
        Axis v = new Axis("v", block.vectors());
        Code.Part part = nest.part("Weights", List.of(channel, start),
            at -> VectorNest.loops(at, List.of(v), in -> weights(in, block, v)));
        VectorNest.loop(inner, start, block.from(), block.to(), block.step(), at -> at.add(call(part, channel, start)));
      }
    });
  }

  private void weights(Scope scope, RowBlock block, Axis v) {
    LaneValues values = new LaneValues(scope, row, lanes);
    List<List<Code.Local>> columns = new ArrayList<>();
    for (long s = 0; s < TAPS; s++) {
      List<Code.Local> taps = new ArrayList<>();
      for (long r = 0; r < TAPS; r++) {
        taps.add(values.local(sliding.weight(r, s), begin(block).plus(Affine.of(v).times(lanes)), "g"));
      }
      columns.add(Transform.product(scope, law.kernel(), taps, "u"));
    }
    for (int i = 0; i < PRODUCTS; i++) {
      int down = i;
      List<Code.Local> line = columns.stream().map(column -> column.get(down)).toList();
      List<Code.Local> results = Transform.product(scope, law.kernel(), line, "u");
      for (int j = 0; j < PRODUCTS; j++) {
        Affine to = weights(block, Affine.of(i * PRODUCTS + j), Affine.of(channel))
            .plus(Affine.of(v).times(lanes));
        scope.add(new Code.Store(scope.at(shared, to), new Value.Use(results.get(j))));
      }
    }
  }

  private static Code.Call call(Code.Part part, Axis... arguments) {
    return new Code.Call(part, Stream.of(arguments).map(Affine::of).toList());
  }

  private Affine begin(RowBlock block) {
    return block.isOne() ? Affine.of(block.from()) : Affine.of(start);
  }

  private Affine vector(RowBlock block, int v) {
    return begin(block).plus((long) v * lanes);
  }

  /** Where the transformed weights of a block's first vector are. */
  private Affine weights(RowBlock block, Affine product, Affine channelAt) {
    long c = channel.extent().size();
    return begin(block).times(PRODUCTS * PRODUCTS * c).plus(product.times(c).plus(channelAt).times(block.step()));
  }

  private void block(Scope scope) {
    ofRows(scope, (inner, at) -> patches.row(inner, Affine.of(sample), Affine.of(patchRow), at));
    for (RowBlock block : blocks) {
      VectorNest.loop(scope, start, block.from(), block.to(), block.step(), inner -> {
        multiply(inner, block);
        columns(inner, block);
        outputs(inner, block);
      });
    }
  }

  /** Where the sums of a product are, of a patch, for the block's vectors. */
  private Affine product(RowBlock block, Affine product, Affine patchAt) {
    return product.times(capacity).plus(patchAt).times(block.step()).plus(productsAt);
  }

  /** The sums over c of one product, for some patches; the blocks of a long one are added where they are kept. */
  private void multiply(Scope scope, RowBlock block) {
    Axis product = new Axis("product", PRODUCTS * PRODUCTS);
    Code.Part part = nest.part("Multiply", List.of(product, patch, start), inner -> {
      RegisterTile.Places kept = (in, t, v) -> in.at(own,
          product(block, Affine.of(product), Affine.of(patch).plus(t)).plus((long) v * lanes));
      Axis panel = new Axis("panel", channel.extent().size() / lanes);
      Axis c = new Axis(channel.name(), lanes);
      RegisterTile sums = new RegisterTile(tiling.along(), block.vectors());
      sums.write(inner, Blocks.ofTile(List.of(panel, c), List.of(), 1), kept, in -> {
        Affine u = weights(block, Affine.of(product), Affine.of(panel).times(lanes).plus(Affine.of(c)));
        sums.add(in, t -> new Value.Load(in.at(own,
                patches.at(Affine.of(product), Affine.of(panel), Affine.of(patch).plus(t)).plus(Affine.of(c)))),
            v -> new Value.Lanes(in.at(shared, u.plus((long) v * lanes)), all()));
      });
    });
    VectorNest.loops(scope, List.of(product), inner ->
        ofPatches(inner, tiling.along(), in -> in.add(call(part, product, patch, start))));
  }

  private LaneMask all() {
    return new LaneMask(0, lanes, lanes);
  }

  private List<Code.Local> load(Scope scope, List<Affine> places) {
    List<Code.Local> loaded = new ArrayList<>();
    for (Affine place : places) {
      Code.Local local = scope.lanes("m");
      scope.add(new Code.Let(local, new Value.Lanes(scope.at(own, place), all())));
      loaded.add(local);
    }
    return loaded;
  }

  /** m A, in place: of each line of products those of the outputs' columns. */
  private void columns(Scope scope, RowBlock block) {
    Code.Part part = nest.part("Columns", List.of(patch), inner -> {
      Axis line = new Axis("line", PRODUCTS);
      Axis v = new Axis("vector", block.vectors());
      VectorNest.loops(inner, List.of(line, v), at -> {
        List<Affine> places = new ArrayList<>();
        for (long j = 0; j < PRODUCTS; j++) {
          places.add(product(block, Affine.of(line).times(PRODUCTS).plus(j), Affine.of(patch))
              .plus(Affine.of(v).times(lanes)));
        }
        List<Code.Local> results = Transform.product(at, law.output(), load(at, places), "m");
        for (int s = 0; s < OUTPUTS; s++) {
          at.add(new Code.Store(at.at(own, places.get(s)), new Value.Use(results.get(s))));
        }
      });
    });
    ofPatches(scope, 1, inner -> inner.add(call(part, patch)));
  }

  /** Aᵀ of the columns, and what follows, vector by vector: methods that are small are compiled soon. */
  private void outputs(Scope scope, RowBlock block) {
    long full = high.extent().size() / OUTPUTS;
    long rest = high.extent().size() - full * OUTPUTS;
    List<Code.Part> whole = new ArrayList<>();
    List<Code.Part> last = new ArrayList<>();
    List<Axis> parameters = List.of(sample, patchRow, patch, start);
    for (int v = 0; v < block.vectors(); v++) {
      int vector = v;
      if (full > 0) {
        whole.add(nest.part("Outputs", parameters, at -> outputs(at, block, vector, OUTPUTS)));
      }
      if (rest > 0) {
        last.add(nest.part("Outputs", parameters, at -> outputs(at, block, vector, rest)));
      }
    }
    ofRows(scope, (inner, at) -> {
      List<Affine> arguments = List.of(Affine.of(sample), Affine.of(patchRow), at, Affine.of(start));
      Test isWhole = new Test.AtLeastZero(Affine.of(full - 1).minus(Affine.of(patchRow)));
      List<Code> calls = List.copyOf(whole.stream().map(p -> new Code.Call(p, arguments)).toList());
      List<Code> lastCalls = List.copyOf(last.stream().map(p -> new Code.Call(p, arguments)).toList());
      if (rest == 0) {
        calls.forEach(inner::add);
      } else if (full == 0) {
        lastCalls.forEach(inner::add);
      } else {
        inner.add(new Code.When(isWhole, calls));
        inner.add(new Code.When(new Test.Not(isWhole), lastCalls));
      }
      sums.close(inner, block, begin(block));
    });
  }

  private void outputs(Scope scope, RowBlock block, int v, long outputs) {
    Affine from = vector(block, v);
    long full = wide.extent().size() / OUTPUTS;
    Axis next = new Axis("next", full);
    Axis column = new Axis("column", OUTPUTS);
    Map<Statement, Code.Local> registers = new LinkedHashMap<>();
    Consumer<Scope> begin = in -> registers.putAll(point.startSums(in));
    Consumer<Scope> end = in -> sums.add(in, registers, from);
    if (full > 0) {
      // A patch's outputs are added to each other first, in registers as well.
      List<Axis> axes = full > 1 ? List.of(next) : List.of();
      Blocks ofRow = new Blocks(List.of(), axes, List.of(), List.of(), 1, sums.isEmpty() ? 0 : 1,
          OUTPUTS * OUTPUTS + FEW);
      ofRow.write(scope, true, begin, (in, left) -> {
        Map<Statement, Code.Local> ofPatch = point.startSums(in);
        VectorNest.loops(in, List.of(column), at ->
            column(at, block, from, v, full > 1 ? Affine.of(next) : Affine.ZERO, Affine.of(column), outputs, ofPatch));
        ofPatch.forEach((s, sum) -> in.add(
            new Code.Update(registers.get(s), s.formula().reduction().kind(), new Value.Use(sum))));
      }, end);
    }
    if (full < patchesAlong) {
      begin.accept(scope);
      VectorNest.loop(scope, column, 0, wide.extent().size() - full * OUTPUTS, 1,
          in -> column(in, block, from, v, Affine.of(full), Affine.of(column), outputs, registers));
      end.accept(scope);
    }
  }

  private void column(Scope scope, RowBlock block, Affine from, int v, Affine next, Affine column, long outputs,
      Map<Statement, Code.Local> sums) {
    LaneValues values = new LaneValues(scope, row, lanes);
    List<Affine> places = new ArrayList<>();
    for (long i = 0; i < PRODUCTS; i++) {
      places.add(product(block, column.plus(i * PRODUCTS), Affine.of(patch).plus(next)).plus((long) v * lanes));
    }
    List<Code.Local> results = Transform.product(scope, law.output(), load(scope, places), "y");
    for (int t = 0; t < outputs; t++) {
      Code.Local result = results.get(t);
      Substitution place = new Substitution(Map.of(
          high, Index.of(Affine.of(patchRow).times(OUTPUTS).plus(t)),
          wide, Index.of(next.times(OUTPUTS).plus(column))));
      point.write(scope, values, place, from, block, s -> result, sums::get);
    }
  }
}
