package dev.netgrad.cli;

import javax.lang.model.SourceVersion;

/** Names of packages. */
final class Packages {
  private Packages() {}

  /** Whether a name is that of a package: identifiers that are no keywords, between dots. */
  static boolean isValid(String name) {
    return SourceVersion.isName(name, SourceVersion.RELEASE_17) && name.chars().allMatch(c -> c < 128);
  }
}
