package dev.netgrad.loop;

import dev.netgrad.plan.Statement;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Substitution;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Formulas without reductions of their own, point by point, and their sums over a sample. What depends on the row alone
 * is loaded before the loop over a stretch of points; where the arrays let them, the loops over a sample are one.
 */
final class RowNest implements VectorForm {
  private static final int VECTORS = 4;

  private final VectorNest nest;
  private final List<Statement> statements;
  private final Axis row;
  private final Axis sample;
  private final List<Axis> spatial;
  private final LanePoint point;
  private final OpenSums sums;
  private final int lanes;

  RowNest(VectorNest nest, List<Statement> statements) {
    this.nest = nest;
    this.statements = statements;
    this.lanes = nest.machine().lanes();
    this.row = statements.get(0).schedule().row().orElseThrow();
    List<Axis> outer = statements.get(0).schedule().outer();
    LaneValues.require(!outer.isEmpty() && outer.get(0).extent().isBatch(), "no batch");
    LaneValues.require(statements.stream().allMatch(s -> s.sumsBySample() || s.formula().reduction().isNone()),
        "a reduction among the formulas");
    this.sample = outer.get(0);
    this.spatial = outer.subList(1, outer.size());
    this.point = new LanePoint(statements, row, lanes);
    this.sums = new OpenSums(nest, new ScratchMemory(), point.sums(), row, sample);
  }

  @Override
  public Schedule.Chosen chosen() {
    return new Schedule.Chosen(Schedule.Form.ROWS,
        Tiling.counted(point.blocks(VECTORS).get(0).vectors(), "vector") + " at once");
  }

  @Override
  public void write(Scope scope) {
    List<RowBlock> blocks = point.blocks(VECTORS);
    point.check(scope, blocks.stream().anyMatch(b -> !b.fresh().isAll()));
    Stretches stretches = stretches();
    Axis stretch = new Axis("stretch", stretches.count());
    if (sums.isEmpty()) {
      VectorNest.shareUnits(scope, sample, stretch, inner -> rows(inner, stretches, blocks, stretch));
      return;
    }
    VectorNest.share(scope, sample, Affine.of(Kernel.BATCH), inner -> {
      sums.start(inner);
      VectorNest.loops(inner, List.of(stretch), at -> rows(at, stretches, blocks, stretch));
    });
    point.sums().forEach(s -> SampleSums.join(scope, s));
  }

  /** All vectors of a stretch of points. */
  private void rows(Scope scope, Stretches stretches, List<RowBlock> blocks, Axis stretch) {
    Axis start = new Axis(row.name() + "0", row.extent());
    List<Axis> parameters = List.of(sample, stretch, start);
    for (RowBlock block : blocks) {
      Code.Part part = nest.part("Rows", parameters, at -> {
        List<Affine> starts = starts(block, start);
        LaneValues values = new LaneValues(at, row, lanes);
        starts.forEach(from -> hoist(values, from));
        Map<Affine, Map<Statement, Code.Local>> registers = new LinkedHashMap<>();
        Consumer<Scope> begin = in -> starts.forEach(from -> registers.put(from, point.startSums(in)));
        Blocks.Body body = (in, left) ->
            body(in, values, stretches.place().apply(Affine.of(stretch)), starts, block, registers);
        Consumer<Scope> end = in -> registers.forEach((from, own) -> sums.add(in, own, from));
        Consumer<Scope> close = in -> sums.close(in, block, starts.get(0));
        List<Axis> summed = sums.isEmpty() ? List.of() : stretches.inner();
        List<Axis> around = sums.isEmpty() ? stretches.inner() : List.of();
        Blocks few = new Blocks(around, summed, List.of(), List.of(), 1, 1, Blocks.FEW);
        few.write(at, true, begin, body, end, close);
        if (few.areFew()) {
          close.accept(at);
        }
      });
      VectorNest.loop(scope, start, block.from(), block.to(), block.step(), at ->
          at.add(new Code.Call(part, parameters.stream().map(Affine::of).toList())));
    }
  }

  /**
   * A sample's points, cut into stretches of equal length: where a row has more vectors than one body, the stretch is
   * still in the cache when the next ones are done.
   *
   * @param inner the loops over a stretch's points
   * @param place where the outer axes are, given the stretch's number
   */
  private record Stretches(long count, List<Axis> inner, Function<Affine, Substitution> place) {}

