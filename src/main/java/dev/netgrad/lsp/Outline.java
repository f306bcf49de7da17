package dev.netgrad.lsp;

import dev.netgrad.model.names.Definitions;
import dev.netgrad.syntax.Ast;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.eclipse.lsp4j.DocumentSymbol;
import org.eclipse.lsp4j.Location;
import org.eclipse.lsp4j.SymbolKind;
import org.eclipse.lsp4j.WorkspaceSymbol;
import org.eclipse.lsp4j.jsonrpc.messages.Either;

/** The declarations of a document with what they define, and those of all files by a part of their name. */
final class Outline {
  private Outline() {}

  static List<DocumentSymbol> of(Document document) {
    return document.tree().declarations().stream().map(d -> declaration(d, document)).toList();
  }

  private static DocumentSymbol declaration(Ast.Declaration d, Document document) {
    DocumentSymbol symbol = new DocumentSymbol(d.name().text(), kind(d.kind()), Positions.range(d.span()),
        Positions.range(d.name().span()), HoverText.head(d));
    List<DocumentSymbol> children = new ArrayList<>();
    for (Ast.Statement s : d.body()) {
      Definitions.name(s).ifPresent(name -> children.add(new DocumentSymbol(name.text(),
          s instanceof Ast.DefinitionStatement ? SymbolKind.Variable : SymbolKind.Field, Positions.range(s.span()),
          Positions.range(name.span()), ShapeHints.text(document.given(s)))));
    }
    symbol.setChildren(children);
    return symbol;
  }

  private static SymbolKind kind(Ast.Kind kind) {
    return switch (kind) {
      case LAYER, OPTIMIZER -> SymbolKind.Function;
      case BLOCK -> SymbolKind.Class;
      case NETWORK -> SymbolKind.Module;
    };
  }

  /** Of the files of the workspace, and of those that are open. */
  static List<WorkspaceSymbol> matching(String query, Desk desk) {
    List<WorkspaceSymbol> symbols = new ArrayList<>();
    desk.files().stream().filter(file -> query.isEmpty() || !desk.text(file).isEmpty()).forEach(file ->
        desk.read(file, modules -> modules.main()).declarations().stream()
            .filter(d -> d.name().text().toLowerCase(Locale.ROOT).contains(query.toLowerCase(Locale.ROOT)))
            .forEach(d -> symbols.add(new WorkspaceSymbol(d.name().text(), kind(d.kind()),
                Either.forLeft(new Location(desk.uri(file), Positions.range(d.name().span())))))));
    return symbols;
  }
}
