/**
 * The loop IR: kernels as trees, with constant shapes, strides and offsets and the batch size {@code N} as the only
 * unknown, and what can be said of them without knowing where they come from.
 *
 * <p>{@link dev.netgrad.loop.code.Code} is a statement, {@link dev.netgrad.loop.code.Value} an expression,
 * {@link dev.netgrad.loop.code.Test} a condition, and a {@link dev.netgrad.loop.code.Program} all kernels of a network.
 * {@code LoopPrinter} gives a kernel's text.
 *
 * <p>Nests are written without a thought of types or threads. Two passes make both explicit: {@code Conversions}, after
 * which every value is of the type that its place takes, and {@code Phases}, after which the tree says what one thread
 * does alone and where all meet. Who prints a tree decides nothing. Invariant then, which
 * {@link dev.netgrad.loop.code.LoopVerifier} checks: every access lies within its array for every batch size from 1,
 * every value is of its place's type, and threads meet where one needs what another computed.
 */
package dev.netgrad.loop.code;
