package dev.netgrad.model.formula;

import dev.netgrad.model.scope.Frame;
import dev.netgrad.source.Code;
import dev.netgrad.source.Diagnostic;
import dev.netgrad.syntax.Ast;
import dev.netgrad.syntax.Reducer;
import dev.netgrad.syntax.Relation;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Condition.AtLeastZero;
import dev.netgrad.tensor.Condition.Compare;
import dev.netgrad.tensor.Condition.Divisible;
import dev.netgrad.tensor.Scalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Conditions in formulas. What relates indices becomes a constraint of the domain; the rest compares scalars. */
final class Conditions {
  private final Domain domain;
  private final Frame frame;

  private Conditions(Domain domain) {
    this.domain = domain;
    this.frame = domain.frame();
  }

  /** What an expression says of the points of a domain. */
  static Condition of(Ast.Expr e, Domain domain) {
    return new Conditions(domain).condition(e);
  }

  private Condition condition(Ast.Expr e) {
    if (domain.sizes().isStatic(e)) {
      return domain.sizes().condition(e) ? Condition.TRUE : Condition.FALSE;
    } else if (e instanceof Ast.Logical logical) {
      return logical.match(
          this::comparison,
          not -> not(condition(not.operand())),
          and -> all(List.of(condition(and.left()), condition(and.right()))),
          or -> any(List.of(condition(or.left()), condition(or.right()))));
    } else if (e instanceof Ast.Reference r) {
      frame.find(r.name(), r.span(), domain.scope());
    }
    throw frame.fail(Diagnostic.of(Code.KIND, e.span(), "a condition is needed here")
        .advice("such as h < 3 or k == label"));
  }

  private Condition comparison(Ast.Comparison c) {
    List<Condition> all = new ArrayList<>();
    for (int i = 0; i < c.relations().size(); i++) {
      all.add(relation(c.relations().get(i), c.operands().get(i), c.operands().get(i + 1)));
    }
    return all(all);
  }

  private static Condition all(List<Condition> conditions) {
    List<Condition> flat = new ArrayList<>();
    for (Condition c : conditions) {
      if (c instanceof Condition.All all) {
        flat.addAll(all.conditions());
      } else {
        flat.add(c);
      }
    }
    return flat.contains(Condition.FALSE) ? Condition.FALSE : Condition.all(flat);
  }

  private static Condition any(List<? extends Condition> conditions) {
    if (conditions.contains(Condition.TRUE)) {
      return Condition.TRUE;
    }
    List<Condition> rest = conditions.stream().<Condition>map(c -> c).filter(c -> !c.equals(Condition.FALSE)).toList();
    return rest.size() == 1 ? rest.get(0) : new Condition.Any(rest);
  }

  private static Condition not(Condition condition) {
    if (condition.equals(Condition.TRUE)) {
      return Condition.FALSE;
    } else if (condition.equals(Condition.FALSE)) {
      return Condition.TRUE;
    } else if (condition instanceof Condition.Not n) {
      return n.condition();
    }
    return condition instanceof AtLeastZero a ? a.negated()
        : new Condition.Not(condition);
  }

  private Condition relation(Relation relation, Ast.Expr left, Ast.Expr right) {
    try {
      Condition remainder = remainder(relation, left, right);
      if (remainder != null) {
        return remainder;
      }
      AffineQuotient a = AffineQuotient.of(left, domain);
      AffineQuotient b = a == null ? null : AffineQuotient.of(right, domain);
      if (b != null) {
        Affine difference = b.numerator().times(a.divisor()).minus(a.numerator().times(b.divisor()));
        return constraint(relation, difference);
      }
    } catch (ArithmeticException tooLarge) {
      throw frame.fail(Code.SIZE_ARITHMETIC, left.span().to(right.span()), "this comparison does not fit into 64 bits");
    }
    Scalar a = operand(left);
    Scalar b = operand(right);
    return switch (relation) {
      case EQUAL -> new Compare(Condition.Relation.EQUAL, a, b);
      case NOT_EQUAL -> new Condition.Not(new Compare(Condition.Relation.EQUAL, a, b));
      case LESS -> new Compare(Condition.Relation.LESS, a, b);
      case LESS_EQUAL -> new Compare(Condition.Relation.LESS_EQUAL, a, b);
      case GREATER -> new Compare(Condition.Relation.LESS, b, a);
      case GREATER_EQUAL -> new Compare(Condition.Relation.LESS_EQUAL, b, a);
    };
  }

