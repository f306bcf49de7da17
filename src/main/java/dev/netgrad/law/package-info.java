/**
 * The laws by which formulas may be rewritten, as values: {@link dev.netgrad.law.Laws} is the registry of all of them,
 * and {@link dev.netgrad.law.Rewriting} the gateway through which {@code simplify}, {@code plan} and {@code loop} apply
 * them.
 *
 * <p>A {@link dev.netgrad.tensor.Law} has an equation, says whether it is exact and why it is allowed, and gives the
 * right side of what has the form of its left one. Exact laws give the same bits, or are how the language defines a
 * guard; the others hold for real numbers, and are refused where a formula has to be computed as it is written. What a
 * law is asked of is an expression, a formula, or the form in which {@code simplify} has it: sums of {@link
 * dev.netgrad.law.Product products}. A law does one step; who applies it brings the result into that form again.
 */
package dev.netgrad.law;
