package dev.netgrad.loop.winograd;

import dev.netgrad.law.ToomCook;
import dev.netgrad.loop.code.Code;
import dev.netgrad.loop.code.Test;
import dev.netgrad.loop.code.Value;
import dev.netgrad.loop.plain.BlockLoops;
import dev.netgrad.loop.plain.Scope;
import dev.netgrad.loop.plain.ScratchMemory;
import dev.netgrad.loop.vector.LanePoint;
import dev.netgrad.loop.vector.LaneValues;
import dev.netgrad.loop.vector.OpenSums;
import dev.netgrad.loop.vector.PatchBlocks;
import dev.netgrad.loop.vector.RegisterTile;
import dev.netgrad.loop.vector.VectorForm;
import dev.netgrad.loop.vector.VectorLoops;
import dev.netgrad.loop.vector.VectorNest;
import dev.netgrad.plan.block.Statement;
import dev.netgrad.schedule.Blocks;
import dev.netgrad.schedule.LaneMask;
import dev.netgrad.schedule.Picture;
import dev.netgrad.schedule.RowBlock;
import dev.netgrad.schedule.Schedule;
import dev.netgrad.schedule.Sliding;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A contraction whose read of one operand slides along with the output,
 * {@code y[h, w, k] = Σ x[h + r, w + s, c]·g[r, s, c, k]}, by the law of {@link ToomCook} on w and s, and again on h
 * and r: sixteen outputs take 36 products where they would take 144.
 *
 * <ol>
 * <li>All threads together transform g, once a call: {@code G g Gᵀ}.
 * <li>For a block of outputs, {@link PatchBlocks}, each transforms what they read: {@link Patches}.
 * <li>For each of the 36 products it sums over c: matrices of patches by c times c by k.
 * <li>It turns the products into outputs, {@code Aᵀ m A}, and what follows the contraction takes them from registers.
 * </ol>
 */
public final class ToomCookTile implements VectorForm {
  private static final int OUTPUTS = Schedule.ToomCookTile.OUTPUTS;
  /** Blocks of a row of patches that are added one after the other; only rows of over 1,200 points have more. */
  private static final int FEW = 8;
  private static final int TAPS = Sliding.TAPS;
  private static final int PRODUCTS = ToomCook.PRODUCTS;

  private final VectorNest nest;
  private final Schedule.ToomCookTile schedule;
  private final ToomCook law;
  private final int lanes;
  private final Axis row;
  private final Axis sample;
  private final Axis channel;
  private final LanePoint point;
  private final PatchBlocks patchBlocks;
  private final Patches patches;
  private final long capacity;
  private final ScratchMemory.Region products;
  private final OpenSums sums;
  private final ScratchMemory.Region weights;
  private final Axis start;
  private final Axis patch;

  public ToomCookTile(VectorNest nest, Schedule.ToomCookTile schedule) {
    this.nest = nest;
    this.schedule = schedule;
    this.law = Schedule.ToomCookTile.law(nest.rewriting()).orElseThrow();
    this.lanes = nest.target().lanes();
    this.row = schedule.nest().row();
    this.sample = schedule.nest().sample();
    this.channel = schedule.sliding().channel();
    this.point = new LanePoint(schedule.nest());
    this.patchBlocks = new PatchBlocks(sample, schedule.patches());
    ScratchMemory scratch = new ScratchMemory(nest.target().layout());
    Picture picture = schedule.picture(law);
    this.patches = new Patches(nest, "", picture, sample, scratch.own(picture.linesElements()),
        scratch.own(picture.panelsElements()));
    this.capacity = picture.capacity();
    this.products = scratch.own((long) PRODUCTS * PRODUCTS * capacity * schedule.tiling().vectors() * lanes);
    this.sums = new OpenSums(nest, scratch, schedule.nest());
    this.weights = scratch.shared((long) PRODUCTS * PRODUCTS * channel.extent().size() * row.extent().size());
    this.start = new Axis(row.name() + "0", row.extent());
    this.patch = new Axis("patch", capacity);
  }

