/**
 * Java source: the only package that knows JavaPoet.
 *
 * <p>Comes in: a {@link dev.netgrad.loop.code.Program}. Goes out: {@link dev.netgrad.emit.GeneratedSource}s that need
 * nothing but {@code java.base}: the network's class and, on request, an adapter that implements {@code train.Model}.
 * Kernels come as loops and become trees of Java: {@code KernelNames} gives variables their names, {@code KernelWriter}
 * makes {@code JavaMethod}s, {@code JavaVerifier} looks whether they are put together right, {@code JavaText} prints
 * them. {@code StepComments} says over each step what it computes, once for each form of it ({@code Explained}).
 * {@code ReadingOrder} puts the members that JavaPoet wrote into the order of a reader, {@code Sections}. Nothing is
 * decided while it is printed, and of a text only where its members begin is looked at again.
 *
 * <p>Invariants: what is declared for something of the source has its name from {@link dev.netgrad.emit.Identifiers},
 * and the text depends on nothing but the program and the options.
 */
package dev.netgrad.emit;
