/**
 * Formulas to tensors: scalar expressions at the points of a domain, conditions, reads proven in bounds, reductions.
 *
 * <p>Comes in: expressions of syntax trees with the frame that they stand in. Goes out: comprehensions of
 * {@link dev.netgrad.tensor}. The invariant between: every read is proven in bounds or stands under a guard that bounds
 * it, and after this no index is other than affine.
 */
package dev.netgrad.model.formula;
