package dev.netgrad.bench;

/** Takes times of what can be repeated. */
final class Stopwatch {
  /** A time is the mean over so long: a single run may be too short for the clock. */
  private static final double SAMPLE = 0.02;

  private static final double WINDOW = 0.25;
  private static final int WINDOWS_FOR_A_ROUND = 10;
  private static final double NO_FASTER = 0.98;
  private static final double COMPILING = 0.05;

  /** A kernel may be slow for long and quiet before it has run often enough to be compiled. */
  private static final double STEADY_SECONDS = 1.5;
  private static final double ENOUGH_STEADY_SECONDS = 8;
  private static final int STEADY_RUNS = 200;

  private final Runnable work;
  private final int rounds;

  Stopwatch(Runnable work, int rounds) {
    this.work = work;
    this.rounds = rounds;
  }

  /** Runs until for some time it gets no faster and the JIT rests, though not for ever. */
  Stopwatch warmUp() {
    double best = Double.POSITIVE_INFINITY;
    double steady = 0;
    int runs = 0;
    for (int i = 0; i < WINDOWS_FOR_A_ROUND * rounds && !isEnough(steady, runs); i++) {
      double compiled = Jit.seconds();
      long start = System.nanoTime();
      double fastest = Double.POSITIVE_INFINITY;
      double seconds = 0;
      while (seconds < WINDOW) {
        long before = System.nanoTime();
        work.run();
        runs++;
        fastest = Math.min(fastest, since(before));
        seconds = since(start);
      }
      steady += seconds;
      if (fastest < best * NO_FASTER || Math.abs(Jit.seconds() - compiled) > COMPILING * seconds) {
        steady = 0;
        runs = 0;
      }
      best = Math.min(best, fastest);
    }
    return this;
  }

  private static boolean isEnough(double seconds, int runs) {
    return seconds >= STEADY_SECONDS && (runs >= STEADY_RUNS || seconds >= ENOUGH_STEADY_SECONDS);
  }

  /**
   * The time of a run, once for each round.
   *
   * @param between runs after each round
   */
  Times times(Runnable between) {
    double[] seconds = new double[rounds];
    for (int i = 0; i < rounds; i++) {
      long start = System.nanoTime();
      int runs = 0;
      while (runs == 0 || since(start) < SAMPLE) {
        work.run();
        runs++;
      }
      seconds[i] = since(start) / runs;
      between.run();
    }
    return Times.of(seconds);
  }

  static double since(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
