package dev.netgrad.compiler;

/**
 * What file names may consist of. Java writes them in the encoding of the locale, chosen when it starts; in that of the
 * locale {@code C} there is nothing but ASCII.
 */
public final class NameEncoding {
  private NameEncoding() {}

  /** Says of a name that this Java can't give to a file, or that it could not read, what would help. */
  public static String unknown(String name) {
    return ("file names are written in %s here, which has no sign for part of `%s`; with the environment variable"
        + " LC_ALL=C.UTF-8, or another locale of UTF-8, they have all signs")
        .formatted(System.getProperty("sun.jnu.encoding"), name);
  }

  /** Whether part of a name that was read from a folder was lost. */
  public static boolean isBroken(String name) {
    return name.indexOf('\uFFFD') >= 0;
  }
}
