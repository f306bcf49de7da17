/**
 * Formulas whose indices are made at random, and what an enumeration of their points says of them: whether every read
 * is in bounds, the values, and the adjoints, scattered read by read. {@link dev.netgrad.indices.IndexFormulas} makes
 * them, {@link dev.netgrad.indices.Enumeration} goes through their points, and
 * {@link dev.netgrad.indices.IndexFormulaTest} holds the compiler against it. Values are small whole numbers, so that
 * all sums are exact, in any order and precision; elements that no point reads are infinite or NaN, so that a read too
 * many is seen.
 */
package dev.netgrad.indices;
