package dev.netgrad.lsp;

import dev.netgrad.compiler.NetFile;
import dev.netgrad.model.Modules;
import dev.netgrad.model.Unsaved;
import dev.netgrad.source.Diagnostics;
import dev.netgrad.source.ImportPath;
import dev.netgrad.source.SourceFile;
import dev.netgrad.source.Span;
import dev.netgrad.syntax.Ast;
import dev.netgrad.syntax.Syntax;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.eclipse.lsp4j.Location;
import org.eclipse.lsp4j.TextDocumentContentChangeEvent;

/**
 * The documents that are open at one moment. With one of them changed there is another desk, on which those that do not
 * depend on it are the same.
 */
final class Desk {
  private final ImportPath importPath;
  private final Shelf shelf;
  private final List<Path> folders;
  private final Map<String, Document> documents;

  private Desk(ImportPath importPath, Shelf shelf, List<Path> folders, Map<String, Document> documents) {
    this.importPath = importPath;
    this.shelf = shelf;
    this.folders = folders;
    this.documents = Collections.unmodifiableMap(documents);
  }

  /** Without documents. */
  static Desk empty(ImportPath importPath, Shelf shelf) {
    return new Desk(importPath, shelf, List.of(), Map.of());
  }

  /** The desk in an editor that has these folders open. */
  Desk in(List<Path> open) {
    return new Desk(importPath, shelf, List.copyOf(open), documents);
  }

  List<Path> folders() {
    return folders;
  }

  Collection<Document> documents() {
    return documents.values();
  }

  Optional<Document> find(String uri) {
    return Optional.ofNullable(documents.get(uri));
  }

  /** The document of a file. */
  Optional<Document> find(Path file) {
    Path identity = identity(file);
    return documents.values().stream().filter(d -> d.path().filter(identity::equals).isPresent()).findFirst();
  }

  /** The desk with a document's text. */
  Desk with(String uri, int version, String text) {
    Map<String, String> texts = texts();
    texts.put(uri, text);
    return changed(uri, version, texts);
  }

  /** The desk with a document changed, one change after the other; a document that is not open has no changes. */
  Desk with(String uri, int version, Collection<TextDocumentContentChangeEvent> changes) {
    Optional<Document> document = find(uri);
    if (document.isEmpty()) {
      return this;
    }
    String text = document.get().text();
    for (TextDocumentContentChangeEvent change : changes) {
      text = change.getRange() == null ? change.getText()
          : replaced(new SourceFile(uri, text), change);
    }
    return with(uri, version, text);
  }

  private static String replaced(SourceFile before, TextDocumentContentChangeEvent change) {
    Span span = Positions.span(before, change.getRange());
    return before.text().substring(0, span.start()) + change.getText() + before.text().substring(span.end());
  }

  /** The desk without a document: of its file counts what is on the disk. */
  Desk without(String uri) {
    Map<String, String> texts = texts();
    texts.remove(uri);
    return changed(uri, 0, texts);
  }

  /** The desk after a file has changed on the disk. */
  Desk reread(String uri) {
    return documents.containsKey(uri) ? this : changed(uri, 0, texts());
  }

  private Map<String, String> texts() {
    Map<String, String> texts = new LinkedHashMap<>();
    documents.forEach((uri, document) -> texts.put(uri, document.text()));
    return texts;
  }

  private Desk changed(String uri, int version, Map<String, String> texts) {
    Map<Path, String> byFile = new LinkedHashMap<>();
    texts.forEach((u, text) -> path(u).ifPresent(path -> byFile.put(path, text)));
    Unsaved unsaved = file -> Optional.ofNullable(byFile.get(file));
    Optional<Path> changed = path(uri);
    Map<String, Document> now = new LinkedHashMap<>();
    texts.forEach((u, text) -> {
      Document before = documents.get(u);
      boolean isSame = before != null && !u.equals(uri) && changed.filter(p -> !before.isIndependentOf(p)).isEmpty();
      now.put(u, isSame ? before : document(u, u.equals(uri) || before == null ? version : before.version(), text,
          unsaved));
    });
    return new Desk(importPath, shelf, folders, now);
  }

  private Document document(String uri, int version, String text, Unsaved unsaved) {
    Optional<Path> path = path(uri);
    Optional<String> shelved = path.flatMap(shelf::name).filter(name -> name.startsWith("standard/"));
    if (shelved.isPresent()) {
      // The library is there beside any text.
      return new Document(uri, path, version, text, () -> NetFile.look(uri, ""), modules -> named(modules,
          shelved.get()));
    }
    return new Document(uri, path, version, text, path.isEmpty() ? () -> NetFile.look(uri, text)
        : look(importPath, path.get(), unsaved), Modules::main);
  }

  private static Ast.File named(Modules modules, String name) {
    return modules.standard().stream().filter(f -> f.span().file().name().equals(name)).findFirst()
        .orElseGet(modules::main);
  }

  /** What can be told of a file with these texts, open or not. It has no desk, so that none keeps another one. */
  private static Supplier<NetFile> look(ImportPath importPath, Path file, Unsaved unsaved) {
    return () -> {
      synchronized (importPath) {
        return NetFile.look(file, importPath, unsaved);
      }
    };
  }

  /** What is read of a file that may not be open, as far as names go. */
  <T> T read(Path file, Function<Modules, T> reader) {
    synchronized (importPath) {
      return reader.apply(NetFile.modules(file, importPath,
          changed -> find(changed).map(Document::text)));
    }
  }

  /** The files of the editor's folders, and of the documents. */
  Set<Path> files() {
    Set<Path> files = new LinkedHashSet<>();
    documents.values().stream().filter(d -> !isShelved(d)).forEach(d -> d.path().ifPresent(files::add));
    files.addAll(NetFiles.files(folders));
    return files;
  }

  /** The text of a file; of one that can't be read, nothing. */
  String text(Path file) {
    return find(file).map(Document::text).orElseGet(
        () -> Syntax.read(file, file.toString(), new Diagnostics()).map(SourceFile::text).orElse(""));
  }

  /** The text that an editor calls so. */
  String text(String uri) {
    return find(uri).map(Document::text).or(() -> path(uri).map(this::text)).orElse("");
  }

  /** What an editor calls a file. */
  String uri(Path file) {
    return find(file).map(Document::uri).orElseGet(() -> file.toUri().toString());
  }

  /** Where an editor finds a place. */
  Location location(Span span, Document from) {
    return new Location(uri(span.file(), from), Positions.range(span));
  }

  /** What an editor calls a text: an open document as the editor does. */
  String uri(SourceFile file, Document from) {
    if (file == from.file()) {
      return from.uri();
    }
    boolean isStandard = from.mentions().isStandard(new Span(file, 0, 0));
    Optional<Path> path = shelf.file(file, isStandard);
    return path.map(this::uri).orElseGet(from::uri);
  }

  /** Whether a document is one that the server itself has written, and nobody is to change. */
  boolean isShelved(Document document) {
    return document.path().flatMap(shelf::name).isPresent();
  }

  /** The one name of the file that an editor means; of a text that is in none, nothing. */
  static Optional<Path> path(String uri) {
    try {
      return uri.startsWith("file:") ? Optional.of(identity(Path.of(URI.create(uri)))) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  static Path identity(Path file) {
    try {
      return file.toRealPath();
    } catch (IOException e) {
      return file.toAbsolutePath().normalize();
    }
  }
}
