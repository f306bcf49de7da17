/**
 * Plain loops for any Java, and what all loops are built with.
 *
 * <p>Each group of statements is written as a textbook has it ({@code Textbook}), to be read and to test the others
 * against, and in a form that is fast without vectors ({@code Nest}, and {@code Transposition} for copies with another
 * axis last). A {@code Scope} is the place where code is written to: it names variables, keeps what is computed once,
 * and moves out of a loop what does not change in it.
 *
 * <p>No sum is one running float, however many terms it has: |error| ≤ 64·2⁻²⁴·Σ|x|. A number is summed in double
 * precision; a row is added to in blocks of few terms, whose sums go to a {@code Compensated} sum, which is two floats.
 * But for a {@link dev.netgrad.tensor.Scatter}: its terms are added to the output's elements one by one, where class
 * numbers tell ({@code ScatterNest}), and each of a table's elements would need a rest.
 */
package dev.netgrad.loop.plain;
