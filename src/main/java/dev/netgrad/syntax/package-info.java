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
 * <table>
 * <caption>Errors</caption>
 * <tr><td>E101</td><td>something else was expected here</td></tr>
 * <tr><td>E102</td><td>a character that the language does not know, or that hides what the text says</td></tr>
 * <tr><td>E103</td><td>brackets are nested too deep</td></tr>
 * <tr><td>E104</td><td>a statement is too long</td></tr>
 * <tr><td>E105</td><td>the bytes are not UTF-8</td></tr>
 * <tr><td>E106</td><td>the file cannot be read</td></tr>
 * <tr><td>E107</td><td>the file has too many bytes</td></tr>
 * <tr><td>E108</td><td>a number has too many digits or too large an exponent</td></tr>
 * <tr><td>E109</td><td>a text in double quotes has no end</td></tr>
 * <tr><td>E110</td><td>the file has too many tokens</td></tr>
 * <tr><td>E111</td><td>what stands left of = cannot be defined</td></tr>
 * <tr><td>E112</td><td>what stands left of = is indexed by something other than a new index</td></tr>
 * <tr><td>E113</td><td>... stands after something other than a name</td></tr>
 * <tr><td>E114</td><td>there are more errors than are shown</td></tr>
 * <tr><td>E115</td><td>something other than a read has a value outside its bounds</td></tr>
 * </table>
 */
package dev.netgrad.syntax;
