package dev.netgrad.lsp;

import dev.netgrad.compiler.ShapeText;
import dev.netgrad.model.names.Definitions;
import dev.netgrad.model.scope.Meaning;
import dev.netgrad.source.Span;
import dev.netgrad.syntax.Ast;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.lsp4j.InlayHint;
import org.eclipse.lsp4j.InlayHintKind;
import org.eclipse.lsp4j.Position;
import org.eclipse.lsp4j.Range;
import org.eclipse.lsp4j.jsonrpc.messages.Either;

/**
 * Inlay hints: the shape of a tensor behind its name, and of each stage of a chain behind the stage; in a layer or
 * block, one for each use. A stage whose shape stands behind the name that it defines has none of its own.
 */
final class ShapeHints {
  /** Of more shapes than these, the first ones are shown. */
  private static final int MOST = 3;

  private final Document document;
  private final Span asked;
  private final List<InlayHint> hints = new ArrayList<>();

  private ShapeHints(Document document, Span asked) {
    this.document = document;
    this.asked = asked;
  }

  static List<InlayHint> of(Document document, Range range) {
    ShapeHints shapes = new ShapeHints(document, Positions.span(document.file(), range));
    shapes.document.tree().declarations().stream().flatMap(d -> d.body().stream()).forEach(shapes::statement);
    shapes.document.uses().forEach(shapes::stage);
    shapes.hints.sort(Comparator.comparing((InlayHint h) -> h.getPosition().getLine())
        .thenComparing(h -> h.getPosition().getCharacter()));
    return shapes.hints;
  }

  private void statement(Ast.Statement statement) {
    Definitions.name(statement).filter(name -> Positions.meet(name.span(), asked)).ifPresent(name -> {
      String text = text(document.given(statement));
      Span left = statement instanceof Ast.DefinitionStatement d && d.indices().isPresent()
          && !d.indices().get().isEmpty() ? name.span().to(d.indices().get().get(d.indices().get().size() - 1).span())
          : name.span();
      if (!text.isEmpty()) {
        // Behind the bracket that closes the indices.
        boolean isIndexed = left != name.span();
        add(isIndexed ? left.file().text().indexOf(']', left.end()) + 1 : left.end(), text);
      }
    });
  }

  private void stage(Ast.Application use) {
    if (use instanceof Ast.Stage stage && Positions.meet(stage.callee().span(), asked) && !isNamed(stage)) {
      add(stage.span().end(), shapes(document.applied(stage)));
    }
  }

  /** Whether it gives what the statement around it defines. */
  private boolean isNamed(Ast.Stage stage) {
    return document.declaration(stage.span().start()).stream().flatMap(d -> d.body().stream())
        .anyMatch(s -> s instanceof Ast.DefinitionStatement d && d.value() == stage && !document.given(s).isEmpty());
  }

  private void add(int offset, String text) {
    InlayHint hint = new InlayHint(Positions.position(document.file(), offset), Either.forLeft(text));
    hint.setKind(InlayHintKind.Type);
    hint.setPaddingLeft(true);
    hints.add(hint);
  }

  private static String shapes(List<Tensor> tensors) {
    return text(tensors.stream().map(t -> (Meaning) new Meaning.Whole(t)).toList());
  }

  /** Such as {@code ⟨32, 32, 16⟩ or ⟨16, 16, 32⟩}; of sizes and numbers, their values. */
  static String text(List<Meaning> meanings) {
    List<String> texts = meanings.stream().map(ShapeHints::text).distinct().toList();
    return Stream.concat(texts.stream().limit(MOST), texts.size() > MOST ? Stream.of("…") : Stream.of())
        .collect(Collectors.joining(" or "));
  }

  private static String text(Meaning meaning) {
    String text = ShapeText.of(meaning);
    return meaning instanceof Meaning.Whole ? text.replace('[', '⟨').replace(']', '⟩') : "= " + text;
  }

  static Range everywhere() {
    return new Range(new Position(0, 0), new Position(Integer.MAX_VALUE, 0));
  }
}
