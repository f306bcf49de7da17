package dev.netgrad.maven;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import javax.lang.model.SourceVersion;

/** The packages of generated classes: one for all, or for each file that of its folder. */
final class Packages {
  private final Path root;
  private final String one;
  private final Set<String> errors = new LinkedHashSet<>();

  /**
   * @param root the folder of the unnamed package
   * @param one the package of all files; null or blank for that of each file's folder
   */
  Packages(Path root, String one) {
    this.root = root;
    this.one = one == null ? "" : one.strip();
    if (!this.one.isEmpty() && !SourceVersion.isName(this.one)) {
      errors.add("`" + this.one + "` is no name of a package");
    }
  }

  /** The package of a file's networks; empty for the unnamed one. */
  String of(Path file) {
    if (!one.isEmpty()) {
      return one;
    }
    Path folder = root.relativize(file).getParent();
    String name = folder == null ? "" : StreamSupport.stream(folder.spliterator(), false).map(Path::toString)
        .collect(Collectors.joining("."));
    if (!name.isEmpty() && !SourceVersion.isName(name)) {
      errors.add(file + ": its folder would be the package `" + name + "`, which is no name; packageName sets one");
    }
    return name;
  }

  /** Which of the packages are none. */
  List<String> errors() {
    return List.copyOf(errors);
  }

  @Override
  public String toString() {
    return one.isEmpty() ? "that of the folder" : one;
  }
}
