package dev.netgrad.model.scope;

import dev.netgrad.syntax.Ast;
import dev.netgrad.tensor.Tensor;

/**
 * Expressions of whole tensors, calls of layers among them. Formulas may hold them, and they hold formulas; so that the
 * arrows between packages point one way, formulas ask for them here.
 */
public interface Wholes {
  /** The tensor that an expression stands for, where a body is being elaborated. */
  Tensor tensor(Ast.Expr e, Frame frame);
}
