/**
 * How the gradient flows through a network, measured.
 *
 * <p>Comes in: a network and a batch of samples. Goes out: a {@link dev.netgrad.flow.Flow}, numbers by depth: how large
 * responses and gradients are at each layer, what arrives over the skip and over F where they meet, how gradients of
 * neighbouring inputs go together, and which share paths of each length have. {@link dev.netgrad.flow.FlowPage} shows
 * several of them beside each other.
 *
 * <p>What is measured is written as formulas behind those of the network and its derivative, and computed by the code
 * that these become ({@link dev.netgrad.flow.FlowGraph}). Which terms of an adjoint are the skip's and which are F's
 * says {@link dev.netgrad.highway.Fork}, by proof and not by names. Each has a gate, a number that it is multiplied by
 * on the way back: all 1 for the gradient itself, some 0 to follow paths of one length alone, as Veit et al. did.
 */
package dev.netgrad.flow;
