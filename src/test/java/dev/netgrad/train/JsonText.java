package dev.netgrad.train;

/** The reader of JSON, for the tests of other packages. */
public final class JsonText {
  private JsonText() {}

  /** The value of a text: maps, lists, {@code Long}, {@code Double}, strings, booleans. */
  public static Object parse(String text) {
    try {
      return Json.parse(text);
    } catch (Json.JsonException e) {
      throw new AssertionError(e.getMessage() + " in\n" + text, e);
    }
  }
}
