package dev.netgrad.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How long the JIT has worked. Java counts a compilation when it ends, and that of a vector kernel may take seconds in
 * which nothing gets faster; Linux counts the time of each thread as it goes.
 */
final class Jit {
  private static final Path THREADS = Path.of("/proc/self/task");
  private static final double TICKS_A_SECOND = 100;

  /** Of the fields behind a thread's name in {@code stat}, those with its time in user and in system mode: proc(5). */
  private static final int USER = 11;
  private static final int SYSTEM = 12;

  private Jit() {}

  static double seconds() {
    CompilationMXBean bean = ManagementFactory.getCompilationMXBean();
    double ended = bean == null || !bean.isCompilationTimeMonitoringSupported() ? 0
        : bean.getTotalCompilationTime() / 1e3;
    return ended + running();
  }

  private static double running() {
    double ticks = 0;
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(THREADS)) {
      for (Path thread : threads) {
        String stat = stat(thread);
        if (stat.contains("(C1 Compiler") || stat.contains("(C2 Compiler")) {
          String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
          ticks += Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM]);
        }
      }
    } catch (IOException | UncheckedIOException e) {
      return 0;
    }
    return ticks / TICKS_A_SECOND;
  }

  private static String stat(Path thread) {
    try {
      return Files.readString(thread.resolve("stat"));
    } catch (IOException e) {
      // It has ended meanwhile.
      return "";
    }
  }
}
