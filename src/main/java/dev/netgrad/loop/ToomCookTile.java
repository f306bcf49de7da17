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
 * A contraction whose read of one operand slides along with the output, {@code y[h, w, k] = Σ x[h + r, w + s, c]·g[r, s,
 * c, k]}, by the law of {@link ToomCook} on w and s: four outputs take six products where they would take twelve.
 *
 * <ol>
 * <li>All threads together transform g, once a call.
 * <li>For a block of rows h, each transforms the rows of x that it reads; what lies outside the picture is 0.
 * <li>For each of the six products it sums over c and r: matrices of pixels by c times c by k.
 * <li>It turns the products into outputs, and what follows the contraction takes them from registers.
 * </ol>
 */
final class ToomCookTile {
  private static final int OUTPUTS = 4;
  private static final int TAPS = 3;

  /** Numbers that the transformed rows of one block may have: what stays in a core's second cache. */
  private static final long BLOCK = 1 << 16;

  private final VectorNest nest;
  private final Statement first;
  private final Definition.Formula formula;
  private final LanePoint point;
  private final int lanes;
  private final Axis row;
  private final Axis sample;
  private final Axis high;
  private final Axis wide;
  private final Axis rowTap;
  private final Axis tap;
  private final Axis channel;
  private final Scalar.Read moving;
  private final Scalar.Read weight;
  private final Slide down;
  private final Slide along;
  private final ToomCook law = new ToomCook(OUTPUTS, TAPS);
  private final long quads;
  private final long rows;
  private final Tiling tiling;
  private final List<RowBlock> blocks;
  private final Buffer own;
  private final Buffer shared;

  /** How a read slides along one of its dimensions: it reads at {@code output + sign·tap + offset}. */
  private record Slide(int dimension, long sign, long offset, long extent) {

    /** Where the read is for a tap counted upwards, of so many: {@code output + place + low}. */
    long low(long taps) {
      return sign > 0 ? offset : offset - (taps - 1);
    }

    /** The tap of a place counted upwards. */
    long tap(long place, long taps) {
      return sign > 0 ? place : taps - 1 - place;
    }
  }

  ToomCookTile(VectorNest nest, List<Statement> statements) {
    this.nest = nest;
    this.lanes = nest.machine().lanes();
    this.first = statements.get(0);
    this.formula = first.formula();
    this.row = first.schedule().row().orElseThrow();
    this.point = new LanePoint(statements, row);
    List<Axis> outer = first.schedule().outer();
    List<Axis> reduced = formula.reduction().axes();
    LaneValues.require(formula.reduction().kind() == Reduction.Kind.SUM && outer.size() == 3 && reduced.size() == 3
        && outer.get(0).extent().isBatch() && formula.body() instanceof Scalar.Apply p
        && p.operator() == Operator.MULTIPLY && p.operands().stream().allMatch(Scalar.Read.class::isInstance),
        "no picture that slides over another");
    LaneValues.require(statements.subList(1, statements.size()).stream()
        .allMatch(s -> s.sumsBySample() || s.formula().reduction().isNone()), "several reductions");
    List<Scalar> operands = ((Scalar.Apply) formula.body()).operands();
    boolean firstMoves = Scalars.axes(operands.get(0)).contains(outer.get(2));
    this.moving = (Scalar.Read) operands.get(firstMoves ? 0 : 1);
    this.weight = (Scalar.Read) operands.get(firstMoves ? 1 : 0);
    this.sample = outer.get(0);
    this.high = outer.get(1);
    this.wide = outer.get(2);
    this.channel = contiguous(moving, reduced);
    List<Axis> taps = reduced.stream().filter(a -> a != channel).toList();
    LaneValues.require(taps.size() == 2, "no two taps");
    this.down = slide(high, taps);
    this.along = slide(wide, taps);
    this.rowTap = partner(high, taps);
    this.tap = partner(wide, taps);
    LaneValues.require(rowTap != tap && tap.extent().size() == TAPS && down.dimension() != along.dimension()
        && !Scalars.axes(moving).contains(row) && Scalars.axes(weight).equals(Set.of(rowTap, tap, channel, row)),
        "no three taps");
    VectorNest.guards(formula.reduction()).forEach(this::requireEdge);
    LaneValues.require(channel.extent().size() % lanes == 0 && wide.extent().size() >= OUTPUTS,
        "too narrow for six products");
    this.quads = (wide.extent().size() + OUTPUTS - 1) / OUTPUTS;
    this.rows = rowsOfBlock();
    long c = channel.extent().size();
    long window = rowTap.extent().size();
    this.tiling = Tiling.choose(nest.machine(), rows, (row.extent().size() + lanes - 1) / lanes, 1, window, window,
        (tall, vectors) -> tall + window - 1 + window * vectors, true);
    this.blocks = point.blocks(lanes, tiling.vectors());
    point.check(Scope.outermost(nest.buffers(), nest.names()), blocks.stream().anyMatch(b -> !b.fresh().isAll()));
    LaneValues.require(blocks.stream().allMatch(b -> b.fresh().isAll()), "a row that is no multiple");
    this.own = Buffer.scratch(Buffer.Scratch.OWN, products() * (rowsRead() * quads * c
        + rows * quads * tiling.vectors() * lanes));
    this.shared = Buffer.scratch(Buffer.Scratch.SHARED, products() * rowTap.extent().size() * c * row.extent().size());
  }

