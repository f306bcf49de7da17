package dev.netgrad.emit;

import com.palantir.javapoet.TypeName;
import dev.netgrad.plan.block.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Text from the source in places where Java would read more into it. */
final class Texts {
  /** The width of a comment in a method of the network's own class, and of a class within it. */
  static final int IN_NETWORK = 93;
  static final int IN_BLOCK = 91;
  private static final String UNBROKEN = "\u00a0";

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
  static String numbers(Size numbers, TypeName element) {
    Size bytes = numbers.times(element.equals(TypeName.FLOAT) ? Float.BYTES : Double.BYTES);
    return String.format(Locale.ROOT, "%s numbers in %s bytes, %,d for N = 128", numbers, bytes, bytes.at(128));
  }

  /** The bytes that tensors take. */
  static String bytes(Size numbers, TypeName element) {
    return numbers.times(element.equals(TypeName.FLOAT) ? Float.BYTES : Double.BYTES) + " bytes";
  }

  /** Text for the Javadoc of a member of a block's class, broken between words. */
  static String paragraph(String text) {
    return paragraph(text, IN_BLOCK + 2);
  }

  static String paragraph(String text, int width) {
    StringBuilder out = new StringBuilder();
    int end = width;
    for (String word : text.strip().split("\\s+")) {
      boolean fits = out.length() + 1 + word.length() <= end;
      end = fits ? end : out.length() + 1 + width;
      out.append(out.length() == 0 ? "" : fits ? " " : "\n").append(word);
    }
    return javadoc(out.toString());
  }

  /** A formula in which no line ends within an index. */
  static String formula(String text) {
    StringBuilder out = new StringBuilder();
    int depth = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      depth += c == '[' ? 1 : c == ']' ? -1 : 0;
      out.append(c == ' ' && depth > 0 ? UNBROKEN : c);
    }
    return out.toString();
  }

  /** Text in which no line ends. */
  static String unbroken(String text) {
    return text.replace(" ", UNBROKEN);
  }

  /** Text for a line comment, broken between words; lines after the first are indented. */
  static List<String> comment(String text, int width) {
    StringBuilder safe = new StringBuilder();
    text.codePoints().forEach(c -> safe.appendCodePoint(
        c == '\\' ? '/' : Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? ' ' : c));
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    boolean indented = text.startsWith("   ");
    for (String part : safe.toString().strip().split(" +")) {
      String word = part;
      while (word.length() + 4 > width && lastOperator(word, width - 4) > 0) {
        int at = lastOperator(word, width - 4);
        add(word.substring(0, at), line, lines, indented, width);
        word = word.substring(at);
      }
      add(word, line, lines, indented, width);
    }
    lines.add(line.toString());
    return lines;
  }

  private static void add(String word, StringBuilder line, List<String> lines, boolean indented, int width) {
    if (line.length() > 0 && line.length() + 1 + word.length() > width) {
      lines.add(line.toString());
      line.setLength(0);
      line.append("   ");
    }
    line.append(line.length() == 0 ? indented ? "   " : "" : " ").append(word.replace(UNBROKEN, " "));
  }

  /** Where a word that is longer than a line may end: in front of a factor. */
  private static int lastOperator(String word, int before) {
    return Math.max(word.lastIndexOf('*', before), word.lastIndexOf('/', before));
  }
}
