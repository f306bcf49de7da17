package dev.netgrad.compiler;

import dev.netgrad.emit.GeneratedSource;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What javac says of generated code that does not compile; with it, the statement of the {@code .net} file behind it.
 */
record Rejected(String file, long line, String message) {
  /** As javac writes it: the path of the file, the line, the message. */
  private static final Pattern ERROR = Pattern.compile("(?m)^(.+\\.java):(\\d+): error: (.*)$");

  /** The end of a comment that gives a formula and the place that it comes from. */
  private static final Pattern PLACE = Pattern.compile("//.*?(\\S+\\.net:\\d+)\\s*$");

  /** The first of javac's messages; all that it printed where none of them is about a file. */
  static Rejected first(String printed) {
    Matcher error = ERROR.matcher(printed);
    if (!error.find()) {
      return new Rejected("", 0, printed.strip());
    }
    return new Rejected(error.group(1).replace('\\', '/'), Long.parseLong(error.group(2)), error.group(3));
  }

  /** The fault that this is, told with the line of Java and what it is for. */
  IllegalStateException fault(List<GeneratedSource> sources) {
    StringBuilder told = new StringBuilder("javac rejects the generated code: ").append(message);
    sources.stream().filter(source -> !file.isEmpty() && ("/" + file).endsWith("/" + source.name())).findFirst()
        .ifPresent(source -> {
          List<String> lines = source.text().lines().toList();
          int at = (int) Math.min(line, lines.size());
          told.append("\n").append(source.name()).append(", line ").append(line).append(": ")
              .append(at == 0 ? "" : lines.get(at - 1).strip());
          for (int i = at - 1; i >= 0; i--) {
            Matcher place = PLACE.matcher(lines.get(i));
            if (place.find()) {
              told.append("\nfor ").append(place.group().replaceFirst("^//\\s*", "").replaceAll("\\s+", " "));
              break;
            }
          }
        });
    return new IllegalStateException(told.toString());
  }
}
