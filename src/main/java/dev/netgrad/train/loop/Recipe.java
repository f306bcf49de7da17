package dev.netgrad.train.loop;

import dev.netgrad.train.data.Augmentation;
import dev.netgrad.train.data.Preparation.Fit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * How to train: all that decides what the weights become, beside the network and the data.
 *
 * @param epochs passes over the training set, at least 1
 * @param batch samples whose gradient is computed at a time, at least 1
 * @param accumulate how many such batches make a step, at least 1
 * @param rate what a network that asks for a number is given in the first half of the epochs; of the rest a tenth, and
 *     a hundredth in the last quarter
 * @param seed decides initial weights, order and augmentation
 * @param clip the largest norm of a step's gradient, above 0; a longer one is shortened; infinite for none
 * @param freeze parameters and states that stay as they are: a name with {@code *} for any text; empty for none
 * @param average from 0 to below 1: how much of the moving average of the weights a step keeps; 0 for no average
 * @param patience after how many epochs without a better one to stop; 0 for never
 * @param fit how pictures of another size are brought to the network's
 * @param augmentations in the order in which they are applied
 */
public record Recipe(int epochs, int batch, int accumulate, float rate, long seed, double clip, String freeze,
    double average, int patience, Fit fit, List<Augmentation> augmentations) {
  /**
   * Checks each value.
   *
   * @param epochs from 1
   * @param batch from 1
   * @param accumulate from 1
   * @param rate above 0 and finite
   * @param seed any
   * @param clip above 0
   * @param freeze a name with {@code *}; or empty
   * @param average from 0 to below 1
   * @param patience from 0
   * @param fit for pictures of another size
   * @param augmentations in order
   * @throws IllegalArgumentException if a value is out of its range
   */
  public Recipe {
    require(epochs >= 1, "epochs: at least 1, not " + epochs);
    require(batch >= 1, "batch: at least 1, not " + batch);
    require(accumulate >= 1, "accumulate: at least 1, not " + accumulate);
    require(rate > 0 && Float.isFinite(rate), "rate: above 0, not " + rate);
    require(clip > 0, "clip: above 0, not " + clip);
    require(average >= 0 && average < 1, "average: from 0 to below 1, not " + average);
    require(patience >= 0, "patience: at least 0, not " + patience);
    augmentations = List.copyOf(augmentations);
  }

  /**
   * What the command line takes if nothing is said.
   *
   * @return 10 epochs of batches of 32 with rate 0.05 and seed 1, and nothing else
   */
  public static Recipe defaults() {
    return new Recipe(10, 32, 1, 0.05f, 1, Double.POSITIVE_INFINITY, "", 0, 0, Fit.MIDDLE, List.of());
  }

  /**
   * The same with another length.
   *
   * @param other passes over the training set, at least 1
   * @return what has it
   */
  public Recipe withEpochs(int other) {
    return new Recipe(other, batch, accumulate, rate, seed, clip, freeze, average, patience, fit, augmentations);
  }

  /**
   * The same with batches of another size.
   *
   * @param other samples, at least 1
   * @return what has it
   */
  public Recipe withBatch(int other) {
    return new Recipe(epochs, other, accumulate, rate, seed, clip, freeze, average, patience, fit, augmentations);
  }

  /**
   * The same with another rate.
   *
   * @param other above 0 and finite
   * @return what has it
   */
  public Recipe withRate(float other) {
    return new Recipe(epochs, batch, accumulate, other, seed, clip, freeze, average, patience, fit, augmentations);
  }

  /**
   * The same with another seed.
   *
   * @param other any
   * @return what has it
   */
  public Recipe withSeed(long other) {
    return new Recipe(epochs, batch, accumulate, rate, other, clip, freeze, average, patience, fit, augmentations);
  }

  /**
   * The rate of one epoch, as in He et al. 2015, section 4.2 (32k and 48k of 64k steps).
   *
   * @param epoch counted from 1
   * @return {@link #rate}, a tenth or a hundredth of it
   */
  public float rate(int epoch) {
    // In long: epochs may be as large as an int gets.
    long done = epoch - 1L;
    if (done * 4 >= epochs * 3L) {
      return rate / 100;
    }
    return done * 2 >= epochs ? rate / 10 : rate;
  }

  /** What frozen names match. */
  Pattern frozen() {
    StringBuilder regex = new StringBuilder();
    for (String part : freeze.split("(?=\\*)|(?<=\\*)")) {
      regex.append(part.equals("*") ? ".*" : Pattern.quote(part));
    }
    try {
      return Pattern.compile(regex.toString());
    } catch (PatternSyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Everything but how long, by name: what must be the same to go on as if nothing had happened. */
  Map<String, String> texts() {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("batch", Integer.toString(batch));
    texts.put("accumulate", Integer.toString(accumulate));
    texts.put("rate", Float.toString(rate));
    texts.put("seed", Long.toString(seed));
    texts.put("clip", Double.toString(clip));
    texts.put("freeze", freeze);
    texts.put("average", Double.toString(average));
    texts.put("patience", Integer.toString(patience));
    texts.put("fit", fit.toString());
    texts.put("augment", String.join(",", augmentations.stream().map(Object::toString).toList()));
    return texts;
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
