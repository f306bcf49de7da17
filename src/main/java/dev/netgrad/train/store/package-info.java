/**
 * What is kept of a training: weights, and all that is needed to go on as if it had never stopped.
 *
 * <p>In comes a model and what is known of its data, out come files in the safetensors format, and the other way round.
 *
 * <p>Invariant: a file is there as a whole or as it was before, and {@link dev.netgrad.train.store.Snapshot#read} gives
 * back, bit for bit, what {@link dev.netgrad.train.store.Snapshot#write} was given.
 */
package dev.netgrad.train.store;
