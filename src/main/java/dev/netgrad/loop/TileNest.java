package dev.netgrad.loop;

import dev.netgrad.plan.Statement;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Extent;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Substitution;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A reduction, tile by tile: some points along the tile axis times some vectors along the row are accumulated in
 * registers, and what follows the reduction element by element takes them from there.
 *
 * <p>Tiles with the same terms share a method, in which terms that are absent are not written: {@link TileShapes}.
 *
 * <p>Where the row is long, weights of neighbouring channels are far apart: then they are packed first, those of one
 * block of vectors next to each other in the order in which tiles read them.
 */
final class TileNest implements VectorForm {
  private final VectorNest nest;
  private final Statement first;
  private final Substitution order;
  private final Definition.Formula formula;
  private final Axis row;
  private final Axis sample;
  private final Optional<Axis> tile;
  private final List<Axis> between;
  private final TileShapes shapes;
  private final LanePoint point;
  private final Terms terms;
  private final Tiling tiling;
  private final Optional<ScratchMemory.Region> packed;
  private final Blocks sumBlocks;
  private final boolean stages;
  private final TileMemory memory;
  private final OpenSums sums;

  TileNest(VectorNest nest, List<Statement> statements) {
    this.nest = nest;
    this.first = statements.get(0);
    this.row = first.schedule().row().orElseThrow();
    List<Axis> outer = first.schedule().outer();
    LaneValues.require(!outer.isEmpty() && outer.get(0).extent().isBatch(), "no batch");
    LaneValues.require(statements.subList(1, statements.size()).stream()
        .allMatch(s -> s.sumsBySample() || s.formula().reduction().isNone()), "several reductions");
    this.sample = outer.get(0);
    Reduction reduction = first.formula().reduction();
    this.order = reduction.kind().isOrdered() ? Nest.countedDown(reduction.axes()) : new Substitution(Map.of());
    this.formula = new Definition.Formula(first.formula().axes(),
        new Reduction(reduction.kind(), reduction.axes(), reduction.guards().stream().map(order::apply).toList()),
        order.apply(first.formula().body()));
    Set<Axis> moving = new LinkedHashSet<>(Scalars.axes(formula.body()));
    Axis last = outer.get(outer.size() - 1);
    this.tile = last != sample && moving.contains(last) ? Optional.of(last) : Optional.empty();
    this.between = new ArrayList<>(outer.subList(1, outer.size()));
    tile.ifPresent(between::remove);
    this.shapes = new TileShapes(formula.reduction(), tile, first.schedule().inner());
    LaneValues.require(!formula.reduction().kind().isPosition() || reduced() <= LaneValues.MOST_WHOLE,
        "positions that no lane holds");
    this.point = new LanePoint(statements, row, nest.machine().lanes());
    this.terms = new Terms(formula, row);
    this.tiling = tiling();
    ScratchMemory scratch = new ScratchMemory();
    this.packed = packs() ? Optional.of(scratch.shared(reduced() * row.extent().size())) : Optional.empty();
    this.sumBlocks = Blocks.ofTile(shapes.loops(), shapes.loopGuards(),
        formula.reduction().kind() == Reduction.Kind.SUM ? shapes.taps().size() : 0);
    this.stages = stages(statements);
    this.memory = new TileMemory(nest, scratch, tiling.along() * tiling.vectors(), !sumBlocks.areFew());
    this.sums = new OpenSums(nest, scratch, point.sums(), row, sample);
  }

  /**
   * Whether what follows the reduction has methods of its own: where sums are in memory anyway, block by block, or
   * where it is too much to be written for every output of a tile. Methods beyond what C1 compiles may never come to be
   * C2's.
   */
  private boolean stages(List<Statement> statements) {
    long operations = statements.stream().mapToLong(s -> 1 + (s.formula().reduction().isNone() || s.sumsBySample()
        ? Terms.operations(s.formula().body(), row)
        : s.epilogue().map(e -> Terms.operations(e, row)).orElse(0L))).sum();
    return !sumBlocks.isOne() || tiling.along() * tiling.vectors() * operations > Tiling.LARGEST_EPILOGUE
        && !formula.reduction().kind().isPosition();
  }

  private long reduced() {
    return formula.reduction().axes().stream().mapToLong(a -> a.extent().size()).reduce(1, Math::multiplyExact);
  }

