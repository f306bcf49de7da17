package dev.netgrad.checks;

import dev.netgrad.source.Code;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The examples on a code's page.
 *
 * @param bad files by name, {@link #MAIN} among them
 * @param mended the same without the error
 */
record DiagnosticPage(Map<String, byte[]> bad, Map<String, byte[]> mended) {
  static final String MAIN = "example.net";
  private static final String MENDED = "\nMended:\n";
  private static final Pattern EXAMPLE = Pattern.compile("(?ms)^```net *(\\S*)\n(.*?)^```$");

  /** Empty where the page has none: of files that are too long or too many to be shown, or no text. */
  static Optional<DiagnosticPage> of(Code code) {
    String page = code.page();
    int mended = page.indexOf(MENDED);
    return !EXAMPLE.matcher(page).find() ? Optional.empty()
        : Optional.of(new DiagnosticPage(examples(page.substring(0, mended)), examples(page.substring(mended))));
  }

  private static Map<String, byte[]> examples(String text) {
    Map<String, byte[]> files = new TreeMap<>();
    for (MatchResult example : EXAMPLE.matcher(text).results().toList()) {
      String name = example.group(1).isEmpty() ? MAIN : example.group(1);
      files.put(name, example.group(2).getBytes(StandardCharsets.UTF_8));
    }
    return files;
  }
}
