package dev.netgrad.model.names;

import dev.netgrad.syntax.Ast;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the documentation of a declaration says that messages can use, in lines of its own. So a library tells the
 * compiler, which knows no layer, what people mix up:
 * <pre>
 * /// Also called: Linear, fullyConnected.
 * /// Not after: softmax, sigmoid.
 * /// Smaller by: stride.
 * /// Projection: conv(K, 1, stride) -> batchNorm.
 * /// When empty: the window is larger than the padded input.
 * </pre>
 */
public final class Remarks {
  private Remarks() {}

  /** Whether a declaration has a name elsewhere, in whatever case. */
  static boolean isAlsoCalled(Ast.Declaration declaration, String name) {
    return names(declaration, "Also called:").anyMatch(name::equalsIgnoreCase);
  }

  /** The layers whose results a layer has no use for as its first argument, since it does what they do itself. */
  public static Stream<String> notAfter(Ast.Declaration declaration) {
    return names(declaration, "Not after:");
  }

  /** The numbers by which a result can be made smaller than what it is made of. */
  public static Stream<String> smallerBy(Ast.Declaration declaration) {
    return names(declaration, "Smaller by:");
  }

  /** The stages that make a picture of another shape, in terms of the layer's own numbers. */
  public static Optional<String> projection(Ast.Declaration declaration) {
    return sentences(declaration, "Projection:").findFirst();
  }

  /** What it means if an index of the layer has nothing to range over. */
  public static Optional<String> whenEmpty(Ast.Declaration declaration) {
    return sentences(declaration, "When empty:").findFirst();
  }

  private static Stream<String> names(Ast.Declaration declaration, String what) {
    return sentences(declaration, what).flatMap(line -> Stream.of(line.split(","))).map(String::strip);
  }

  private static Stream<String> sentences(Ast.Declaration declaration, String what) {
    return declaration.documentation().lines().filter(line -> line.startsWith(what))
        .map(line -> line.substring(what.length()).replaceFirst("\\.\\s*$", "").strip());
  }
}
