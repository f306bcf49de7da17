/**
 * Loop nests: from what is to be computed, in which order and with which arrays, to the code of the kernels.
 *
 * <p>Comes in: a {@link dev.netgrad.plan.Plan}. Goes out: a {@link dev.netgrad.loop.code.Program}, in which every group
 * of the plan is a call of a {@link dev.netgrad.loop.code.Kernel}; equal nests are one kernel, whichever blocks they
 * are in. The nests know rows and contractions, but no layer. {@code Lowering} writes for each group
 * <ul>
 * <li>the loops of a textbook and those that are fast in any Java ({@link dev.netgrad.loop.plain});
 * <li>for each {@link dev.netgrad.schedule.Target}, vectors of one width on one kind of machine, what
 *     {@link dev.netgrad.schedule} chooses ({@code VectorLowering}; {@link dev.netgrad.loop.vector},
 *     {@link dev.netgrad.loop.winograd}).
 * </ul>
 *
 * <p>All threads of a team run all of a kernel, but of a {@link dev.netgrad.loop.code.Code.Kind#SHARED} loop each its
 * part. Which elements a thread computes depends on how many there are, how an element is computed does not: an element
 * is summed by one thread in one order, and sums over the batch are kept by sample and added up in the order of the
 * samples.
 */
package dev.netgrad.loop;
