package dev.netgrad.cli;

import dev.netgrad.compiler.NetFile;
import dev.netgrad.source.ImportPath;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiFunction;
import picocli.CommandLine.Option;

/** Where files are imported from, beside the folder of the one that is named. */
final class Imports {
  @Option(names = "--import-path", paramLabel = "PATH", description = {
      "A folder or a jar to import .net files from; may be given several times. A FILE in such a folder may import from"
          + " all of it, otherwise from its own folder and those below."})
  private List<Path> entries = List.of();

  /** Reads a file and what it imports. */
  NetFile read(Path file, NetgradCommand command) {
    return read(file, command, NetFile::read);
  }

  /** The same of a file that may have errors. */
  NetFile look(Path file, NetgradCommand command) {
    return read(file, command, NetFile::look);
  }

  private NetFile read(Path file, NetgradCommand command, BiFunction<Path, ImportPath, NetFile> way) {
    for (Path entry : entries) {
      command.require(Files.exists(entry), "--import-path: there is no " + NetgradCommand.shown(entry));
    }
    try (ImportPath importPath = new ImportPath(entries)) {
      return way.apply(file, importPath);
    }
  }
}
