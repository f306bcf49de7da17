package dev.netgrad.emit;

/**
 * Where the fields of a class are: in itself, or of many, page by page in classes within it. A class file holds 65,535
 * constants and a constructor 64 KB, and each array takes several of both.
 */
final class Pages {
  /** What Javadoc says of a page. */
  static final String DOCUMENTATION = "Some of the fields, of which there are too many for one class.\n";
  /** The number of what is no page but the class itself. */
  static final int NONE = 0;
  /** So many fields are in the class itself. */
  private static final int MOST_FIELDS = 1_000;
  private static final int ON_A_PAGE = 250;

  private final boolean several;
  private int fields;

  /**
   * How a field is reached from an object of the class.
   *
   * @param page the number of the page that it is on, or {@link #NONE}
   */
  record Path(int page, String field) {
    JavaExpression in(JavaExpression object) {
      return (page == NONE ? object : object.field(name(page))).field(field);
    }

    /** The field of a variable's object. */
    JavaExpression in(String variable) {
      return in(JavaExpression.name(variable));
    }

    /** Another field of the same page. */
    Path beside(String other) {
      return new Path(page, other);
    }

    /** Such as {@code weight} or {@code page3.weight}. */
    @Override
    public String toString() {
      return page == NONE ? field : name(page) + "." + field;
    }
  }

  /** @param fields how many there will be */
  Pages(int fields) {
    this.several = fields > MOST_FIELDS;
  }

  /** Where the next field is. */
  Path path(String field) {
    return new Path(several ? 1 + fields++ / ON_A_PAGE : NONE, field);
  }

  /** The field that holds a page. */
  static String name(int page) {
    return "page" + page;
  }

  /** The class of a page. */
  static String type(int page) {
    return "Page" + page;
  }
}
