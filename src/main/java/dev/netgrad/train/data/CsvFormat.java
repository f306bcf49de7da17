package dev.netgrad.train.data;

import java.util.ArrayList;
import java.util.List;

/**
 * How a file tells its cells apart, and how it writes numbers: with a comma between the cells a number has a point;
 * with a semicolon or a tab it may have a comma instead, as spreadsheets write it where that is the custom. A cell may
 * stand in double quotes, in which separators count for nothing and two quotes mean one.
 *
 * @param separator what stands between two cells
 */
record CsvFormat(char separator) {
  private static final char QUOTE = '"';
  /** A comma comes last: where numbers have one, a line falls into as many cells by chance. */
  private static final List<CsvFormat> ALL = List.of(new CsvFormat('\t'), new CsvFormat(';'), new CsvFormat(','));

  /**
   * The format of a line: one by which it has so many cells, or else as many as possible.
   *
   * @param line any
   * @param cells how many it should have
   * @return with a comma, a semicolon or a tab
   * @throws IllegalArgumentException if a quote has no end
   */
  public static CsvFormat of(String line, int cells) {
    CsvFormat best = ALL.get(ALL.size() - 1);
    for (CsvFormat format : ALL) {
      int count = format.cells(line).size();
      if (count == cells) {
        return format;
      }
      best = count > best.cells(line).size() ? format : best;
    }
    return best;
  }

  /**
   * The cells of a line, without quotes and the blanks around them.
   *
   * @param line any
   * @return at least one
   * @throws IllegalArgumentException if a quote has no end
   */
  public List<String> cells(String line) {
    List<String> cells = new ArrayList<>();
    int at = 0;
    do {
      StringBuilder cell = new StringBuilder();
      while (at < line.length() && line.charAt(at) == ' ') {
        at++;
      }
      boolean isQuoted = at < line.length() && line.charAt(at) == QUOTE;
      at = isQuoted ? quoted(line, at + 1, cell) : at;
      int end = line.indexOf(separator, at);
      end = end < 0 ? line.length() : end;
      cells.add(cell.append(line, at, end).toString().strip());
      at = end + 1;
    } while (at <= line.length());
    return cells;
  }

  /** Adds what stands before the closing quote; returns where the line goes on behind it. */
  private static int quoted(String line, int from, StringBuilder cell) {
    for (int at = from; at < line.length(); at++) {
      if (line.charAt(at) != QUOTE) {
        cell.append(line.charAt(at));
      } else if (at + 1 < line.length() && line.charAt(at + 1) == QUOTE) {
        cell.append(QUOTE);
        at++;
      } else {
        return at + 1;
      }
    }
    throw new IllegalArgumentException("a quote without an end");
  }

  /**
   * A number as Java writes it, where the cell is one; else the cell as it is.
   *
   * @param cell any
   * @return with a point for a decimal comma
   */
  public String number(String cell) {
    return separator != ',' && cell.indexOf('.') < 0 ? cell.replace(',', '.') : cell;
  }

  /**
   * Decimal numbers only: {@code Float.parseFloat} would also read {@code 1f}, {@code 0x1p3} and {@code NaN}.
   *
   * @param cell any
   * @return whether it is one
   */
  public boolean isNumber(String cell) {
    String number = number(cell);
    for (int i = 0; i < number.length(); i++) {
      if ("0123456789+-.eE".indexOf(number.charAt(i)) < 0) {
        return false;
      }
    }
    try {
      Double.parseDouble(number);
      return true;
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