  private long products() {
    return law.products();
  }

  private long rowsRead() {
    return rows + rowTap.extent().size() - 1;
  }

  /**
   * The longest block of whole rows that divides the picture and stays in the cache; some for each of several threads,
   * if that leaves rows enough.
   */
  private long rowsOfBlock() {
    long extent = high.extent().size();
    long least = Math.min(4, extent);
    long some = point.sums().isEmpty() ? longestBlock(Math.max(4, extent / 2)) : 0;
    long longest = some >= least ? some : longestBlock(extent);
    LaneValues.require(longest >= least, "rows too long for the cache");
    return longest;
  }

  private long longestBlock(long most) {
    long extent = high.extent().size();
    long longest = 0;
    for (long r = 1; r <= Math.min(extent, most); r++) {
      if (extent % r == 0
          && products() * (r + rowTap.extent().size() - 1) * quads * channel.extent().size() <= BLOCK) {
        longest = r;
      }
    }
    return longest;
  }

  private static Axis contiguous(Scalar.Read read, List<Axis> reduced) {
    LaneValues.require(!read.indices().isEmpty(), "no array");
    Index last = read.indices().get(read.indices().size() - 1);
    LaneValues.require(last.isAxis() && reduced.contains(last.numerator().axis()), "no channels next to each other");
    return last.numerator().axis();
  }

  private Axis partner(Axis output, List<Axis> taps) {
    Slide slide = slide(output, taps);
    Affine index = moving.indices().get(slide.dimension()).numerator();
    return taps.stream().filter(t -> index.coefficient(t) != 0).findFirst().orElseThrow();
  }

  private Slide slide(Axis output, List<Axis> taps) {
    Slide found = null;
    for (int d = 0; d < moving.indices().size(); d++) {
      Index index = moving.indices().get(d);
      if (index.numerator().coefficient(output) == 0) {
        continue;
      }
      List<Axis> with = taps.stream().filter(t -> index.numerator().coefficient(t) != 0).toList();
      LaneValues.require(found == null && index.divisor() == 1 && index.numerator().coefficient(output) == 1
          && with.size() == 1 && index.numerator().terms().size() == 2
          && Math.abs(index.numerator().coefficient(with.get(0))) == 1, "a read that does not slide");
      found = new Slide(d, index.numerator().coefficient(with.get(0)), index.numerator().constant(),
          moving.tensor().shape().get(d).size());
    }
    LaneValues.require(found != null, "a read that does not slide");
    return found;
  }

  /** A guard must keep a read within its array, and do nothing else. */
  private void requireEdge(Condition guard) {
    LaneValues.require(guard instanceof Condition.AtLeastZero, "a guard that is no edge");
    Affine affine = ((Condition.AtLeastZero) guard).affine();
    boolean edge = false;
    for (Slide slide : List.of(down, along)) {
      Affine index = moving.indices().get(slide.dimension()).numerator();
      edge |= affine.equals(index) || affine.equals(Affine.of(slide.extent() - 1).minus(index));
    }
    LaneValues.require(edge, "a guard that is no edge");
  }

