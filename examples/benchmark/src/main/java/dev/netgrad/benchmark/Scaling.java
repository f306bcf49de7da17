package dev.netgrad.benchmark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * How well T threads share a training step. The reference is T processes of one thread, each with a batch of its own,
 * all at once: they share nothing but the machine's memory and clock, so what they do together is what can be had from
 * it.
 */
final class Scaling {
  private static final String COMMAND = Contestant.NETGRAD.command(Measure.TRAIN).orElseThrow();

  private final Table table;
  private final List<String> failures = new ArrayList<>();

  private Scaling(int threads) {
    table = new Table("Training step", "1 thread, ms", threads + " processes, ms", threads + " threads, ms",
        "speed-up of processes", "of threads");
  }

  /** Contestants that do not train take no part; those that fail are named as missing. */
  static Scaling run(List<Contestant> contestants, Settings settings, Pace pace) {
    Scaling scaling = new Scaling(settings.threads());
    for (Contestant contestant : contestants) {
      if (contestant.command(Measure.TRAIN).isPresent()) {
        try {
          scaling.measure(contestant, settings, pace);
        } catch (IOException e) {
          scaling.failures.add(contestant + " is missing: " + e.getMessage());
        }
      }
    }
    return scaling;
  }

  private void measure(Contestant contestant, Settings settings, Pace pace) throws IOException {
    Series alone = new Series();
    Series atOnce = new Series();
    Series shared = new Series();
    int threads = settings.threads();
    List<WorkerProcess> all = new ArrayList<>();
    try {
      for (int i = 0; i < threads; i++) {
        all.add(start(contestant, settings.withThreads(1), "train-" + i));
      }
      WorkerProcess team = start(contestant, settings, "train-team");
      List<WorkerProcess> singles = List.copyOf(all);
      all.add(team);
      allAtOnce(singles, pace.warmUp());
      team.measure(COMMAND, pace.warmUp());
      for (int round = 0; round < pace.rounds(); round++) {
        alone.add(singles.get(0).measure(COMMAND, pace.seconds()));
        atOnce.add(allAtOnce(singles, pace.seconds()));
        shared.add(team.measure(COMMAND, pace.seconds()));
      }
    } finally {
      all.forEach(WorkerProcess::close);
    }
    table.add(contestant.toString(), Numbers.text(alone.median()), Numbers.text(atOnce.median()),
        Numbers.text(shared.median()), Numbers.text(threads * alone.dividedBy(atOnce).median()),
        Numbers.text(alone.dividedBy(shared).median()));
  }

  private static WorkerProcess start(Contestant contestant, Settings settings, String name) throws IOException {
    return WorkerProcess.start(contestant.worker(settings), settings.log(contestant + "-" + name));
  }

  /** The mean of the workers' times. */
  private static double allAtOnce(List<WorkerProcess> workers, double seconds) throws IOException {
    workers.forEach(worker -> worker.ask(COMMAND, seconds));
    double sum = 0;
    for (WorkerProcess worker : workers) {
      sum += worker.answer();
    }
    return sum / workers.size();
  }

  /** Milliseconds of a step, and how many times the steps of one thread alone are done in the same time. */
  Table table() {
    return table;
  }

  /** Why contestants are missing. */
  List<String> failures() {
    return failures;
  }
}
