package dev.netgrad.compiler;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.stream.Stream;

/**
 * A folder for files that are wanted for a moment only, in the system's directory for such things. Who opens one
 * deletes those that killed processes left there: a folder is in use as long as its lock is held, and a lock ends with
 * its process.
 */
final class ScratchFolder implements AutoCloseable {
  private static final String PREFIX = "netgrad";
  private static final String LOCK = ".lock";
  /** Between making a folder and locking it, its owner must not lose it. */
  private static final int SECONDS_UNTIL_LOCKED = 60;

  private final Path path;
  private final FileChannel lock;

  private ScratchFolder(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  static ScratchFolder open() throws IOException {
    Path path = Files.createTempDirectory(PREFIX);
    clear(path.getParent());
    FileChannel lock = FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    lock.tryLock();
    return new ScratchFolder(path, lock);
  }

  Path path() {
    return path;
  }

  private static void clear(Path directory) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      all.filter(f -> f.getFileName().toString().startsWith(PREFIX) && Files.exists(f.resolve(LOCK)))
          .filter(ScratchFolder::isAbandoned).forEach(ScratchFolder::delete);
    }
  }

  private static boolean isAbandoned(Path folder) {
    try (FileChannel lock = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.WRITE)) {
      Instant made = Files.getLastModifiedTime(folder.resolve(LOCK)).toInstant();
      return made.isBefore(Instant.now().minusSeconds(SECONDS_UNTIL_LOCKED)) && lock.tryLock() != null;
    } catch (IOException | OverlappingFileLockException e) {
      // Another user's, or this process's own.
      return false;
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted((a, b) -> b.compareTo(a)).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      // What stays in the system's directory for such things is harmless.
    }
  }

  @Override
  public void close() throws IOException {
    lock.close();
    delete(path);
  }
}
