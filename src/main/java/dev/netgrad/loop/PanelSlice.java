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
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A sum over the batch of products of two reads that have their channels in common with the output, each its own, such
 * as a weight's gradient {@code dg[r, s, c, k] = Σ x[n, h + r, w + s, c]·dy[n, h, w, k]}, where the arrays are large.
 *
 * <p>In x and dy the channels of neighbouring points are far apart. So for a few samples at a time both are copied to
 * panels, a vector's width of channels each, point after point; threads share the copying. Then each accumulates its
 * slices of the output over a block of points, of which the panels fit the first caches, and adds them to the output:
 * block after block, so that every element is summed by one thread, in one order.
 */
final class PanelSlice implements VectorForm {
  /** Taps that have a loop of their own. */
  private static final long MOST_TAPS = 9;

  private final VectorNest nest;
  private final Statement statement;
  private final Definition.Formula formula;
  private final int lanes;
  private final Axis row;
  private final Axis sample;
  private final Axis last;
  private final List<Axis> loops;
  private final List<Condition> lastGuards = new ArrayList<>();
  private final List<Condition> loopGuards = new ArrayList<>();
  private final List<Axis> taps;
  private final List<Axis> units;
  private final Axis channel;
  private final long samples;
  private final long points;
  private final boolean joined;
  private final Axis blocked;
  private final long blockSize;
  private final Axis block;
  private final Panels numbers;
  private final Panels vectors;
  private final Tiling tiling;
  private final ArraySums sums;
  private final TileMemory memory;
  private final Axis first;
  private final Axis inGroup = new Axis("i", 1);
  private final Axis panel = new Axis("panel", 1);
  private final Axis at = new Axis("at", 1);
  private final Axis rowPanel = new Axis("rowPanel", 1);
  private final Axis from = new Axis("from", 1);
  private final Axis to = new Axis("to", 1);

  PanelSlice(VectorNest nest, Statement statement) {
    this.nest = nest;
    this.statement = statement;
    this.formula = statement.formula();
    this.lanes = nest.machine().lanes();
    this.row = statement.schedule().row().orElseThrow();
    List<Axis> reduced = new ArrayList<>(formula.reduction().axes());
    LaneValues.require(formula.reduction().kind() == Reduction.Kind.SUM && reduced.size() > 1
        && formula.body() instanceof Scalar.Apply p && p.operator() == Operator.MULTIPLY
        && p.operands().stream().allMatch(Scalar.Read.class::isInstance), "no sum of products of two reads");
    this.sample = reduced.stream().filter(a -> a.extent().isBatch()).findFirst().orElseThrow();
    reduced.remove(sample);
    this.last = reduced.get(reduced.size() - 1);
    this.loops = reduced.subList(0, reduced.size() - 1);
    List<Scalar> operands = ((Scalar.Apply) formula.body()).operands();
    boolean rowFirst = Scalars.axes(operands.get(0)).contains(row);
    Scalar.Read number = (Scalar.Read) operands.get(rowFirst ? 1 : 0);
    Scalar.Read vector = (Scalar.Read) operands.get(rowFirst ? 0 : 1);
    LaneValues.require(number.indices().get(number.indices().size() - 1).isAxis(), "no channels");
    this.channel = number.indices().get(number.indices().size() - 1).numerator().axis();
    LaneValues.require(formula.axes().contains(channel) && channel != row, "no channels of the output");
    Set<Axis> coupled = new LinkedHashSet<>();
    for (Condition guard : VectorNest.guards(formula.reduction())) {
      LaneValues.require(guard instanceof Condition.AtLeastZero && !Scalars.axes(guard).contains(channel)
          && !Scalars.axes(guard).contains(row), "a guard that is no edge of a window");
      boolean ofLast = Scalars.axes(guard).contains(last);
      (ofLast ? lastGuards : loopGuards).add(guard);
      coupled.addAll(ofLast ? Scalars.axes(guard) : Set.of());
    }
    coupled.remove(last);
    this.taps = List.copyOf(coupled);
    LaneValues.require(formula.axes().containsAll(taps) && size(taps) <= MOST_TAPS, "a guard on two reduced axes");
    this.units = formula.axes().stream().filter(a -> a != row && a != channel && !taps.contains(a)).toList();
    this.samples = Tiling.samples(size(reduced));
    ScratchMemory scratch = new ScratchMemory();
    this.numbers = new Panels(nest, scratch, number, sample, channel, Set.copyOf(reduced), samples);
    this.vectors = new Panels(nest, scratch, vector, sample, row, Set.copyOf(reduced), samples);
    this.points = samples * size(reduced);
    this.joined = lastGuards.isEmpty() && loopGuards.isEmpty() && numbers.joins(reduced) && vectors.joins(reduced);
    this.blocked = joined ? new Axis("point", points) : loops.isEmpty() ? new Axis("all", 1) : loops.get(0);
    long all = blocked.extent().size();
    this.blockSize = joined ? Tiling.blockPoints(all, samples) : Tiling.blockRows(all, size(reduced), overhang());
    this.block = new Axis(blocked.name() + "0", (all - 1) / blockSize * blockSize + 1);
    long most = channel.extent().size() / lanes;
    LaneValues.require(most > 0 && row.extent().size() >= lanes, "fewer channels than lanes");
    this.tiling = Tiling.choose(nest.machine(), nest.tiles(Schedule.Form.PANEL_SLICE), lanes,
        row.extent().size() / lanes, 1, 1, 1, (along, v) -> along + v, Tiling.Rest.NONE);
    this.sums = new ArraySums(nest, scratch, statement);
    this.memory = new TileMemory(nest, scratch, tiling.along() * tiling.vectors(), false);
    this.first = new Axis("first", sample.extent());
  }

