package dev.netgrad.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a file is or may be.
 *
 * @param root the folder, or the top of the jar, that the file's imports do not leave
 * @param file below the root, without {@code ..} on the way
 */
public record Location(Path root, Path file) {

  /** The path from the root, with forward slashes everywhere. */
  public String name() {
    return (file.equals(root) ? file : root.relativize(file)).toString().replace('\\', '/');
  }

  public boolean exists() {
    return Files.isRegularFile(file);
  }

  /** Another location of the same root, its path written from the folder of this one; none outside of the root. */
  Optional<Location> sibling(String path) {
    return below(root, file.resolveSibling(path));
  }

  /** A location by its path from a root; none outside of the root. */
  static Optional<Location> below(Path root, String path) {
    return below(root, root.resolve(path));
  }

  private static Optional<Location> below(Path root, Path file) {
    Path normal = file.normalize();
    return normal.startsWith(root) && !normal.equals(root) ? Optional.of(new Location(root, normal)) : Optional.empty();
  }

  /** Whether an existing file is elsewhere in truth, since a link on the way leads out of the root. */
  public boolean isLinkedFromOutside() {
    try {
      return !file.toRealPath().startsWith(root.toRealPath());
    } catch (IOException e) {
      return false;
    }
  }

  /** The one name of a file that links give several; of a file that does not exist, the path as it is. */
  public Path identity() {
    try {
      return file.toRealPath();
    } catch (IOException e) {
      return file;
    }
  }
}
