package dev.netgrad.schedule;

import dev.netgrad.law.ToomCook;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import java.util.List;
import java.util.Optional;

/** Matches nests against {@link Schedule.ToomCookSlice}. */
final class ToomCookSliceForm {
  private ToomCookSliceForm() {}

  static Match<Schedule.ToomCookSlice> match(Contraction nest, Wanted wanted) {
    if (!Schedule.ToomCookSlice.law(wanted.laws().trial()).isPresent()) {
      return Match.no("direct convolutions are wanted");
    }
    return SlidingSum.of(nest).then(slide -> match(nest, slide, wanted));
  }

  private static Match<Schedule.ToomCookSlice> match(Contraction nest, SlidingSum slide, Wanted wanted) {
    Target target = wanted.target();
    long channels = slide.channel().extent().size();
    long rowLength = nest.row().extent().size();
    PatchBlock patches = Blocking.patchesOfSlice(Picture.Side.count(slide.high().extent().size()),
        Picture.Side.count(slide.wide().extent().size()));
    if (channels % target.lanes() != 0 || rowLength % target.lanes() != 0) {
      return Match.no("channels that are no whole vectors");
    } else if (!ToomCook.saves(Contraction.points(nest.reduced()) * Sliding.TAPS * Sliding.TAPS, patches.ofSample())) {
      return Match.no("too narrow");
    }
    long rowVectors = rowLength / target.lanes();
    double products = (double) ToomCook.PRODUCTS * ToomCook.PRODUCTS * patches.ofSample() * channels * rowVectors;
    return Tiling.Body.ofProducts(target.lanes(), rowVectors, Tiling.Rest.NONE).choose(wanted)
        .then(costed -> Match.fits(new Schedule.ToomCookSlice(nest, slide, patches, costed.tiling(),
            Blocking.isSmall(nest.first().target().elementsPerSample(), target), products * costed.cost())))
        .unless(schedule -> obstacle(schedule, wanted));
  }

  private static Optional<String> obstacle(Schedule.ToomCookSlice schedule, Wanted wanted) {
    Axis row = schedule.nest().row();
    SlidingSum slide = schedule.slide();
    return new LaneCheck(slide.channel(), wanted.target(), wanted.laws())
        .obstacle(List.of(slide.moving()), List.of(Taps.NONE), List.of(Affine.of(slide.channel())))
        .or(() -> new LaneCheck(row, wanted.target(), wanted.laws())
            .obstacle(List.of(slide.still()), List.of(Taps.NONE), List.of(Affine.of(row))));
  }
}
