package dev.netgrad.model.formula;

import dev.netgrad.model.scope.Meaning;
import dev.netgrad.source.Code;
import dev.netgrad.syntax.Ast;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Index;

/**
 * An affine expression of indices over a whole number, as index expressions and comparisons are made of.
 *
 * @param divisor at least 1
 */
record AffineQuotient(Affine numerator, long divisor) {

  static AffineQuotient of(long number) {
    return new AffineQuotient(Affine.of(number), 1);
  }

  Index index() {
    return Index.of(numerator, divisor);
  }

  boolean isConstant() {
    return numerator.isConstant();
  }

  boolean isWhole() {
    return isConstant() && divisor == 1;
  }

  AffineQuotient plus(AffineQuotient other, int sign) {
    if (divisor == other.divisor) {
      return new AffineQuotient(numerator.plus(other.numerator.times(sign)), divisor);
    }
    long product = Math.multiplyExact(divisor, other.divisor);
    return new AffineQuotient(numerator.times(other.divisor).plus(other.numerator.times(divisor).times(sign)), product);
  }

  AffineQuotient times(long factor) {
    return new AffineQuotient(numerator.times(factor), divisor);
  }

  AffineQuotient over(long number) {
    return new AffineQuotient(numerator.times(Long.signum(number)), Math.multiplyExact(divisor, Math.abs(number)));
  }

  /**
   * Reads an expression as one of indices with sizes as coefficients. A part without indices is a size and divides as
   * sizes do; a part with indices divides exactly.
   *
   * @return null if it is not of that form
   * @throws ArithmeticException where a coefficient does not fit into 64 bits
   */
  static AffineQuotient of(Ast.Expr e, Domain domain) {
    if (domain.sizes().isStatic(e)) {
      return domain.sizes().value(e) instanceof Meaning.Size s ? of(s.value()) : null;
    } else if (e instanceof Ast.Reference r) {
      return domain.scope().find(r.name()) instanceof Meaning.IndexOf i
          ? new AffineQuotient(Affine.of(i.axis()), 1) : null;
    } else if (e instanceof Ast.Arithmetic arithmetic) {
      return arithmetic.match(negate -> negative(negate, domain), binary -> binary(binary, domain));
    }
    return null;
  }

  private static AffineQuotient negative(Ast.Negate n, Domain domain) {
    AffineQuotient q = of(n.operand(), domain);
    return q == null ? null : q.times(-1);
  }

  private static AffineQuotient binary(Ast.Binary b, Domain domain) {
    AffineQuotient left = of(b.left(), domain);
    AffineQuotient right = left == null ? null : of(b.right(), domain);
    return right == null ? null : binary(b, left, right, domain);
  }

  private static AffineQuotient binary(Ast.Binary b, AffineQuotient left, AffineQuotient right, Domain domain) {
    return switch (b.operator()) {
      case ADD -> left.plus(right, 1);
      case SUBTRACT -> left.plus(right, -1);
      case MULTIPLY -> left.isWhole() ? right.times(left.numerator.constant())
          : right.isWhole() ? left.times(right.numerator.constant()) : null;
      case DIVIDE -> {
        if (!right.isWhole()) {
          yield null;
        }
        if (right.numerator.constant() == 0) {
          throw domain.frame().fail(Code.SIZE_ARITHMETIC, b.span(), "division by zero");
        }
        yield left.over(right.numerator.constant());
      }
      case REMAINDER, POWER -> null;
    };
  }
}
