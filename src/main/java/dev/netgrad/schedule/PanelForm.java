package dev.netgrad.schedule;

import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Condition;
import java.util.List;
import java.util.Optional;

/** Matches nests against {@link Schedule.PanelSlice}. */
final class PanelForm {
  private PanelForm() {}

  static Match<Schedule.PanelSlice> match(Contraction nest, Wanted wanted) {
    Optional<Contraction.Product> product = nest.product();
    if (product.isEmpty() || nest.reduced().isEmpty()) {
      return Match.no("no sum of products of two reads");
    }
    Optional<Axis> channel = Contraction.contiguous(product.get().number());
    if (channel.isEmpty()) {
      return Match.no("no channels");
    } else if (!nest.formula().axes().contains(channel.get()) || channel.get() == nest.row()) {
      return Match.no("no channels of the output");
    }
    return match(nest, product.get(), channel.get(), wanted);
  }

  private static Match<Schedule.PanelSlice> match(Contraction nest, Contraction.Product product, Axis channel,
      Wanted wanted) {
    Target target = wanted.target();
    int lanes = target.lanes();
    SumLoops loops = SumLoops.of(nest);
    List<Condition> guards = nest.formula().reduction().guards();
    if (!guards.stream().allMatch(Condition.AtLeastZero.class::isInstance)
        || SumLoops.axes(guards).contains(channel)) {
      return Match.no("a guard that is no edge of a window");
    } else if (!nest.formula().axes().containsAll(loops.taps())) {
      return Match.no("a guard on two reduced axes");
    } else if (Contraction.points(loops.taps()) > target.methods().taps()) {
      return Match.no("a window too long to unroll");
    } else if (channel.extent().size() < lanes || nest.row().extent().size() < lanes) {
      return Match.no("fewer channels than lanes");
    }
    List<Axis> units = nest.formula().axes().stream()
        .filter(a -> a != nest.row() && a != channel && !loops.taps().contains(a)).toList();
    Tiling.Body body = Tiling.Body.ofProducts(lanes, nest.row().extent().size() / lanes, Tiling.Rest.NONE);
    return PanelLayout.of(product.number(), nest, channel, lanes)
        .then(numbers -> PanelLayout.of(product.vector(), nest, nest.row(), lanes)
            .then(vectors -> body.choose(wanted).then(costed -> blocks(nest, loops, numbers, vectors, units)
                .then(blocks -> Match.fits(new Schedule.PanelSlice(nest, loops, numbers.ofGroup(blocks.samples()),
                    vectors.ofGroup(blocks.samples()), channel, units, loops.present(), blocks, costed.tiling(),
                    costed.cost() * nest.terms(lanes))))))
            .unless(schedule -> obstacle(schedule, wanted)));
  }

  private static Match<PanelBlocks> blocks(Contraction nest, SumLoops loops, PanelLayout numbers,
      PanelLayout vectors, List<Axis> units) {
    List<Axis> reduced = nest.reduced();
    long points = Contraction.points(reduced);
    if (nest.formula().reduction().guards().isEmpty() && numbers.joins(reduced) && vectors.joins(reduced)) {
      return Match.fits(PanelBlocks.joined(points));
    }
    long overhang = SumLoops.axes(loops.loopGuards()).stream().filter(units::contains)
        .mapToLong(a -> a.extent().size() / 2).max().orElse(0);
    Axis rows = loops.around().isEmpty() ? new Axis("all", 1) : loops.around().get(0);
    return PanelBlocks.ofRows(rows, points, loops.last().extent().size(), overhang).map(Match::fits)
        .orElse(Match.no("rows so long that their sums would lose digits"));
  }

  private static Optional<String> obstacle(Schedule.PanelSlice schedule, Wanted wanted) {
    Axis row = schedule.nest().row();
    Axis channel = schedule.channel();
    return new LaneCheck(channel, wanted.target(), wanted.laws())
        .obstacle(List.of(schedule.numbers().read()), List.of(Taps.NONE), List.of(Affine.of(channel)))
        .or(() -> new LaneCheck(row, wanted.target(), wanted.laws())
            .obstacle(List.of(schedule.vectors().read()), List.of(Taps.NONE), List.of(Affine.of(row))));
  }
}
