package dev.netgrad.report.training;

import dev.netgrad.train.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/**
 * The course of a training, as {@code metrics.csv} has it.
 *
 * @param names of the columns
 * @param rows a number for each column, NaN where there is none
 */
record CourseTable(List<String> names, List<double[]> rows) {
  static final String TEST = "test ";
  static final String GRADIENT = "gradient ";
  static final String UPDATE = "update ";

  /** {@link DataException} if it can't be read or has no row; one cut off by a killed training is passed over. */
  static CourseTable read(Path file) {
    try {
      List<String> lines = Files.readAllLines(file);
      List<String> names = lines.isEmpty() ? List.of() : List.of(lines.get(0).split(",", -1));
      List<double[]> rows = new ArrayList<>();
      for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
        String[] cells = line.split(",", -1);
        if (cells.length == names.size()) {
          rows.add(Arrays.stream(cells).mapToDouble(c -> c.isEmpty() ? Double.NaN : Double.parseDouble(c)).toArray());
        }
      }
      if (rows.isEmpty()) {
        throw DataException.in(file, "has no row yet");
      }
      return new CourseTable(names, rows);
    } catch (IOException e) {
      throw DataException.of(file, e);
    } catch (NumberFormatException e) {
      throw DataException.in(file, "is no table of numbers: " + e.getMessage());
    }
  }

  List<String> names(String prefix) {
    return names.stream().filter(n -> n.startsWith(prefix)).toList();
  }

  double[] column(String name) {
    int column = names.indexOf(name);
    return rows.stream().mapToDouble(row -> row[column]).toArray();
  }

  /** The rows of epochs alone, which have what was tested; of a network that nothing is tested of, the last of each. */
  CourseTable epochs() {
    int epoch = names.indexOf("epoch");
    Predicate<Integer> isLast = i -> i + 1 == rows.size() || rows.get(i + 1)[epoch] != rows.get(i)[epoch];
    List<double[]> last = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      if (isLast.test(i)) {
        last.add(rows.get(i));
      }
    }
    return new CourseTable(names, last);
  }
}
