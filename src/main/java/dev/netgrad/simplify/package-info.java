/**
 * Named laws, applied to a fixpoint.
 *
 * <p>Comes in: a {@link dev.netgrad.tensor.Derivative} as {@code grad} gives it. Goes out: an equal one in which
 * products and sums stand in normal form, copies are gone (so that one array serves all adjoints that are equal), equal
 * formulas are one tensor, and nothing unneeded is left. Forward formulas are changed by exact laws only; adjoints,
 * whose rounding nobody has written down yet, by the laws of the real numbers too; and in what inference computes,
 * factors and summands that are the same for all samples are folded into one of each. Every law applied is recorded in
 * the tensor's derivation; {@link dev.netgrad.law.Laws} lists them with their justification.
 */
package dev.netgrad.simplify;
