package dev.netgrad.syntax;

import dev.netgrad.source.SourceFile;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.antlr.v4.runtime.Token;

/**
 * The lines of a file without errors, as its author divided it, except that a body which is not all in one line has its
 * braces at the ends of lines. Blank lines: one between declarations, at most one elsewhere, none at the start and the
 * end of a body.
 */
final class Rows {
  private final SourceFile file;
  private final Set<Integer> statementEnds = new HashSet<>();
  private final List<Row> rows = new ArrayList<>();
  private final List<Token> pending = new ArrayList<>();
  private boolean blank;
  private boolean inBody;
  private boolean oneLine;
  private boolean fresh = true;

  private Rows(SourceFile file, Layout layout) {
    this.file = file;
    for (Token token : layout.tokens()) {
      if (token.getType() == NetLexer.NEWLINE && token.getStopIndex() >= token.getStartIndex()) {
        statementEnds.add(file.line(token.getStartIndex()));
      }
    }
  }

  /**
   * @param layout of the file, which says where statements end
   * @param all all tokens of the file, the hidden ones too
   */
  static List<Row> of(SourceFile file, Layout layout, List<Token> all) {
    Rows rows = new Rows(file, layout);
    int line = 0;
    for (int i = 0; i < all.size(); i++) {
      Token token = all.get(i);
      int here = file.line(token.getStartIndex());
      if (token.getType() == NetLexer.NEWLINE) {
        rows.endLine(Optional.empty());
        continue;
      }
      rows.blank |= here > line + 1;
      line = here;
      if (Words.isComment(token)) {
        rows.endLine(Optional.of(token));
      } else {
        rows.add(token, all, i);
      }
    }
    rows.endLine(Optional.empty());
    return rows.spaced();
  }

  private void add(Token token, List<Token> all, int at) {
    int type = token.getType();
    if (type == NetLexer.LEFT_BRACE) {
      oneLine = isOneLine(all, at);
    } else if (type == NetLexer.RIGHT_BRACE && inBody && !oneLine) {
      endLine(Optional.empty());
    }
    pending.add(token);
    if (type == NetLexer.LEFT_BRACE) {
      boolean more = !Words.isComment(all.get(at + 1)) && all.get(at + 1).getType() != NetLexer.NEWLINE;
      if (!oneLine && more) {
        endLine(Optional.empty());
      }
    }
  }

  /** Whether the declaration of a body that begins here is all in one line. */
  private boolean isOneLine(List<Token> all, int brace) {
    Token first = pending.isEmpty() ? all.get(brace) : pending.get(0);
    for (int i = brace; i < all.size(); i++) {
      if (all.get(i).getType() == NetLexer.RIGHT_BRACE) {
        return fresh && file.line(first.getStartIndex()) == file.line(all.get(i).getStartIndex());
      }
    }
    return false;
  }

  private void endLine(Optional<Token> comment) {
    if (pending.isEmpty() && comment.isEmpty()) {
      return;
    }
    List<Token> tokens = List.copyOf(pending);
    pending.clear();
    rows.add(new Row(tokens, comment, blank && !rows.isEmpty(), part(tokens)));
    blank = false;
    if (!tokens.isEmpty()) {
      Token last = tokens.get(tokens.size() - 1);
      boolean opens = tokens.stream().anyMatch(t -> t.getType() == NetLexer.LEFT_BRACE);
      inBody = opens ? last.getType() != NetLexer.RIGHT_BRACE : inBody && last.getType() != NetLexer.RIGHT_BRACE;
      fresh = last.getType() == NetLexer.LEFT_BRACE || last.getType() == NetLexer.RIGHT_BRACE
          || statementEnds.contains(file.line(last.getStartIndex()));
    }
  }

  private Row.Part part(List<Token> tokens) {
    if (tokens.isEmpty()) {
      return Row.Part.COMMENT;
    }
    int first = tokens.get(0).getType();
    if (first == NetLexer.RIGHT_BRACE) {
      return Row.Part.END;
    } else if (!fresh) {
      return Row.Part.CONTINUATION;
    } else if (inBody) {
      return Row.Part.STATEMENT;
    }
    return first == NetLexer.IMPORT ? Row.Part.IMPORT : Row.Part.DECLARATION;
  }

  private List<Row> spaced() {
    List<Row> out = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      out.add(rows.get(i).withBlank(i > 0 && blankBetween(rows.get(i - 1), rows.get(i))));
    }
    return out;
  }

  private static boolean blankBetween(Row before, Row row) {
    if (before.endsDeclaration()) {
      return row.afterBlank() || !(before.isDeclaration() && row.isDeclaration()) && !row.isExample();
    } else if (before.isExample()) {
      return row.afterBlank() || row.part() == Row.Part.DECLARATION && !row.isExample() || row.isDocumentation();
    } else if (before.part() == Row.Part.IMPORT) {
      return row.afterBlank() || row.part() == Row.Part.DECLARATION || row.isDocumentation();
    }
    boolean opens = !before.isComment() && before.tokens().get(before.tokens().size() - 1).getType()
        == NetLexer.LEFT_BRACE;
    return row.afterBlank() && !opens && row.part() != Row.Part.END;
  }
}
