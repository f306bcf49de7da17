package dev.netgrad.grad;

import dev.netgrad.tensor.Operator;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** For readers: the lines of the table of derivatives that the chain rule goes through in one expression. */
public final class ChainRule {
  private ChainRule() {}

  /**
   * ∂node/∂operand = partial.
   *
   * @param node an operator with its operands, or a choice
   * @param operand one of them
   * @param partial in terms of the operands and of the node itself
   */
  public record Link(Scalar node, Scalar operand, Scalar partial) {}

  /** From the whole of an expression to the reads of a tensor, the outermost operator first; each line once. */
  public static List<Link> of(Scalar body, Tensor read) {
    Set<Link> links = new LinkedHashSet<>();
    walk(body, read, links);
    return new ArrayList<>(links);
  }

  private static void walk(Scalar node, Tensor read, Set<Link> links) {
    if (node instanceof Scalar.Select select) {
      walk(select.yes(), read, links);
      walk(select.no(), read, links);
    } else if (node instanceof Scalar.Apply apply) {
      for (int k = 0; k < apply.operands().size(); k++) {
        Scalar operand = apply.operands().get(k);
        if (Scalars.tensors(operand).contains(read)) {
          links.add(new Link(apply, operand, partial(apply, k)));
          walk(operand, read, links);
        }
      }
    }
  }

  private static Scalar partial(Scalar.Apply apply, int operand) {
    Operator operator = apply.operator();
    Scalar a = apply.operands().get(0);
    Scalar b = apply.operands().size() > 1 ? apply.operands().get(1) : Scalar.ZERO;
    return operand == 0 ? Derivatives.first(operator, a, b, apply) : Derivatives.second(operator, a, b, apply);
  }
}