  private Stretches stretches() {
    if (spatial.isEmpty()) {
      return new Stretches(1, List.of(), number -> new Substitution(Map.of()));
    } else if (joins(spatial)) {
      long points = spatial.stream().mapToLong(a -> a.extent().size()).reduce(1, Math::multiplyExact);
      long length = Tiling.stretch(points, row.extent().size());
      Axis along = new Axis("point", length);
      return new Stretches(points / length, List.of(along),
          number -> joined(number.times(length).plus(Affine.of(along))));
    }
    return new Stretches(spatial.get(0).extent().size(), spatial.subList(1, spatial.size()), number ->
        new Substitution(Map.of(spatial.get(0), Index.of(number))));
  }

  private List<Affine> starts(RowBlock block, Axis start) {
    Affine first = block.isOne() ? Affine.of(block.from()) : Affine.of(start);
    List<Affine> starts = new ArrayList<>();
    for (int v = 0; v < block.vectors(); v++) {
      starts.add(first.plus((long) v * lanes));
    }
    return starts;
  }

  /** Loads what depends on the row alone. */
  private void hoist(LaneValues values, Affine start) {
    for (Scalar body : bodies()) {
      for (Scalar.Read read : Scalars.reads(body)) {
        if (Scalars.axes(read).equals(Set.of(row)) && !guarded(body)) {
          values.local(read, start, read.tensor().name());
        }
      }
    }
  }

  private static boolean guarded(Scalar body) {
    boolean[] found = {false};
    Scalars.forEach(body, s -> found[0] |= s instanceof Scalar.Select select && Values.bounds(select.condition()));
    return found[0];
  }

  private List<Scalar> bodies() {
    return statements.stream().map(s -> s.formula().body()).toList();
  }

  private void body(Scope scope, LaneValues hoisted, Substitution place, List<Affine> starts, RowBlock block,
      Map<Affine, Map<Statement, Code.Local>> sums) {
    LaneValues values = hoisted.within(scope);
    for (Affine start : starts) {
      point.write(scope, values, place, start, block, s -> {
        throw new NoVectorForm("a reduction among the formulas");
      }, s -> sums.get(start).get(s));
    }
  }

  /** The point of a sample with a number: the last axis runs over all, the others stay at 0. */
  private Substitution joined(Affine number) {
    Map<Axis, Index> values = new LinkedHashMap<>();
    spatial.forEach(a -> values.put(a, Index.of(Affine.ZERO)));
    values.put(spatial.get(spatial.size() - 1), Index.of(number));
    return new Substitution(values);
  }

  /** Whether axes can be one: every array goes on from the end of one's rows where the next begins. */
  private boolean joins(List<Axis> axes) {
    List<Scalar.Read> all = new ArrayList<>();
    for (Statement s : statements) {
      all.addAll(s.reads());
      if (!s.sumsBySample()) {
        all.add((Scalar.Read) s.target().at(s.formula().axes()));
      }
    }
    for (Scalar.Read read : all) {
      Affine address = LaneValues.address(read);
      for (int i = 0; i + 1 < axes.size(); i++) {
        long expected = address.coefficient(axes.get(i + 1)) * axes.get(i + 1).extent().size();
        if (address.coefficient(axes.get(i)) != expected || read.indices().stream().anyMatch(x -> x.divisor() != 1)) {
          return false;
        }
      }
    }
    return bodies().stream().noneMatch(b -> mentions(b, axes));
  }

  /** Whether an expression asks where an axis is, other than by reading. */
  private static boolean mentions(Scalar body, List<Axis> axes) {
    boolean[] found = {false};
    Scalars.forEach(body, s -> {
      if (s instanceof Scalar.Position p) {
        found[0] |= axes.stream().anyMatch(a -> p.affine().coefficient(a) != 0);
      } else if (s instanceof Scalar.Select select) {
        found[0] |= constrained(select.condition(), axes);
      }
    });
    return found[0];
  }

  private static boolean constrained(Condition c, List<Axis> axes) {
    return c.match(
        bound -> depends(bound.affine(), axes),
        divisible -> depends(divisible.affine(), axes),
        compare -> false,
        all -> all.conditions().stream().anyMatch(p -> constrained(p, axes)),
        any -> any.conditions().stream().anyMatch(p -> constrained(p, axes)),
        not -> constrained(not.condition(), axes));
  }

  private static boolean depends(Affine affine, List<Axis> axes) {
    return axes.stream().anyMatch(a -> affine.coefficient(a) != 0);
  }
}
