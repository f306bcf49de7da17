/**
 * What training, its data and its files share: the handle on a network, and arrays by name.
 *
 * <p>A {@link dev.netgrad.train.Model} is a generated network as all see it who train or use it; a
 * {@link dev.netgrad.train.Batch} is what it is given, a {@link dev.netgrad.train.BatchGradient} what it answers, and
 * {@link dev.netgrad.train.Safetensors} keeps arrays in files. {@link dev.netgrad.train.data} has data of many kinds,
 * {@link dev.netgrad.train.loop.Training} the loop, {@link dev.netgrad.train.store} what is kept of it, and
 * {@link dev.netgrad.train.use} what a trained network is for.
 *
 * <p>Invariant: the package needs the JDK only and no other package of this project.
 */
package dev.netgrad.train;
