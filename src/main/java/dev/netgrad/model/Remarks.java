package dev.netgrad.model;

import dev.netgrad.syntax.Ast;
import java.util.stream.Stream;

/**
 * What the documentation of a declaration says that messages can use, in lines of its own. So a library tells the
 * compiler, which knows no layer, what people mix up:
 * <pre>
 * /// Also called: Linear, fullyConnected.
 * /// Not after: softmax, sigmoid.
 * </pre>
 */
final class Remarks {
  private Remarks() {}

  /** Whether a declaration has a name elsewhere, in whatever case. */
  static boolean isAlsoCalled(Ast.Declaration declaration, String name) {
    return names(declaration, "Also called:").anyMatch(name::equalsIgnoreCase);
  }

  /** The layers whose results a layer has no use for as its first argument, since it does what they do itself. */
  static Stream<String> notAfter(Ast.Declaration declaration) {
    return names(declaration, "Not after:");
  }

  private static Stream<String> names(Ast.Declaration declaration, String what) {
    return declaration.documentation().lines().filter(line -> line.startsWith(what))
        .flatMap(line -> Stream.of(line.substring(what.length()).replaceFirst("\\.\\s*$", "").split(",")))
        .map(String::strip);
  }

}
