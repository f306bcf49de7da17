package dev.netgrad.compiler;

import javax.lang.model.SourceVersion;

/** Names of packages for what is generated. */
public final class PackageNames {
  private PackageNames() {}

  /** Whether a name is empty, or that of a package: identifiers that are no keywords, between dots. */
  public static boolean isValid(String name) {
    return name.isEmpty()
        || SourceVersion.isName(name, SourceVersion.RELEASE_17) && name.chars().allMatch(c -> c < 128);
  }
}
