/**
 * Differentiation: tensors to adjoints, in reverse mode, and to tangents, in forward mode.
 *
 * <p>Comes in: a {@link dev.netgrad.tensor.Network}. Goes out: the same with its {@code grad(…)}, {@code tangent(…)}
 * and {@code jacobian(…)} terms derived, and for every block the {@link dev.netgrad.tensor.BlockGradient} that computes
 * its adjoints. Four ideas make it up: the table of scalar derivatives ({@link dev.netgrad.grad.Derivatives}), the read
 * turned round ({@link dev.netgrad.grad.TransposedRead}), one sweep over the formulas from last to first
 * ({@link dev.netgrad.grad.ReverseSweep}), and where an adjoint may be other than 0
 * ({@link dev.netgrad.grad.Support}), so that what is infinite elsewhere does not matter. Forward mode has the first
 * and the last of these, and a sweep of its own from first to last ({@link dev.netgrad.grad.ForwardSweep}), which turns
 * no read round. Nothing here knows a layer. The result is correct but not simple: {@code simplify} applies the laws.
 */
package dev.netgrad.grad;
