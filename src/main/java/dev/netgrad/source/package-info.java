/**
 * Text, where it is, and what is said about it: files, spans, diagnostics and how they are shown.
 *
 * <p>Comes in: the characters of a {@code .net} file, and the folders and jars that others may be in
 * ({@link dev.netgrad.source.ImportPath}). Goes out: places in it ({@link dev.netgrad.source.Span}) and
 * {@linkplain dev.netgrad.source.Diagnostic messages} about them; where netgrad itself is wrong, a
 * {@link dev.netgrad.source.Fault} with its place. Depends on no other package of netgrad, so that what all
 * sealed families share, {@link dev.netgrad.source.Acting}, is here as well.
 */
package dev.netgrad.source;
