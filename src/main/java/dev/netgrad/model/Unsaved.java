package dev.netgrad.model;

import java.nio.file.Path;
import java.util.Optional;

/** Texts that stand in an editor, and are to be taken in place of those on the disk. */
@FunctionalInterface
public interface Unsaved {
  /** There are none. */
  Unsaved NOTHING = file -> Optional.empty();

  /** @param file the one name of a file that links give several, {@link dev.netgrad.source.Location#identity} */
  Optional<String> text(Path file);
}
