package dev.netgrad.model.formula;

import dev.netgrad.model.names.Trees;
import dev.netgrad.source.Hint;
import dev.netgrad.syntax.Ast;
import dev.netgrad.tensor.Index;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A division in an index of a read that is not exact at every point, and what may have been meant by it: where a
 * reduction's index is in it, that the terms without such an element are left out, as in a transposed convolution;
 * elsewhere, that it rounds down, as it does between sizes, so that several points read one element.
 *
 * @param read the whole read
 * @param dimension of the read's indices, the one with the division
 * @param index what it comes to
 * @param extent of the tensor in this dimension
 * @param end the extent as the declaration may write it
 */
record InexactDivision(
    Ast.Declaration declaration, Ast.Access read, int dimension, Index index, long extent, String end) {
  private static final List<String> NAMES = List.of("a", "b", "d", "e", "q", "r", "s", "t", "u", "v");

  Hint hint() {
    Ast.Expr written = read.indices().get(dimension);
    boolean isPlain = written instanceof Ast.Binary b && b.operator() == Ast.BinaryOperator.DIVIDE;
    String numerator = isPlain ? ((Ast.Binary) written).left().span().onOneLine() : index.numerator().toString();
    String divisor = isPlain ? ((Ast.Binary) written).right().span().onOneLine() : Long.toString(index.divisor());
    if (isReduced(written)) {
      return Hint.advice("guard it, … | " + bracketed(numerator) + " % " + bracketed(divisor)
          + " == 0, to leave out the terms in which it is not");
    }
    List<String> names = names();
    String quotient = names.get(0);
    String rest = names.get(1);
    String name = read.base().span().onOneLine();
    String other = IntStream.range(0, read.indices().size())
        .mapToObj(d -> d == dimension ? quotient : read.indices().get(d).span().onOneLine())
        .collect(Collectors.joining(", ", name + "[", "]"));
    String sum = "sum[" + quotient + " < " + end + ", " + rest + " < " + divisor + " | " + bracketed(divisor) + "*"
        + quotient + " + " + rest + " == " + numerator + "] " + other;
    String split = "split the dimension of " + numerator + ", y[…, " + quotient + ", " + rest + " < " + divisor
        + "], and read " + other;
    return roundsDownInBounds() && isPlain && isOfAnySize()
        ? Hint.fix("to round down, " + split + ", or write " + sum, read.span(), "(" + sum + ")")
        : Hint.advice("to round down, " + split);
  }

  /** Whether an index of a reduction around the read is in an expression. */
  private boolean isReduced(Ast.Expr written) {
    Set<String> names = new HashSet<>();
    Trees.references(written, r -> names.add(r.name()));
    boolean[] found = {false};
    Trees.walk(declaration, (e, depth) -> found[0] |= e instanceof Ast.Reduce r && r.body().span().contains(read.span())
        && r.indices().stream().anyMatch(i -> names.contains(i.name().text())));
    return found[0];
  }

  private boolean roundsDownInBounds() {
    return index.numerator().minimum() >= 0 && Math.floorDiv(index.numerator().maximum(), index.divisor()) < extent;
  }

  /** Whether the extent holds for every use of the declaration. */
  private boolean isOfAnySize() {
    return declaration.kind() == Ast.Kind.NETWORK || !end.equals(Long.toString(extent));
  }

  /** Two names that the declaration has no other use for. */
  private List<String> names() {
    String text = declaration.span().text();
    List<String> free = new ArrayList<>();
    for (int i = 0; free.size() < 2; i++) {
      String name = NAMES.get(i % NAMES.size()) + (i < NAMES.size() ? "" : i / NAMES.size());
      if (!text.matches("(?s).*(?<![\\p{L}\\p{Nd}_])" + name + "(?![\\p{L}\\p{Nd}_]).*")) {
        free.add(name);
      }
    }
    return free;
  }

  private static String bracketed(String operand) {
    return operand.matches("[\\p{L}\\p{Nd}_]+") ? operand : "(" + operand + ")";
  }
}
