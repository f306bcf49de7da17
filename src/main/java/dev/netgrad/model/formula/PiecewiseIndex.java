package dev.netgrad.model.formula;

import dev.netgrad.model.names.Functions;
import dev.netgrad.model.names.Limits;
import dev.netgrad.model.names.Trees;
import dev.netgrad.model.scope.Failure;
import dev.netgrad.source.Code;
import dev.netgrad.source.Diagnostic;
import dev.netgrad.syntax.Ast;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Condition.AtLeastZero;
import dev.netgrad.tensor.Scalar;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Indices of a read that are affine piece by piece: {@code max}, {@code min}, {@code abs}, {@code if} and remainders
 * choose between affine ones. What is made of an index is made of each piece, on the part of the domain where it
 * applies, and a select joins them: {@code x[(t + 1) % T]} becomes {@code if T <= t + 1 then x[t + 1 - T] else x[t +
 * 1]}. So nothing after this knows of any but affine indices.
 */
final class PiecewiseIndex {
  /** What is made of an affine index, on a part of the domain. */
  interface Use {
    Scalar of(AffineQuotient index, Domain where);
  }

  private final Ast.Expr whole;
  private final BiFunction<Ast.Expr, Domain, Condition> conditions;
  private int count;

  /**
   * @param whole the index, to which messages point
   * @param conditions what a condition in it says of a domain
   */
  PiecewiseIndex(Ast.Expr whole, BiFunction<Ast.Expr, Domain, Condition> conditions) {
    this.whole = whole;
    this.conditions = conditions;
  }

  /** What is made of an index, or of a part of it. */
  Scalar of(Ast.Expr e, Domain domain, Use use) {
    AffineQuotient affine = affine(e, domain);
    if (affine != null) {
      return use.of(affine, domain);
    }
    return e.match(
        number -> refuse(domain),
        reference -> refuse(domain),
        pack -> refuse(domain),
        access -> refuse(domain),
        guarded -> refuse(domain),
        application -> application.match(call -> function(call, domain, use), stage -> refuse(domain)),
        arithmetic -> arithmetic.match(
            negate -> of(negate.operand(), domain, (q, d) -> use.of(q.times(-1), d)),
            binary -> binary(binary, domain, use)),
        conditional -> choice(domain, conditions.apply(conditional.condition(), domain),
            d -> of(conditional.yes(), d, use), d -> of(conditional.no(), d, use)),
        logical -> refuse(domain),
        bracket -> refuse(domain),
        reduce -> {
          throw domain.frame().fail(ClassNumbers.unnamed(reduce));
        });
  }

  private Scalar function(Ast.Call c, Domain domain, Use use) {
    if (!Functions.isOfSizes(c.callee().text())) {
      throw notAffine(domain);
    }
    return of(c.arguments().get(0).value(), domain, (p, d) -> switch (Functions.operator(c)) {
      case ABS -> larger(p, p.times(-1), d, use);
      case MAX -> of(c.arguments().get(1).value(), d, (q, both) -> larger(p, q, both, use));
      case MIN -> of(c.arguments().get(1).value(), d, (q, both) -> smaller(p, q, both, use));
      default -> throw notAffine(domain);
    });
  }

  private Scalar refuse(Domain domain) {
    throw notAffine(domain);
  }

  private AffineQuotient affine(Ast.Expr e, Domain domain) {
    try {
      return AffineQuotient.of(e, domain);
    } catch (ArithmeticException tooLarge) {
      throw domain.frame().fail(Code.SIZE_ARITHMETIC, whole.span(), "this index does not fit into 64 bits");
    }
  }

  private Scalar binary(Ast.Binary b, Domain domain, Use use) {
    return switch (b.operator()) {
      case ADD, SUBTRACT -> of(b.left(), domain, (p, d) -> of(b.right(), d,
          (q, both) -> use.of(p.plus(q, b.operator() == Ast.BinaryOperator.ADD ? 1 : -1), both)));
      case MULTIPLY -> of(b.left(), domain, (p, d) -> of(b.right(), d, (q, both) -> {
        if (!p.isWhole() && !q.isWhole()) {
          throw notAffine(domain);
        }
        return use.of(p.isWhole() ? q.times(p.numerator().constant()) : p.times(q.numerator().constant()), both);
      }));
      case DIVIDE -> {
        long divisor = domain.sizes().size(b.right());
        if (divisor == 0) {
          throw domain.frame().fail(Code.SIZE_ARITHMETIC, b.span(), "division by zero");
        }
        yield of(b.left(), domain, (q, d) -> use.of(q.over(divisor), d));
      }
      case REMAINDER -> {
        long modulus = modulus(b.right(), domain);
        yield of(b.left(), domain, (q, d) -> remainder(q, modulus, d, use));
      }
      case POWER -> throw notAffine(domain);
    };
  }

