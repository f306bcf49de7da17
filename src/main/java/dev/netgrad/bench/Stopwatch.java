package dev.netgrad.bench;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;

/** Takes times of what can be repeated. */
final class Stopwatch {
  /** A time is the mean over so long: a single run may be too short for the clock. */
  private static final double SAMPLE = 0.02;

  private static final double WINDOW = 0.25;
  private static final int WINDOWS_FOR_A_ROUND = 10;
  private static final int STEADY_WINDOWS = 6;
  private static final double NO_FASTER = 0.98;
  private static final double COMPILING = 0.05;

  private final Runnable work;
  private final int rounds;

  Stopwatch(Runnable work, int rounds) {
    this.work = work;
    this.rounds = rounds;
  }

  /** Runs until it gets no faster and nothing is compiled for a second and a half, though not for ever. */
  Stopwatch warmUp() {
    double best = Double.POSITIVE_INFINITY;
    int steady = 0;
    for (int i = 0; i < WINDOWS_FOR_A_ROUND * rounds && steady < STEADY_WINDOWS; i++) {
      double compiled = compilation();
      long start = System.nanoTime();
      double fastest = Double.POSITIVE_INFINITY;
      double seconds = 0;
      while (seconds < WINDOW) {
        long before = System.nanoTime();
        work.run();
        fastest = Math.min(fastest, since(before));
        seconds = since(start);
      }
      boolean changes = fastest < best * NO_FASTER || compilation() - compiled > COMPILING * seconds;
      steady = changes ? 0 : steady + 1;
      best = Math.min(best, fastest);
    }
    return this;
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

  /** Seconds that the JIT has worked. */
  private static double compilation() {
    CompilationMXBean bean = ManagementFactory.getCompilationMXBean();
    return bean == null || !bean.isCompilationTimeMonitoringSupported() ? 0 : bean.getTotalCompilationTime() / 1e3;
  }
}
