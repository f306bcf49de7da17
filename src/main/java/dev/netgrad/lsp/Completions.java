package dev.netgrad.lsp;

import dev.netgrad.model.names.Declarations;
import dev.netgrad.model.names.Functions;
import dev.netgrad.model.names.Mentions.Mention;
import dev.netgrad.model.names.Mentions.Named;
import dev.netgrad.model.names.Mentions.Sort;
import dev.netgrad.source.Span;
import dev.netgrad.syntax.Ast;
import dev.netgrad.syntax.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.lsp4j.CompletionItem;
import org.eclipse.lsp4j.CompletionItemKind;
import org.eclipse.lsp4j.MarkupContent;
import org.eclipse.lsp4j.MarkupKind;
import org.eclipse.lsp4j.Position;

/**
 * What may stand at a place, told by the word before it: layers and blocks behind an arrow, words that start a
 * statement or declaration at the start of a line, names and functions of numbers in an expression, and in a call the
 * parameters that it may name. What is typed already is for the editor to compare.
 */
final class Completions {
  private static final List<String> PARTS = List.of("layer", "block", "network", "optimizer", "import", "example");
  private static final List<String> STARTS =
      List.of("parameter", "state", "next", "output", "require", "derivative", "metric", "optimizer");
  private static final List<String> IN_EXPRESSIONS = List.of("if", "then", "else", "and", "or", "not", "sum", "prod",
      "min", "max", "argmax", "infinity", "training", "true", "false", "random", "grad", "tangent", "jacobian");

  private final Document document;
  private final int offset;
  private final List<CompletionItem> items = new ArrayList<>();

  private Completions(Document document, int offset) {
    this.document = document;
    this.offset = offset;
  }

  static List<CompletionItem> at(Document document, Position position) {
    Completions completions = new Completions(document, Positions.offset(document.file(), position));
    completions.complete();
    return completions.items;
  }

  private void complete() {
    Optional<Word> within = document.words().stream()
        .filter(w -> w.span().start() < offset && offset <= w.span().end()).findFirst();
    if (within.filter(Completions::isText).isPresent()) {
      return;
    }
    boolean isTyped = within.filter(w -> w.kind() == Word.Kind.NAME || w.kind() == Word.Kind.KEYWORD).isPresent();
    int start = isTyped ? within.get().span().start() : offset;
    List<Word> before = document.words().stream()
        .filter(w -> w.span().end() <= start && !isText(w)).toList();
    Optional<Ast.Declaration> declaration = document.declaration(offset);
    boolean isFirst = document.file().text().substring(
        document.file().lineStart(document.file().line(start)), start).isBlank();
    String last = before.isEmpty() ? "" : before.get(before.size() - 1).text();
    if (declaration.isEmpty() && isFirst) {
      PARTS.forEach(word -> word(word));
    } else if (last.equals("->")) {
      word("repeat");
      declarations(Declarations::isCallable);
      functions();
    } else if (last.equals("optimizer")) {
      declarations(d -> d.kind() == Ast.Kind.OPTIMIZER);
    } else {
      expression(declaration, before);
      if (isFirst || last.equals("{")) {
        STARTS.forEach(word -> word(word));
      }
    }
  }

  private static boolean isText(Word word) {
    return switch (word.kind()) {
      case COMMENT, DOCUMENTATION, STRING -> true;
      case KEYWORD, NAME, NUMBER, SIGN, OTHER -> false;
    };
  }

  private void expression(Optional<Ast.Declaration> declaration, List<Word> before) {
    CallHelp.Opened.around(before).flatMap(open -> open.callee(document)).ifPresent(callee -> callee.formals()
        .forEach(f -> item(f.name().text() + " = ", CompletionItemKind.Property, f.span().onOneLine(), "")));
    declaration.ifPresent(d -> {
      document.mentions().inside(d).forEach(this::name);
      indices(d);
    });
    declarations(Declarations::isCallable);
    functions();
    IN_EXPRESSIONS.forEach(word -> word(word));
  }

  private void name(Named named) {
    CompletionItemKind kind = switch (named.sort()) {
      case PARAMETER, STATE -> CompletionItemKind.Field;
      case SIZE, ARGUMENT -> CompletionItemKind.Value;
      case TENSOR, ASIDE, LABEL, INDEX, DECLARATION -> CompletionItemKind.Variable;
    };
    item(named.name(), kind, named.sort().name().toLowerCase(Locale.ROOT), "");
  }

  /** Those of the statement at hand; of one that cannot be read, all names in its brackets. */
  private void indices(Ast.Declaration declaration) {
    Span statement = declaration.body().stream().map(Ast::span)
        .filter(s -> Document.holds(s, offset)).findFirst().orElse(declaration.span());
    Set<String> names = new TreeSet<>();
    document.mentions().in(document.file()).stream().map(Mention::named)
        .filter(n -> n.sort() == Sort.INDEX && statement.contains(n.place())).forEach(n -> names.add(n.name()));
    int depth = 0;
    for (Word word : document.words()) {
      depth += word.text().equals("[") ? 1 : word.text().equals("]") ? -1 : 0;
      if (depth > 0 && word.kind() == Word.Kind.NAME && statement.contains(word.span())
          && !Document.holds(word.span(), offset)) {
        names.add(word.text());
      }
    }
    names.forEach(n -> item(n, CompletionItemKind.Variable, "index", ""));
  }

  private void declarations(java.util.function.Predicate<Ast.Declaration> which) {
    document.mentions().visible(which, new Span(document.file(), offset, offset)).forEach(d ->
        item(d.name().text(), d.kind() == Ast.Kind.BLOCK ? CompletionItemKind.Class : CompletionItemKind.Function,
            HoverText.head(d), d.documentation()));
  }

  private void functions() {
    new TreeSet<>(Functions.NAMES).forEach(f -> item(f, CompletionItemKind.Function, "a function of numbers", ""));
  }

  private void word(String word) {
    item(word, CompletionItemKind.Keyword, "", "");
  }

  private void item(String label, CompletionItemKind kind, String detail, String documentation) {
    if (items.stream().anyMatch(i -> i.getLabel().equals(label))) {
      return;
    }
    CompletionItem item = new CompletionItem(label);
    item.setKind(kind);
    item.setSortText(String.format(Locale.ROOT, "%04d", items.size()));
    if (!detail.isEmpty()) {
      item.setDetail(detail);
    }
    if (!documentation.isEmpty()) {
      item.setDocumentation(new MarkupContent(MarkupKind.MARKDOWN, documentation));
    }
    items.add(item);
  }
}
