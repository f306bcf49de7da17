package dev.netgrad.lsp;

import dev.netgrad.source.SourceFile;
import dev.netgrad.source.Span;
import dev.netgrad.syntax.Ast;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.lsp4j.Location;
import org.eclipse.lsp4j.Position;

/** Go to the definition: of a name, be it in the standard library or a jar, and of an import, the file. */
final class Jump {
  private Jump() {}

  static List<Location> from(Document document, Position position, Desk desk) {
    int offset = Positions.offset(document.file(), position);
    Optional<Span> target = document.mention(offset).map(m -> m.named().place())
        .or(() -> document.tree().imports().stream().filter(i -> Document.holds(i.span(), offset)).findFirst()
            .flatMap(i -> imported(document, i)));
    return target.stream().map(span -> desk.location(span, document)).toList();
  }

  private static Optional<Span> imported(Document document, Ast.Import statement) {
    Map<String, SourceFile> own = document.net().imports().getOrDefault(document.file(), Map.of());
    return Optional.ofNullable(own.get(statement.path())).map(file -> new Span(file, 0, 0));
  }
}
