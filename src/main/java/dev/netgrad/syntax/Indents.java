package dev.netgrad.syntax;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.antlr.v4.runtime.Token;

/**
 * Where the lines of a statement begin. A line that goes on with a statement stands below what it goes on with: an
 * arrow below the first arrow, {@code then} and {@code else} below their {@code if}, anything else below the first word
 * after the {@code =} or the open bracket.
 */
final class Indents {
  /** What a line in a body and what goes on with a line is indented by. */
  static final int STEP = 2;

  private static final int UNKNOWN = -1;

  /** A statement, or what is in brackets in it. */
  private static final class Level {
    private final int start;
    private boolean awaitsContent;
    private int content = UNKNOWN;
    private int arrow = UNKNOWN;
    private final Deque<Integer> conditions = new ArrayDeque<>();

    /**
     * @param start where the line begins that this begins in
     * @param awaitsContent whether what matters comes next, as after an open bracket
     */
    Level(int start, boolean awaitsContent) {
      this.start = start;
      this.awaitsContent = awaitsContent;
    }

    int content() {
      return content == UNKNOWN ? start + STEP : content;
    }
  }

  private final Deque<Level> levels = new ArrayDeque<>();
  private int line;
  private int last;

  /** Where a line begins; {@link #pass} then has to be told all its tokens. */
  int begin(Row row) {
    line = switch (row.part()) {
      case STATEMENT -> STEP;
      case CONTINUATION -> continued(row.tokens().get(0).getType());
      default -> 0;
    };
    if (row.part() != Row.Part.CONTINUATION) {
      levels.clear();
      levels.push(new Level(line, false));
    }
    return line;
  }

  private int continued(int first) {
    Level level = levels.element();
    if (Words.isClosing(first)) {
      return level.start;
    } else if (first == NetLexer.ARROW && level.arrow != UNKNOWN) {
      return level.arrow;
    } else if ((first == NetLexer.THEN || first == NetLexer.ELSE) && !level.conditions.isEmpty()) {
      return level.conditions.element();
    }
    // Where the content itself began a line, what goes on with it is further in.
    boolean goesOn = level.awaitsContent && level.content == UNKNOWN && (Words.isBinary(last) || Words.isBinary(first));
    return level.content() + (goesOn ? STEP : 0);
  }

  /**
   * @param row the tokens of the line that began last
   * @param at which of them
   * @param column where it stands
   */
  void pass(List<Token> row, int at, int column) {
    int type = row.get(at).getType();
    last = type;
    Token before = at == 0 ? null : row.get(at - 1);
    Level level = levels.element();
    if (before != null && level.content == UNKNOWN && startsContent(before.getType())) {
      level.content = column;
    }
    if (Words.isOpening(type)) {
      levels.push(new Level(line, true));
    } else if (Words.isClosing(type)) {
      levels.pop();
    } else if (type == NetLexer.EQUALS) {
      level.awaitsContent = true;
    } else if (type == NetLexer.ARROW && level.arrow == UNKNOWN) {
      level.arrow = column;
    } else if (type == NetLexer.IF) {
      level.conditions.push(column);
    } else if (type == NetLexer.ELSE && !level.conditions.isEmpty()) {
      level.conditions.pop();
    }
  }

  private boolean startsContent(int type) {
    return levels.size() == 1 ? type == NetLexer.EQUALS : Words.isOpening(type);
  }
}
