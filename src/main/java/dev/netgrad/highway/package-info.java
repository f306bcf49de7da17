/**
 * What happens to a gradient on the skips of a network, proven on its adjoints.
 *
 * <p>Comes in: a simplified {@link dev.netgrad.tensor.Derivative}. Goes out: a {@link dev.netgrad.highway.Highway}: for
 * each block, by which {@linkplain dev.netgrad.highway.Effect effects} the gradient of its result differs from that of
 * its input where the residual function F is taken out, and the same for the network. Nothing here knows a layer or
 * reads a name.
 *
 * <p>The question is put to the adjoints, which are linear in each other: each is a sum of
 * {@linkplain dev.netgrad.highway.LinearTerm terms}, a read of another adjoint times factors. A way from the block's
 * result to its input is as long as it has trained products, sums over weights; F is what takes longer ways than the
 * shortest ({@link dev.netgrad.highway.Ways}). Its terms are taken out, and what is left is simplified by the laws
 * again: if that is the given adjoint itself, the same node, the skip is the identity, and this is the proof; otherwise
 * the formula that is left says what it is. So {@code 2·x − x}, {@code x − f} and {@code x + 0·f} are what they are,
 * and a ReLU after the addition is on the bus, whatever it is called.
 *
 * <p>Ways are counted and compared tensor by tensor, each once: a network of 54 blocks has 2⁵⁴ of them.
 */
package dev.netgrad.highway;
