package dev.netgrad.model;

import dev.netgrad.source.Span;
import dev.netgrad.syntax.Ast;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Ways to break one statement, made from its text: names, brackets, shapes. */
final class Breaks {
  /** In {@code text}, the stretch from {@code start} to {@code end} is to be {@code instead}. */
  record Break(String kind, int start, int end, String instead) {
    String applied(String text) {
      return text.substring(0, start) + instead + text.substring(end);
    }

    int growth() {
      return instead.length() - (end - start);
    }
  }

  private static final Pattern WORD = Pattern.compile("[\\p{L}_][\\p{L}\\p{Nd}_]*");
  private static final Set<String> WORDS_OF_THE_LANGUAGE = Set.of("parameter", "state", "next", "output", "require",
      "with", "optimizer", "repeat", "if", "then", "else", "and", "or", "not", "sum", "prod", "min", "max", "argmax",
      "infinity", "training", "true", "false");

  private Breaks() {}

  /** All breaks of a statement; some may leave it as good as it was. */
  static List<Break> of(Ast.Statement statement) {
    List<Break> all = new ArrayList<>();
    names(statement, all);
    brackets(statement.span(), all);
    shapes(statement, all);
    return all;
  }

  /** Each word that is no definition's name is one that means nothing. */
  private static void names(Ast.Statement statement, List<Break> all) {
    Span span = statement.span();
    int from = statement instanceof Ast.DefinitionStatement d ? d.name().span().end()
        : statement instanceof Ast.ParameterStatement p ? p.name().span().end()
        : statement instanceof Ast.StateStatement s ? s.name().span().end() : span.start();
    Matcher word = WORD.matcher(span.file().text());
    word.region(from, span.end());
    while (word.find()) {
      if (!WORDS_OF_THE_LANGUAGE.contains(word.group())) {
        all.add(new Break("name " + word.group(), word.start(), word.end(), "nobodyKnowsThis"));
      }
    }
  }

  /** Each bracket is missing, and is there twice. */
  private static void brackets(Span span, List<Break> all) {
    for (int i = span.start(); i < span.end(); i++) {
      String sign = span.file().text().substring(i, i + 1);
      if ("()[]".contains(sign)) {
        all.add(new Break("without " + sign, i, i + 1, ""));
        all.add(new Break("twice " + sign, i, i + 1, sign + sign));
      }
    }
  }

  /** What is defined has nothing to range over: a formula's first index, or what a layer makes of the whole. */
  private static void shapes(Ast.Statement statement, List<Break> all) {
    Span span = statement.span();
    if (statement instanceof Ast.DefinitionStatement d && d.indices().filter(i -> !i.isEmpty()).isPresent()) {
      Ast.OutputIndex first = d.indices().get().get(0);
      if (!first.pack()) {
        all.add(new Break("empty index", first.span().start(), first.span().end(), first.name().text() + " < 0"));
      }
    } else if (statement instanceof Ast.DefinitionStatement d) {
      made(d.value().span(), all);
    } else if (statement instanceof Ast.ResultStatement) {
      made(span, all);
    }
  }

  private static void made(Span value, List<Break> all) {
    all.add(new Break("no channels", value.start(), value.end(), "(" + value.text() + ") -> dense(0)"));
  }
}
