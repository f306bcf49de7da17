/**
 * What can be found out about tensors: whether they are sound ({@link dev.netgrad.tensor.check.Verifier}), what they
 * come to ({@link dev.netgrad.tensor.check.Interpreter}, in double, the reference for all generated code), what is
 * known of indices under a guard ({@link dev.netgrad.tensor.check.Facts}, a proof engine for affine inequalities and
 * congruences), and between which numbers a value lies ({@link dev.netgrad.tensor.check.Ranges}). Nothing here changes
 * a tensor, and the IR itself knows nothing of it.
 */
package dev.netgrad.tensor.check;
