/**
 * Measures generated code on this machine.
 *
 * <p>Comes in: a network and {@link dev.netgrad.bench.Settings}. Goes out: a {@link dev.netgrad.bench.Result}: times,
 * what they mean in operations a second, and what the processor could do. Invariant: what is measured is the code that
 * the compiler writes for users; only where a row for each kernel is wanted does other code run, after the rest.
 */
package dev.netgrad.bench;
