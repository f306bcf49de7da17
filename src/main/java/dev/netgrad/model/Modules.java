package dev.netgrad.model;

import dev.netgrad.model.names.Declarations;
import dev.netgrad.model.names.Mentions;
import dev.netgrad.source.Code;
import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.Diagnostics;
import dev.netgrad.source.ImportPath;
import dev.netgrad.source.SourceFile;
import dev.netgrad.syntax.Ast;
import dev.netgrad.syntax.Syntax;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A file, what it imports, directly and through others, and the standard library.
 *
 * @param main the file itself, whose networks are compiled
 * @param files the file and its imports, each once
 * @param standard the standard library
 * @param imports what each file imports, by the path that its import says; the file itself first
 */
public record Modules(
    Ast.File main, List<Ast.File> files, List<Ast.File> standard, Map<SourceFile, Map<String, SourceFile>> imports) {

  public Modules {
    files = List.copyOf(files);
    standard = List.copyOf(standard);
    imports = Collections.unmodifiableMap(new LinkedHashMap<>(imports));
  }

  /** Where names are written in these files and in the standard library, and what they stand for there. */
  public Mentions mentions() {
    return new Mentions(Stream.concat(files.stream(), standard.stream()).toList(),
        new Declarations(main, files, standard, areWhole(), new Diagnostics()));
  }

  /** Whether every import has led to a file. */
  public boolean areWhole() {
    return files.stream().allMatch(f -> f.imports().stream()
        .allMatch(i -> imports.getOrDefault(f.span().file(), Map.of()).containsKey(i.path())));
  }

  /**
   * Reads a file and its imports. NameCheck shown are relative to the folder or jar that holds a file.
   *
   * @param diagnostics receives syntax errors, and {@code E201} (no such import), {@code E202} (an import that leaves
   *     its folder or jar) and {@code E203} (an import cycle)
   */
  public static Modules load(Path main, ImportPath importPath, Diagnostics diagnostics) {
    return load(main, importPath, Unsaved.NOTHING, diagnostics);
  }

  /** The same with texts that are not on the disk yet; the file itself may be one of them. */
  public static Modules load(Path main, ImportPath importPath, Unsaved unsaved, Diagnostics diagnostics) {
    return new ModuleLoader(importPath, unsaved, diagnostics).load(main, StandardLibrary.parse(diagnostics));
  }

  /** The same of a file that imports from its own folder alone. */
  public static Modules load(Path main, Diagnostics diagnostics) {
    try (ImportPath none = new ImportPath(List.of())) {
      return load(main, none, diagnostics);
    }
  }

  /**
   * The same with another text of the main file, which imports what it did.
   *
   * @param diagnostics receives syntax errors
   */
  Modules with(String text, Diagnostics diagnostics) {
    SourceFile before = main.span().file();
    SourceFile after = new SourceFile(before.name(), text, before.path());
    Ast.File parsed = Syntax.parse(after, diagnostics);
    Map<SourceFile, Map<String, SourceFile>> targets = new LinkedHashMap<>();
    imports.forEach((file, own) -> targets.put(file == before ? after : file, own));
    return new Modules(parsed, files.stream().map(f -> f == main ? parsed : f).toList(), standard, targets);
  }

  /** A file's text without imports of its own, such as one that was derived. */
  public static Modules of(SourceFile file, Diagnostics diagnostics) {
    Ast.File main = Syntax.parse(file, diagnostics);
    for (Ast.Import statement : main.imports()) {
      diagnostics.add(Diagnostic.of(Code.NO_IMPORT, statement.span(), "this text has no directory to import from"));
    }
    return new Modules(main, List.of(main), StandardLibrary.parse(diagnostics), Map.of(file, Map.of()));
  }
}