  @Override
  public void write(Scope scope) {
    transformWeights(scope);
    scope.add(new Code.Sync());
    if (sums.isEmpty()) {
      patchBlocks.share(scope, this::block);
    } else {
      patchBlocks.shareSamples(scope, sums::start, this::block);
    }
  }

  /** G g Gᵀ: for every block of vectors, product and channel, the vectors next to each other. */
  private void transformWeights(Scope scope) {
    VectorLoops.share(scope, channel, Affine.of(channel.extent().size()), inner -> {
      for (RowBlock block : schedule.blocks()) {
        Axis v = new Axis("v", block.vectors());
        Code.Part part = nest.part("Weights", List.of(channel, start),
            at -> VectorLoops.loops(at, List.of(v), in -> weights(in, block, v)));
        VectorLoops.loop(inner, start, block.from(), block.to(), block.step(),
            at -> at.add(call(part, channel, start)));
      }
    });
  }

  private void weights(Scope scope, RowBlock block, Axis v) {
    LaneValues values = new LaneValues(scope, row, lanes);
    List<List<Code.Local>> columns = new ArrayList<>();
    for (long s = 0; s < TAPS; s++) {
      List<Code.Local> taps = new ArrayList<>();
      for (long r = 0; r < TAPS; r++) {
        Affine from = block.begin(start).plus(Affine.of(v).times(lanes));
        taps.add(values.local(schedule.sliding().weight(r, s), from, "g"));
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
        scope.add(new Code.Store(weights.at(scope, to), new Value.Use(results.get(j))));
      }
    }
  }

  private static Code.Call call(Code.Part part, Axis... arguments) {
    return new Code.Call(part, Stream.of(arguments).map(Affine::of).toList());
  }

  private Affine vector(RowBlock block, int v) {
    return block.begin(start).plus((long) v * lanes);
  }

  /** Where the transformed weights of a block's first vector are. */
  private Affine weights(RowBlock block, Affine product, Affine channelAt) {
    long c = channel.extent().size();
    return block.begin(start).times((long) PRODUCTS * PRODUCTS * c)
        .plus(product.times(c).plus(channelAt).times(block.step()));
  }

  private void block(Scope scope) {
    patchBlocks.ofRows(scope,
        (inner, at) -> patches.row(inner, Affine.of(sample), Affine.of(patchBlocks.patchRow()), at));
    for (RowBlock block : schedule.blocks()) {
      VectorLoops.loop(scope, start, block.from(), block.to(), block.step(), inner -> {
        multiply(inner, block);
        columns(inner, block);
        outputs(inner, block);
      });
    }
  }

  /** Where the sums of a product are, of a patch, for the block's vectors. */
  private Affine product(RowBlock block, Affine product, Affine patchAt) {
    return product.times(capacity).plus(patchAt).times(block.step());
  }

  /** The sums over c of one product, for some patches; the blocks of a long one are added where they are kept. */
  private void multiply(Scope scope, RowBlock block) {
    Axis product = new Axis("product", (long) PRODUCTS * PRODUCTS);
    Code.Part part = nest.part("Multiply", List.of(product, patch, start), inner -> {
      RegisterTile.Places kept = (in, t, v) -> products.at(in,
          product(block, Affine.of(product), Affine.of(patch).plus(t)).plus((long) v * lanes));
      Axis panel = new Axis("panel", channel.extent().size() / lanes);
      Axis c = new Axis(channel.name(), lanes);
      RegisterTile sums = new RegisterTile(schedule.tiling().along(), block.vectors());
      sums.write(inner, Blocks.ofTile(List.of(panel, c), List.of(), 1), kept, in -> {
        Affine u = weights(block, Affine.of(product), Affine.of(panel).times(lanes).plus(Affine.of(c)));
        sums.add(in, t -> new Value.Load(patches.at(in, Affine.of(product), Affine.of(panel),
                Affine.of(patch).plus(t), Affine.of(c))),
            v -> new Value.Lanes(weights.at(in, u.plus((long) v * lanes)), all()));
      });
    });
    VectorLoops.loops(scope, List.of(product), inner ->
        patchBlocks.ofPatches(inner, patch, schedule.tiling().along(),
            in -> in.add(call(part, product, patch, start))));
  }

