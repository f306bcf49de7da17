package dev.netgrad.benchmark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How long a new process takes until it has inferred one image, and until it trains at nine tenths of the speed that it
 * reaches. Each round starts processes of its own.
 */
final class Start {
  /** Of the training steps, so large a part at the end is at the speed that is reached. */
  private static final double LAST = 0.2;

  private static final double OF_STEADY = 0.9;

  /** Fast at one step may be luck. */
  private static final int STEPS = 5;

  /** A step: when it ended, in seconds after the process was started, and what it took. */
  private record Step(double end, double milliseconds) {}

  private final Table table = new Table("From the start of a process", "first inference, s",
      "90% of training speed, s", "training step then, ms");
  private final List<String> failures = new ArrayList<>();

  private Start() {}

  /**
   * Contestants that lack a measure take no part; those that fail are named as missing.
   *
   * @param pace whose warm-up is how long a process trains, too
   */
  static Start run(List<Contestant> contestants, Settings settings, Pace pace) {
    Start start = new Start();
    for (Contestant contestant : contestants) {
      Optional<String> train = contestant.command(Measure.TRAIN);
      Optional<String> infer = contestant.command(Measure.LATENCY);
      if (train.isPresent() && infer.isPresent()) {
        try {
          start.measure(contestant, train.get(), infer.get(), settings, pace);
        } catch (IOException e) {
          start.failures.add(contestant + " is missing: " + e.getMessage());
        }
      }
    }
    return start;
  }

  private void measure(Contestant contestant, String train, String infer, Settings settings, Pace pace)
      throws IOException {
    Series first = new Series();
    Series fast = new Series();
    Series steady = new Series();
    for (int round = 0; round < pace.rounds(); round++) {
      first.add(steps(contestant, infer, settings, 0).get(0).end);
      List<Step> steps = steps(contestant, train, settings, pace.warmUp());
      double reached = reached(steps);
      steady.add(reached);
      fast.add(at(steps, reached / OF_STEADY));
    }
    table.add(contestant.toString(), Numbers.text(first.median()), Numbers.text(fast.median()),
        Numbers.text(steady.median()));
  }

  /** What a new process does, step by step: one, and more until so many seconds have passed. */
  private static List<Step> steps(Contestant contestant, String command, Settings settings, double seconds)
      throws IOException {
    List<Step> steps = new ArrayList<>();
    long start = System.nanoTime();
    try (WorkerProcess worker = WorkerProcess.start(contestant.worker(settings), settings.log(contestant + "-start"))) {
      double end;
      do {
        double milliseconds = worker.measure(command, 0);
        end = (System.nanoTime() - start) / 1e9;
        steps.add(new Step(end, milliseconds));
      } while (end < seconds);
    }
    return steps;
  }

  private static double reached(List<Step> steps) {
    Series last = new Series();
    steps.subList((int) (steps.size() * (1 - LAST)), steps.size()).forEach(step -> last.add(step.milliseconds));
    return last.median();
  }

  /** When the first of several steps began to be as fast, in the mean. */
  private static double at(List<Step> steps, double milliseconds) {
    for (int i = 0; i + STEPS <= steps.size(); i++) {
      double mean = steps.subList(i, i + STEPS).stream().mapToDouble(Step::milliseconds).average().orElseThrow();
      if (mean <= milliseconds) {
        return steps.get(i).end - steps.get(i).milliseconds / 1e3;
      }
    }
    return Double.NaN;
  }

  /** Medians of the rounds. */
  Table table() {
    return table;
  }

  /** Why contestants are missing. */
  List<String> failures() {
    return failures;
  }
}
