package dev.netgrad.highway;

import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Definition.Formula;
import dev.netgrad.tensor.Operator;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * A term of an adjoint: another adjoint's element, times factors, where conditions hold.
 *
 * @param read the element
 * @param factors none of which reads an adjoint
 * @param conditions where the term is not 0
 */
record LinearTerm(Scalar.Read read, List<Scalar> factors, List<Condition> conditions) {
  LinearTerm {
    factors = List.copyOf(factors);
    conditions = List.copyOf(conditions);
  }

  /** The terms of which a formula's body is the sum. */
  static List<LinearTerm> of(Formula formula, Predicate<Tensor> isAdjoint) {
    List<LinearTerm> terms = new ArrayList<>();
    new Walk(isAdjoint, terms).walk(formula.body(), List.of(), List.of());
    return terms;
  }

  /** The product of the factors that are numbers. */
  double number() {
    double product = 1;
    for (Scalar factor : factors) {
      product *= factor instanceof Scalar.Constant constant ? constant.value() : 1;
    }
    return product;
  }

  /** The factors that are not numbers. */
  List<Scalar> others() {
    return factors.stream().filter(f -> !(f instanceof Scalar.Constant)).toList();
  }

  private record Walk(Predicate<Tensor> isAdjoint, List<LinearTerm> terms) {

    void walk(Scalar scalar, List<Scalar> factors, List<Condition> conditions) {
      scalar.act(
          constant -> { },
          batchSize -> { },
          position -> { },
          read -> {
            if (isAdjoint.test(read.tensor())) {
              terms.add(new LinearTerm(read, factors, conditions));
            }
          },
          apply -> walk(apply, factors, conditions),
          select -> {
            walk(select.yes(), factors, with(conditions, select.condition()));
            walk(select.no(), factors, with(conditions, new Condition.Not(select.condition())));
          });
    }

    private void walk(Scalar.Apply apply, List<Scalar> factors, List<Condition> conditions) {
      Scalar first = apply.operands().get(0);
      Scalar last = apply.operands().get(apply.operands().size() - 1);
      Operator operator = apply.operator();
      if (operator == Operator.ADD || operator == Operator.SUBTRACT) {
        walk(first, factors, conditions);
        walk(last, operator == Operator.ADD ? factors : with(factors, Scalar.constant(-1)), conditions);
      } else if (operator == Operator.NEGATE) {
        walk(first, with(factors, Scalar.constant(-1)), conditions);
      } else if (operator == Operator.DIVIDE) {
        walk(first, with(factors, last instanceof Scalar.Constant number ? Scalar.constant(1 / number.value())
            : Scalar.ONE.over(last)), conditions);
      } else if (operator == Operator.MULTIPLY) {
        boolean isFirst = Scalars.tensors(first).stream().anyMatch(isAdjoint);
        walk(isFirst ? first : last, with(factors, isFirst ? last : first), conditions);
      }
    }

    private static <T> List<T> with(List<T> list, T one) {
      List<T> more = new ArrayList<>(list);
      more.add(one);
      return more;
    }
  }
}
