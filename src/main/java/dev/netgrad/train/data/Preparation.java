package dev.netgrad.train.data;

import dev.netgrad.train.Scaling;
import java.util.List;
import java.util.Map;

/**
 * What is done to samples before a network sees them.
 *
 * @param fit how a picture of another size is brought to the network's
 * @param augmentations applied in this order when training, and not otherwise
 * @param scaling by the input's name; one that is not there is left as it is
 */
public record Preparation(Fit fit, List<Augmentation> augmentations, Map<String, Scaling> scaling) {
  /** How a picture of another size is brought to the one that the network takes. */
  public enum Fit {
    /** The largest middle part with the right ratio of the sides, enlarged or reduced. */
    MIDDLE,
    /** The whole picture, stretched. */
    STRETCH,
    /** Not at all: a picture of another size is damaged. */
    NONE
  }

  /**
   * Keeps copies.
   *
   * @param fit for pictures of another size
   * @param augmentations in order
   * @param scaling by the input's name
   */
  public Preparation {
    augmentations = List.copyOf(augmentations);
    scaling = Map.copyOf(scaling);
  }

  /**
   * The same for samples that nothing is learned from.
   *
   * @return without augmentations
   */
  public Preparation still() {
    return new Preparation(fit, List.of(), scaling);
  }

  /**
   * The same with a scaling.
   *
   * @param by the input's name
   * @return what has it
   */
  public Preparation scaled(Map<String, Scaling> by) {
    return new Preparation(fit, augmentations, by);
  }
}