  private long high() {
    return schedule.nest().outer().get(0).extent().size();
  }

  private long wide() {
    return schedule.nest().outer().get(1).extent().size();
  }

  private LaneMask all() {
    return new LaneMask(0, lanes, lanes);
  }

  private List<Code.Local> load(Scope scope, List<Affine> places) {
    List<Code.Local> loaded = new ArrayList<>();
    for (Affine place : places) {
      Code.Local local = scope.lanes("m");
      scope.add(new Code.Let(local, new Value.Lanes(products.at(scope, place), all())));
      loaded.add(local);
    }
    return loaded;
  }

  /** m A, in place: of each line of products those of the outputs' columns. */
  private void columns(Scope scope, RowBlock block) {
    Code.Part part = nest.part("Columns", List.of(patch), inner -> {
      Axis line = new Axis("line", PRODUCTS);
      Axis v = new Axis("vector", block.vectors());
      VectorLoops.loops(inner, List.of(line, v), at -> {
        List<Affine> places = new ArrayList<>();
        for (long j = 0; j < PRODUCTS; j++) {
          places.add(product(block, Affine.of(line).times(PRODUCTS).plus(j), Affine.of(patch))
              .plus(Affine.of(v).times(lanes)));
        }
        List<Code.Local> results = Transform.product(at, law.output(), load(at, places), "m");
        for (int s = 0; s < OUTPUTS; s++) {
          at.add(new Code.Store(products.at(at, places.get(s)), new Value.Use(results.get(s))));
        }
      });
    });
    patchBlocks.ofPatches(scope, patch, 1, inner -> inner.add(call(part, patch)));
  }

  /** Aᵀ of the columns, and what follows, vector by vector: methods that are small are compiled soon. */
  private void outputs(Scope scope, RowBlock block) {
    long full = high() / OUTPUTS;
    long rest = high() - full * OUTPUTS;
    List<Code.Part> whole = new ArrayList<>();
    List<Code.Part> last = new ArrayList<>();
    Axis patchRow = patchBlocks.patchRow();
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
    patchBlocks.ofRows(scope, (inner, at) -> {
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
      sums.close(inner, block, block.begin(start));
    });
  }

  private void outputs(Scope scope, RowBlock block, int v, long outputs) {
    Affine from = vector(block, v);
    long full = wide() / OUTPUTS;
    Axis next = new Axis("next", full);
    Axis column = new Axis("column", OUTPUTS);
    Map<Statement, Code.Local> registers = new LinkedHashMap<>();
    Consumer<Scope> begin = in -> registers.putAll(point.startSums(in));
    Consumer<Scope> end = in -> sums.add(in, registers, from);
    if (full > 0) {
      // A patch's outputs are added to each other first, in registers as well.
      List<Axis> axes = full > 1 ? List.of(next) : List.of();
      Blocks ofRow = Blocks.of(List.of(), axes, List.of(), List.of(), 1, sums.isEmpty() ? 0 : 1,
          OUTPUTS * OUTPUTS + FEW);
      new BlockLoops(ofRow).write(scope, true, begin, (in, left) -> {
        Map<Statement, Code.Local> ofPatch = point.startSums(in);
        VectorLoops.loops(in, List.of(column), at ->
            column(at, block, from, v, full > 1 ? Affine.of(next) : Affine.ZERO, Affine.of(column), outputs, ofPatch));
        ofPatch.forEach((s, sum) -> in.add(
            new Code.Update(registers.get(s), s.formula().reduction().kind(), new Value.Use(sum))));
      }, end);
    }
    if (full < schedule.patches().patchesAlong()) {
      begin.accept(scope);
      VectorLoops.loop(scope, column, 0, wide() - full * OUTPUTS, 1,
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
      point.write(scope, values, schedule.place(patchBlocks.patchRow(), t, next, column), from, block, s -> result,
          sums::get);
    }
  }
}
