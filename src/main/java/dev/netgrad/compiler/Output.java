package dev.netgrad.compiler;

import dev.netgrad.emit.GeneratedSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Writes files, all or none: each aside first, and a copy of what it replaces, then every one is moved to its place.
 * Once the first is moved nothing needs room on the disk, not even the way back. What stands aside has names of its
 * own, so that of two builds in one directory each leaves whole files. A file that is there already with the same bytes
 * is not touched.
 */
public final class Output {
  private final Map<Path, Path> aside = new LinkedHashMap<>();
  private final Map<Path, Path> former = new LinkedHashMap<>();
  private final Deque<Path> moved = new ArrayDeque<>();

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
      output.former.values().forEach(Output::deleteQuietly);
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
      Path file = resolved(directory, name).normalize();
      if (!file.startsWith(directory.normalize())) {
        throw new IllegalStateException("a generated file outside its directory: " + name);
      }
      resolved.put(file, bytes);
    });
    return resolved;
  }

  private static Path resolved(Path directory, String name) {
    try {
      return directory.resolve(name);
    } catch (InvalidPathException e) {
      throw new EnvironmentException(NameEncoding.unknown(name), e);
    }
  }

  private void writeAside(Path file, byte[] bytes) throws IOException {
    boolean replaces = Files.isRegularFile(file);
    if (replaces && Arrays.equals(Files.readAllBytes(file), bytes)) {
      return;
    } else if (Files.isDirectory(file)) {
      throw new IOException("it is a directory");
    }
    Files.createDirectories(file.toAbsolutePath().getParent());
    if (replaces) {
      // A copy has the permissions of the original, and so has what is then written into one.
      former.put(file, unused(file));
      Files.copy(file, former.get(file), StandardCopyOption.COPY_ATTRIBUTES);
      aside.put(file, unused(file));
      Files.copy(file, aside.get(file), StandardCopyOption.COPY_ATTRIBUTES);
    } else {
      aside.put(file, unused(file));
    }
    try (FileChannel channel = FileChannel.open(aside.get(file), StandardOpenOption.CREATE, StandardOpenOption.WRITE,
        StandardOpenOption.TRUNCATE_EXISTING)) {
      for (ByteBuffer rest = ByteBuffer.wrap(bytes); rest.hasRemaining(); ) {
        channel.write(rest);
      }
      // A machine that stops later must not leave an empty file under the name of a whole one.
      channel.force(true);
    }
  }

  private static Path unused(Path file) {
    return file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".part");
  }

  private void move() throws IOException {
    for (Map.Entry<Path, Path> entry : aside.entrySet()) {
      replace(entry.getValue(), entry.getKey());
      moved.push(entry.getKey());
    }
  }

  private static void replace(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Files that were moved already become what they were. */
  private void undo() {
    for (Path file : moved) {
      if (!former.containsKey(file)) {
        deleteQuietly(file);
        continue;
      }
      try {
        replace(former.get(file), file);
      } catch (IOException e) {
        // The first failure is the one to report.
      }
    }
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
