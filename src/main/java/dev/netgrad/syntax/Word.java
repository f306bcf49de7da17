package dev.netgrad.syntax;

import dev.netgrad.source.SourceFile;
import dev.netgrad.source.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.antlr.v4.runtime.Token;

/** A word, a sign or a comment of a file, as an editor sees it: whatever the text is, without blanks and line ends. */
public record Word(Span span, Kind kind) {

  /** What it is by its form; a word that is one of the language in its place only is a keyword there. */
  public enum Kind { KEYWORD, NAME, NUMBER, STRING, SIGN, COMMENT, DOCUMENTATION, OTHER }

  /** All words of a file in order. */
  public static List<Word> all(SourceFile file) {
    NetLexer lexer = Scan.lexer(file);
    List<Token> tokens = new ArrayList<>();
    for (Token token = lexer.nextToken(); token.getType() != Token.EOF; token = lexer.nextToken()) {
      tokens.add(token);
    }
    tokens.add(lexer.emitEOF());
    PlacedWords.mark(tokens);
    return tokens.stream().filter(t -> t.getType() != NetLexer.NEWLINE && t.getType() != Token.EOF)
        .map(t -> new Word(new Span(file, t.getStartIndex(), t.getStopIndex() + 1), kind(t.getType())))
        .collect(Collectors.toList());
  }

  /** Its text. */
  public String text() {
    return span.text();
  }

  private static Kind kind(int type) {
    return switch (type) {
      case NetLexer.NAME -> Kind.NAME;
      case NetLexer.NUMBER -> Kind.NUMBER;
      case NetLexer.STRING, NetLexer.OPEN_STRING -> Kind.STRING;
      case NetLexer.COMMENT -> Kind.COMMENT;
      case NetLexer.DOCUMENTATION -> Kind.DOCUMENTATION;
      case NetLexer.OTHER -> Kind.OTHER;
      default -> Words.isReserved(type) || Words.isPlaced(type) ? Kind.KEYWORD : Kind.SIGN;
    };
  }
}