  void write(Scope scope) {
    Axis start = new Axis(row.name() + "0", row.extent());
    transformWeights(scope, start);
    scope.add(new Code.Sync());
    boolean bySample = !point.sums().isEmpty();
    Axis first = new Axis(high.name() + "0", high.extent());
    long count = high.extent().size() / rows;
    Consumer<Scope> block = inner -> block(inner, first, start);
    if (bySample) {
      VectorNest.share(scope, sample, Affine.of(Kernel.BATCH), inner -> {
        point.sums().forEach(s -> TileNest.clear(inner, s, sample, row));
        VectorNest.loop(inner, first, 0, high.extent().size(), rows, block);
      });
    } else {
      Axis unit = new Axis("unit", 1);
      VectorNest.share(scope, unit, Affine.of(Kernel.BATCH).times(count), inner -> {
        inner.define(sample, Affine.of(unit), count);
        inner.define(first, Affine.of(unit).minus(Affine.of(sample).times(count)).times(rows), 1);
        block.accept(inner);
      });
    }
    point.sums().forEach(s -> Nest.total(scope, s));
    point.sums().forEach(s -> s.epilogue().ifPresent(e -> Nest.finish(scope, s, e)));
  }

  /** G g: for every block of vectors, product, row tap and channel, the vectors next to each other. */
  private void transformWeights(Scope scope, Axis start) {
    Axis number = new Axis("tap", rowTap.extent().size() * channel.extent().size());
    VectorNest.share(scope, number, Affine.of(number.extent().size()), inner -> {
      long channels = channel.extent().size();
      inner.define(rowTap, Affine.of(number), channels);
      inner.define(channel, Affine.of(number).minus(Affine.of(rowTap).times(channels)), 1);
      List<Axis> parameters = List.of(rowTap, channel, start);
      for (RowBlock block : blocks) {
        Code.Part part = nest.part("Weights", parameters, at -> {
          LaneValues values = new LaneValues(at, row, lanes);
          for (int v = 0; v < block.vectors(); v++) {
            List<Code.Local> taps = new ArrayList<>();
            for (long i = 0; i < TAPS; i++) {
              Scalar tapped = new Substitution(Map.of(tap, Index.of(Affine.of(along.tap(i, TAPS))))).apply(weight);
              taps.add(values.local(tapped, vector(block, start, v), "g"));
            }
            List<Code.Local> products = ToomCook.product(at, law.kernel(), taps, "u");
            for (int i = 0; i < products.size(); i++) {
              at.add(new Code.Store(at.at(shared,
                  weights(block, start, i, Affine.of(rowTap), Affine.of(channel)).plus((long) v * lanes)),
                  new Value.Use(products.get(i))));
            }
          }
        });
        VectorNest.loop(inner, start, block.from(), block.to(), block.step(), at ->
            at.add(new Code.Call(part, parameters.stream().map(Affine::of).toList())));
      }
    });
  }

  private Affine vector(RowBlock block, Axis start, int v) {
    return (block.isOne() ? Affine.of(block.from()) : Affine.of(start)).plus((long) v * lanes);
  }

  /** Where the transformed weights of a block's first vector are. */
  private Affine weights(RowBlock block, Axis start, long product, Affine rowTapAt, Affine channelAt) {
    long channels = channel.extent().size();
    long taps = rowTap.extent().size();
    Affine begin = block.isOne() ? Affine.of(block.from()) : Affine.of(start);
    return begin.times(products() * taps * channels)
        .plus(rowTapAt.times(channels).plus(channelAt).plus(product * taps * channels).times(block.step()));
  }

  private void block(Scope scope, Axis first, Axis start) {
    transformRows(scope, first);
    for (RowBlock block : blocks) {
      VectorNest.loop(scope, start, block.from(), block.to(), block.step(), inner -> {
        multiply(inner, block, start);
        outputs(inner, block, first, start);
      });
    }
  }

  /** Where a transformed row's quad of a product begins: its channels follow. */
  private Affine transformed(long product, Affine rowAt, Affine quadAt) {
    return rowAt.times(quads).plus(quadAt).plus(product * rowsRead() * quads).times(channel.extent().size());
  }

  private Affine product(RowBlock block, long product, Affine pixel) {
    return pixel.plus(product * rows * quads).times(block.step())
        .plus(products() * rowsRead() * quads * channel.extent().size());
  }

