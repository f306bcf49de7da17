package dev.netgrad.train;

/**
 * Scaling of inputs to mean 0 and deviation 1: {@code (x − mean[c]) / deviation[c]}, where c is the position on the
 * last axis of a sample. So an image is scaled by channel, and a plain row of features by feature.
 *
 * <p>A network must later be fed inputs scaled as those it was trained on; hence it is kept with the weights.
 *
 * @param mean one for each position on the last axis
 * @param deviation one for each position on the last axis, none 0
 */
public record Scaling(float[] mean, float[] deviation) {}
