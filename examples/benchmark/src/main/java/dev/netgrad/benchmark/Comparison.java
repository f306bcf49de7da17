package dev.netgrad.benchmark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** One measure of several contestants, which take turns. */
final class Comparison {
  private final Measure measure;
  private final List<Entrant> entrants = new ArrayList<>();

  /** A contestant, its worker, and what is known of it so far. */
  private static final class Entrant {
    private final Contestant contestant;
    private final String command;
    private final Series times = new Series();
    private WorkerProcess worker;
    private OptionalLong peakBytes = OptionalLong.empty();
    private Optional<String> failure = Optional.empty();

    Entrant(Contestant contestant, String command) {
      this.contestant = contestant;
      this.command = command;
    }
  }

  /** What may fail without spoiling the others' measurements. */
  private interface Action {
    void on(Entrant entrant) throws IOException;
  }

  private Comparison(Measure measure) {
    this.measure = measure;
  }

  /** Contestants that do not offer the measure take no part; those that fail are named as missing. */
  static Comparison run(Measure measure, List<Contestant> contestants, Settings settings, Pace pace) {
    Comparison comparison = new Comparison(measure);
    for (Contestant contestant : contestants) {
      contestant.command(measure).ifPresent(c -> comparison.entrants.add(new Entrant(contestant, c)));
    }
    try {
      comparison.each(entrant -> {
        Contestant contestant = entrant.contestant;
        entrant.worker =
            WorkerProcess.start(contestant.worker(settings), settings.log(contestant + "-" + measure));
        entrant.worker.measure(entrant.command, pace.warmUp());
      });
      for (int round = 0; round < pace.rounds(); round++) {
        comparison.each(entrant -> entrant.times.add(entrant.worker.measure(entrant.command, pace.seconds())));
      }
      comparison.each(entrant -> entrant.peakBytes = entrant.worker.peakBytes());
    } finally {
      comparison.entrants.stream().filter(e -> e.worker != null).forEach(e -> e.worker.close());
    }
    return comparison;
  }

  private void each(Action action) {
    for (Entrant entrant : entrants) {
      if (entrant.failure.isEmpty()) {
        try {
          action.on(entrant);
        } catch (IOException e) {
          entrant.failure = Optional.of(String.valueOf(e.getMessage()));
        }
      }
    }
  }

  /** Times in ms, how often netgrad's they are, and the memory of the whole process. */
  Table table() {
    Table table = new Table(measure.title(), "median, ms", "least", "greatest", "÷ netgrad", "peak, MB");
    Optional<Series> netgrad = entrants.stream()
        .filter(e -> e.contestant == Contestant.NETGRAD && e.failure.isEmpty()).map(e -> e.times).findFirst();
    for (Entrant entrant : entrants) {
      if (entrant.failure.isEmpty()) {
        Series times = entrant.times;
        table.add(entrant.contestant.toString(), Numbers.text(times.median()), Numbers.text(times.least()),
            Numbers.text(times.greatest()),
            netgrad.map(n -> Numbers.text(times.dividedBy(n).median())).orElse("-"),
            entrant.peakBytes.isPresent() ? Numbers.text(entrant.peakBytes.getAsLong() / 1e6) : "-");
      } else {
        table.add(entrant.contestant.toString(), "missing", "-", "-", "-", "-");
      }
    }
    return table;
  }

  /** Why contestants are missing. */
  List<String> failures() {
    return entrants.stream().filter(e -> e.failure.isPresent())
        .map(e -> e.contestant + " is missing: " + e.failure.get()).toList();
  }
}
