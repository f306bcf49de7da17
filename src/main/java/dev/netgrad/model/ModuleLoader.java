package dev.netgrad.model;

import dev.netgrad.model.names.Limits;
import dev.netgrad.source.Code;
import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.Diagnostics;
import dev.netgrad.source.Hint;
import dev.netgrad.source.ImportPath;
import dev.netgrad.source.Location;
import dev.netgrad.source.SourceFile;
import dev.netgrad.source.Span;
import dev.netgrad.source.Spelling;
import dev.netgrad.syntax.Ast;
import dev.netgrad.syntax.Syntax;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a file and all that it imports, each file once, whatever links lead to it. */
final class ModuleLoader {
  private final ImportPath importPath;
  private final Unsaved unsaved;
  private final Diagnostics diagnostics;
  /** By {@link Location#identity}. */
  private final Map<Path, Ast.File> files = new LinkedHashMap<>();
  private final Map<Path, List<Edge>> imports = new HashMap<>();
  private boolean isFull;

  /** An import and the identity of the file that it means. */
  private record Edge(Ast.Import statement, Path target) {}

  ModuleLoader(ImportPath importPath, Unsaved unsaved, Diagnostics diagnostics) {
    this.importPath = importPath;
    this.unsaved = unsaved;
    this.diagnostics = diagnostics;
  }

  Modules load(Path file, List<Ast.File> standard) {
    Location main = importPath.locate(file);
    read(main);
    Deque<Location> open = new ArrayDeque<>(List.of(main));
    while (!open.isEmpty()) {
      Location from = open.remove();
      List<Edge> edges = new ArrayList<>();
      for (Ast.Import statement : files.get(from.identity()).imports()) {
        Optional<Location> target = find(from, statement);
        if (target.isPresent() && isWithinBudget(target.get(), statement)) {
          if (!files.containsKey(target.get().identity())) {
            read(target.get());
            open.add(target.get());
          }
          edges.add(new Edge(statement, target.get().identity()));
        }
      }
      imports.put(from.identity(), edges);
    }
    rejectCycles(main.identity());
    return new Modules(files.get(main.identity()), List.copyOf(files.values()), standard, targets());
  }

  /** Whether another file may be read, if it is one; the first that may not is an error. */
  private boolean isWithinBudget(Location target, Ast.Import statement) {
    boolean known = files.containsKey(target.identity());
    if (!known && files.size() == Limits.FILES && !isFull) {
      isFull = true;
      diagnostics.add(Diagnostic.of(Code.MANY_IMPORTS, statement.span(),
          "with this import, there are more than " + Limits.FILES + " files to compile"));
    }
    return known || files.size() < Limits.FILES;
  }

  private void read(Location location) {
    Optional<SourceFile> text = unsaved.text(location.identity())
        .map(changed -> new SourceFile(location.name(), changed, Optional.of(location.file())))
        .or(() -> Syntax.read(location.file(), location.name(), diagnostics));
    files.put(location.identity(), text.map(t -> Syntax.parse(t, diagnostics)).orElseGet(() -> empty(location)));
  }

  /** A file that could not be read; why has been said. */
  private static Ast.File empty(Location location) {
    Span nothing = new Span(new SourceFile(location.name(), ""), 0, 0);
    return new Ast.File(nothing, List.of(), List.of(), List.of(), List.of(new Ast.Gap(nothing, Optional.empty())));
  }

  private Map<SourceFile, Map<String, SourceFile>> targets() {
    Map<SourceFile, Map<String, SourceFile>> targets = new LinkedHashMap<>();
    files.forEach((identity, file) -> {
      Map<String, SourceFile> own = new LinkedHashMap<>();
      imports.get(identity).forEach(e -> own.put(e.statement().path(), files.get(e.target()).span().file()));
      targets.put(file.span().file(), own);
    });
    return targets;
  }

