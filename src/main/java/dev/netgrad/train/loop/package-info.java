/**
 * The training loop: a model and data in, a trained model, its weights and the course of the training out.
 *
 * <p>{@link dev.netgrad.train.loop.Training} runs a {@link dev.netgrad.train.loop.Recipe}, on arrays in memory or on
 * files; what a {@link dev.netgrad.train.store.RunFolder} keeps is there to go on from, and a
 * {@link dev.netgrad.train.loop.Listener} is told how it goes. Clipping, accumulation, freezing and averaging stand
 * between the model's two calls, {@code gradient} and {@code apply}, and are written once for all networks.
 *
 * <p>Invariant: model, data, recipe and seed decide every bit of the weights after each step, whatever the number of
 * threads, and however often the training was stopped or killed and resumed.
 */
package dev.netgrad.train.loop;