  /** Of how many rows one may be outside, at the edge of the picture: a block of more is never empty. */
  private long overhang() {
    return loopGuards.stream().flatMap(g -> Scalars.axes(g).stream()).filter(units::contains)
        .mapToLong(a -> a.extent().size() / 2).max().orElse(0);
  }

  private static long size(List<Axis> axes) {
    return axes.stream().mapToLong(a -> a.extent().size()).reduce(1, Math::multiplyExact);
  }

  @Override
  public Schedule.Chosen chosen() {
    return new Schedule.Chosen(Schedule.Form.PANEL_SLICE,
        tiling + " of channels, the points of " + Tiling.counted(samples, "sample") + " at once");
  }

  @Override
  public void write(Scope scope) {
    sums.clear(scope);
    Scope groups = scope.inner(List.of(first), false);
    numbers.pack(groups, first);
    vectors.pack(groups, first);
    groups.add(new Code.Sync());
    VectorNest.loop(groups, block, 0, blocked.extent().size(), blockSize, this::multiply);
    groups.add(new Code.Sync());
    scope.add(groups.loop(first, List.of(Code.Bound.of(Affine.ZERO)), List.of(groups.extent(first)), samples,
        Affine.ZERO));
    sums.finish(scope);
  }

  /** A tap of the window, and where along the last reduced axis it takes part. */
  private record Tap(Map<Axis, Index> values, long from, long to) {}

  private List<Tap> taps() {
    List<Map<Axis, Index>> all = List.of(Map.of());
    for (Axis axis : taps) {
      List<Map<Axis, Index>> more = new ArrayList<>();
      for (Map<Axis, Index> values : all) {
        for (long i = 0; i < axis.extent().size(); i++) {
          Map<Axis, Index> next = new LinkedHashMap<>(values);
          next.put(axis, Index.of(Affine.of(i)));
          more.add(next);
        }
      }
      all = more;
    }
    List<Tap> found = new ArrayList<>();
    for (Map<Axis, Index> values : all) {
      long low = -1;
      long high = -1;
      for (long i = 0; i < last.extent().size(); i++) {
        Map<Axis, Index> point = new LinkedHashMap<>(values);
        point.put(last, Index.of(Affine.of(i)));
        Substitution place = new Substitution(point);
        if (lastGuards.stream().allMatch(g -> VectorNest.holds(place.apply(g)))) {
          low = low < 0 ? i : low;
          high = i + 1;
        }
      }
      if (low >= 0) {
        found.add(new Tap(values, low, high));
      }
    }
    return found;
  }