  /** Whether the factor along the row depends on nothing but what is reduced, and is spread over many pages. */
  private boolean packs() {
    Set<Axis> axes = new LinkedHashSet<>(Scalars.axes(terms.along()));
    boolean weights = axes.remove(row) && terms.along() instanceof Scalar.Read
        && axes.equals(new LinkedHashSet<>(formula.reduction().axes()));
    return weights && row.extent().size() >= Tiling.LONG_ROW && row.extent().size() % nest.machine().lanes() == 0;
  }

  /** Where the factor along the row was packed: the reduced axes at a point, then the vectors of a block. */
  private Affine packedAt(RowBlock block, Axis start, int v, Substitution point) {
    Affine at = Affine.ZERO;
    for (Axis axis : formula.reduction().axes()) {
      at = at.times(axis.extent().size()).plus(point.apply(Affine.of(axis)).numerator());
    }
    Affine begin = block.isOne() ? Affine.of(block.from()) : Affine.of(start);
    return begin.times(reduced()).plus(at.times(block.step())).plus((long) v * nest.machine().lanes());
  }

  private void pack(Scope scope, ScratchMemory.Region to, List<RowBlock> blocks, Axis start) {
    List<Axis> axes = formula.reduction().axes();
    Axis outer = axes.stream().max(Comparator.comparingLong(a -> a.extent().size())).orElseThrow();
    List<Axis> inner = axes.stream().filter(a -> a != outer).toList();
    for (RowBlock block : blocks) {
      Code.Part part = nest.part("Pack", List.of(outer, start), at -> VectorNest.loops(at, inner, in -> {
        LaneValues values = new LaneValues(in, row, nest.machine().lanes());
        for (int v = 0; v < block.vectors(); v++) {
          Code.Local local = values.local(terms.along(), start(block, start, v), "b");
          Affine packedTo = packedAt(block, start, v, new Substitution(Map.of()));
          in.add(new Code.Store(to.at(in, packedTo), new Value.Use(local)));
        }
      }));
      VectorNest.share(scope, outer, Affine.of(outer.extent().size()), at -> VectorNest.loop(at, start, block.from(),
          block.to(), block.step(), in -> in.add(new Code.Call(part, List.of(Affine.of(outer), Affine.of(start))))));
    }
    scope.add(new Code.Sync());
  }

  private Affine start(RowBlock block, Axis start, int v) {
    return (block.isOne() ? Affine.of(block.from()) : Affine.of(start)).plus((long) v * nest.machine().lanes());
  }

  private Tiling tiling() {
    List<Substitution> taps = shapes.taps();
    long lanes = nest.machine().lanes();
    return Tiling.choose(nest.machine(), nest.tiles(Schedule.Form.TILE), shapes.points(),
        (row.extent().size() + lanes - 1) / lanes,
        formula.reduction().kind().isPosition() ? 2 : 1,
        taps.size() * terms.operations(), terms.loads(taps)[1], (along, vectors) -> {
          List<Substitution> points = shapes.anywhere(along);
          long[] loads = terms.loads(points);
          return loads[0] + Tiling.CONFLICT * terms.conflicts(points) + loads[1] * vectors;
        }, Tiling.Rest.APART);
  }

  @Override
  public Schedule.Chosen chosen() {
    return new Schedule.Chosen(Schedule.Form.TILE,
        tiling + " of outputs" + tile.map(axis -> " along " + axis.name()).orElse("")
            + (packed.isPresent() ? ", weights packed" : "") + (sumBlocks.isOne() ? "" : ", sums in blocks")
            + (stages ? ", what follows apart" : ""));
  }

  @Override
  public void write(Scope scope) {
    List<RowBlock> blocks = point.blocks(tiling.vectors());
    point.check(scope, blocks.stream().anyMatch(b -> !b.fresh().isAll()));
    boolean bySample = !sums.isEmpty();
    if (bySample) {
      VectorNest.share(scope, sample, Affine.of(Kernel.BATCH), sums::start);
    }
    Map<TileShapes.Shape, List<Long>> tiles = shapes.shapes(tiling.along());
    Axis start = new Axis(row.name() + "0", row.extent());
    packed.ifPresent(to -> pack(scope, to, blocks, start));
    new Places(sample, between, bySample).write(scope, unitsOfSlice(), (at, places) -> {
      for (RowBlock block : blocks) {
        VectorNest.loop(at, start, block.from(), block.to(), block.step(), inner ->
            places.accept(inner, in -> tiles(in, tiles, block, start)));
      }
    });
  }

