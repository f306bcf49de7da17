/**
 * Why an adjoint is what it is.
 *
 * <p>Comes in: a network and a name. Goes out: a {@link dev.netgrad.ask.why.Why}, a value: the statement, what each of
 * its readers contributes and by which rule of the table, how the read was turned round, each law with the formula
 * before and after, what became another name of the same array, what is kept, and where in the generated Java it is
 * computed. {@link dev.netgrad.ask.why.WhyText} prints it. Nothing is derived here: the compiler derives with somebody
 * watching ({@link dev.netgrad.compiler.Derived}), and compiles what it derived. Without a name the answer is an
 * {@link dev.netgrad.ask.why.Overview}, what happens to the gradient block by block.
 */
package dev.netgrad.ask.why;