  /** The modulus of a remainder of indices. */
  static long modulus(Ast.Expr e, Domain domain) {
    long modulus = domain.sizes().size(e);
    if (modulus < 1) {
      throw domain.frame().fail(Code.SIZE_ARITHMETIC, e.span(), "the modulus is " + modulus
          + ", and must be at least 1");
    }
    return modulus;
  }

  private Scalar larger(AffineQuotient p, AffineQuotient q, Domain domain, Use use) {
    return choice(domain, atMost(q, p), d -> use.of(p, d), d -> use.of(q, d));
  }

  private Scalar smaller(AffineQuotient p, AffineQuotient q, Domain domain, Use use) {
    return choice(domain, atMost(p, q), d -> use.of(p, d), d -> use.of(q, d));
  }

  /** {@code p ≤ q}. */
  private static AtLeastZero atMost(AffineQuotient p, AffineQuotient q) {
    return new AtLeastZero(q.numerator().times(p.divisor()).minus(p.numerator().times(q.divisor())));
  }

  /** One piece for each multiple of the modulus that may have to be subtracted. */
  private Scalar remainder(AffineQuotient q, long modulus, Domain domain, Use use) {
    long step = Math.multiplyExact(q.divisor(), modulus);
    long least = Math.floorDiv(q.numerator().minimum(), step);
    long most = Math.floorDiv(q.numerator().maximum(), step);
    if (most - least >= Limits.PIECES) {
      throw tooMany(most - least + 1, domain);
    }
    return remainder(q, modulus, least, most, domain, use);
  }

  private Scalar remainder(AffineQuotient q, long modulus, long least, long most, Domain domain, Use use) {
    if (least == most) {
      return use.of(q.plus(AffineQuotient.of(Math.multiplyExact(modulus, least)), -1), domain);
    }
    long middle = least + (most - least + 1) / 2;
    Affine above = q.numerator().plus(-Math.multiplyExact(Math.multiplyExact(q.divisor(), modulus), middle));
    return choice(domain, new AtLeastZero(above), d -> remainder(q, modulus, middle, most, d, use),
        d -> remainder(q, modulus, least, middle - 1, d, use));
  }

  private Scalar choice(Domain domain, Condition condition, Function<Domain, Scalar> yes, Function<Domain, Scalar> no) {
    if (domain.proves(condition)) {
      return yes.apply(domain.where(condition, true));
    } else if (domain.refutes(condition)) {
      return no.apply(domain.where(condition, false));
    } else if (++count >= Limits.PIECES) {
      throw tooMany(Limits.PIECES + 1, domain);
    }
    return Folded.select(condition, yes.apply(domain.where(condition, true)),
        no.apply(domain.where(condition, false)));
  }

  private Failure tooMany(long pieces, Domain domain) {
    return domain.frame().fail(Diagnostic.of(Code.NOT_AFFINE, whole.span(), "this index has " + pieces
        + " pieces or more that are affine, and may have " + Limits.PIECES)
        .advice("split the dimension into two, so that a quotient and a remainder are indices of their own"));
  }

  private Failure notAffine(Domain domain) {
    Trees.references(whole, r -> {
      if (!r.name().equals("infinity")) {
        domain.frame().find(r.name(), r.span(), domain.scope());
      }
    });
    Optional<Diagnostic> number = new ClassNumbers(domain).misused(whole);
    if (number.isPresent()) {
      throw domain.frame().fail(number.get());
    }
    return domain.frame().fail(Diagnostic.of(Code.NOT_AFFINE, whole.span(),
        "an index of a read is a sum of indices with sizes as coefficients, or chooses between such")
        .advice("such as h*stride + r - pad, (h - r)/2 where a guard says (h - r) % 2 == 0, (h + 1) % H or"
            + " max(h - 1, 0)"));
  }
}
