package dev.netgrad.schedule;

import dev.netgrad.law.ToomCook;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Substitution;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Matches nests against {@link Schedule.ToomCookTile}. */
final class ToomCookTileForm {
  private static final int OUTPUTS = Schedule.ToomCookTile.OUTPUTS;

  private ToomCookTileForm() {}

  static Match<Schedule.ToomCookTile> match(Contraction nest, Wanted wanted) {
    Target target = wanted.target();
    Optional<String> obstacle = new GroupPoint(nest, target.lanes()).obstacle();
    if (!Schedule.ToomCookTile.law(wanted.laws().trial()).isPresent()) {
      return Match.no("direct convolutions are wanted");
    } else if (obstacle.isPresent()) {
      return Match.no(obstacle.get());
    }
    return Sliding.of(nest).then(sliding -> match(nest, sliding, wanted));
  }

  private static Match<Schedule.ToomCookTile> match(Contraction nest, Sliding sliding, Wanted wanted) {
    Target target = wanted.target();
    long channels = sliding.channel().extent().size();
    long outputs = Contraction.points(nest.outer());
    PatchBlock patches = Blocking.patches(Picture.Side.count(nest.outer().get(0).extent().size()),
        Picture.Side.count(nest.outer().get(1).extent().size()), channels, target);
    if (!ToomCook.saves(outputs * Sliding.TAPS * Sliding.TAPS, patches.ofSample())) {
      return Match.no("too narrow");
    } else if (nest.row().extent().size() % target.lanes() != 0) {
      return Match.no("a row that is no multiple");
    } else if (channels % target.lanes() != 0) {
      return Match.no("channels that are no whole vectors");
    }
    long rowVectors = nest.rowVectors(target.lanes());
    double products = (double) ToomCook.PRODUCTS * ToomCook.PRODUCTS * patches.ofSample() * channels * rowVectors;
    return Tiling.Body.ofProducts(patches.patches(), rowVectors, Tiling.Rest.PADDED).choose(wanted)
        .then(costed -> Match.fits(new Schedule.ToomCookTile(nest, sliding, patches, costed.tiling(),
            new GroupPoint(nest, target.lanes()).blocks(costed.tiling().vectors()), products * costed.cost())))
        .unless(schedule -> obstacle(schedule, wanted));
  }

  private static Optional<String> obstacle(Schedule.ToomCookTile schedule, Wanted wanted) {
    Contraction nest = schedule.nest();
    Sliding sliding = schedule.sliding();
    int lanes = wanted.target().lanes();
    Axis start = new Axis(nest.row().name() + "0", nest.row().extent());
    List<Affine> starts = schedule.blocks().stream().flatMap(b -> b.starts(start, lanes).stream()).toList();
    List<Substitution> outputs = new ArrayList<>();
    Axis patchRow = new Axis("patchRow", schedule.patches().patchRows());
    Axis next = new Axis("next", schedule.patches().patchesAlong());
    Axis column = new Axis("column", OUTPUTS);
    Affine last = Affine.of(nest.outer().get(1).extent().size() / OUTPUTS);
    for (int t = 0; t < OUTPUTS; t++) {
      outputs.add(schedule.place(patchRow, t, Affine.of(next), Affine.of(column)));
      outputs.add(schedule.place(patchRow, t, last, Affine.of(column)));
    }
    LaneCheck along = new LaneCheck(nest.row(), wanted.target(), wanted.laws());
    return new LaneCheck(sliding.channel(), wanted.target(), wanted.laws())
        .obstacle(List.of(sliding.moving()), List.of(Taps.NONE), List.of(Affine.of(sliding.channel())))
        .or(() -> along.obstacle(List.of(sliding.weight()), List.of(Taps.NONE), starts))
        .or(() -> along.obstacle(new GroupPoint(nest, lanes).expressions(), outputs, starts));
  }
}
