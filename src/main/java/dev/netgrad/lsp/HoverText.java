package dev.netgrad.lsp;

import dev.netgrad.ask.why.Adjoints.Adjoint;
import dev.netgrad.ask.why.Why;
import dev.netgrad.compiler.ShapeText;
import dev.netgrad.model.names.Definitions;
import dev.netgrad.model.names.Mentions.Mention;
import dev.netgrad.model.names.Mentions.Named;
import dev.netgrad.model.scope.Meaning;
import dev.netgrad.source.Span;
import dev.netgrad.syntax.Ast;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.lsp4j.Hover;
import org.eclipse.lsp4j.MarkupContent;
import org.eclipse.lsp4j.MarkupKind;
import org.eclipse.lsp4j.Position;

/**
 * What is told of a name: of a tensor its shape and its adjoint, of a layer its head, its documentation and what it
 * gives here. An adjoint is derived when it is asked for, and told where that can be done: where the declaration around
 * it, and a network that uses it, are sound.
 */
final class HoverText {
  private final Document document;
  private final List<String> parts = new ArrayList<>();

  private HoverText(Document document) {
    this.document = document;
  }

  static Optional<Hover> at(Document document, Position position) {
    Optional<Mention> mention = document.mention(Positions.offset(document.file(), position));
    return mention.map(m -> {
      HoverText text = new HoverText(document);
      text.tell(m);
      return new Hover(new MarkupContent(MarkupKind.MARKDOWN, String.join("\n\n", text.parts)),
          Positions.range(m.place()));
    });
  }

  private void tell(Mention mention) {
    Named named = mention.named();
    switch (named.sort()) {
      case DECLARATION -> declaration(mention);
      case ARGUMENT, SIZE -> {
        code(named.name() + shown(document.analysis().head(named.in(), named.name())));
        adjoint(named);
      }
      case PARAMETER, STATE, TENSOR, ASIDE -> {
        statement(named).ifPresent(s -> code(word(s) + named.name() + shown(document.given(s))));
        adjoint(named);
      }
      case LABEL -> parts.add("`" + named.name() + "` names the parameters of this use, and all uses of this name in `"
          + named.in().name().text() + "` share them");
      case INDEX -> parts.add("an index: " + "`" + written(named) + "`");
    }
  }

  /** The word that a statement starts with, if it has one. */
  private static String word(Ast.Statement statement) {
    boolean hasNone = statement instanceof Ast.DefinitionStatement || statement instanceof Ast.BrokenStatement;
    return hasNone ? "" : statement.span().text().split("\\s", 2)[0] + " ";
  }

  private void declaration(Mention mention) {
    Ast.Declaration declaration = mention.named().in();
    code(head(declaration));
    if (!declaration.documentation().isEmpty()) {
      parts.add(declaration.documentation());
    }
    document.net().networks().stream().filter(n -> n.name().equals(declaration.name().text())).findFirst()
        .ifPresent(network -> parts.add(Lenses.size(network)));
    List<String> kept = declaration.body().stream().filter(s -> !document.given(s).isEmpty())
        .flatMap(s -> s instanceof Ast.ParameterStatement p ? Stream.of("parameter " + p.name().text()
            + shown(document.given(p))) : Stream.of()).toList();
    if (!kept.isEmpty()) {
      code(String.join("\n", kept));
    }
    List<Meaning> gives = document.uses().filter(use -> use.callee().span().equals(mention.place()))
        .flatMap(use -> document.applied(use).stream()).map(t -> (Meaning) new Meaning.Whole(t)).toList();
    if (!gives.isEmpty()) {
      parts.add("gives " + ShapeHints.text(gives));
    }
  }

  /** {@code block basic(x[H, W, C], K, stride = 1)}. */
  static String head(Ast.Declaration declaration) {
    return declaration.kind().name().toLowerCase(Locale.ROOT) + " " + declaration.name().text() + declaration.formals()
        .stream().map(f -> f.span().onOneLine()).collect(Collectors.joining(", ", "(", ")"));
  }

  private Optional<Ast.Statement> statement(Named named) {
    return named.in().body().stream()
        .filter(s -> Definitions.name(s).map(Ast.Name::span).filter(named.place()::equals).isPresent()
            || s instanceof Ast.AsideStatement a && a.name().span().equals(named.place())).findFirst();
  }

  private static String shown(List<Meaning> meanings) {
    return meanings.stream().map(m -> (m instanceof Meaning.Whole ? ": " : " = ") + ShapeText.of(m)).distinct()
        .collect(Collectors.joining(" or"));
  }

  /** The text of an index where it is declared. */
  private String written(Named named) {
    Span place = named.place();
    String text = place.file().text();
    int end = place.end();
    int depth = 0;
    while (end < text.length() && (depth > 0 || ",]|\n".indexOf(text.charAt(end)) < 0)) {
      depth += "([".indexOf(text.charAt(end)) >= 0 ? 1 : ")]".indexOf(text.charAt(end)) >= 0 ? -1 : 0;
      end++;
    }
    return new Span(place.file(), place.start(), end).onOneLine();
  }

  private void adjoint(Named named) {
    Optional<Adjoint> adjoint = document.adjoints().of(named.in().name().text(), named.name());
    adjoint.ifPresent(found -> {
      String where = named.in().kind() == Ast.Kind.NETWORK ? "in `" + named.in().name().text() + "`"
          : "in the first use of `" + named.in().name().text() + "`, given the adjoint of its result";
      parts.add("`" + found.name() + "` " + where
          + (found.same().equals(found.name()) ? ":" : ", which is `" + found.same() + "`:"));
      code(found.formulas().stream().map(Why.Statement::text).collect(Collectors.joining("\n")));
    });
  }

  private void code(String text) {
    parts.add("```netgrad\n" + text + "\n```");
  }
}
