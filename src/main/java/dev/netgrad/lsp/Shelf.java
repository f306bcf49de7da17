package dev.netgrad.lsp;

import dev.netgrad.source.SourceFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Files for texts that are in none that an editor can open: the standard library's, those in jars, and derivatives.
 * They are in a folder of their own, which goes with the server.
 */
final class Shelf implements AutoCloseable {
  private final Map<String, Path> copies = new HashMap<>();
  private Optional<Path> folder = Optional.empty();

  /** The file to show for a text of the compiler's; empty if it is in none, as it has not been saved yet. */
  synchronized Optional<Path> file(SourceFile text, boolean isStandard) {
    Optional<Path> own = text.path().filter(p -> p.getFileSystem() == FileSystems.getDefault());
    boolean isCopied = isStandard || text.path().isPresent();
    return own.isPresent() || !isCopied ? own : Optional.of(put(text.path().map(p -> "jar" + Integer.toHexString(
        p.getFileSystem().toString().hashCode()) + "/").orElse("") + text.name(), text.text()));
  }

  /** A file with a text, to be read and not written. */
  synchronized Path put(String name, String text) {
    Path file = folder().resolve(name);
    try {
      if (!text.equals(copies.containsKey(name) ? Files.readString(file) : null)) {
        Files.createDirectories(file.getParent());
        Files.deleteIfExists(file);
        Files.writeString(file, text);
        file.toFile().setReadOnly();
        copies.put(name, file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }

  /** The name of what stands here under a path. */
  synchronized Optional<String> name(Path file) {
    return folder.filter(file::startsWith).map(f -> f.relativize(file).toString().replace('\\', '/'));
  }

  private Path folder() {
    if (folder.isEmpty()) {
      try {
        folder = Optional.of(Files.createTempDirectory("netgrad-lsp").toRealPath());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return folder.get();
  }

  @Override
  public synchronized void close() {
    folder.ifPresent(Shelf::delete);
    folder = Optional.empty();
    copies.clear();
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> innermostFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : innermostFirst) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // It is among the system's temporary files, which are cleared anyway.
      return;
    }
  }
}
