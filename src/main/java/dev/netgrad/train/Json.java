package dev.netgrad.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A reader of JSON (RFC 8259) and what the writer of a flat header needs.
 *
 * <p>Objects become maps in the order of the text, arrays lists, whole numbers {@code Long}, other numbers
 * {@code Double}; strings, booleans and null themselves.
 */
final class Json {
  private static final int DEEPEST = 64;

  private final String text;
  private int position;

  private Json(String text) {
    this.text = text;
  }

  /** What is wrong with a text, and where. */
  static final class JsonException extends Exception {
    private static final long serialVersionUID = 1;

    JsonException(String message, int position) {
      super(message + " at character " + (position + 1));
    }
  }

  /** The value that is the whole text; an object that names a key twice is an error. */
  static Object parse(String text) throws JsonException {
    Json json = new Json(text);
    Object value = json.value(0);
    json.skipSpace();
    if (json.position < text.length()) {
      throw json.error("text after the end");
    }
    return value;
  }

  /** The text as a JSON string, quotes included. */
  static String quote(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }

  private Object value(int depth) throws JsonException {
    if (depth > DEEPEST) {
      throw error("nested too deeply");
    }
    skipSpace();
    char c = peek();
    return switch (c) {
      case '{' -> object(depth);
      case '[' -> array(depth);
      case '"' -> string();
      case 't' -> word("true", true);
      case 'f' -> word("false", false);
      case 'n' -> word("null", null);
      default -> number();
    };
  }

  private Map<String, Object> object(int depth) throws JsonException {
    Map<String, Object> members = new LinkedHashMap<>();
    expect('{');
    skipSpace();
    if (peek() == '}') {
      position++;
      return members;
    }
    while (true) {
      skipSpace();
      int start = position;
      String key = string();
      skipSpace();
      expect(':');
      Object value = value(depth + 1);
      if (members.containsKey(key)) {
        throw new JsonException("the key " + quote(key) + " again", start);
      }
      members.put(key, value);
      skipSpace();
      if (peek() == '}') {
        position++;
        return members;
      }
      expect(',');
    }
  }

  private List<Object> array(int depth) throws JsonException {
    List<Object> elements = new ArrayList<>();
    expect('[');
    skipSpace();
    if (peek() == ']') {
      position++;
      return elements;
    }
    while (true) {
      elements.add(value(depth + 1));
      skipSpace();
      if (peek() == ']') {
        position++;
        return elements;
      }
      expect(',');
    }
  }

  private String string() throws JsonException {
    expect('"');
    StringBuilder out = new StringBuilder();
    while (true) {
      char c = peek();
      if (c < ' ') {
        throw error("a control character in a string");
      }
      position++;
      if (c == '"') {
        return out.toString();
      }
      out.append(c == '\\' ? escape() : c);
    }
  }

  private char escape() throws JsonException {
    char c = peek();
    position++;
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> {
        int code = 0;
        for (int i = 0; i < 4; i++) {
          char digit = peek();
          if (digit >= 128 || Character.digit(digit, 16) < 0) {
            throw error("a hexadecimal digit is missing");
          }
          code = code * 16 + Character.digit(digit, 16);
          position++;
        }
        yield (char) code;
      }
      default -> throw new JsonException("an unknown escape", position - 1);
    };
  }

  private Object number() throws JsonException {
    int start = position;
    while (position < text.length() && "+-.0123456789eE".indexOf(text.charAt(position)) >= 0) {
      position++;
    }
    String number = text.substring(start, position);
    if (!number.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?")) {
      throw new JsonException("no value", start);
    }
    if (number.matches("-?[0-9]{1,18}")) {
      return Long.valueOf(number);
    }
    return Double.valueOf(number);
  }

  private Object word(String word, Object value) throws JsonException {
    if (!text.startsWith(word, position)) {
      throw error("no value");
    }
    position += word.length();
    return value;
  }

  private void skipSpace() {
    while (position < text.length() && " \t\n\r".indexOf(text.charAt(position)) >= 0) {
      position++;
    }
  }

  private char peek() throws JsonException {
    if (position >= text.length()) {
      throw error("ends too early");
    }
    return text.charAt(position);
  }

  private void expect(char c) throws JsonException {
    if (peek() != c) {
      throw error("a " + c + " is missing");
    }
    position++;
  }

  private JsonException error(String message) {
    return new JsonException(message, position);
  }
}
