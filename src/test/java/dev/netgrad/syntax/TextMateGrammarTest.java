package dev.netgrad.syntax;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.source.SourceFile;
import dev.netgrad.tensor.Operator;
import dev.netgrad.train.JsonText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.antlr.v4.runtime.Token;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The grammar that editors colour with knows what the compiler's does. */
final class TextMateGrammarTest {
  private record Rule(String name, Pattern pattern, Map<?, ?> captures) {}

  private static final List<Rule> RULES = new ArrayList<>();
  private static Map<?, ?> grammar;

  @BeforeAll
  static void read() throws IOException {
    grammar = (Map<?, ?>) JsonText.parse(Files.readString(Path.of("grammar/net.tmLanguage.json")));
    collect(grammar);
  }

  private static void collect(Map<?, ?> rule) {
    if (rule.get("match") instanceof String match) {
      Map<?, ?> captures = rule.get("captures") instanceof Map<?, ?> m ? m : Map.of();
      RULES.add(new Rule((String) rule.get("name"), Pattern.compile(match, Pattern.MULTILINE), captures));
    } else if (rule.get("include") instanceof String include) {
      Object included = ((Map<?, ?>) grammar.get("repository")).get(include.substring(1));
      assertWithMessage(include).that(included).isNotNull();
      collect((Map<?, ?>) included);
    } else {
      ((List<?>) rule.get("patterns")).forEach(r -> collect((Map<?, ?>) r));
    }
  }

  /** The scope of what begins at a place: that of the first rule that matches there, or matched from earlier on. */
  private static String scope(String text, int place) {
    for (int at = 0; at <= place; ) {
      Optional<Matcher> best = Optional.empty();
      Rule rule = null;
      for (Rule r : RULES) {
        Matcher m = r.pattern.matcher(text);
        if (m.find(at) && (best.isEmpty() || m.start() < best.get().start())) {
          best = Optional.of(m);
          rule = r;
        }
      }
      if (best.isEmpty() || best.get().start() > place) {
        return "";
      }
      Matcher m = best.get();
      if (place < m.end()) {
        for (int group = 1; group <= m.groupCount(); group++) {
          if (m.start(group) <= place && place < m.end(group) && rule.captures.get("" + group) instanceof Map<?, ?> c) {
            return (String) c.get("name");
          }
        }
        return rule.name == null ? "" : rule.name;
      }
      at = m.end();
    }
    return "";
  }

  @Test
  void everyWordOfTheLanguageIsOne() {
    for (int type = NetLexer.IMPORT; type <= NetLexer.FALSE; type++) {
      String word = Words.spelling(type);
      assertWithMessage(word).that(scope("x " + word + " y", 2))
          .containsMatch("^(keyword|storage|support|constant)\\.");
      assertWithMessage("a" + word).that(scope("x a" + word + " y", 2)).isEmpty();
    }
  }

  @Test
  void everySignOfTheLanguageIsKnown() {
    for (int type = NetLexer.BAR; type <= NetLexer.GREATER_EQUAL; type++) {
      assertWithMessage(Words.spelling(type)).that(scope("x " + Words.spelling(type) + " y", 2))
          .containsMatch("^(keyword|punctuation)\\.");
    }
  }

  @Test
  void everyFunctionIsOne() {
    for (Operator operator : Operator.values()) {
      if (!operator.isInfix()) {
        assertWithMessage(operator.symbol()).that(scope("y = " + operator.symbol() + "(x)", 4))
            .startsWith("support.function.");
      }
    }
  }

  @Test
  void theRest() {
    assertThat(scope("/// text", 4)).startsWith("comment.line.documentation");
    assertThat(scope("//// text", 4)).startsWith("comment.line.double-slash");
    assertThat(scope("x = 1 // if \"a\"", 10)).startsWith("comment");
    assertThat(scope("import \"if.net\"", 9)).startsWith("string");
    assertThat(scope("  block basic(x) {", 8)).startsWith("entity.name.function");
    assertThat(scope("x -> stem: conv(1)", 5)).startsWith("entity.name.label");
    assertThat(scope("x -> stem: conv(1)", 11)).startsWith("entity.name.function");
    assertThat(scope("x -> repeat(3) basic", 5)).startsWith("keyword.control");
    assertThat(scope("y = exp(x)", 4)).startsWith("support.function");
    assertThat(scope("  derivative J = jacobian(y, x)", 2)).startsWith("keyword");
    assertThat(scope("  derivative J = jacobian(y, x)", 17)).startsWith("support.function");
    assertThat(scope("  derivative = tangent + 1", 2)).isEmpty();
    assertThat(scope("  metric right = accuracy(scores, label)", 2)).startsWith("keyword");
    assertThat(scope("  metric = 1", 2)).isEmpty();
    assertThat(scope("example relu([1]) = [1]", 0)).startsWith("support");
    assertThat(scope("example = 1", 0)).isEmpty();
    assertThat(scope("1.5e-3", 0)).startsWith("constant.numeric");
    assertThat(scope("α1 = β", 5)).isEmpty();
  }

  /** Of the examples, whatever the compiler takes for a word, a number or a text. */
  @Test
  void examplesAreColouredAsTheyAreRead() throws IOException {
    String text = Files.readString(Path.of("src/main/resources/dev/netgrad/model/standard/normalisation.net"));
    NetLexer lexer = Scan.lexer(new SourceFile("normalisation.net", text));
    for (Token t = lexer.nextToken(); t.getType() != Token.EOF; t = lexer.nextToken()) {
      if (t.getType() == NetLexer.NEWLINE) {
        continue;
      }
      int start = text.lastIndexOf('\n', t.getStartIndex()) + 1;
      int end = text.indexOf('\n', t.getStartIndex());
      String line = text.substring(start, end < 0 ? text.length() : end);
      String scope = scope(line, t.getStartIndex() - start);
      if (Words.isComment(t)) {
        assertThat(scope).startsWith("comment.");
      } else if (Words.isReserved(t.getType())) {
        assertWithMessage(line).that(scope).containsMatch("^(keyword|storage|support|constant)\\.");
      } else if (t.getType() == NetLexer.NUMBER) {
        assertWithMessage(line).that(scope).startsWith("constant.numeric");
      } else if (t.getType() == NetLexer.NAME) {
        assertWithMessage(line).that(scope).doesNotContainMatch("^(keyword|storage|constant|comment|string)\\.");
      }
    }
  }
}
