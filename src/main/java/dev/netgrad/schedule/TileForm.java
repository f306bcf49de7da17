package dev.netgrad.schedule;

import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Substitution;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Matches nests against {@link Schedule.Tile}. */
final class TileForm {
  private TileForm() {}

  static Match<Schedule.Tile> match(Contraction nest, Wanted wanted) {
    Target target = wanted.target();
    boolean position = nest.formula().reduction().kind().isPosition();
    Optional<String> obstacle = new GroupPoint(nest, target.lanes()).obstacle();
    if (obstacle.isPresent()) {
      return Match.no(obstacle.get());
    } else if (position && Contraction.points(nest.reduced()) > LaneCheck.MOST_WHOLE) {
      return Match.no("positions that no lane holds");
    }
    Factors factors = Factors.of(nest.formula(), nest.row());
    Optional<Axis> tile = nest.outer().isEmpty() ? Optional.empty()
        : Optional.of(nest.outer().get(nest.outer().size() - 1)).filter(Scalars.axes(nest.formula().body())::contains);
    return TileShapes.of(nest.formula().reduction(), tile, nest.first().schedule().inner(), target.methods().taps())
        .then(shapes -> body(nest, factors, shapes, target).choose(wanted)
            .then(costed -> shapes.shapes(costed.tiling().along())
                .then(tiles -> Match.fits(of(nest, factors, shapes, costed, tiles, target))))
            .unless(schedule -> obstacle(schedule, wanted)));
  }

  private static Tiling.Body body(Contraction nest, Factors factors, TileShapes shapes, Target target) {
    List<Substitution> taps = shapes.taps();
    return new Tiling.Body(shapes.points(), nest.rowVectors(target.lanes()),
        nest.formula().reduction().kind().isPosition() ? 2 : 1, taps.size() * factors.operations(),
        factors.loads(taps).vectors(), (along, vectors) -> {
          List<Substitution> points = shapes.anywhere(along);
          return factors.loads(points).of(vectors) + Blocking.CONFLICT * factors.conflicts(points, target);
        }, Tiling.Rest.APART);
  }

  private static Schedule.Tile of(Contraction nest, Factors factors, TileShapes shapes, Tiling.Costed costed,
      Map<TileShapes.Shape, List<Long>> tiles, Target target) {
    Tiling tiling = costed.tiling();
    Reduction.Kind kind = nest.formula().reduction().kind();
    boolean apart = !kind.isPosition()
        && tiling.along() * tiling.vectors() * following(nest) > target.methods().operations();
    return new Schedule.Tile(nest, factors, shapes, tiling, tiles, packs(nest, factors, target), apart,
        units(nest, shapes, tiling, target), costed.cost() * factors.operations() * nest.terms(target.lanes()));
  }

  private static long following(Contraction nest) {
    return nest.statements().stream().mapToLong(s -> 1 + (s.formula().reduction().isNone() || s.sumsBySample()
        ? Factors.operations(s.formula().body(), nest.row())
        : s.epilogue().map(e -> Factors.operations(e, nest.row())).orElse(0L))).sum();
  }

  /** Whether the factor along the row depends on nothing but what is reduced, and is spread over many pages. */
  private static boolean packs(Contraction nest, Factors factors, Target target) {
    return factors.along() instanceof Scalar.Read weights && isOfReduced(weights, nest)
        && nest.row().extent().size() >= Blocking.LONG_ROW && nest.row().extent().size() % target.lanes() == 0;
  }

  /** Whether a factor depends on what is reduced and on the row, and on nothing else. */
  private static boolean isOfReduced(Scalar.Read factor, Contraction nest) {
    Set<Axis> others = new LinkedHashSet<>(Scalars.axes(factor));
    return others.remove(nest.row()) && others.equals(new LinkedHashSet<>(nest.reduced()));
  }

  private static OptionalLong units(Contraction nest, TileShapes shapes, Tiling tiling, Target target) {
    long units = nest.outer().stream().filter(a -> !shapes.tile().equals(Optional.of(a))).findFirst()
        .map(a -> a.extent().size()).orElse(1L);
    long read = Scalars.tensors(nest.formula()).stream().filter(Tensor::isPerSample)
        .mapToLong(Tensor::elementsPerSample).sum();
    long points = shapes.tile().map(axis -> axis.extent().size()).orElse(1L);
    long reduced = Contraction.points(nest.reduced());
    long rowLength = nest.row().extent().size();
    return Blocking.unitsOfSlice(target.element().bytes(rowLength * reduced),
        rowLength / ((long) tiling.vectors() * target.lanes()),
        target.element().bytes(Math.max(1, Math.min(read / units, points * reduced))), target);
  }

  private static Optional<String> obstacle(Schedule.Tile schedule, Wanted wanted) {
    Contraction nest = schedule.nest();
    TileShapes shapes = schedule.shapes();
    int lanes = wanted.target().lanes();
    Axis start = new Axis(nest.row().name() + "0", nest.row().extent());
    Axis place = schedule.placeAxis();
    Axis next = new Axis("t", schedule.tiling().along());
    List<Affine> starts = schedule.rowBlocks(lanes).stream().flatMap(b -> b.starts(start, lanes).stream()).toList();
    List<Substitution> ofTerms = new ArrayList<>();
    List<Substitution> ofOutputs = new ArrayList<>();
    for (TileShapes.Shape shape : schedule.tiles().keySet()) {
      boolean stages = schedule.stages(schedule.blocks(shape));
      for (int t = 0; t < shape.points().size(); t++) {
        Affine at = schedule.place(shape.phase(), place, Affine.of(t));
        shape.points().get(t).forEach(tap -> ofTerms.add(shapes.at(at, tap)));
        ofOutputs.add(shapes.at(stages ? schedule.place(shape.phase(), place, Affine.of(next)) : at));
      }
    }
    LaneCheck check = new LaneCheck(nest.row(), wanted.target(), wanted.laws());
    return check.obstacle(List.of(schedule.factors().number(), schedule.factors().along()), ofTerms, starts)
        .or(() -> check.obstacle(new GroupPoint(nest, lanes).expressions(), ofOutputs, starts));
  }
}
