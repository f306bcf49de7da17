package dev.netgrad.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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
    return below(root, root.relativize(file).resolveSibling(path));
  }

  /** A location by its path from a root; none outside of the root. */
  static Optional<Location> below(Path root, String path) {
    return below(root, root.getFileSystem().getPath(path));
  }

  /** A jar has nothing above its root, and would take that for the root itself. */
  private static Optional<Location> below(Path root, Path path) {
    Path normal = path.normalize();
    return normal.startsWith("..") || normal.toString().isEmpty() ? Optional.empty()
        : Optional.of(new Location(root, root.resolve(normal)));
  }

  /** Whether an existing file is elsewhere in truth, since a link on the way leads out of the root. */
  public boolean isLinkedFromOutside() {
    try {
      return !file.toRealPath().startsWith(root.toRealPath());
    } catch (IOException e) {
      return false;
    }
  }

  /** The names of the {@code .net} files of its folder, in alphabetical order. */
  public List<String> neighbours() {
    try (Stream<Path> files = Files.list(file.getParent())) {
      return files.map(f -> f.getFileName().toString()).filter(name -> name.endsWith(".net")).sorted().toList();
    } catch (IOException e) {
      return List.of();
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
