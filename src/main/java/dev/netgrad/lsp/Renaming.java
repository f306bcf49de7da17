package dev.netgrad.lsp;

import dev.netgrad.compiler.NetFile;
import dev.netgrad.model.names.Indices;
import dev.netgrad.model.names.Mentions.Mention;
import dev.netgrad.model.names.Mentions.Named;
import dev.netgrad.model.names.Mentions.Sort;
import dev.netgrad.model.names.Predefined;
import dev.netgrad.source.SourceFile;
import dev.netgrad.source.Span;
import dev.netgrad.syntax.Ast;
import dev.netgrad.syntax.Word;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.lsp4j.Location;
import org.eclipse.lsp4j.Position;
import org.eclipse.lsp4j.Range;
import org.eclipse.lsp4j.TextEdit;
import org.eclipse.lsp4j.WorkspaceEdit;
import org.eclipse.lsp4j.jsonrpc.ResponseErrorException;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseError;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseErrorCode;

/**
 * Gives something another name, wherever it is named. An index that goes over a size because it bears its name in lower
 * case says so from then on. The changed texts are looked at before the editor gets them: a name that is taken, or that
 * would bring an error, is refused.
 */
final class Renaming {
  private final Document document;
  private final Desk desk;
  private final Named named;
  private final String name;
  private final Map<String, List<TextEdit>> edits = new LinkedHashMap<>();
  private int said;

  private Renaming(Document document, Desk desk, Named named, String name) {
    this.document = document;
    this.desk = desk;
    this.named = named;
    this.name = name;
  }

  /** What would be renamed at a place; empty if there is nothing that can be. */
  static Optional<Range> at(Document document, Position position) {
    return mention(document, position).map(Mention::place).map(Positions::range);
  }

  private static Optional<Mention> mention(Document document, Position position) {
    return document.mention(Positions.offset(document.file(), position))
        .filter(m -> document.mentions().isEditable(m.named().place()));
  }

  /** @throws ResponseErrorException if that cannot be done, and why */
  static WorkspaceEdit to(Document document, Position position, String name, Desk desk) {
    Named named = mention(document, position).map(Mention::named)
        .orElseThrow(() -> refused("there is nothing to rename here, or it is the library's"));
    List<Word> words = Word.all(new SourceFile("", name));
    if (Predefined.isReserved(name)) {
      throw refused("`" + name + "` has a meaning of its own in the language");
    } else if (words.size() != 1 || words.get(0).kind() != Word.Kind.NAME || !words.get(0).text().equals(name)) {
      throw refused("`" + name + "` is no name");
    }
    return new Renaming(document, desk, named, name).edit();
  }

  private static ResponseErrorException refused(String why) {
    return new ResponseErrorException(new ResponseError(ResponseErrorCode.RequestFailed, why, null));
  }

  private WorkspaceEdit edit() {
    List<Location> places = new Usages(document, desk).all(named);
    places.forEach(place -> add(place, name));
    document.mentions().implied(named).forEach(index -> say(index, name));
    if (named.sort() == Sort.INDEX) {
      document.mentions().in(named.place().file()).stream().map(Mention::named).distinct()
          .forEach(size -> document.mentions().implied(size).stream()
              .filter(index -> index.name().span().equals(named.place())).forEach(index -> say(index, size.name())));
    }
    Map<String, String> texts = new LinkedHashMap<>();
    edits.forEach((uri, changes) -> texts.put(uri, changed(desk.text(uri), changes)));
    verify(texts, places.size() + (named.sort() == Sort.INDEX ? 0 : said));
    return new WorkspaceEdit(edits);
  }

  private void add(Location place, String text) {
    edits.computeIfAbsent(place.getUri(), u -> new ArrayList<>()).add(new TextEdit(place.getRange(), text));
  }

  /** The extent of an index that has said it by its name. */
  private void say(Ast.OutputIndex index, String size) {
    String after = named.sort() == Sort.INDEX ? name : index.name().text();
    if (Indices.upper(after).equals(size)) {
      return;
    } else if (index.pack()) {
      throw refused("`" + index.name().text() + "...` goes over the pack that has its name");
    }
    said++;
    add(desk.location(index.span().after(), document), " < " + size);
  }

  private static String changed(String before, List<TextEdit> changes) {
    SourceFile file = new SourceFile("", before);
    StringBuilder out = new StringBuilder(before);
    List<Span> spans = new ArrayList<>();
    Map<Span, String> by = new LinkedHashMap<>();
    changes.forEach(change -> {
      Span span = Positions.span(file, change.getRange());
      spans.add(span);
      by.put(span, change.getNewText());
    });
    // What is behind comes first, so that places before it stay what they are.
    spans.sort(Comparator.comparing(Span::start).thenComparing(Span::end).reversed());
    spans.forEach(span -> out.replace(span.start(), span.end(), by.get(span)));
    return out.toString();
  }

  /**
   * Whether the same places name the same thing, and nothing has become wrong.
   *
   * @param places how many there should be
   */
  private void verify(Map<String, String> texts, int places) {
    Desk before = desk;
    Desk after = desk;
    for (Map.Entry<String, String> text : texts.entrySet()) {
      before = before.with(text.getKey(), 0, desk.text(text.getKey()));
      after = after.with(text.getKey(), 0, text.getValue());
    }
    for (String uri : texts.keySet()) {
      Document changed = after.find(uri).orElseThrow();
      if (errors(changed.net()) > errors(before.find(uri).orElseThrow().net())) {
        throw refused("with the name `" + name + "` there would be an error: " + changed.net().diagnostics().sorted()
            .stream().filter(d -> d.isError()).findFirst().orElseThrow().message());
      }
    }
    Document own = after.find(document.uri()).orElseThrow();
    Location any = new Usages(document, desk).all(named).stream()
        .filter(l -> l.getUri().equals(document.uri())).findFirst().orElseThrow();
    int now = own.mention(shifted(any)).map(Mention::named).map(new Usages(own, after)::all).map(List::size).orElse(0);
    if (now != places) {
      throw refused("`" + name + "` has a meaning there already");
    }
  }

  /** Where a place of the document is in its changed text. */
  private int shifted(Location place) {
    int start = Positions.offset(document.file(), place.getRange().getStart());
    return start + edits.getOrDefault(document.uri(), List.of()).stream()
        .mapToInt(edit -> {
          Span span = Positions.span(document.file(), edit.getRange());
          return span.end() <= start && span.start() < start ? edit.getNewText().length() - (span.end() - span.start())
              : 0;
        }).sum();
  }

  private static long errors(NetFile net) {
    return net.diagnostics().sorted().stream().filter(d -> d.isError()).count();
  }
}
