package dev.netgrad.train;

/**
 * How to train.
 *
 * @param epochs passes over the training set, at least 1
 * @param batch samples in a step, at least 1; an epoch's last batch may be smaller
 * @param learningRate the rate of the first half of the epochs, positive and finite
 * @param seed decides initial weights, order and shifts
 * @param shift images are moved by up to so many pixels each way, at random for each visit; from 0,
 *     which leaves them in place, to 1000
 */
public record TrainingOptions(int epochs, int batch, float learningRate, long seed, int shift) {
  private static final int LARGEST_SHIFT = 1000;

  /**
   * Checks each value.
   *
   * @param epochs from 1
   * @param batch from 1
   * @param learningRate above 0 and finite
   * @param seed any
   * @param shift from 0 to 1000 pixels
   * @throws IllegalArgumentException if a value is out of its range
   */
  public TrainingOptions {
    require(epochs >= 1, "epochs: at least 1, not " + epochs);
    require(batch >= 1, "batch: at least 1, not " + batch);
    require(learningRate > 0 && Float.isFinite(learningRate), "learning rate: above 0, not " + learningRate);
    require(shift >= 0 && shift <= LARGEST_SHIFT, "shift: from 0 to " + LARGEST_SHIFT + ", not " + shift);
  }

  /**
   * What the command line takes if nothing is said.
   *
   * @return 10 epochs of batches of 32 with rate 0.05 and seed 1, images left in place
   */
  public static TrainingOptions defaults() {
    return new TrainingOptions(10, 32, 0.05f, 1, 0);
  }

  /**
   * The rate of one epoch: divided by 10 after half of the epochs and again after three quarters, as in He et al. 2015,
   * section 4.2 (32k and 48k of 64k steps).
   *
   * @param epoch counted from 1
   * @return {@code learningRate}, a tenth or a hundredth of it
   */
  public float learningRate(int epoch) {
    // In long: epochs may be as large as an int gets.
    long done = epoch - 1L;
    if (done * 4 >= epochs * 3L) {
      return learningRate / 100;
    }
    return done * 2 >= epochs ? learningRate / 10 : learningRate;
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
