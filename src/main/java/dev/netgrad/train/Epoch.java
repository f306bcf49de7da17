package dev.netgrad.train;

import java.util.Locale;

/**
 * What an epoch came to.
 *
 * @param number counted from 1
 * @param loss the mean over its training samples, each taken before the step that it was part of
 * @param testAccuracy the share of test samples whose largest score was their class's, from 0 to 1, after the epoch
 * @param seconds the time it took, testing included
 */
public record Epoch(int number, double loss, double testAccuracy, double seconds) {
  /** {@code epoch 3  loss 0.1234  test accuracy 97.12%  (4.1 s)}, in every locale. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "epoch %d  loss %.4f  test accuracy %.2f%%  (%.1f s)", number, loss, testAccuracy * 100, seconds);
  }
}
