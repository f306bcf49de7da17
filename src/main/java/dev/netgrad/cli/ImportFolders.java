package dev.netgrad.cli;

import dev.netgrad.source.ImportPath;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** Where files import from beside their own folders. */
final class ImportFolders {
  @Option(names = "--import-path", paramLabel = "PATH", description = {
      "A folder or a jar to import .net files from; may be given several times. A FILE in such a folder may import from"
          + " all of it, otherwise from its own folder and those below."})
  private List<Path> entries = List.of();

  /** The path, which the caller closes. */
  ImportPath open(NetgradCommand command) {
    for (Path entry : entries) {
      command.require(Files.exists(entry), "--import-path: there is no " + NetgradCommand.shown(entry));
    }
    return new ImportPath(entries);
  }
}
