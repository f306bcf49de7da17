package dev.netgrad.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.ProviderNotFoundException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The folders and jars that {@code .net} files are imported from, in the order in which they are searched. A jar is
 * opened when it is first looked into, and stays open until the path is closed. An entry that is not there, or neither
 * a folder nor a jar, holds nothing. For one thread at a time.
 */
public final class ImportPath implements AutoCloseable {
  private final List<Path> entries;
  private final Map<Path, Optional<Path>> roots = new LinkedHashMap<>();
  private final List<FileSystem> jars = new ArrayList<>();

  public ImportPath(List<Path> entries) {
    Set<Path> distinct = new LinkedHashSet<>();
    for (Path entry : entries) {
      distinct.add(entry.toAbsolutePath().normalize());
    }
    this.entries = List.copyOf(distinct);
  }

  /** Where a file on the disk is: below the first entry that holds it, or else at the top of its own folder. */
  public Location locate(Path file) {
    Path absolute = file.toAbsolutePath().normalize();
    for (Path entry : entries) {
      if (absolute.startsWith(entry) && !absolute.equals(entry)) {
        return new Location(entry, absolute);
      }
    }
    return new Location(Objects.requireNonNullElse(absolute.getParent(), absolute), absolute);
  }

  /**
   * Where the file of an import may be, in the order in which it is looked for: beside the file that imports it, at the
   * top of the folder or jar that holds that file, in each entry. Places outside of their roots are left out.
   *
   * @param path as it is written in the import
   * @throws java.nio.file.InvalidPathException if it is no path on this system
   */
  public List<Location> candidates(Location from, String path) {
    List<Location> candidates = new ArrayList<>();
    from.sibling(path).ifPresent(candidates::add);
    Location.below(from.root(), path).ifPresent(candidates::add);
    for (Path entry : entries) {
      roots.computeIfAbsent(entry, this::open).flatMap(root -> Location.below(root, path)).ifPresent(candidates::add);
    }
    return candidates;
  }

  /** The file of an import: the first candidate that there is. */
  public Optional<Location> find(Location from, String path) {
    return candidates(from, path).stream().filter(Location::exists).findFirst();
  }

  /** The root of an entry; none if it is a file but no jar. */
  private Optional<Path> open(Path entry) {
    if (!Files.isRegularFile(entry)) {
      return Optional.of(entry);
    }
    try {
      FileSystem jar = FileSystems.newFileSystem(entry);
      jars.add(jar);
      return Optional.of(jar.getPath("/"));
    } catch (IOException | ProviderNotFoundException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    try {
      for (FileSystem jar : jars) {
        jar.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
