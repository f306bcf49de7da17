package dev.netgrad.cli;

import dev.netgrad.compiler.NetFile;
import dev.netgrad.source.ImportPath;
import dev.netgrad.source.SizingException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a file is read with: where its imports are, beside its own folder, and the sizes of its networks. */
final class Imports {
  private static final String SIZE = "--size";

  @Mixin
  private ImportFolders folders;

  @Option(names = SIZE, paramLabel = "K=16", description = {
      "Sets a size, or another number, in the head of a network; may be given several times. K=16 is for all networks"
          + " that have a K, \"Net(K=16, H=4)\" for one. \"Net(K=16) as Net16\" gives a network of its own, Net16."})
  private List<String> sizes = List.of();

  /** Reads a file and what it imports. */
  NetFile read(Path file, NetgradCommand command) {
    return read(file, command, NetFile::read);
  }

  /** The same of a file that may have errors. */
  NetFile look(Path file, NetgradCommand command) {
    return read(file, command, NetFile::look);
  }

  private interface Way {
    NetFile read(Path file, ImportPath importPath, List<String> settings);
  }

  private NetFile read(Path file, NetgradCommand command, Way way) {
    try (ImportPath importPath = folders.open(command)) {
      return way.read(file, importPath, sizes);
    } catch (SizingException e) {
      throw command.misuse(SIZE + ": " + e.getMessage());
    }
  }
}
