package dev.netgrad.compiler;

import dev.netgrad.model.Analysis;
import dev.netgrad.model.Modules;
import dev.netgrad.model.Sizing;
import dev.netgrad.model.Unsaved;
import dev.netgrad.source.Diagnostics;
import dev.netgrad.source.Fault;
import dev.netgrad.source.ImportPath;
import dev.netgrad.source.SourceFile;
import dev.netgrad.tensor.Network;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A {@code .net} file, its networks as tensors.
 *
 * @param analysis what can be told of it; where it has been {@link #read}, it has no errors
 * @param imports what it and each of its imports import, by the path that the import says; the file itself first
 */
public record NetFile(Analysis analysis, Map<SourceFile, Map<String, SourceFile>> imports) {

  /**
   * Reads a file and what it imports from its own folder.
   *
   * @throws dev.netgrad.source.InvalidNetException with all of its errors
   */
  public static NetFile read(Path file) {
    return sound(looked(diagnostics -> Modules.load(file, diagnostics), Sizing.NONE));
  }

  /** The same of a file that also imports from elsewhere. */
  public static NetFile read(Path file, ImportPath importPath) {
    return read(file, importPath, List.of());
  }

  /**
   * The same with sizes that are set from outside.
   *
   * @param sizes texts as {@link Sizing} says
   * @throws dev.netgrad.source.SizingException if no network of the file has one of them
   */
  public static NetFile read(Path file, ImportPath importPath, List<String> sizes) {
    return sound(look(file, importPath, sizes));
  }

  /** Reads a file, too, that has errors: what is sound in it is there, with all of its errors. */
  public static NetFile look(Path file, ImportPath importPath, List<String> sizes) {
    return looked(diagnostics -> Modules.load(file, importPath, diagnostics), Sizing.of(sizes));
  }

  /** The same with texts that stand in an editor. */
  public static NetFile look(Path file, ImportPath importPath, Unsaved unsaved) {
    return looked(diagnostics -> Modules.load(file, importPath, unsaved, diagnostics), Sizing.NONE);
  }

  /** A file and what it imports as they are read, with texts that stand in an editor: names without shapes. */
  public static Modules modules(Path file, ImportPath importPath, Unsaved unsaved) {
    return DeepStack.call(() -> Modules.load(file, importPath, unsaved, new Diagnostics()));
  }

  /** The same of a text that is in no file, and so imports nothing. */
  public static NetFile look(String name, String text) {
    return looked(diagnostics -> Modules.of(new SourceFile(name, text), diagnostics), Sizing.NONE);
  }

  /** A text that imports nothing. */
  public static NetFile of(String name, String text) {
    return of(name, text, List.of());
  }

  /** The same with sizes that are set from outside. */
  public static NetFile of(String name, String text, List<String> sizes) {
    return sound(looked(diagnostics -> Modules.of(new SourceFile(name, text), diagnostics), Sizing.of(sizes)));
  }

  private static NetFile looked(Function<Diagnostics, Modules> load, Sizing sizing) {
    return DeepStack.call(() -> {
      Diagnostics reading = new Diagnostics();
      Modules modules = Fault.during("syntax", () -> load.apply(reading));
      Analysis analysis = Fault.during("model", () -> Analysis.of(modules, reading, sizing));
      return new NetFile(analysis, modules.imports());
    });
  }

  private static NetFile sound(NetFile file) {
    file.diagnostics().throwIfErrors();
    return file;
  }

  /** What is to be said of it; of a file that has been read, warnings. */
  public Diagnostics diagnostics() {
    return analysis.diagnostics();
  }

  /** The networks without errors, in the order of the file. */
  public List<Network> networks() {
    return analysis.networks();
  }
}
