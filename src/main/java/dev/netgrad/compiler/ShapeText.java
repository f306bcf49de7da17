package dev.netgrad.compiler;

import dev.netgrad.model.Analysis;
import dev.netgrad.model.scope.Meaning;
import dev.netgrad.syntax.Ast;
import dev.netgrad.tensor.Tensor;
import java.util.List;
import java.util.stream.Collectors;

/** The shapes in a file, for people: a line for each of its statements that is sound. */
public final class ShapeText {
  private ShapeText() {}

  /**
   * Lines such as {@code resnet20.net:3 f: [32, 32, 16] or [16, 16, 32]}, of the file and what it imports. In a layer
   * or block, a statement has a shape for each of its uses; sizes and numbers have their values.
   *
   * @param file may have errors: of a wrong statement, and of what depends on it, there is no line
   */
  public static List<String> of(NetFile file) {
    return file.analysis().given().stream()
        .filter(given -> file.imports().containsKey(given.statement().span().file()))
        .map(ShapeText::line).toList();
  }

  private static String line(Analysis.Given given) {
    Ast.Statement statement = given.statement();
    String name = given.name().orElseGet(() -> statement.match(
        parameter -> "", state -> "", next -> "next " + next.name().text(), definition -> "", result -> "result",
        output -> "", require -> "require", aside -> aside.name().text(),
        optimizer -> "", broken -> ""));
    return statement.span().lineReference() + " " + name + ": "
        + given.meanings().stream().map(ShapeText::of).distinct().collect(Collectors.joining(" or "));
  }

  /** What a name stands for: the shape of a tensor, {@code [32, 32, 16]}, or a value. */
  public static String of(Meaning meaning) {
    return meaning instanceof Meaning.Whole whole ? text(whole.tensor()) : meaning.text();
  }

  private static String text(Tensor tensor) {
    return tensor.isInteger() ? "class numbers " + tensor.shapeText() : tensor.shapeText();
  }
}