  /** All slices over a block of points, each tap's in turn. */
  private void multiply(Scope scope) {
    for (RowBlock vectorsAlong : RowBlock.of(row.extent().size(), lanes, tiling.vectors())) {
      List<Axis> parameters = new ArrayList<>(List.of(first, block));
      parameters.addAll(taps);
      parameters.addAll(units);
      parameters.addAll(List.of(panel, at, rowPanel));
      parameters.addAll(joined ? List.of() : List.of(from, to));
      Code.Part part = nest.part("Slice", parameters, inner -> slice(inner, vectorsAlong.vectors()));
      for (Tap tap : taps()) {
        slices(scope, vectorsAlong, inner -> {
          Substitution known = new Substitution(tap.values());
          List<Affine> arguments = new ArrayList<>();
          parameters.forEach(p -> arguments.add(p == from ? Affine.of(tap.from()) : p == to ? Affine.of(tap.to())
              : known.apply(Affine.of(p)).numerator()));
          inner.add(new Code.Call(part, arguments));
        });
      }
    }
  }

  /** The loop over slices, which threads share; the operand with more channels stays while the other's panels pass. */
  private void slices(Scope scope, RowBlock along, Consumer<Scope> body) {
    long inPanel = lanes / tiling.along();
    long tiles = channel.extent().size() / tiling.along();
    long rows = (along.to() - along.from()) / along.step();
    boolean rowsInside = row.extent().size() <= channel.extent().size();
    Axis slice = new Axis("slice", 1);
    VectorNest.share(scope, slice, Affine.of(size(units) * tiles * rows), inner -> {
      Affine rest = Affine.of(slice);
      long below = size(units) * tiles * rows;
      for (Axis unit : units) {
        below /= unit.extent().size();
        rest = split(inner, unit, rest, below);
      }
      Axis outside = new Axis(rowsInside ? "tile" : "block", 1);
      rest = split(inner, outside, rest, rowsInside ? rows : tiles);
      Affine tile = rowsInside ? Affine.of(outside) : rest;
      Affine rowBlock = rowsInside ? rest : Affine.of(outside);
      inner.define(panel, tile, inPanel);
      inner.define(at, tile.minus(Affine.of(panel).times(inPanel)).times(tiling.along()), 1);
      inner.define(rowPanel, rowBlock.times(along.vectors()).plus(along.from() / lanes), 1);
      body.accept(inner);
    });
  }

  /** Defines the quotient of a number; what remains. */
  private static Affine split(Scope scope, Axis quotient, Affine number, long divisor) {
    scope.define(quotient, number, divisor);
    Axis rest = new Axis("rest", 1);
    scope.define(rest, number.minus(Affine.of(quotient).times(divisor)), 1);
    return Affine.of(rest);
  }

  /** A slice's sums over a block of points, kept in a thread's own memory until they are added to the array. */
  private void slice(Scope scope, int width) {
    RegisterTile tile = new RegisterTile(tiling.along(), width);
    RegisterTile.Places kept = (in, t, v) -> memory.at(in, Affine.of((long) t * width + v));
    tile.clear(scope, kept);
    if (joined) {
      joined(scope, tile, kept);
    } else {
      rowByRow(scope, tile, kept);
    }
    Axis t = new Axis("t", tiling.along());
    Axis v = new Axis("v", width);
    VectorNest.loops(scope, List.of(t, v), in -> {
      Substitution place = new Substitution(Map.of(
          channel, Index.of(Affine.of(panel).times(lanes).plus(Affine.of(at)).plus(Affine.of(t))),
          row, Index.of(Affine.of(rowPanel).plus(Affine.of(v)).times(lanes))));
      Code.Local sum = in.lanes("sum");
      in.add(new Code.Let(sum, new Value.Lanes(memory.at(in, Affine.of(t).times(width).plus(Affine.of(v))), all())));
      sums.at(in, formula.axes().stream().map(a -> place.apply(Affine.of(a))).toList()).add(in, new Value.Use(sum));
    });
  }

  private LaneMask all() {
    return new LaneMask(0, lanes, lanes);
  }

