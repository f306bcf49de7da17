/**
 * Loop nests: the code of the kernels as a tree, with constant shapes, strides and offsets and the batch size {@code N}
 * as the only unknown.
 *
 * <p>Comes in: a {@link dev.netgrad.plan.Plan}. Goes out: a {@link dev.netgrad.loop.Program}, in which every group of
 * the plan is a call of a {@link dev.netgrad.loop.Kernel}; equal nests are one kernel. Invariant, which
 * {@link dev.netgrad.loop.LoopVerifier} checks: every access lies within its array for every batch size from 1.
 *
 * <p>The nests know rows and contractions, but no layer. Another kernel set, for the Vector API say, starts from the
 * same kernels: a {@link dev.netgrad.loop.Code.Loop} marked as a row is what a vector runs along.
 */
package dev.netgrad.loop;
