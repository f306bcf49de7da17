package dev.netgrad.compiler;

import dev.netgrad.plan.Plan;

/**
 * The size of a network.
 *
 * @param parameters trained numbers
 * @param multiplyAdds of the inference of one sample, see {@link MultiplyAdds}
 * @param savedBytes what the forward pass keeps for the backward pass, in single precision
 * @param recomputedBytes what the backward pass computes again instead of having it kept
 * @param recomputedMultiplyAdds of that, for one sample
 * @param peakBytes what training holds at once, in single precision: weights, gradients, optimizer, saved and scratch
 */
public record Statistics(long parameters, long multiplyAdds, long savedBytes, long recomputedBytes,
    long recomputedMultiplyAdds, long peakBytes) {

  /** @param batch samples in a training step */
  public static Statistics of(Plan plan, long batch) {
    return new Statistics(plan.parameters(), MultiplyAdds.ofInference(plan.network()),
        plan.savedBytes(batch), plan.recomputedBytes(batch), MultiplyAdds.ofRecomputation(plan), plan.peakBytes(batch));
  }
}
