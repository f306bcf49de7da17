package dev.netgrad.compiler;

import dev.netgrad.emit.GeneratedSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Writes generated files, all or none: each aside first, then every one is moved to its place. A file that is there
 * already with the same bytes is not touched.
 */
public final class Output {
  private final Map<Path, Path> aside = new LinkedHashMap<>();
  private final Map<Path, byte[]> former = new LinkedHashMap<>();

  private Output() {}

  /**
   * @param directory the source root
   * @return the files' paths, changed or not, in the order of the sources
   * @throws EnvironmentException if the files can't be written; the directory's files are then as they were
   */
  public static List<Path> write(Path directory, List<GeneratedSource> sources) {
    Map<String, byte[]> contents = new LinkedHashMap<>();
    sources.forEach(s -> contents.put(s.name(), s.text().getBytes(StandardCharsets.UTF_8)));
    return write(directory, contents);
  }

  /** The same of any files, their contents by path below the directory. */
  static List<Path> write(Path directory, Map<String, byte[]> contents) {
    return write(resolved(directory, contents));
  }

  /** The same of files anywhere. */
  public static List<Path> write(Map<Path, byte[]> contents) {
    List<Path> files = new ArrayList<>();
    Output output = new Output();
    Path at = null;
    try {
      for (Map.Entry<Path, byte[]> file : contents.entrySet()) {
        at = file.getKey();
        files.add(at);
        output.writeAside(at, file.getValue());
      }
      output.move();
    } catch (IOException e) {
      output.undo();
      throw new EnvironmentException("cannot write " + at + ": " + reason(e), e);
    } finally {
      output.aside.values().forEach(Output::deleteQuietly);
    }
    return files;
  }

  /**
   * Two files that are one; names that differ in case only are, on some systems.
   *
   * @param names paths below one directory
   */
  public static Optional<String> collision(List<String> names) {
    Map<String, String> seen = new TreeMap<>();
    for (String name : names) {
      String before = seen.put(name.toLowerCase(Locale.ROOT), name);
      if (before != null) {
        return Optional.of(before.equals(name) ? before : before + " and " + name);
      }
    }
    return Optional.empty();
  }

  private static Map<Path, byte[]> resolved(Path directory, Map<String, byte[]> contents) {
    Map<Path, byte[]> resolved = new LinkedHashMap<>();
    contents.forEach((name, bytes) -> {
      Path file = directory.resolve(name).normalize();
      if (!file.startsWith(directory.normalize())) {
        throw new IllegalStateException("a generated file outside its directory: " + name);
      }
      resolved.put(file, bytes);
    });
    return resolved;
  }

  private void writeAside(Path file, byte[] bytes) throws IOException {
    if (Files.isRegularFile(file)) {
      byte[] before = Files.readAllBytes(file);
      if (Arrays.equals(before, bytes)) {
        return;
      }
      former.put(file, before);
    } else if (Files.isDirectory(file)) {
      throw new IOException("it is a directory");
    }
    Files.createDirectories(file.toAbsolutePath().getParent());
    // Another build may write the same file at the same time.
    String own = Long.toHexString(ThreadLocalRandom.current().nextLong());
    Path temporary = file.resolveSibling("." + file.getFileName() + "." + own + ".part");
    aside.put(file, temporary);
    Files.write(temporary, bytes);
  }

  private void move() throws IOException {
    for (Map.Entry<Path, Path> entry : Map.copyOf(aside).entrySet()) {
      try {
        Files.move(entry.getValue(), entry.getKey(), StandardCopyOption.ATOMIC_MOVE);
      } catch (AtomicMoveNotSupportedException e) {
        Files.move(entry.getValue(), entry.getKey(), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  /** Files that were moved already become what they were. */
  private void undo() {
    aside.forEach((file, temporary) -> {
      if (Files.exists(temporary)) {
        return;
      }
      byte[] before = former.get(file);
      if (before == null) {
        deleteQuietly(file);
      } else {
        try {
          Files.write(file, before);
        } catch (IOException e) {
          // The first failure is the one to report.
        }
      }
    });
  }

  private static void deleteQuietly(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // A leftover is harmless.
    }
  }

  private static String reason(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    } else if (e instanceof FileAlreadyExistsException exists) {
      return exists.getFile() + " is no directory";
    } else if (e instanceof FileSystemException system && system.getReason() != null) {
      return system.getReason();
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
