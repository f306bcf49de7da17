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
 *
 * <p>Most builds find nothing to do, and then a goal takes as long as Java takes to load and link what it runs: on the
 * way to finding that out there are loops where the rest of the compiler has streams, each of whose lambdas is a class
 * that is made at run time, and no class of the compiler beyond those for imports.
 */
package dev.netgrad.maven;
