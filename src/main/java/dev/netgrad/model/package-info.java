/**
 * Syntax trees to tensors: names, sizes, shapes, blocks, parameters, and the standard library.
 *
 * <p>Comes in: {@link dev.netgrad.model.Modules}, a file and what it imports. Goes out:
 * {@link dev.netgrad.tensor.Network}s, each as a training and an evaluation graph. The invariant between: what is wrong
 * with a file is found here and said with its places, so that every tensor that leaves has exact sizes, every read in
 * it is proven in bounds or stands under a guard that bounds it, and equal signatures of a block are one object.
 *
 * <p>The rooms below see only those before them: {@code names}, who is called what; {@code scope}, what names stand for
 * while a body is elaborated, and arithmetic on sizes; {@code formula}, scalar expressions to comprehensions;
 * {@code body}, statements and calls; {@code network}. What reads the result to warn is in {@code warn}.
 *
 * <p>The compiler knows no layer: those of the standard library are formulas in {@code .net} files, beside
 * these classes on the class path.
 */
package dev.netgrad.model;
