package dev.netgrad.train.data;

import dev.netgrad.train.Batch;
import dev.netgrad.train.DataException;
import dev.netgrad.train.Port;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Reads rows of features with the class last, separated as the first of them is, or rows of features alone. Blank lines
 * are skipped, and so is a first line without a single number: a header.
 */
final class CsvReader {
  /** How files say that there is no value. */
  private static final List<String> MISSING = List.of("NA", "N/A", "NAN", "NULL", "NONE", "?", "-");
  private static final int FIRST_SAMPLES = 64;

  private final Path file;
  private final Port port;
  private final int sampleSize;
  private final Optional<Port> label;
  private final ClassNames names;

  private CsvFormat format;
  private List<String> header = List.of();
  private float[] features;
  private int[] labels = new int[FIRST_SAMPLES];
  private int size;

  private CsvReader(Path file, Port port, Optional<Port> label, List<String> names) {
    this.file = file;
    this.port = port;
    this.sampleSize = port.size();
    this.label = label;
    this.names = new ClassNames(file, names, label.map(Port::classes).orElse(0));
    this.features = new float[Math.max(sampleSize, FIRST_SAMPLES)];
  }

  /**
   * At least one sample; {@link DataException} otherwise, or at the first row that does not fit.
   *
   * @param port what the features are
   * @param label what the class is, where rows have one
   * @param names what the file calls the classes; if empty, by numbers from 0
   */
  static Samples read(Path file, Port port, Optional<Port> label, List<String> names) {
    return new CsvReader(file, port, label, names).read();
  }

  private Samples read() {
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      int number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (number == 1 && line.startsWith("\uFEFF")) {
          line = line.substring(1);
        }
        if (!line.isBlank()) {
          row(number, line);
        }
      }
    } catch (IOException e) {
      throw DataException.of(file, e);
    }
    if (size == 0) {
      throw DataException.in(file, "no samples");
    }
    Batch all = new Batch(size).with(port.name(), features);
    if (label.isEmpty()) {
      return new ArraySamples(all, List.of(port), file.toString());
    }
    int[] numbers = names.numbers();
    all.with(label.get().name(), Arrays.stream(labels, 0, size).map(found -> numbers[found]).toArray());
    return new ArraySamples(all, List.of(port, label.get()), file.toString());
  }

  private int cells() {
    return sampleSize + (label.isPresent() ? 1 : 0);
  }

  private void row(int line, String text) {
    List<String> cells;
    boolean isFirst = format == null;
    try {
      format = isFirst ? CsvFormat.of(text, cells()) : format;
      cells = format.cells(text);
    } catch (IllegalArgumentException e) {
      throw DataException.at(file, line, e.getMessage());
    }
    if (isFirst && isHeader(cells)) {
      header = cells;
    } else {
      add(line, cells);
    }
  }

  private boolean isHeader(List<String> cells) {
    return cells.stream().noneMatch(cell -> format.isNumber(cell) || isMissing(cell))
        && !String.join("", cells).isBlank();
  }

  private void add(int line, List<String> cells) {
    if (cells.size() != cells()) {
      throw DataException.at(file, line, cells.size() + " values, but a row has " + port
          + (label.isPresent() ? ", and the class" : ""));
    }
    makeRoom(line);
    for (int i = 0; i < sampleSize; i++) {
      features[size * sampleSize + i] = feature(line, i, cells.get(i));
    }
    if (label.isPresent()) {
      labels[size] = names.add(line, cells.get(sampleSize));
    }
    size++;
  }

  private float feature(int line, int column, String cell) {
    float value = format.isNumber(cell) ? Float.parseFloat(format.number(cell)) : Float.NaN;
    if (Float.isFinite(value)) {
      return value;
    }
    String place = "value " + (column + 1) + (column < header.size() ? ", " + quote(header.get(column)) + "," : "");
    throw DataException.at(file, line, place + (cell.isEmpty() ? " is empty"
        : isMissing(cell) ? " is missing: " + quote(cell)
        : " is no number: " + quote(cell)));
  }

  private static boolean isMissing(String cell) {
    return MISSING.stream().anyMatch(cell::equalsIgnoreCase);
  }

  static String quote(String cell) {
    String shown = cell.length() > 40 ? cell.substring(0, 40) + "…" : cell;
    return '"' + shown.replaceAll("\\p{Cntrl}", "?") + '"';
  }

  private void makeRoom(int line) {
    if ((long) (size + 1) * sampleSize > Integer.MAX_VALUE - 8) {
      throw DataException.at(file, line, "more samples of " + port + " than an array can hold");
    }
    if ((size + 1) * sampleSize > features.length) {
      features = Arrays.copyOf(features, (int) Math.min(features.length * 2L, Integer.MAX_VALUE - 8));
    }
    if (size == labels.length) {
      labels = Arrays.copyOf(labels, size * 2);
    }
  }
}
