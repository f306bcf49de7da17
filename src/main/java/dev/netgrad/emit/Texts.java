package dev.netgrad.emit;

import java.util.ArrayList;
import java.util.List;

/** Text from the source in places where Java would read more into it. */
final class Texts {
  private static final int WIDEST_COMMENT = 100;
  private static final int PLACE_COLUMN = 80;

  private Texts() {}

  /** Text for a Javadoc comment: no tags, no markup, no end of comment, no escapes. */
  static String javadoc(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints().forEach(c -> {
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '@' -> out.append("&#64;");
        case '\\' -> out.append("&#92;");
        case '/' -> out.append(out.length() > 0 && out.charAt(out.length() - 1) == '*' ? "&#47;" : "/");
        case '\n', '\t' -> out.appendCodePoint(c == '\t' ? ' ' : c);
        default -> out.appendCodePoint(Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? ' ' : c);
      }
    });
    return out.toString();
  }

  /** A line comment with the place it comes from at the end of its last line. */
  static List<String> comment(String text, String place) {
    List<String> lines = new ArrayList<>(comment(text));
    String where = comment(place).get(0);
    int last = lines.size() - 1;
    String end = lines.get(last);
    int room = Math.max(2, PLACE_COLUMN - end.length());
    if (end.length() + room + where.length() > WIDEST_COMMENT + 8) {
      lines.add(" ".repeat(PLACE_COLUMN) + where);
    } else {
      lines.set(last, end + " ".repeat(room) + where);
    }
    return lines;
  }

  /** Text for a line comment, broken between words; lines after the first are indented. */
  static List<String> comment(String text) {
    StringBuilder safe = new StringBuilder();
    text.codePoints().forEach(c -> safe.appendCodePoint(
        c == '\\' ? '/' : Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? ' ' : c));
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    boolean indented = text.startsWith("   ");
    for (String word : safe.toString().strip().split(" +")) {
      if (line.length() > 0 && line.length() + 1 + word.length() > WIDEST_COMMENT) {
        lines.add(line.toString());
        line.setLength(0);
        line.append("   ");
      }
      line.append(line.length() == 0 ? indented ? "   " : "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
