package dev.netgrad.cli;

import dev.netgrad.source.SourceFile;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Optional;

/** What messages call the file that they are about, so that who reads them finds it. */
final class FileNames {
  private FileNames() {}

  /** The path, relative to the working directory if it is below that; of a text in no file, its name. */
  static String relative(SourceFile file) {
    return of(file, true);
  }

  /**
   * The path of a file; a URI if it is in a jar.
   *
   * @param relative whether a path below the working directory is relative to it
   */
  static String of(SourceFile file, boolean relative) {
    Optional<Path> path = file.path();
    if (path.isEmpty()) {
      return file.name();
    } else if (path.get().getFileSystem() != FileSystems.getDefault()) {
      return path.get().toUri().toString();
    }
    Path here = Path.of("").toAbsolutePath();
    return NetgradCommand.shown(relative && path.get().startsWith(here) ? here.relativize(path.get()) : path.get());
  }
}
