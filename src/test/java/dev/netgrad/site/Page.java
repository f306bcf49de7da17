package dev.netgrad.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** A page of the documentation, and the fenced blocks in it. */
record Page(String text) {
  static final Path SITE = Path.of("src/site/markdown");
  private static final Pattern FENCED = Pattern.compile("(?ms)^```(\\w+) *(\\S*)\n(.*?)^```$");

  /**
   * A fenced block.
   *
   * @param language what follows the fence: {@code net}, {@code sh}, {@code java}, …
   * @param file what follows the language: the name of the file that it shows; may be empty
   */
  record Fenced(String language, String file, String text) {}

  static Page read(String name) throws IOException {
    return new Page(Files.readString(SITE.resolve(name)));
  }

  List<Fenced> blocks() {
    return FENCED.matcher(text).results().map(m -> new Fenced(m.group(1), m.group(2), m.group(3))).toList();
  }

  List<Fenced> blocks(String language) {
    return blocks().stream().filter(b -> b.language().equals(language)).toList();
  }
}
