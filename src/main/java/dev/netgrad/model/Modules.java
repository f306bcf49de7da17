package dev.netgrad.model;

import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.Diagnostics;
import dev.netgrad.source.SourceFile;
import dev.netgrad.source.Span;
import dev.netgrad.syntax.Ast;
import dev.netgrad.syntax.Syntax;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A file, what it imports, directly and through others, and the standard library.
 *
 * @param main the file itself, whose networks are compiled
 * @param files the file and its imports, each once
 * @param standard the standard library
 */
public record Modules(Ast.File main, List<Ast.File> files, List<Ast.File> standard) {

  public Modules {
    files = List.copyOf(files);
    standard = List.copyOf(standard);
  }

  /**
   * Reads a file and its imports. Imports stay in the directory of the file or below it. Names shown are relative to
   * that directory.
   *
   * @param diagnostics receives syntax errors, and {@code E201} (no such import), {@code E202} (an import that leaves
   *     the directory) and {@code E203} (an import cycle)
   */
  public static Modules load(Path main, Diagnostics diagnostics) {
    Path absolute = main.toAbsolutePath().normalize();
    Path root = absolute.getParent();
    String name = absolute.getFileName() == null ? absolute.toString() : absolute.getFileName().toString();
    Optional<SourceFile> text = Syntax.read(absolute, name, diagnostics);
    Ast.File first = text.map(t -> Syntax.parse(t, diagnostics)).orElseGet(() -> empty(name));
    Map<Path, Ast.File> read = new LinkedHashMap<>();
    Map<Path, List<Path>> imports = new LinkedHashMap<>();
    read.put(absolute, first);
    Deque<Path> open = new ArrayDeque<>(List.of(absolute));
    while (!open.isEmpty()) {
      Path path = open.remove();
      List<Path> targets = new ArrayList<>();
      for (Ast.Import statement : read.get(path).imports()) {
        Optional<Path> target = target(path, root, statement, diagnostics);
        if (target.isEmpty()) {
          continue;
        }
        targets.add(target.get());
        if (!read.containsKey(target.get())) {
          String shown = root.relativize(target.get()).toString().replace('\\', '/');
          read.put(target.get(), Syntax.read(target.get(), shown, diagnostics)
              .map(t -> Syntax.parse(t, diagnostics)).orElseGet(() -> empty(shown)));
          open.add(target.get());
        }
      }
      imports.put(path, targets);
    }
    rejectCycles(absolute, read, imports, diagnostics);
    return new Modules(first, List.copyOf(read.values()), StandardLibrary.parse(diagnostics));
  }

  /** A file's text without imports of its own, such as one that was derived. */
  public static Modules of(SourceFile file, Diagnostics diagnostics) {
    Ast.File main = Syntax.parse(file, diagnostics);
    for (Ast.Import statement : main.imports()) {
      diagnostics.add(Diagnostic.error("E201", statement.span(), "this text has no directory to import from"));
    }
    return new Modules(main, List.of(main), StandardLibrary.parse(diagnostics));
  }

  private static Optional<Path> target(Path from, Path root, Ast.Import statement, Diagnostics diagnostics) {
    String text = statement.path();
    Path target;
    try {
      Path written = Path.of(text);
      if (written.isAbsolute() || text.startsWith("/") || text.startsWith("\\") || text.isBlank()) {
        diagnostics.add(Diagnostic.error("E202", statement.span(), "an import is a path relative to the importing file")
            .hint("such as import \"layers.net\""));
        return Optional.empty();
      }
      target = from.resolveSibling(written).normalize();
    } catch (InvalidPathException e) {
      diagnostics.add(Diagnostic.error("E202", statement.span(), "this is no path"));
      return Optional.empty();
    }
    if (!target.startsWith(root)) {
      diagnostics.add(Diagnostic.error("E202", statement.span(),
          "an import stays in the directory of the compiled file, or below it"));
      return Optional.empty();
    }
    if (!Files.isRegularFile(target)) {
      diagnostics.add(Diagnostic.error("E201", statement.span(), "there is no file `" + text + "` beside this one"));
      return Optional.empty();
    }
    return Optional.of(target);
  }

  /** Each import statement that leads back to a file it is reached from is an error. */
  private static void rejectCycles(
      Path main, Map<Path, Ast.File> files, Map<Path, List<Path>> imports, Diagnostics diagnostics) {
    Map<Path, Integer> next = new LinkedHashMap<>();
    Deque<Path> path = new ArrayDeque<>(List.of(main));
    next.put(main, 0);
    while (!path.isEmpty()) {
      Path top = path.getLast();
      int i = next.get(top);
      List<Path> targets = imports.getOrDefault(top, List.of());
      if (i == targets.size()) {
        path.removeLast();
        continue;
      }
      next.put(top, i + 1);
      Path target = targets.get(i);
      if (path.contains(target)) {
        Span place = files.get(top).imports().stream()
            .filter(s -> top.resolveSibling(s.path()).normalize().equals(target)).findFirst().orElseThrow().span();
        diagnostics.add(Diagnostic.error("E203", place, "the imports go round in a circle")
            .saying("leads back to " + files.get(target).span().file().name()));
      } else if (!next.containsKey(target)) {
        next.put(target, 0);
        path.addLast(target);
      }
    }
  }

  private static Ast.File empty(String name) {
    return new Ast.File(new Span(new SourceFile(name, ""), 0, 0), List.of(), List.of());
  }
}
