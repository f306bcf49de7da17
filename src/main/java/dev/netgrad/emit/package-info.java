/**
 * Java source: the only package that knows JavaPoet.
 *
 * <p>Comes in: a {@link dev.netgrad.loop.Program}. Goes out: {@link dev.netgrad.emit.GeneratedSource}s that need
 * nothing but {@code java.base}: the network's class and, on request, an adapter that implements {@code train.Model}.
 * Kernels come as loops and become trees of Java: {@code KernelNames} gives variables their names, {@code KernelWriter}
 * makes {@code JavaMethod}s, {@code JavaVerifier} looks whether they are put together right, {@code JavaText} prints
 * them. Nothing is decided while it is printed, and no text is read again.
 *
 * <p>Invariants: what is declared for something of the source has its name from {@link dev.netgrad.emit.Identifiers},
 * and the text depends on nothing but the program and the options.
 */
package dev.netgrad.emit;
