/**
 * Loops for convolutions of three by three with a quarter of the multiplications, by the law of
 * {@link dev.netgrad.law.ToomCook} on both axes of a picture (Winograd, 1980; Lavin and Gray, 2016):
 * {@code ToomCookTile} for convolutions and the gradients of their inputs, {@code ToomCookSlice} for those of their
 * weights. {@code Patches} are the six by six pixels that give four by four outputs, transformed.
 */
package dev.netgrad.loop.winograd;
