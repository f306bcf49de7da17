package dev.netgrad.train.loop;

import dev.netgrad.train.use.Assessment;
import java.util.Locale;

/**
 * What an epoch came to.
 *
 * @param number counted from 1
 * @param loss the mean over its training samples, each taken before the step that it was part of
 * @param test how the model does on the test samples after it
 * @param isBest whether it is the best so far
 * @param seconds the time it took, testing included; since it was resumed, if it was
 */
public record EpochReport(int number, double loss, Assessment test, boolean isBest, double seconds) {
  /** {@code epoch 3  loss 0.1234  test accuracy 97.12%  (4.1 s)}, in every locale. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "epoch %d  loss %.4f", number, loss));
    test.metrics().forEach((name, value) -> text.append("  test ").append(name).append(' ')
        .append(Assessment.shown(name, value)));
    return text.append(String.format(Locale.ROOT, "  (%.1f s)", seconds)).toString();
  }
}
