/**
 * The Maven plugin.
 *
 * <p>Comes in: a project's {@code .net} files and the plugin's configuration. Goes out: Java sources, registered with
 * the project, or errors at file, line and column and a failed build. Invariant: where one file is wrong, none is
 * written.
 */
package dev.netgrad.maven;
