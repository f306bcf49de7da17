package dev.netgrad.train;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Reads rows of features with the class last, separated by commas. Blank lines are skipped, and so is a first line
 * without a single number: a header.
 */
final class CsvReader {
  private static final String SEPARATOR = ",";

  private final Path file;
  private final int[] shape;
  private final int sampleSize;
  private final int classes;

  private float[] features;
  private int[] labels = new int[64];
  private int size;

  private CsvReader(Path file, int[] shape, int classes) {
    this.file = file;
    this.shape = shape;
    this.sampleSize = Shapes.size(shape);
    this.classes = classes;
    this.features = new float[Math.max(sampleSize, 64)];
  }

  /** At least one sample; {@link DataException} otherwise, or at the first row that does not fit. */
  static Dataset read(Path file, int[] shape, int classes) {
    return new CsvReader(file, shape, classes).read();
  }

  private Dataset read() {
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      int number = 0;
      boolean first = true;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (number == 1 && line.startsWith("\uFEFF")) {
          line = line.substring(1);
        }
        if (line.isBlank()) {
          continue;
        }
        String[] cells = line.split(SEPARATOR, -1);
        if (!first || !isHeader(cells)) {
          add(number, cells);
        }
        first = false;
      }
    } catch (IOException e) {
      throw DataException.of(file, e);
    }
    if (size == 0) {
      throw DataException.in(file, "no samples");
    }
    return new Dataset(Arrays.copyOf(features, size * sampleSize), Arrays.copyOf(labels, size), shape, classes);
  }

  private static boolean isHeader(String[] cells) {
    return Arrays.stream(cells).noneMatch(cell -> isNumber(cell.strip())) && !String.join("", cells).isBlank();
  }

  private void add(int line, String[] cells) {
    if (cells.length != sampleSize + 1) {
      throw DataException.at(
          file,
          line,
          "%d values, but the network's input of %s needs %d and the class"
              .formatted(cells.length, Shapes.format(shape), sampleSize));
    }
    makeRoom(line);
    for (int i = 0; i < sampleSize; i++) {
      features[size * sampleSize + i] = feature(line, i + 1, cells[i].strip());
    }
    labels[size++] = label(line, cells[sampleSize].strip());
  }

  private float feature(int line, int column, String cell) {
    float value = isNumber(cell) ? Float.parseFloat(cell) : Float.NaN;
    if (!Float.isFinite(value)) {
      throw DataException.at(file, line, "value " + column + " is no number: " + quote(cell));
    }
    return value;
  }

  private int label(int line, String cell) {
    double value = isNumber(cell) ? Double.parseDouble(cell) : Double.NaN;
    if (value != Math.rint(value) || Double.isInfinite(value)) {
      throw DataException.at(file, line, "the class, last in its row, is no whole number: " + quote(cell));
    }
    if (value < 0 || value >= classes) {
      throw DataException.at(
          file, line, "class %s, but the network has the classes 0 to %d".formatted(quote(cell), classes - 1));
    }
    return (int) value;
  }

  /** Decimal numbers only: {@code Float.parseFloat} would also read {@code 1f}, {@code 0x1p3} and {@code NaN}. */
  private static boolean isNumber(String cell) {
    for (int i = 0; i < cell.length(); i++) {
      if ("0123456789+-.eE".indexOf(cell.charAt(i)) < 0) {
        return false;
      }
    }
    try {
      Double.parseDouble(cell);
      return true;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static String quote(String cell) {
    String shown = cell.length() > 40 ? cell.substring(0, 40) + "…" : cell;
    return '"' + shown.replaceAll("\\p{Cntrl}", "?") + '"';
  }

  private void makeRoom(int line) {
    if ((long) (size + 1) * sampleSize > Integer.MAX_VALUE - 8) {
      throw DataException.at(file, line, "more samples of " + Shapes.format(shape) + " than an array can hold");
    }
    if ((size + 1) * sampleSize > features.length) {
      features = Arrays.copyOf(features, (int) Math.min(features.length * 2L, Integer.MAX_VALUE - 8));
    }
    if (size == labels.length) {
      labels = Arrays.copyOf(labels, size * 2);
    }
  }
}