  /** For how many units a block of vectors is done before the next one: points of the first outer axis, or samples. */
  private OptionalLong unitsOfSlice() {
    long units = between.isEmpty() ? 1 : between.get(0).extent().size();
    long read = Scalars.tensors(formula).stream().filter(Tensor::isPerSample)
        .mapToLong(Tensor::elementsPerSample).sum();
    long points = tile.map(axis -> axis.extent().size()).orElse(1L);
    return Tiling.unitsOfSlice(Float.BYTES * row.extent().size() * reduced(),
        row.extent().size() / (tiling.vectors() * nest.machine().lanes()),
        Float.BYTES * Math.max(1, Math.min(read / units, points * reduced())));
  }

  private void tiles(Scope scope, Map<TileShapes.Shape, List<Long>> tiles, RowBlock block, Axis start) {
    Axis place = new Axis(tile.map(Axis::name).orElse("at") + "0", tile.map(Axis::extent).orElse(Extent.of(1)));
    List<Axis> parameters = new ArrayList<>(List.of(sample));
    parameters.addAll(between);
    parameters.addAll(List.of(place, start));
    List<Affine> arguments = parameters.stream().map(Affine::of).toList();
    Map<Points, List<Code.Part>> outputs = new HashMap<>();
    tiles.forEach((shape, places) -> {
      Code.Part part = nest.part("Tile", parameters, inner -> tile(inner, shape, block, place, start));
      List<Code.Part> then = !stages ? List.of() : outputs.computeIfAbsent(
          new Points(shape.phase(), shape.points().size()), points -> outputs(parameters, points, block, place, start));
      VectorNest.loop(scope, place, places.get(0), places.get(places.size() - 1) + 1, tiling.along(), inner -> {
        inner.add(new Code.Call(part, arguments));
        then.forEach(p -> inner.add(new Code.Call(p, arguments)));
        if (closesAmong(places)) {
          Scope few = inner.inner(List.of(), false);
          sums.close(few, block, start(block, start, 0));
          inner.add(new Code.When(
              new Test.Divisible(Affine.of(place).plus(tiling.along()), tiling.along() * Blocks.FEW), few.code()));
        }
      });
    });
    sums.close(scope, block, start(block, start, 0));
  }

  /** Whether a row of tiles is so long that sums are closed in between. */
  private boolean closesAmong(List<Long> places) {
    return !sums.isEmpty() && places.size() > Blocks.FEW;
  }

  /** What follows the reduction, at one vector of all points of a tile: one method for tiles of all shapes. */
  private List<Code.Part> outputs(List<Axis> parameters, Points points, RowBlock block, Axis place, Axis start) {
    List<Code.Part> parts = new ArrayList<>();
    for (int v = 0; v < block.vectors(); v++) {
      int vector = v;
      parts.add(nest.part("Outputs", parameters, scope -> {
        LaneValues values = new LaneValues(scope, row, nest.machine().lanes());
        Map<Statement, Code.Local> registers = point.startSums(scope);
        Axis t = new Axis("t", points.count());
        VectorNest.loop(scope, t, 0, points.count(), 1, inner -> {
          Code.Local result = inner.lanes("sum");
          Code.Place at = result(inner, points.count(), Affine.of(t), vector);
          inner.add(new Code.Let(result, new Value.Lanes(at, values.all())));
          point.write(inner, values.within(inner), shapes.at(place(points.phase(), place, Affine.of(t))),
              start(block, start, vector), block, s -> result, registers::get);
        });
        this.sums.add(scope, registers, start(block, start, vector));
      }));
    }
    return parts;
  }

  /** Where a tile leaves a result for what follows. */
  private Code.Place result(Scope scope, long points, Affine t, int v) {
    return memory.at(scope, t.plus(v * points));
  }

  /** Points of a tile that are written alike. */
  private record Points(long phase, int count) {}