  private Optional<Location> find(Location from, Ast.Import statement) {
    List<Location> candidates = candidates(from, statement);
    Optional<Location> found = candidates.stream().filter(Location::exists).findFirst();
    if (found.isEmpty() && !candidates.isEmpty()) {
      Diagnostic d = Diagnostic.of(Code.NO_IMPORT, statement.span(),
          "there is no file `" + statement.path() + "` to import").saying(whereLooked(candidates));
      diagnostics.add(d.hint(meant(statement, candidates)));
    } else if (found.isPresent() && found.get().isLinkedFromOutside()) {
      diagnostics.add(Diagnostic.of(Code.IMPORT_PATH, statement.span(),
          "an import stays in its folder, and `" + found.get().name() + "` leads out of it through a link"));
      return Optional.empty();
    }
    return found;
  }

  /** Where the file of an import may be; an import that says no such place is an error. */
  private List<Location> candidates(Location from, Ast.Import statement) {
    String path = statement.path();
    try {
      if (path.isBlank() || path.startsWith("/") || path.contains("\\") || Path.of(path).isAbsolute()) {
        Diagnostic d = Diagnostic.of(Code.IMPORT_PATH, statement.span(),
            "an import is a relative path, with forward slashes").advice("such as import \"parts/layers.net\"");
        String forward = path.replace('\\', '/');
        boolean isMeant = !path.equals(forward) && !path.contains(":") && !forward.startsWith("/")
            && importPath.candidates(from, forward).stream().anyMatch(Location::exists);
        diagnostics.add(!isMeant ? d : d.hint(Optional.of(Spelling.question(quoted(statement), forward))));
        return List.of();
      }
      List<Location> candidates = importPath.candidates(from, path);
      if (candidates.isEmpty()) {
        diagnostics.add(Diagnostic.of(Code.IMPORT_PATH, statement.span(), "an import stays in its folder")
            .saying("leads out of it").advice("the import path may name more folders and jars to import from"));
      }
      return candidates;
    } catch (InvalidPathException e) {
      diagnostics.add(Diagnostic.of(Code.IMPORT_PATH, statement.span(), "this is no path"));
      return List.of();
    }
  }

  /** What was meant by the path of a file that does not exist. */
  private static Optional<Hint> meant(Ast.Import statement, List<Location> candidates) {
    String path = statement.path();
    int folder = path.lastIndexOf('/') + 1;
    String name = path.substring(folder).replaceFirst("\\.net$", "");
    List<String> names = candidates.stream().flatMap(c -> c.neighbours().stream())
        .map(n -> n.replaceFirst("\\.net$", "")).toList();
    if (StandardLibrary.isSubject(name)) {
      return Optional.of(Hint.fix("the standard library is there without an import", statement.span(), ""));
    }
    return (names.contains(name) ? Optional.of(name) : Spelling.nearest(name, names))
        .map(n -> Spelling.question(quoted(statement), path.substring(0, folder) + n + ".net"));
  }

  /** What stands between the quotes. */
  private static Span quoted(Ast.Import statement) {
    int start = statement.span().start() + statement.span().text().indexOf('"') + 1;
    return new Span(statement.span().file(), start, start + statement.path().length());
  }

  private static String whereLooked(List<Location> candidates) {
    long elsewhere = candidates.stream().map(Location::root).distinct().count() - 1;
    return "not beside this file" + switch ((int) elsewhere) {
      case 0 -> "";
      case 1 -> ", nor in the other folder or jar of the import path";
      default -> ", nor in the other " + elsewhere + " folders and jars of the import path";
    };
  }

  /** Each import statement that leads back to a file it is reached from is an error. */
  private void rejectCycles(Path main) {
    Map<Path, Integer> next = new HashMap<>(Map.of(main, 0));
    Deque<Path> path = new ArrayDeque<>(List.of(main));
    while (!path.isEmpty()) {
      Path top = path.getLast();
      int i = next.get(top);
      List<Edge> edges = imports.getOrDefault(top, List.of());
      if (i == edges.size()) {
        path.removeLast();
        continue;
      }
      next.put(top, i + 1);
      Edge edge = edges.get(i);
      if (path.contains(edge.target())) {
        diagnostics.add(Diagnostic.of(Code.IMPORT_CIRCLE, edge.statement().span(), "the imports go round in a circle")
            .saying("leads back to " + files.get(edge.target()).span().file().name()));
      } else if (!next.containsKey(edge.target())) {
        next.put(edge.target(), 0);
        path.addLast(edge.target());
      }
    }
  }
}