  private void transformRows(Scope scope, Axis first) {
    Axis number = new Axis("row", rowsRead());
    Axis read = new Axis(high.name() + "Read", high.extent());
    Code.Part row = nest.part("Row", List.of(sample, read, number), inner -> transformRow(inner, read, number));
    Code.Part outside = nest.part("Outside", List.of(number), inner -> {
      for (long i = 0; i < products(); i++) {
        Axis c = new Axis("i", quads * channel.extent().size());
        long product = i;
        VectorNest.loop(inner, c, 0, c.extent().size(), lanes, in -> {
          Code.Local zero = in.lanes("zero");
          in.add(new Code.Let(zero, new Value.Number(0)));
          in.add(new Code.Store(in.at(own, transformed(product, Affine.of(number), Affine.ZERO)
              .plus(Affine.of(c))), new Value.Use(zero)));
        });
      }
    });
    VectorNest.loops(scope, List.of(number), inner -> {
      inner.define(read, Affine.of(first).plus(Affine.of(number)).plus(down.low(rowTap.extent().size())), 1);
      Test within = new Test.All(List.of(new Test.AtLeastZero(Affine.of(read)),
          new Test.AtLeastZero(Affine.of(down.extent() - 1).minus(Affine.of(read)))));
      inner.add(new Code.When(within,
          List.of(new Code.Call(row, List.of(Affine.of(sample), Affine.of(read), Affine.of(number))))));
      inner.add(new Code.When(new Test.Not(within), List.of(new Code.Call(outside, List.of(Affine.of(number))))));
    });
  }

  /** Bᵀ x for a row: of each quad the six neighbours that its outputs read, some of them beyond the edge. */
  private void transformRow(Scope scope, Axis read, Axis number) {
    Axis quad = new Axis("quad", quads);
    Axis c = new Axis(channel.name(), channel.extent());
    Quads.runs(quads, OUTPUTS, law.products(), along.low(TAPS), along.extent()).forEach(run -> VectorNest.loop(scope,
        quad, run.from(), run.to(), 1, inner -> VectorNest.loop(inner, c, 0, c.extent().size(), lanes, at -> {
          LaneValues values = new LaneValues(at, channel, lanes);
          List<Code.Local> neighbours = new ArrayList<>();
          for (int i = 0; i < products(); i++) {
            neighbours.add(run.present().get(i) ? values.local(readAt(read, Affine.of(quad).times(OUTPUTS).plus(i)),
                Affine.of(c), "x") : null);
          }
          List<Code.Local> products = ToomCook.product(at, law.input(), neighbours, "v");
          for (int i = 0; i < products.size(); i++) {
            Code.Local product = Quads.orZero(at, products.get(i));
            at.add(new Code.Store(at.at(own, transformed(i, Affine.of(number), Affine.of(quad))
                .plus(Affine.of(c))), new Value.Use(product)));
          }
        })));
  }

  private Scalar readAt(Axis read, Affine place) {
    List<Index> indices = new ArrayList<>(moving.indices());
    indices.set(down.dimension(), Index.of(read));
    indices.set(along.dimension(), Index.of(place.plus(along.low(TAPS))));
    return new Scalar.Read(moving.tensor(), indices);
  }

  /** The sums over c and r of one product, for some rows at one quad: a row of x serves the three rows that read it. */
  private void multiply(Scope scope, RowBlock block, Axis start) {
    Axis product = new Axis("product", products());
    Axis top = new Axis("row", rows);
    Axis quad = new Axis("quad", quads);
    List<Axis> parameters = List.of(product, top, quad, start);
    Code.Part part = nest.part("Multiply", parameters, inner -> {
      List<List<Code.Local>> sums = new ArrayList<>();
      for (long t = 0; t < tiling.along(); t++) {
        List<Code.Local> vectors = new ArrayList<>();
        for (int v = 0; v < block.vectors(); v++) {
          Code.Local sum = inner.lanes("sum");
          inner.add(new Code.Start(sum, new Value.Number(0)));
          vectors.add(sum);
        }
        sums.add(vectors);
      }
      Axis c = new Axis(channel.name(), channel.extent());
      VectorNest.loops(inner, List.of(c), in -> products(in, block, start, product, top, quad, c, sums));
      for (int t = 0; t < sums.size(); t++) {
        for (int v = 0; v < block.vectors(); v++) {
          Affine pixel = Affine.of(top).plus(t).times(quads).plus(Affine.of(quad));
          Affine at = product(block, 0, pixel.plus(Affine.of(product).times(rows * quads))).plus((long) v * lanes);
          inner.add(new Code.Store(inner.at(own, at), new Value.Use(sums.get(t).get(v))));
        }
      }
    });
    VectorNest.loops(scope, List.of(product), inner -> VectorNest.loop(inner, top, 0, rows, tiling.along(),
        at -> VectorNest.loops(at, List.of(quad),
            in -> in.add(new Code.Call(part, parameters.stream().map(Affine::of).toList())))));
  }

