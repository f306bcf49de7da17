/**
 * The comprehension IR. One kind of node: a tensor is {@code y[i…] = sum(r…) body}, {@code max(r…) body} or just
 * {@code body} over a declared integer domain, where the leaves of the body are constants, indices and reads
 * {@code x[affine]}.
 *
 * <p>Comes in: what {@code model} and {@code grad} build. Goes out: the same, printed; {@link dev.netgrad.tensor.check}
 * verifies it and evaluates it. Invariants: a tensor is defined before it is read; every read is proven in bounds or
 * stands under a guard that bounds it; integers are read only in comparisons and as coordinates; the first axis of a
 * per-sample tensor is the batch.
 */
package dev.netgrad.tensor;
