package dev.netgrad.model.names;

import dev.netgrad.source.Code;
import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.Diagnostics;
import dev.netgrad.source.SourceFile;
import dev.netgrad.source.Span;
import dev.netgrad.syntax.Ast;
import dev.netgrad.syntax.LookAlikes;
import java.nio.file.FileSystems;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who is called what, over all files. A file's own declarations come before those of the standard library, which sees
 * only itself.
 */
public final class Declarations {
  private final List<Ast.Declaration> all;
  private final Set<SourceFile> standardFiles;
  private final Map<String, Ast.Declaration> own = new LinkedHashMap<>();
  private final Map<String, Ast.Declaration> standard = new LinkedHashMap<>();
  private final List<Ast.Gap> gaps;
  private final boolean isWhole;
  private final boolean areOfNetworks;

  /**
   * @param main the file itself
   * @param files the file and what it imports
   * @param library the standard library
   * @param isWhole whether all of these files are there; what is missing may declare anything
   * @param diagnostics receives what is wrong with the names that are declared
   */
  public Declarations(
      Ast.File main, List<Ast.File> files, List<Ast.File> library, boolean isWhole, Diagnostics diagnostics) {
    this.isWhole = isWhole;
    areOfNetworks = main.declarations().stream().anyMatch(d -> d.kind() == Ast.Kind.NETWORK);
    gaps = files.stream().flatMap(f -> f.gaps().stream()).toList();
    all = Stream.of(library, files).flatMap(List::stream).flatMap(f -> f.declarations().stream()).toList();
    standardFiles = library.stream().map(f -> f.span().file()).collect(Collectors.toSet());
    library.forEach(f -> f.declarations().forEach(d -> declare(d, standard, diagnostics)));
    files.forEach(f -> f.declarations().forEach(d -> declare(d, own, diagnostics)));
    rejectLookAlikes(diagnostics);
    rejectLetterCase(main, diagnostics);
  }

  private static void declare(Ast.Declaration d, Map<String, Ast.Declaration> into, Diagnostics diagnostics) {
    String name = d.name().text();
    if (Functions.NAMES.contains(name) || Predefined.isReserved(name)) {
      diagnostics.add(Diagnostic.of(Code.RESERVED_NAME, d.name().span(), "`" + name
          + "` has a meaning of its own in the language")
          .advice("choose another name"));
      return;
    }
    Ast.Declaration before = into.putIfAbsent(name, d);
    if (before != null) {
      diagnostics.add(Diagnostic.of(Code.DECLARED_TWICE, d.name().span(), "`" + name + "` is declared twice")
          .and(before.name().span(), "first here"));
    }
  }

  /** A declaration does not look like one of another file, nor like what is there without any. */
  private void rejectLookAlikes(Diagnostics diagnostics) {
    Map<String, String> names = new HashMap<>();
    Functions.NAMES.forEach(name -> names.put(name, name));
    standard.keySet().forEach(name -> names.put(name, name));
    for (Ast.Declaration d : own.values()) {
      String name = d.name().text();
      String before = names.putIfAbsent(LookAlikes.look(name), name);
      if (before != null && !before.equals(name)) {
        diagnostics.add(LookAlikes.diagnostic(d.name().span(), name));
      }
    }
  }

  /** A network is a class, and so a file; some systems have one file for names that differ in case only. */
  private static void rejectLetterCase(Ast.File file, Diagnostics diagnostics) {
    Map<String, Ast.Name> names = new HashMap<>();
    for (Ast.Declaration d : file.declarations()) {
      Ast.Name before = d.kind() != Ast.Kind.NETWORK ? null
          : names.putIfAbsent(d.name().text().toLowerCase(Locale.ROOT), d.name());
      if (before != null && !before.text().equals(d.name().text())) {
        diagnostics.add(Diagnostic.of(Code.LETTER_CASE, d.name().span(),
            "the names of two networks differ in case only, and so would their files")
            .and(before.span(), "the other one"));
      }
    }
  }

  /** Every declaration of every file, those of the standard library first. */
  public List<Ast.Declaration> all() {
    return all;
  }

  /** Whether a place is in the standard library. */
  public boolean isStandard(Span span) {
    return standardFiles.contains(span.file());
  }

  /** Whether a place is in a file that its reader can change: neither in the standard library nor in a jar. */
  public boolean isEditable(Span span) {
    return !isStandard(span)
        && span.file().path().map(p -> p.getFileSystem() == FileSystems.getDefault()).orElse(true);
  }

  /** The declaration that a name means in the file of the place. */
  public Optional<Ast.Declaration> find(String name, Span place) {
    Ast.Declaration mine = isStandard(place) ? null : own.get(name);
    return Optional.ofNullable(mine != null ? mine : standard.get(name));
  }

  /** The optimizers of all files. */
  Stream<Ast.Declaration> optimizers() {
    return all.stream().filter(d -> d.kind() == Ast.Kind.OPTIMIZER);
  }

  /** Whether the main file has a network, so that all that it is made of and trained by is here. */
  boolean areOfNetworks() {
    return areOfNetworks;
  }

  /** Whether a name may be that of a declaration that could not be read. */
  public boolean mayBeUnread(String name) {
    return !isWhole || gaps.stream().anyMatch(g -> g.name().map(n -> n.text().equals(name)).orElse(true));
  }

  /** Whether there may be declarations that could not be read. */
  boolean areAll() {
    return isWhole && gaps.isEmpty();
  }

  /** The names of some declarations that can be seen from a place, in alphabetical order. */
  public Set<String> names(Predicate<Ast.Declaration> which, Span place) {
    Set<String> names = new TreeSet<>();
    standard.values().stream().filter(which).forEach(d -> names.add(d.name().text()));
    if (!isStandard(place)) {
      own.values().stream().filter(which).forEach(d -> names.add(d.name().text()));
    }
    return names;
  }

  /** Whether a layer's first argument is of any rank, {@code x[I...]}: it goes element by element. */
  public boolean takesAnyShape(Ast.Name layer) {
    return find(layer.text(), layer.span()).filter(d -> !d.formals().isEmpty())
        .flatMap(d -> d.formals().get(0).dimensions())
        .filter(d -> d.size() == 1 && d.get(0).pack()).isPresent();
  }

  /** Whether it can be called: a layer or a block. */
  public static boolean isCallable(Ast.Declaration d) {
    return d.kind() == Ast.Kind.LAYER || d.kind() == Ast.Kind.BLOCK;
  }
}
