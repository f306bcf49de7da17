package dev.netgrad.lsp;

import dev.netgrad.model.names.Functions;
import dev.netgrad.model.names.Mentions.Mention;
import dev.netgrad.model.names.Mentions.Named;
import dev.netgrad.syntax.Ast;
import dev.netgrad.syntax.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.lsp4j.Position;
import org.eclipse.lsp4j.SemanticTokens;
import org.eclipse.lsp4j.SemanticTokensLegend;

/** Semantic tokens: each word by what it stands for, where the word alone does not tell. */
final class WordColours {
  /** What a word is, by the protocol's names, in the order of the legend. */
  private enum Colour {
    KEYWORD("keyword"), NUMBER("number"), STRING("string"), COMMENT("comment"), FUNCTION("function"), CLASS("class"),
    PARAMETER("parameter"), PROPERTY("property"), VARIABLE("variable"), INDEX("enumMember"), SIZE("typeParameter");

    private final String word;

    Colour(String word) {
      this.word = word;
    }
  }

  private static final List<Colour> COLOURS = List.of(Colour.values());
  private static final List<String> MODIFIERS = List.of("declaration", "defaultLibrary");
  private static final int DECLARATION = 1;
  private static final int LIBRARY = 2;

  private WordColours() {}

  static SemanticTokensLegend legend() {
    return new SemanticTokensLegend(COLOURS.stream().map(c -> c.word).toList(), MODIFIERS);
  }

  /** Five numbers a word: lines and characters from the word before, length, kind, modifiers. */
  static SemanticTokens of(Document document) {
    List<Integer> data = new ArrayList<>();
    Position before = new Position(0, 0);
    for (Word word : document.words()) {
      Optional<Mention> mention = document.mention(word.span().start())
          .filter(m -> m.place().start() == word.span().start() && word.kind() == Word.Kind.NAME);
      Optional<Colour> colour = colour(word, mention.map(Mention::named));
      if (colour.isPresent()) {
        Position here = Positions.position(document.file(), word.span().start());
        int lines = here.getLine() - before.getLine();
        data.add(lines);
        data.add(lines == 0 ? here.getCharacter() - before.getCharacter() : here.getCharacter());
        data.add(word.span().end() - word.span().start());
        data.add(COLOURS.indexOf(colour.get()));
        data.add(mention.map(m -> modifiers(m, document)).orElse(0));
        before = here;
      }
    }
    return new SemanticTokens(data);
  }

  private static int modifiers(Mention mention, Document document) {
    return (mention.place().equals(mention.named().place()) ? DECLARATION : 0)
        + (document.mentions().isStandard(mention.named().place()) ? LIBRARY : 0);
  }

  private static Optional<Colour> colour(Word word, Optional<Named> named) {
    return switch (word.kind()) {
      case KEYWORD -> Optional.of(Colour.KEYWORD);
      case NUMBER -> Optional.of(Colour.NUMBER);
      case STRING -> Optional.of(Colour.STRING);
      case COMMENT, DOCUMENTATION -> Optional.of(Colour.COMMENT);
      case SIGN, OTHER -> Optional.empty();
      case NAME -> named.map(WordColours::colour).or(() -> Functions.NAMES.contains(word.text())
          ? Optional.of(Colour.FUNCTION) : Optional.empty());
    };
  }

  private static Colour colour(Named named) {
    return switch (named.sort()) {
      case DECLARATION -> named.in().kind() == Ast.Kind.LAYER || named.in().kind() == Ast.Kind.OPTIMIZER
          ? Colour.FUNCTION : Colour.CLASS;
      case ARGUMENT -> Colour.PARAMETER;
      case SIZE -> Colour.SIZE;
      case PARAMETER, STATE, LABEL -> Colour.PROPERTY;
      case TENSOR, ASIDE -> Colour.VARIABLE;
      case INDEX -> Colour.INDEX;
    };
  }
}
