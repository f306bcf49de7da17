/**
 * The Maven plugin.
 *
 * <p>Comes in: a project's {@code .net} files and the plugin's configuration. Goes out: Java sources, registered with
 * the project, or errors at file, line and column and a failed build. Invariants: where one file is wrong, none is
 * written; a file is compiled if and only if something that its outputs depend on has changed, as the
 * {@link dev.netgrad.maven.Ledger} of the execution tells; what an execution wrote and does not give any more is
 * deleted, and nothing else is.
 *
 * <p>The goals know Maven; {@link dev.netgrad.maven.Job} and {@link dev.netgrad.maven.Outputs}, which do their work,
 * do not.
 */
package dev.netgrad.maven;
