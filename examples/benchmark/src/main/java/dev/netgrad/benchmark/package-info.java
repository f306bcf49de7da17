/**
 * A comparison of netgrad's code with other systems.
 *
 * <p>{@link dev.netgrad.benchmark.Compare} starts a {@linkplain dev.netgrad.benchmark.Contestant contestant}'s worker
 * as a process of its own, asks each in turn for the time of an iteration, round after round, and prints medians.
 * Workers speak one protocol, whatever they are written in: see {@link dev.netgrad.benchmark.Worker}.
 *
 * <p>{@link dev.netgrad.benchmark.KernelTable} has JMH measure single kernels.
 */
package dev.netgrad.benchmark;
