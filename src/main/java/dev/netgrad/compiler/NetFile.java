package dev.netgrad.compiler;

import dev.netgrad.model.Model;
import dev.netgrad.model.Modules;
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
 * A {@code .net} file without errors, its networks as tensors.
 *
 * @param warnings what is to be said all the same
 * @param imports what it and each of its imports import, by the path that the import says; the file itself first
 */
public record NetFile(Model model, Diagnostics warnings, Map<SourceFile, Map<String, SourceFile>> imports) {

  /**
   * Reads a file and what it imports from its own folder.
   *
   * @throws dev.netgrad.source.InvalidNetException with all of its errors
   */
  public static NetFile read(Path file) {
    return elaborate(diagnostics -> Modules.load(file, diagnostics));
  }

  /** The same of a file that also imports from elsewhere. */
  public static NetFile read(Path file, ImportPath importPath) {
    return elaborate(diagnostics -> Modules.load(file, importPath, diagnostics));
  }

  /** The same of a text that imports nothing. */
  public static NetFile of(String name, String text) {
    return elaborate(diagnostics -> Modules.of(new SourceFile(name, text), diagnostics));
  }

  private static NetFile elaborate(Function<Diagnostics, Modules> load) {
    return DeepStack.call(() -> {
      Diagnostics diagnostics = new Diagnostics();
      Modules modules = Fault.during("syntax", () -> load.apply(diagnostics));
      Model model = Fault.during("model", () -> Model.elaborate(modules, diagnostics));
      diagnostics.throwIfErrors();
      return new NetFile(model, diagnostics, modules.imports());
    });
  }

  /** The networks in the order of the file. */
  public List<Network> networks() {
    return model.networks();
  }
}
