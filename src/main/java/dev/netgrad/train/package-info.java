/**
 * Training: datasets in, a trained network and its saved weights out.
 *
 * <p>In comes a {@link dev.netgrad.train.Model}, the handle on a generated network that all who train it share, and a
 * {@link dev.netgrad.train.Split} of samples, read by {@link dev.netgrad.train.DataFiles} or drawn by
 * {@link dev.netgrad.train.DrawnImages}; {@link dev.netgrad.train.Trainer} runs the epochs and
 * {@link dev.netgrad.train.Checkpoint} keeps the arrays in the safetensors format.
 *
 * <p>Invariant: the same data, options and seed visit the same samples in the same order, whatever the machine; the
 * package needs the JDK only and no other package of this project.
 */
package dev.netgrad.train;
