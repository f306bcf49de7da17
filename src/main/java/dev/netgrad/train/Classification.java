package dev.netgrad.train;

import java.util.List;
import java.util.Optional;

/**
 * What the inputs and outputs of a classifier mean: a sample has numbers and a class, and gets a score for each class.
 *
 * @param features the numbers
 * @param label the class
 * @param scores a number for each class; the largest marks it
 */
public record Classification(Port features, Port label, Port scores) {
  /**
   * Finds them in a model that trains, with one number to be set for each step at most.
   *
   * @param model any
   * @return empty if it is something else than a classifier
   */
  public static Optional<Classification> of(Model model) {
    List<Port> features = model.inputs().stream().filter(p -> !p.isWhole()).toList();
    List<Port> labels = model.inputs().stream().filter(p -> p.isWhole() && p.size() == 1).toList();
    boolean isOne = model.trains() && model.numbers().size() <= 1 && model.inputs().size() == 2
        && features.size() == 1 && labels.size() == 1 && model.inferenceInputs().equals(features)
        && model.outputs().size() == 1;
    if (!isOne) {
      return Optional.empty();
    }
    Port scores = model.outputs().get(0);
    return scores.isWhole() || !scores.perSample() || scores.shape().length != 1 ? Optional.empty()
        : Optional.of(new Classification(features.get(0), labels.get(0), scores));
  }

  /**
   * How many classes there are.
   *
   * @return as many as there are scores
   */
  public int classes() {
    return scores.size();
  }
}