  /** What a tile keeps of one output: the sum or the largest so far, and of a position, too, where that was. */
  private record Accumulator(Code.Local value, Optional<Code.Local> position) {
    Code.Local result() {
      return position.orElse(value);
    }
  }

  private Accumulator accumulator(Scope scope) {
    boolean position = formula.reduction().kind().isPosition();
    Code.Local value = scope.lanes(position ? "best" : "sum");
    scope.add(new Code.Start(value, new Value.Number(SampleSums.neutral(first))));
    Code.Local where = position ? scope.lanes("winner") : null;
    if (position) {
      scope.add(new Code.Start(where, new Value.Number(-1)));
    }
    return new Accumulator(value, Optional.ofNullable(where));
  }

  private Code accumulated(Accumulator accumulator, Substitution at, Value term) {
    Reduction reduction = formula.reduction();
    return accumulator.position().<Code>map(where ->
            new Code.Winner(accumulator.value(), where, term,
                at.apply(order.apply(Nest.position(reduction.axes()))).numerator()))
        .orElseGet(() -> new Code.Update(accumulator.value(), reduction.kind(), term));
  }

  private void tile(Scope scope, TileShapes.Shape shape, RowBlock block, Axis place, Axis start) {
    List<Affine> starts = new ArrayList<>();
    for (int v = 0; v < block.vectors(); v++) {
      starts.add(start(block, start, v));
    }
    List<List<Accumulator>> accumulators = new ArrayList<>();
    if (!sumBlocks.isOne()) {
      memory.clear(scope);
    }
    sumBlocks.write(scope, true, in -> start(in, accumulators, shape, block), (in, left) -> {
      Terms body = terms.empty();
      for (int t = 0; t < shape.points().size(); t++) {
        for (Substitution tap : shape.points().get(t)) {
          for (int v = 0; v < starts.size(); v++) {
            Substitution at = shapes.at(place(shape.phase(), place, Affine.of(t)), tap);
            Accumulator accumulator = accumulators.get(v).get(t);
            Terms.Accumulation accumulation = term -> accumulated(accumulator, at, term);
            if (packed.isPresent()) {
              body.add(accumulation, at, starts.get(v), packed.get(), packedAt(block, start, v, at));
            } else {
              body.add(accumulation, at, starts.get(v));
            }
          }
        }
      }
      body.write(in, new LaneValues(in, row, nest.machine().lanes()));
    }, in -> keep(in, accumulators), memory::close);
    if (!sumBlocks.areFew()) {
      memory.total(scope);
    }
    if (stages) {
      return;
    }
    LaneValues values = new LaneValues(scope, row, nest.machine().lanes());
    for (int v = 0; v < starts.size(); v++) {
      Map<Statement, Code.Local> registers = point.startSums(scope);
      for (int t = 0; t < shape.points().size(); t++) {
        Code.Local result = accumulators.get(v).get(t).result();
        point.write(scope, values, shapes.at(place(shape.phase(), place, Affine.of(t))), starts.get(v), block,
            s -> result, registers::get);
      }
      this.sums.add(scope, registers, starts.get(v));
    }
  }

  private void start(Scope scope, List<List<Accumulator>> accumulators, TileShapes.Shape shape, RowBlock block) {
    accumulators.clear();
    for (int v = 0; v < block.vectors(); v++) {
      List<Accumulator> column = new ArrayList<>();
      for (int t = 0; t < shape.points().size(); t++) {
        column.add(accumulator(scope));
      }
      accumulators.add(column);
    }
  }

  /** Puts a block's sums where what follows finds them, if they are not to stay in registers. */
  private void keep(Scope scope, List<List<Accumulator>> accumulators) {
    if (!stages) {
      return;
    }
    for (int v = 0; v < accumulators.size(); v++) {
      List<Accumulator> column = accumulators.get(v);
      for (int t = 0; t < column.size(); t++) {
        Code.Place to = result(scope, column.size(), Affine.of(t), v);
        Value sum = new Value.Use(column.get(t).result());
        scope.add(sumBlocks.isOne() ? new Code.Store(to, sum) : new Code.Accumulate(to, Reduction.Kind.SUM, sum));
      }
    }
  }

  private Affine place(long phase, Axis place, Affine t) {
    return shapes.place(phase, Affine.of(place).plus(t));
  }
}