  /** A block of a group's points, whichever samples and rows they are of, in parts that are long loops. */
  private void joined(Scope scope, RegisterTile tile, RegisterTile.Places kept) {
    Map<Axis, Index> here = new LinkedHashMap<>();
    loops.forEach(a -> here.put(a, Index.of(Affine.ZERO)));
    here.put(last, Index.of(blocked));
    List<Code.Bound> to = new ArrayList<>();
    if (points % blockSize != 0) {
      to.add(Code.Bound.of(Affine.of(points)));
    }
    if (samples > 1) {
      to.add(Code.Bound.of(Affine.of(Kernel.BATCH).minus(Affine.of(first)).times(points / samples)));
    }
    to.add(Code.Bound.of(Affine.of(block).plus(blockSize)));
    long length = Tiling.evenly(blockSize, Blocks.TERMS_OF_TILE);
    Axis part = new Axis("part", blocked.extent());
    Scope parts = scope.inner(List.of(part), false);
    tile.start(parts);
    Scope along = parts.inner(List.of(blocked), false);
    add(along, tile, Affine.ZERO, new Substitution(here));
    List<Code.Bound> toPart = new ArrayList<>(to);
    toPart.add(Code.Bound.of(Affine.of(part).plus(length)));
    parts.add(along.nonEmpty(blocked, List.of(Code.Bound.of(Affine.of(part))), toPart, 1, Affine.ZERO));
    tile.addTo(parts, kept);
    scope.add(parts.loop(part, List.of(Code.Bound.of(Affine.of(block))), to, length, Affine.of(block)));
  }

  /** A block of rows, of each sample in turn, some rows at a time. */
  private void rowByRow(Scope scope, RegisterTile tile, RegisterTile.Places kept) {
    Axis n = new Axis(sample.name(), sample.extent());
    Scope each = scope.inner(List.of(n), false);
    each.define(inGroup, Affine.of(n).minus(Affine.of(first)), 1);
    if (loops.isEmpty()) {
      rows(each, loopGuards, tile, kept);
    } else {
      long length = Tiling.blockRows(blockSize, last.extent().size(), overhang(), Blocks.TERMS_OF_TILE);
      Axis some = new Axis(blocked.name() + "Some", blocked.extent());
      Scope parts = each.inner(List.of(some), false);
      List<Condition> guards = new ArrayList<>(loopGuards);
      Affine h = Affine.of(blocked);
      guards.add(new Condition.AtLeastZero(h.minus(Affine.of(some))));
      guards.add(new Condition.AtLeastZero(Affine.of(some).plus(length - 1).minus(h)));
      rows(parts, guards, tile, kept);
      each.add(parts.loop(some, List.of(Code.Bound.of(Affine.of(block))),
          List.of(Code.Bound.of(Affine.of(block).plus(blockSize))), length, Affine.of(block)));
    }
    scope.add(each.around(n, List.of(Code.Bound.of(Affine.of(first))),
        List.of(each.extent(n), Code.Bound.of(Affine.of(first).plus(samples))), 1, Affine.ZERO));
  }

  private void rows(Scope scope, List<Condition> guards, RegisterTile tile, RegisterTile.Places kept) {
    tile.start(scope);
    Loops.around(scope, loops, guards, inner -> {
      Scope along = inner.inner(List.of(last), false);
      add(along, tile, Affine.of(inGroup), new Substitution(Map.of()));
      inner.add(along.nonEmpty(last, List.of(Code.Bound.of(Affine.of(from))), List.of(Code.Bound.of(Affine.of(to))), 1,
          Affine.ZERO));
    });
    tile.addTo(scope, kept);
  }

  /** Adds the products of a point. */
  private void add(Scope scope, RegisterTile tile, Affine inGroup, Substitution point) {
    tile.add(scope,
        t -> new Value.Load(numbers.at(scope, Affine.of(panel), inGroup, point, Affine.of(at).plus(t))),
        v -> new Value.Lanes(vectors.at(scope, Affine.of(rowPanel).plus(v), inGroup, point, Affine.ZERO),
            new LaneMask(0, lanes, lanes)));
  }
}
