package dev.netgrad.emit;

/**
 * Where the fields of a class are: in itself, or of many, page by page in classes within it. A class file holds 65,535
 * constants and a constructor 64 KB, and each array takes several of both.
 */
final class Pages {
  /** What Javadoc says of a page. */
  static final String DOCUMENTATION = "Some of the fields, of which there are too many for one class.\n";
  /** So many fields are in the class itself. */
  private static final int MOST_FIELDS = 1_000;
  private static final int ON_A_PAGE = 250;

  private final boolean several;
  private int fields;

  /** @param fields how many there will be */
  Pages(int fields) {
    this.several = fields > MOST_FIELDS;
  }

  /** How the next field is reached from an object of the class: {@code weight}, or {@code page3.weight}. */
  String path(String field) {
    return several ? "page" + (1 + fields++ / ON_A_PAGE) + "." + field : field;
  }

  /** How another field of the same page is reached. */
  static String beside(String path, String field) {
    return path.substring(0, path.length() - field(path).length()) + field;
  }

  /** The page of a path; empty for the class itself. */
  static String page(String path) {
    return path.substring(0, Math.max(0, path.indexOf('.')));
  }

  /** The last name of a path. */
  static String field(String path) {
    return path.substring(path.indexOf('.') + 1);
  }

  /** The class of a page. */
  static String type(String page) {
    return Character.toUpperCase(page.charAt(0)) + page.substring(1);
  }
}
