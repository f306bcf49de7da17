package dev.netgrad.benchmark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Columns of text, the first to the left and the others to the right. */
final class Table {
  private final List<List<String>> rows = new ArrayList<>();

  Table(String... heads) {
    rows.add(List.of(heads));
  }

  void add(String... cells) {
    rows.add(List.of(cells));
  }

  String text(boolean markdown) {
    int columns = rows.get(0).size();
    int[] widths = IntStream.range(0, columns)
        .map(c -> rows.stream().mapToInt(row -> row.get(c).length()).max().orElse(0)).toArray();
    List<String> lines = new ArrayList<>(rows.stream().map(row -> line(row, widths, markdown)).toList());
    if (markdown) {
      lines.add(1, Arrays.stream(widths).skip(1).mapToObj(w -> " " + "-".repeat(w - 1) + ": ")
          .collect(Collectors.joining("|", "| " + "-".repeat(widths[0]) + " |", "|")));
    }
    return String.join(System.lineSeparator(), lines);
  }

  private static String line(List<String> row, int[] widths, boolean markdown) {
    StringBuilder line = new StringBuilder(markdown ? "| " : "");
    for (int c = 0; c < widths.length; c++) {
      String gap = " ".repeat(widths[c] - row.get(c).length());
      line.append(c == 0 ? row.get(c) + gap : gap + row.get(c));
      line.append(markdown ? " | " : "  ");
    }
    return line.toString().stripTrailing();
  }
}
