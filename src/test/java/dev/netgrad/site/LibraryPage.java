package dev.netgrad.site;

import dev.netgrad.model.StandardLibrary;
import dev.netgrad.source.Diagnostics;
import dev.netgrad.source.SourceFile;
import dev.netgrad.syntax.Ast;
import dev.netgrad.syntax.Syntax;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The library's reference, made from its files: a section for each, with what it says about itself in its first lines,
 * and for each declaration its head, its {@code ///} lines and its parameters and states.
 */
final class LibraryPage {
  private static final String HEAD = """
      # The standard library

      Layers, losses, optimizers and schedules, all of them formulas in `.net` files that are there without an import.
      The compiler knows none of them. This page is made from the files.

      A layer is used as `x -> conv(16, 3)` or `conv(x, 16, 3)`: what is before the arrow is its first argument. An
      argument may be named, `stride = 2`; one with a default may be left out. See [the language](language.md).
      """;

  private LibraryPage() {}

  static String text() {
    List<String> parts = new ArrayList<>(List.of(HEAD));
    StandardLibrary.files().forEach(file -> parts.addAll(section(file)));
    return String.join("\n", parts);
  }

  private static List<String> section(SourceFile file) {
    String subject = file.shortName().replace(".net", "");
    List<String> parts = new ArrayList<>();
    parts.add("## " + subject.substring(0, 1).toUpperCase(Locale.ROOT) + subject.substring(1) + "\n"
        + opening(file) + "\n\n[The file](../../../src/main/resources/dev/netgrad/model/" + file.name() + ").\n");
    for (Ast.Declaration declaration : Syntax.parse(file, new Diagnostics()).declarations()) {
      parts.add("### " + declaration.name().text() + "\n```net\n" + head(declaration) + "\n```\n"
          + prose(declaration.documentation().strip()) + "\n" + stored(declaration));
    }
    return parts;
  }

  /** The comment that a file begins with; a line that is further in is code. */
  private static String opening(SourceFile file) {
    return file.text().lines().takeWhile(l -> l.startsWith("//") && !l.startsWith("///"))
        .map(l -> l.substring(2).replaceFirst("^ ", ""))
        .map(l -> l.startsWith("  ") ? "`" + l.strip() + "`" : l)
        .collect(Collectors.joining("\n"));
  }

  /** A text whose stars are multiplications, not emphasis; between backticks they are so anyway. */
  private static String prose(String text) {
    return Pattern.compile("`[^`]*`|\\*").matcher(text).replaceAll(
        m -> Matcher.quoteReplacement(m.group().equals("*") ? "\\*" : m.group()));
  }

  /** A declaration without its body. */
  private static String head(Ast.Declaration declaration) {
    String text = declaration.span().text();
    return text.substring(0, text.indexOf('{')).strip();
  }

  /** The parameters and states of a layer. Those of an optimizer are its own affair. */
  private static String stored(Ast.Declaration declaration) {
    if (declaration.kind() == Ast.Kind.OPTIMIZER) {
      return "";
    }
    String lines = declaration.body().stream()
        .filter(s -> s instanceof Ast.ParameterStatement || s instanceof Ast.StateStatement)
        .map(s -> "- `" + s.span().text() + "`\n").collect(Collectors.joining());
    return lines.isEmpty() ? "" : "\n" + lines;
  }
}
