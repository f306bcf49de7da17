package dev.netgrad.site;

import static com.google.common.truth.Truth.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The grammar on the language's page has the words and signs of the one that the parser is made from. */
final class LanguagePageTest {
  private static final Path GRAMMAR = Path.of("grammar/dev/netgrad/syntax/Net.g4");

  @Test
  void grammarHasTheParsersTerminals() throws IOException {
    String parserRules = Files.readString(GRAMMAR).split("// ---- Words and signs")[0];
    Set<String> terminals = quoted(parserRules.replaceAll("(?m)//.*$", ""), "'([^']+)'");

    String rules = Page.read("language.md").blocks("ebnf").get(0).text();
    assertThat(quoted(rules.substring(0, rules.indexOf("NUMBER  ")), "\"([^\"]+)\"")).isEqualTo(terminals);
  }

  private static Set<String> quoted(String text, String pattern) {
    Set<String> found = new TreeSet<>();
    Pattern.compile(pattern).matcher(text).results().forEach(m -> found.add(m.group(1)));
    return found;
  }
}