  /**
   * {@code left relation right} where {@code difference} is right − left, up to a positive factor. At the end of what
   * is known an equation is a bound, {@code t == 0} is {@code t <= 0}, and so is what it rules out.
   */
  private Condition constraint(Relation relation, Affine difference) {
    AtLeastZero atMost = new AtLeastZero(difference);
    AtLeastZero atLeast = new AtLeastZero(difference.times(-1));
    AtLeastZero less = new AtLeastZero(difference.plus(-1));
    AtLeastZero more = new AtLeastZero(difference.times(-1).plus(-1));
    return switch (relation) {
      case EQUAL -> Condition.all(Stream.of(atMost, atLeast).filter(c -> !domain.proves((Condition) c)).toList());
      case NOT_EQUAL -> any(Stream.of(less, more).filter(c -> !domain.refutes(c)).toList());
      case LESS -> less;
      case LESS_EQUAL -> atMost;
      case GREATER -> more;
      case GREATER_EQUAL -> atLeast;
    };
  }

  /** {@code (h - r) % 2 == 0}; null if the comparison is none of this form. */
  private Condition remainder(Relation relation, Ast.Expr left, Ast.Expr right) {
    boolean equality = relation == Relation.EQUAL || relation == Relation.NOT_EQUAL;
    if (!(left instanceof Ast.Binary b) || b.operator() != Ast.BinaryOperator.REMAINDER) {
      return equality && right instanceof Ast.Binary r && r.operator() == Ast.BinaryOperator.REMAINDER
          ? remainder(relation, right, left) : null;
    }
    AffineQuotient value = AffineQuotient.of(b.left(), domain);
    if (!equality || value == null || value.divisor() != 1) {
      throw frame.fail(Diagnostic.of(Code.NOT_AFFINE, b.span(),
          "a remainder of indices can only be compared with == or !=")
          .advice("such as (h - r) % 2 == 0"));
    }
    long modulus = PiecewiseIndex.modulus(b.right(), domain);
    long rest = domain.sizes().size(right);
    Condition equal = rest < 0 || rest >= modulus ? Condition.FALSE
        : modulus == 1 ? Condition.TRUE : new Divisible(value.numerator().plus(-rest), modulus);
    return relation == Relation.EQUAL ? equal : not(equal);
  }

  /** Class numbers are compared at an index, and not here or there. */
  private Scalar whole(Scalar number, Ast.Expr e) {
    if (number instanceof Scalar.Read) {
      return number;
    }
    throw frame.fail(Code.NOT_AFFINE, e.span(), "class numbers are read at an affine index, not at one of several");
  }

  /** One side of a comparison: class numbers, a position, or any scalar. */
  private Scalar operand(Ast.Expr e) {
    Optional<Scalar> number = new Reads(domain, Conditions::of).classNumber(e, (read, where) -> read);
    if (number.isPresent()) {
      return whole(number.get(), e);
    } else if (e instanceof Ast.Reduce r && r.reducer() == Reducer.ARGMAX) {
      return new ReductionExpressions(domain).integer(r);
    }
    AffineQuotient quotient = domain.sizes().isStatic(e) ? null : AffineQuotient.of(e, domain);
    if (quotient != null && quotient.divisor() == 1) {
      return new Scalar.Position(quotient.numerator());
    }
    return new ScalarExpressions(domain).scalar(e);
  }
}
