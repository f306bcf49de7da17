package dev.netgrad.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** The driver's side of the protocol that {@link Worker} describes. */
final class WorkerProcess implements AutoCloseable {
  private static final String PEAK = "VmHWM:";

  private final Process process;
  private final PrintWriter commands;
  private final BufferedReader answers;
  private final Path log;

  private WorkerProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
    commands = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
    answers = process.inputReader(StandardCharsets.UTF_8);
  }

  /** @param log receives the worker's standard error */
  static WorkerProcess start(ProcessBuilder builder, Path log) throws IOException {
    Files.createDirectories(log.getParent());
    return new WorkerProcess(builder.redirectError(log.toFile()).start(), log);
  }

  /**
   * The milliseconds of one iteration.
   *
   * @throws IOException if the worker has ended; the message is from the end of its log
   */
  double measure(String command, double seconds) throws IOException {
    ask(command, seconds);
    return answer();
  }

  /** Lets the worker begin; {@link #answer()} waits for it. */
  void ask(String command, double seconds) {
    commands.println(command + " " + seconds);
  }

  double answer() throws IOException {
    String line = answers.readLine();
    if (line == null) {
      throw new IOException(lastWords());
    }
    try {
      return Double.parseDouble(line);
    } catch (NumberFormatException e) {
      throw new IOException("it answered: " + line, e);
    }
  }

  /** The last line that is no part of a stack trace. */
  private String lastWords() throws IOException {
    return Files.readString(log).lines()
        .filter(line -> !line.isBlank() && !Character.isWhitespace(line.charAt(0)))
        .reduce((first, second) -> second).orElse("it ended without a word") + " (" + log + ")";
  }

  /** The largest resident set so far in bytes, where the system tells it (Linux). */
  OptionalLong peakBytes() {
    try {
      return Files.readAllLines(Path.of("/proc", String.valueOf(process.pid()), "status")).stream()
          .filter(line -> line.startsWith(PEAK))
          .mapToLong(line -> Long.parseLong(line.substring(PEAK.length()).replace("kB", "").strip()) * 1024)
          .findFirst();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  @Override
  public void close() {
    commands.println("quit");
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
