package dev.netgrad.syntax;

import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.Token;

/**
 * A line of a file that is being formatted.
 *
 * @param tokens its words and signs; none in a line that is only a comment
 * @param comment what follows them
 * @param afterBlank whether a blank line stands before it
 * @param part what the line is to its statement
 */
record Row(List<Token> tokens, Optional<Token> comment, boolean afterBlank, Part part) {

  /** What a line is: of a file, of a declaration or of a statement. */
  enum Part { COMMENT, IMPORT, DECLARATION, STATEMENT, CONTINUATION, END }

  boolean isComment() {
    return part == Part.COMMENT;
  }

  boolean isDocumentation() {
    return isComment() && comment.orElseThrow().getType() == NetLexer.DOCUMENTATION;
  }

  /** Whether this line ends a declaration. */
  boolean endsDeclaration() {
    return !tokens.isEmpty() && tokens.get(tokens.size() - 1).getType() == NetLexer.RIGHT_BRACE;
  }

  /** Whether this line is a whole declaration. */
  boolean isDeclaration() {
    return part == Part.DECLARATION && endsDeclaration();
  }

  /** Whether an example of what is declared above begins here. */
  boolean isExample() {
    return part == Part.DECLARATION && tokens.get(0).getType() == NetParser.EXAMPLE;
  }

  Row withBlank(boolean blank) {
    return new Row(tokens, comment, blank, part);
  }
}
