package dev.netgrad.lsp;

import dev.netgrad.ask.why.Adjoints;
import dev.netgrad.compiler.Checked;
import dev.netgrad.compiler.NetFile;
import dev.netgrad.model.Analysis;
import dev.netgrad.model.Modules;
import dev.netgrad.model.names.Mentions;
import dev.netgrad.model.scope.Meaning;
import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.SourceFile;
import dev.netgrad.source.Span;
import dev.netgrad.syntax.Ast;
import dev.netgrad.syntax.Word;
import dev.netgrad.tensor.Tensor;
import java.nio.file.Path;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * One version of one text, and what can be told of it.
 */
final class Document {
  private final String uri;
  private final Optional<Path> path;
  private final int version;
  private final String text;
  private final Lazy<NetFile> net;
  private final Lazy<Ast.File> tree;
  private final Lazy<Mentions> mentions;
  private final Lazy<List<Word>> words;
  private final Lazy<Map<Ast.Statement, List<Meaning>>> given;
  private final Lazy<Map<Ast.Application, List<Tensor>>> applied;
  private final Lazy<Checked> checked;
  private final Lazy<Adjoints> adjoints;

  /**
   * @param path the one name of its file; of a text that has not been saved, none
   * @param look gives the text's analysis
   * @param tree finds it among what was read: it is the main file, or one of the standard library
   */
  Document(String uri, Optional<Path> path, int version, String text, Supplier<NetFile> look,
      Function<Modules, Ast.File> tree) {
    this.uri = uri;
    this.path = path;
    this.version = version;
    this.text = text;
    net = new Lazy<>(look);
    this.tree = new Lazy<>(() -> tree.apply(analysis().modules()));
    mentions = new Lazy<>(() -> analysis().modules().mentions());
    words = new Lazy<>(() -> Word.all(file()));
    given = new Lazy<>(this::findGiven);
    applied = new Lazy<>(() -> analysis().applied());
    checked = new Lazy<>(() -> Checked.of(net()));
    adjoints = new Lazy<>(() -> new Adjoints(net()));
  }

  String uri() {
    return uri;
  }

  Optional<Path> path() {
    return path;
  }

  int version() {
    return version;
  }

  String text() {
    return text;
  }

  NetFile net() {
    return net.get();
  }

  Analysis analysis() {
    return net().analysis();
  }

  /** Whether its analysis cannot change by a change of another file. */
  boolean isIndependentOf(Path other) {
    return net.known().map(NetFile::analysis).map(Analysis::modules).filter(Modules::areWhole)
        .filter(modules -> modules.files().stream().flatMap(f -> f.span().file().path().stream())
            .noneMatch(p -> Desk.identity(p).equals(other)))
        .isPresent();
  }

  Ast.File tree() {
    return tree.get();
  }

  /** The text where its tree's places are. */
  SourceFile file() {
    return tree().span().file();
  }

  List<Word> words() {
    return words.get();
  }

  Mentions mentions() {
    return mentions.get();
  }

  Adjoints adjoints() {
    return adjoints.get();
  }

  /** All that is to be said of it, which takes a plan of each network and a run of each example. */
  Checked checked() {
    return checked.get();
  }

  /** What is to be said of it, as far as that is known. */
  List<Diagnostic> diagnostics() {
    return checked.known().map(Checked::diagnostics).orElseGet(() -> net().diagnostics()).sorted();
  }

  /** What a statement gives in each use of the declaration that it is in; empty if it is wrong, or depends on that. */
  List<Meaning> given(Ast.Statement statement) {
    return given.get().getOrDefault(statement, List.of());
  }

  private Map<Ast.Statement, List<Meaning>> findGiven() {
    Map<Ast.Statement, List<Meaning>> found = new IdentityHashMap<>();
    analysis().given().forEach(g -> found.put(g.statement(), g.meanings()));
    return found;
  }

  /** What a use of a layer or block, or a stage of a chain, gives. */
  List<Tensor> applied(Ast.Application use) {
    return applied.get().getOrDefault(use, List.of());
  }

  /** The uses of layers and blocks of which something is known. */
  Stream<Ast.Application> uses() {
    return applied.get().keySet().stream().filter(use -> use.span().file() == file());
  }

  /** The declaration that a place is in, or right behind. */
  Optional<Ast.Declaration> declaration(int offset) {
    return tree().declarations().stream().filter(d -> holds(d.span(), offset)).findFirst();
  }

  /** The name at a place. */
  Optional<Mentions.Mention> mention(int offset) {
    return mentions().at(file(), offset);
  }

  static boolean holds(Span span, int offset) {
    return span.start() <= offset && offset <= span.end();
  }
}
