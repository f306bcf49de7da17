/**
 * Networks made at random, and all that the compiler makes of them compared with each other.
 *
 * <p>A {@link dev.netgrad.random.Genome} is lists of numbers, one for each statement;
 * {@link dev.netgrad.random.NetWriter} turns any of them into a valid {@code .net} text, the smaller the numbers the
 * simpler. So a seed is all that a network needs to be made again, and {@link dev.netgrad.random.Shrinking} makes a
 * failing one small by leaving numbers out. {@link dev.netgrad.random.Agreement} says what has to agree.
 */
package dev.netgrad.random;
