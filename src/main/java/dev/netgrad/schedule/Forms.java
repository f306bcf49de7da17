package dev.netgrad.schedule;

import dev.netgrad.law.Rewriting;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The forms that nests have for vectors, and the choice among them. A nest is matched against each form of its kind:
 * either it fits, and the form's schedule says what it costs by the model, or something stands against it. What costs
 * least is taken.
 */
public final class Forms {
  /** For each kind of nest, forms with fewer operations first. */
  private static final List<Row> TABLE = List.of(
      new Row(Schedule.Form.TOOM_COOK_TILE, Contraction.Kind.REDUCTION, ToomCookTileForm::match),
      new Row(Schedule.Form.TILE, Contraction.Kind.REDUCTION, TileForm::match),
      new Row(Schedule.Form.TOOM_COOK_SLICE, Contraction.Kind.BATCH_SUM, ToomCookSliceForm::match),
      new Row(Schedule.Form.PANEL_SLICE, Contraction.Kind.BATCH_SUM, PanelForm::match),
      new Row(Schedule.Form.SLICE, Contraction.Kind.BATCH_SUM, SliceForm::match),
      new Row(Schedule.Form.ROWS, Contraction.Kind.ROWS, RowForm::match));

  private Forms() {}

  /** Matches a nest of the form's kind. */
  private interface Matcher {
    Match<? extends Schedule> match(Contraction nest, Wanted wanted);
  }

  private record Row(Schedule.Form form, Contraction.Kind kind, Matcher matcher) {}

  /**
   * The choice for a nest.
   *
   * @param laws by which its formulas may be computed
   * @param set by hand, in place of what costs least
   */
  public static Choice choose(String kernel, Match<Contraction> nest, Target target, Rewriting laws, Schedules set) {
    return nest.match(contraction -> choose(kernel, contraction, target, laws, set),
        reason -> new Choice(kernel, List.of(new Schedule.Plain(reason)), List.of()));
  }

  private static Choice choose(String kernel, Contraction nest, Target target, Rewriting laws, Schedules set) {
    List<Schedule> fitting = new ArrayList<>();
    List<Choice.Declined> declined = new ArrayList<>();
    for (Row row : TABLE) {
      if (row.kind() == nest.kind()) {
        Match<? extends Schedule> match = !set.allows(kernel, target.bits(), row.form())
            ? Match.<Schedule>no("another form is set")
            : row.matcher().match(nest, new Wanted(target, laws, set.tiles(kernel, target.bits(), row.form())));
        match.match(fitting::add, reason -> declined.add(new Choice.Declined(row.form(), reason)));
      }
    }
    if (fitting.isEmpty()) {
      return new Choice(kernel, List.of(new Schedule.Plain(declined.get(declined.size() - 1).reason())), declined);
    }
    List<Schedule> taken = cheapest(fitting);
    fitting.stream().filter(s -> !taken.contains(s)).forEach(s -> declined.add(new Choice.Declined(s.form(),
        String.format(Locale.ROOT, "%.1f times the cost", s.cost() / taken.get(0).cost()))));
    return new Choice(kernel, taken, declined);
  }

  /** What costs least, and if that wants more than one sample, what costs least for fewer. */
  private static List<Schedule> cheapest(List<Schedule> fitting) {
    Comparator<Schedule> byCost = Comparator.comparingDouble(Schedule::cost);
    Schedule least = fitting.stream().min(byCost).orElseThrow();
    Optional<Schedule> ofFew = fitting.stream().filter(s -> s != least && s.fewestSamples() < least.fewestSamples())
        .min(byCost);
    return ofFew.map(few -> List.of(least, few)).orElse(List.of(least));
  }
}
