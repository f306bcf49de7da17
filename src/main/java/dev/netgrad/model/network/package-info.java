/**
 * Networks: inputs, outputs, the loss as one number for the batch, and the optimizer's formula for every set of
 * parameters that it treats alike.
 *
 * <p>Comes in: a network's declaration, for training and for evaluation. Goes out: a
 * {@link dev.netgrad.tensor.Network}.
 */
package dev.netgrad.model.network;
