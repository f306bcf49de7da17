/**
 * Text to syntax tree.
 *
 * <p>Comes in: a {@link dev.netgrad.source.SourceFile}. Goes out: a {@link dev.netgrad.syntax.Ast.File} in which every
 * node knows its span; names are not yet resolved. The only package that knows ANTLR.
 */
package dev.netgrad.syntax;
