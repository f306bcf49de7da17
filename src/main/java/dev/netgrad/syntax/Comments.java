package dev.netgrad.syntax;

import dev.netgrad.source.SourceFile;
import java.util.List;

/**
 * Where comments stand: one in a line of its own above what it is about, one after words two spaces from them.
 * Neighbouring ones that stand below each other still do so.
 */
final class Comments {
  private static final int GAP = 2;

  private final SourceFile file;
  private final List<Row> rows;

  Comments(SourceFile file, List<Row> rows) {
    this.file = file;
    this.rows = rows;
  }

  /**
   * @param lines the rows without their comments
   */
  List<String> added(List<String> lines) {
    String[] out = lines.toArray(String[]::new);
    int start = 0;
    for (int i = rows.size() - 1; i >= 0; i--) {
      Row row = rows.get(i);
      if (row.isComment()) {
        out[i] = " ".repeat(start) + text(row);
      } else {
        start = row.part() == Row.Part.END ? Indents.STEP : Formatter.width(lines.get(i))
            - Formatter.width(lines.get(i).stripLeading());
      }
    }
    for (int first = 0; first < rows.size(); ) {
      int next = first + 1;
      while (next < rows.size() && areAligned(rows.get(next - 1), rows.get(next))) {
        next++;
      }
      addAligned(lines.subList(first, next), first, out);
      first = next;
    }
    return List.of(out);
  }

  private void addAligned(List<String> lines, int first, String[] out) {
    int widest = lines.stream().mapToInt(Formatter::width).max().orElse(0);
    for (int i = first; i < first + lines.size(); i++) {
      if (isTrailing(rows.get(i))) {
        out[i] += " ".repeat(widest - Formatter.width(out[i]) + GAP) + text(rows.get(i));
      }
    }
  }

  private static String text(Row row) {
    return row.comment().orElseThrow().getText().stripTrailing();
  }

  private boolean areAligned(Row a, Row b) {
    return isTrailing(a) && isTrailing(b) && !b.afterBlank() && column(a) == column(b);
  }

  private static boolean isTrailing(Row row) {
    return !row.isComment() && row.comment().isPresent();
  }

  private int column(Row row) {
    return file.column(row.comment().orElseThrow().getStartIndex());
  }
}
