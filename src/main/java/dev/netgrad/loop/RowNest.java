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

/**
 * Formulas without reductions of their own, point by point, and their sums over a sample. What depends on the row alone
 * is loaded before the loops over points; where the arrays let them, these are one loop.
 */
final class RowNest {
  private static final int VECTORS = 4;

  private final VectorNest nest;
  private final List<Statement> statements;
  private final Axis row;
  private final Axis sample;
  private final List<Axis> spatial;
  private final LanePoint point;
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
    this.point = new LanePoint(statements, row);
  }

  void write(Scope scope) {
    List<RowBlock> blocks = point.blocks(lanes, VECTORS);
    point.check(scope, blocks.stream().anyMatch(b -> !b.fresh().isAll()));
    boolean bySample = !point.sums().isEmpty();
    boolean flat = joins(spatial);
    Axis start = new Axis(row.name() + "0", row.extent());
    if (bySample) {
      sums(scope, blocks, flat, start);
      return;
    }
    for (RowBlock block : blocks) {
      VectorNest.loop(scope, start, block.from(), block.to(), block.step(), inner -> {
        List<Affine> starts = starts(block, start);
        LaneValues values = new LaneValues(inner, row, lanes);
        starts.forEach(from -> hoist(values, from));
        if (joins(axes())) {
          Axis all = new Axis("point", 1);
          VectorNest.share(inner, all, Affine.of(Kernel.BATCH).times(points()), at ->
              body(at, values, joined(axes(), all), starts, block, Map.of()));
          return;
        }
        VectorNest.share(inner, sample, Affine.of(Kernel.BATCH), at -> points(at, flat, (in, place) ->
            body(in, values, place, starts, block, Map.of())));
      });
    }
  }

  private void sums(Scope scope, List<RowBlock> blocks, boolean flat, Axis start) {
    VectorNest.share(scope, sample, Affine.of(Kernel.BATCH), inner -> {
      point.sums().forEach(s -> TileNest.clear(inner, s, sample, row));
      for (RowBlock block : blocks) {
        List<Axis> parameters = List.of(sample, start);
        Code.Part part = nest.part("Rows", parameters, at -> {
          List<Affine> starts = starts(block, start);
          LaneValues values = new LaneValues(at, row, lanes);
          starts.forEach(from -> hoist(values, from));
          Map<Affine, Map<Statement, Code.Local>> sums = new LinkedHashMap<>();
          for (Affine from : starts) {
            sums.put(from, point.startSums(at));
          }
          points(at, flat, (in, place) -> body(in, values, place, starts, block, sums));
          sums.forEach((from, own) -> point.addSums(at, own, sample, from));
        });
        VectorNest.loop(inner, start, block.from(), block.to(), block.step(), at ->
            at.add(new Code.Call(part, parameters.stream().map(Affine::of).toList())));
      }
    });
    point.sums().forEach(s -> Nest.total(scope, s));
    point.sums().forEach(s -> s.epilogue().ifPresent(e -> Nest.finish(scope, s, e)));
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

  private interface At {
    void write(Scope scope, Substitution place);
  }

  private long points() {
    return spatial.stream().mapToLong(a -> a.extent().size()).reduce(1, Math::multiplyExact);
  }

  /** The loops over a sample's points. */
  private void points(Scope scope, boolean flat, At body) {
    if (flat && spatial.size() > 1) {
      Axis all = new Axis("point", points());
      VectorNest.loops(scope, List.of(all), inner -> body.write(inner, joined(spatial, all)));
    } else {
      VectorNest.loops(scope, spatial, inner -> body.write(inner, new Substitution(Map.of())));
    }
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

  private List<Axis> axes() {
    List<Axis> axes = new ArrayList<>(List.of(sample));
    axes.addAll(spatial);
    return axes;
  }

  /** Axes that are one: the last of them runs over all, the others stay at 0. */
  private static Substitution joined(List<Axis> axes, Axis all) {
    Map<Axis, Index> values = new LinkedHashMap<>();
    axes.forEach(a -> values.put(a, Index.of(Affine.ZERO)));
    values.put(axes.get(axes.size() - 1), Index.of(all));
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
      Affine address = address(read);
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
    if (c instanceof Condition.Constraint constraint) {
      return axes.stream().anyMatch(a -> constraint.affine().coefficient(a) != 0);
    } else if (c instanceof Condition.All all) {
      return all.conditions().stream().anyMatch(p -> constrained(p, axes));
    } else if (c instanceof Condition.Any any) {
      return any.conditions().stream().anyMatch(p -> constrained(p, axes));
    }
    return c instanceof Condition.Not not && constrained(not.condition(), axes);
  }

  private static Affine address(Scalar.Read read) {
    Affine address = Affine.ZERO;
    long stride = 1;
    for (int d = read.indices().size() - 1; d >= 0; d--) {
      address = address.plus(read.indices().get(d).numerator().times(stride));
      stride *= read.tensor().shape().get(d).isBatch() ? 1 : read.tensor().shape().get(d).size();
    }
    return address;
  }
}
