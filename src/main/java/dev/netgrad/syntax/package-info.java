/**
 * Text to syntax tree.
 *
 * <p>Comes in: a {@link dev.netgrad.source.SourceFile}. Goes out: a {@link dev.netgrad.syntax.Ast.File} in which every
 * node knows its span; names are not yet resolved. Of a text with errors the tree lacks what could not be read, and
 * there is at least one diagnostic. The only package that knows ANTLR.
 *
 * <p>The way through: {@code Scan} makes tokens and finds wrong characters, {@code Layout} keeps the line ends that end
 * a statement and checks the limits that keep recursion shallow here and in every later pass, the parser generated from
 * {@code Net.g4} makes a parse tree ({@code Recovery} and {@code Unexpected} say what it did not expect), and
 * {@code AstBuilder} with {@code ExpressionBuilder} makes the syntax tree.
 *
 * <p>Beside it {@link dev.netgrad.syntax.Formatter} lays the tokens of a file out in one way.
 */
package dev.netgrad.syntax;
