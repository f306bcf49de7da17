/**
 * Looks into a network while it runs.
 *
 * <p>Comes in: a network and names of tensors or adjoints. Goes out: another network, whose outputs these are, to be
 * compiled and run as any other ({@link dev.netgrad.probe.Probe}); and what its arrays are like
 * ({@link dev.netgrad.probe.Look}). The network's blocks are put in place of their calls, and forward and backward pass
 * are one graph: an adjoint is a formula as any other. So what is looked at is computed by generated code, and of the
 * rest only what it needs.
 */
package dev.netgrad.probe;
