/**
 * What a trained network is used for: answers, and how good they are.
 *
 * <p>{@link dev.netgrad.train.use.Classifier} is for applications: a picture in, names with probabilities out, from any
 * number of threads. {@link dev.netgrad.train.use.Assessment} compares what a model says of samples with what is known.
 *
 * <p>Invariant: a model's weights are not changed here.
 */
package dev.netgrad.train.use;
