package dev.netgrad.maven;

import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which execution has which file for its output, over the executions of a project in one build: none may write or
 * delete a file of another.
 */
final class Claims {
  private final Map<Path, String> owners = new HashMap<>();

  void claim(Collection<Path> files, String execution) {
    for (Path file : files) {
      owners.put(file, execution);
    }
  }

  /** Another execution whose file it is. */
  Optional<String> other(Path file, String execution) {
    String owner = owners.get(file);
    return execution.equals(owner) ? Optional.empty() : Optional.ofNullable(owner);
  }
}
