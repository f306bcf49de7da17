package dev.netgrad.train.loop;

import dev.netgrad.train.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The course of a training, in a table: a row for each epoch, and for some steps between, with the mean loss of the
 * epoch so far, the norm of the step's gradient, and for each block the norm of its gradient and the share by which its
 * parameters were changed. The test's metrics are in the rows of epochs alone.
 */
final class MetricsFile {
  private final Path file;
  private final List<String> metrics;

  /** Begins the table, or goes on behind the row of a step. */
  MetricsFile(Path file, List<String> metrics, List<String> blocks, long after) {
    this.file = file;
    this.metrics = metrics;
    List<String> header = new ArrayList<>(List.of("step", "epoch", "samples", "seconds", "rate", "loss", "gradient"));
    metrics.forEach(name -> header.add("test " + name));
    blocks.forEach(name -> header.add("gradient " + name));
    blocks.forEach(name -> header.add("update " + name));
    List<String> lines = new ArrayList<>(List.of(String.join(",", header)));
    try {
      if (after > 0 && Files.exists(file)) {
        Files.readAllLines(file).stream().skip(1).filter(row -> step(row) <= after).forEach(lines::add);
      }
      Files.write(file, lines);
    } catch (IOException e) {
      throw DataException.of(file, e);
    }
  }

  /** A row cut off by a killed training has none. */
  private static long step(String row) {
    String number = row.replaceFirst(",.*", "");
    return number.matches("\\d{1,18}") && row.indexOf(',') > 0 ? Long.parseLong(number) : Long.MAX_VALUE;
  }

  /** @param test the metrics; empty between epochs */
  void row(Course course, double seconds, float rate, double loss, double gradient, Map<String, Double> test,
      List<Double> gradients, List<Double> updates) {
    List<String> cells = new ArrayList<>(List.of(Long.toString(course.steps), Integer.toString(course.epoch),
        Integer.toString(course.done), String.format(Locale.ROOT, "%.3f", seconds), Float.toString(rate),
        number(loss), number(gradient)));
    metrics.forEach(name -> cells.add(test.containsKey(name) ? number(test.get(name)) : ""));
    gradients.forEach(value -> cells.add(number(value)));
    updates.forEach(value -> cells.add(number(value)));
    try {
      Files.writeString(file, String.join(",", cells) + "\n", StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw DataException.of(file, e);
    }
  }

  private static String number(double value) {
    return Float.toString((float) value);
  }
}
