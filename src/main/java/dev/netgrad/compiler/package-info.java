/**
 * The whole pipeline: {@link dev.netgrad.compiler.Compiler} runs the stages one after the other, verifies, times and
 * dumps what each gives.
 *
 * <p>Comes in: a {@code .net} file and {@link dev.netgrad.compiler.Options}. Goes out: a
 * {@link dev.netgrad.compiler.Compilation} for each network, which {@link dev.netgrad.compiler.Output} writes and
 * {@link dev.netgrad.compiler.Loaded} runs. Invariant: what is wrong with the file is an
 * {@link dev.netgrad.source.InvalidNetException}, what the machine refuses a
 * {@link dev.netgrad.compiler.EnvironmentException}; anything else that is thrown is a fault of netgrad, within
 * a stage a {@link dev.netgrad.source.Fault}.
 */
package dev.netgrad.compiler;