  private void products(Scope scope, RowBlock block, Axis start, Axis product, Axis top, Axis quad, Axis c,
      List<List<Code.Local>> sums) {
    long taps = rowTap.extent().size();
    long channels = channel.extent().size();
    List<List<Code.Local>> factors = new ArrayList<>();
    for (long r = 0; r < taps; r++) {
      Affine at = weights(block, start, 0, Affine.of(down.tap(r, taps)), Affine.of(c))
          .plus(Affine.of(product).times(taps * channels * block.step()));
      List<Code.Local> vectors = new ArrayList<>();
      for (int v = 0; v < block.vectors(); v++) {
        Code.Local factor = scope.lanes("u");
        scope.add(new Code.Let(factor, new Value.Lanes(scope.at(shared, at.plus((long) v * lanes)), all())));
        vectors.add(factor);
      }
      factors.add(vectors);
    }
    for (long below = 0; below < sums.size() + taps - 1; below++) {
      Code.Local number = scope.lanes("v");
      Affine at = transformed(0, Affine.of(top).plus(below), Affine.of(quad))
          .plus(Affine.of(product).times(rowsRead() * quads * channels)).plus(Affine.of(c));
      scope.add(new Code.Let(number, new Value.Load(scope.at(own, at))));
      for (long r = Math.max(0, below - sums.size() + 1); r <= Math.min(below, taps - 1); r++) {
        for (int v = 0; v < block.vectors(); v++) {
          scope.add(new Code.Update(sums.get((int) (below - r)).get(v), Reduction.Kind.SUM, new Value.Apply(
              Operator.MULTIPLY, List.of(new Value.Use(number), new Value.Use(factors.get((int) r).get(v))))));
        }
      }
    }
  }

  private LaneMask all() {
    return new LaneMask(0, lanes, lanes);
  }

  /** Aᵀ of the products of each quad, and what follows, vector by vector: methods that are small are compiled soon. */
  private void outputs(Scope scope, RowBlock block, Axis first, Axis start) {
    Axis number = new Axis("row", rows);
    List<Axis> parameters = List.of(sample, high, number, start);
    VectorNest.loops(scope, List.of(number), inner -> {
      for (int v = 0; v < block.vectors(); v++) {
        int vector = v;
        Code.Part part = nest.part("Outputs", parameters, at -> outputs(at, block, number, start, vector));
        inner.add(new Code.Call(part, List.of(Affine.of(sample), Affine.of(first).plus(Affine.of(number)),
            Affine.of(number), Affine.of(start))));
      }
    });
  }

  private void outputs(Scope scope, RowBlock block, Axis number, Axis start, int v) {
    Affine from = vector(block, start, v);
    Map<Statement, Code.Local> sums = point.startSums(scope);
    long full = wide.extent().size() / OUTPUTS;
    Axis quad = new Axis("quad", quads);
    if (full > 0) {
      VectorNest.loop(scope, quad, 0, full, 1, in -> quad(in, block, number, from, v, Affine.of(quad), OUTPUTS, sums));
    }
    if (full < quads) {
      quad(scope, block, number, from, v, Affine.of(full), wide.extent().size() - full * OUTPUTS, sums);
    }
    point.addSums(scope, sums, sample, from);
  }

  private void quad(Scope scope, RowBlock block, Axis number, Affine from, int v, Affine quad, long outputs,
      Map<Statement, Code.Local> sums) {
    LaneValues values = new LaneValues(scope, row, lanes);
    List<Code.Local> products = new ArrayList<>();
    for (long i = 0; i < products(); i++) {
      Code.Local product = scope.lanes("m");
      Affine at = product(block, i, Affine.of(number).times(quads).plus(quad)).plus((long) v * lanes);
      scope.add(new Code.Let(product, new Value.Lanes(scope.at(own, at), all())));
      products.add(product);
    }
    List<Code.Local> results = ToomCook.product(scope, law.output(), products, "y");
    for (int i = 0; i < outputs; i++) {
      Code.Local result = results.get(i);
      Substitution place = new Substitution(Map.of(wide, Index.of(quad.times(OUTPUTS).plus(i))));
      point.write(scope, values, place, from, block, s -> result, sums::get);
    }
  }
}
