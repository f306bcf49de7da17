package dev.netgrad.lsp;

import dev.netgrad.model.Modules;
import dev.netgrad.model.names.Mentions;
import dev.netgrad.model.names.Mentions.Mention;
import dev.netgrad.model.names.Mentions.Named;
import dev.netgrad.source.SourceFile;
import dev.netgrad.source.Span;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.lsp4j.DocumentHighlight;
import org.eclipse.lsp4j.Location;
import org.eclipse.lsp4j.Position;

/** Where something is named: in its own file, in open documents, and in the files of the workspace that import it. */
final class Usages {
  private final Document document;
  private final Desk desk;

  Usages(Document document, Desk desk) {
    this.document = document;
    this.desk = desk;
  }

  /** The places of a name, without the one where it gets it if only its uses are asked for. */
  static List<Location> of(Document document, Position position, boolean withDefinition, Desk desk) {
    Optional<Named> named = document.mention(Positions.offset(document.file(), position)).map(Mention::named);
    Set<Location> all = new LinkedHashSet<>();
    named.ifPresent(n -> {
      all.addAll(new Usages(document, desk).all(n));
      if (!withDefinition) {
        all.remove(desk.location(n.place(), document));
      }
    });
    return List.copyOf(all);
  }

  /** The same within the document. */
  static List<DocumentHighlight> within(Document document, Position position) {
    return document.mention(Positions.offset(document.file(), position)).stream()
        .flatMap(m -> document.mentions().of(m.named()).stream())
        .filter(m -> m.place().file() == document.file())
        .map(m -> new DocumentHighlight(Positions.range(m.place()))).toList();
  }

  /** All places, those of the document first. */
  List<Location> all(Named named) {
    Set<Location> all = new LinkedHashSet<>();
    locations(document.mentions().of(named)).forEach(all::add);
    Location definition = desk.location(named.place(), document);
    for (Path file : desk.files()) {
      if (document.path().filter(file::equals).isEmpty() && desk.text(file).contains(named.name())) {
        all.addAll(desk.read(file, modules -> elsewhere(definition, named, modules)));
      }
    }
    return new ArrayList<>(all);
  }

  private List<Location> elsewhere(Location definition, Named named, Modules modules) {
    Mentions mentions = modules.mentions();
    return modules.files().stream().map(f -> f.span().file())
        .filter(f -> desk.uri(f, document).equals(definition.getUri())).findFirst()
        .flatMap(f -> there(mentions, f, named)).map(there -> locations(mentions.of(there))).orElse(List.of());
  }

  /** The same thing as another reading of its file has it. */
  private static Optional<Named> there(Mentions mentions, SourceFile file, Named named) {
    return mentions.at(file, named.place().start()).map(Mention::named)
        .filter(other -> other.sort() == named.sort() && other.name().equals(named.name()));
  }

  private List<Location> locations(List<Mention> mentions) {
    return mentions.stream().map(m -> location(m.place())).toList();
  }

  private Location location(Span span) {
    return desk.location(span, document);
  }
}
