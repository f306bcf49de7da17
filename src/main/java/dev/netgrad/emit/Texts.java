package dev.netgrad.emit;

import com.palantir.javapoet.TypeName;
import dev.netgrad.plan.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Text from the source in places where Java would read more into it. */
final class Texts {
  private static final int WIDEST_COMMENT = 100;
  private static final int PLACE_COLUMN = 80;

  private Texts() {}

  /** Text for a Javadoc comment: no tags, no markup, no end of comment, no escapes. */
  static String javadoc(String text) {
    StringBuilder out = new StringBuilder();
    // Whatever ends the lines of the source; and no blanks before that.
    text.replaceAll("\\h*\\R", "\n").codePoints().forEach(c -> {
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

  /** Numbers of an element type and the bytes they take, for any batch and for one of 128. */
  static String bytes(Size numbers, TypeName element) {
    Size bytes = numbers.times(element.equals(TypeName.FLOAT) ? Float.BYTES : Double.BYTES);
    return String.format(Locale.ROOT, "%s numbers in %s bytes, %,d for N = 128", numbers, bytes, bytes.at(128));
  }

  /** Text for a Javadoc comment, broken between words like a line comment. */
  static String paragraph(String text) {
    return javadoc(String.join("\n", comment(text)));
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
