package dev.netgrad.syntax;

import dev.netgrad.source.Diagnostics;
import dev.netgrad.source.SourceFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.antlr.v4.runtime.Token;

/**
 * The canonical layout of a {@code .net} file. What its author said by layout stays: where lines end, blank lines
 * (one), signs {@code =} and comments that stand below each other, spaces around {@code * / %}. The rest has one way to
 * be: see {@link Rows} for lines, {@link Indents} for where they begin, {@link Spacing} for what is between words.
 *
 * <p>A formatted text has the same words, signs and comments in the same statements, hence the same syntax tree; this
 * is checked. Formatting it again changes nothing.
 */
public final class Formatter {
  private final SourceFile file;
  private final List<Row> rows;
  private final Spacing spacing;

  private Formatter(SourceFile file, Layout layout) {
    List<Token> all = tokens(file);
    this.file = file;
    this.rows = Rows.of(file, layout, all);
    this.spacing = new Spacing(
        all.stream().filter(t -> t.getType() != NetLexer.NEWLINE && !Words.isComment(t)).toList());
  }

  /**
   * The text as it should be laid out, with the line ends of the file's first line.
   *
   * @param diagnostics receives the errors of the file
   * @return nothing if there are errors
   */
  public static Optional<String> format(SourceFile file, Diagnostics diagnostics) {
    Diagnostics found = new Diagnostics();
    Syntax.parse(file, found);
    diagnostics.addAll(found);
    if (found.hasErrors()) {
      return Optional.empty();
    }
    String text = new Formatter(file, layout(file)).text();
    if (!meaning(file).equals(meaning(new SourceFile(file.name(), text)))) {
      throw new IllegalStateException("formatting would change what " + file + " means");
    }
    return Optional.of(text);
  }

  /** The layout of a file without errors. */
  private static Layout layout(SourceFile file) {
    return Layout.of(file, new Complaints(file, new Diagnostics())).orElseThrow();
  }

  private static List<Token> tokens(SourceFile file) {
    NetLexer lexer = Scan.lexer(file);
    List<Token> tokens = new ArrayList<>();
    for (Token t = lexer.nextToken(); t.getType() != Token.EOF; t = lexer.nextToken()) {
      if (t.getType() != NetLexer.OTHER) {
        tokens.add(t);
      }
    }
    PlacedWords.mark(tokens);
    return tokens;
  }

  /** All that the syntax tree depends on, and the comments. Texts of which it is the same differ in layout only. */
  private static List<Object> meaning(SourceFile file) {
    Layout layout = layout(file);
    List<Object> out = new ArrayList<>();
    for (Token token : layout.tokens()) {
      int type = token.getType();
      out.add(type == NetLexer.NEWLINE ? "\n" : token.getText());
      Optional.ofNullable(layout.documentation().get(token.getStartIndex())).ifPresent(out::add);
    }
    tokens(file).stream().filter(Words::isComment).map(t -> t.getText().stripTrailing()).forEach(out::add);
    return out;
  }

  private String text() {
    Map<Row, Integer> padding = padding();
    Indents indents = new Indents();
    List<String> lines = new ArrayList<>();
    for (Row row : rows) {
      lines.add(row.isComment() ? "" : line(row.tokens(), indents.begin(row), padding.getOrDefault(row, 0),
          (at, column) -> indents.pass(row.tokens(), at, column)));
    }
    List<String> complete = new Comments(file, rows).added(lines);
    String end = lineEnd();
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < rows.size(); i++) {
      out.append(rows.get(i).afterBlank() ? end : "").append(complete.get(i)).append(end);
    }
    return out.toString();
  }

  /** Learns in which column a word of a line comes to stand. */
  private interface Place {
    void pass(int at, int column);
  }

  private String line(List<Token> tokens, int start, int padding, Place place) {
    StringBuilder out = new StringBuilder(" ".repeat(start));
    int equals = defined(tokens);
    for (int i = 0; i < tokens.size(); i++) {
      if (i > 0 && spacing.between(tokens.get(i - 1), tokens.get(i))) {
        out.append(' ');
      }
      out.append(i == equals ? " ".repeat(padding) : "");
      place.pass(i, width(out));
      out.append(tokens.get(i).getText());
    }
    return out.toString();
  }

  static int width(CharSequence text) {
    return Character.codePointCount(text, 0, text.length());
  }

  /** Which token is the {@code =} of a statement; the number of tokens if none in this line. */
  private static int defined(List<Token> tokens) {
    int depth = 0;
    for (int i = 0; i < tokens.size(); i++) {
      int type = tokens.get(i).getType();
      if (type == NetLexer.EQUALS && depth == 0) {
        return i;
      }
      depth += Words.isOpening(type) ? 1 : Words.isClosing(type) ? -1 : 0;
    }
    return tokens.size();
  }

  /** The extra spaces before the {@code =} of neighbouring statements whose signs stand below each other already. */
  private Map<Row, Integer> padding() {
    Map<Row, Integer> padding = new HashMap<>();
    List<Row> aligned = new ArrayList<>();
    for (Row row : rows) {
      if (row.part() == Row.Part.CONTINUATION && !row.afterBlank()) {
        continue;
      }
      boolean defines = row.part() == Row.Part.STATEMENT && defined(row.tokens()) < row.tokens().size();
      if (!defines || row.afterBlank() || !aligned.isEmpty() && column(aligned.get(0)) != column(row)) {
        pad(aligned, padding);
        aligned.clear();
      }
      if (defines) {
        aligned.add(row);
      }
    }
    pad(aligned, padding);
    return padding;
  }

  private int column(Row row) {
    return file.column(row.tokens().get(defined(row.tokens())).getStartIndex());
  }

  private void pad(List<Row> aligned, Map<Row, Integer> padding) {
    int widest = aligned.stream().mapToInt(this::leftWidth).max().orElse(0);
    aligned.forEach(row -> padding.put(row, widest - leftWidth(row)));
  }

  private int leftWidth(Row row) {
    return width(line(row.tokens().subList(0, defined(row.tokens())), 0, 0, (at, column) -> {}));
  }

  private String lineEnd() {
    return file.text().startsWith("\r\n", file.lineText(1).length()) ? "\r\n" : "\n";
  }
}
