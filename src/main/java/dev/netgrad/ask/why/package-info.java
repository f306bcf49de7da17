/**
 * Why an adjoint is what it is.
 *
 * <p>Comes in: a network and a name. Goes out: a {@link dev.netgrad.ask.why.Why}, a value: the statement, what each of
 * its readers contributes and by which rule of the table, how the read was turned round, each law with the formula
 * before and after, what became another name of the same array, what is kept, and where in the generated Java it is
 * computed. {@link dev.netgrad.ask.why.WhyText} prints it. Nothing is derived here a second time: the derivation is
 * run once more, with somebody watching ({@link dev.netgrad.ask.why.Trace}).
 */
package dev.netgrad.ask.why;
