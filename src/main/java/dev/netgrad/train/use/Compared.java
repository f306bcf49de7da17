package dev.netgrad.train.use;

import dev.netgrad.train.Model;
import dev.netgrad.train.Port;
import dev.netgrad.train.data.Field;
import dev.netgrad.train.data.Samples;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What an output is to be compared with.
 *
 * @param output of the network
 * @param answer what is known of each sample
 * @param classes how many scores the output has for each element of the answer; 0 if both are numbers
 */
record Compared(Port output, Port answer, int classes) {
  /**
   * Finds them: for each thing that is learned of a sample, in the order of the source, the first output that fits it
   * and is not taken yet.
   */
  static List<Compared> all(Model model, Samples samples) {
    List<Port> outputs = new ArrayList<>(model.outputs());
    List<Compared> all = new ArrayList<>();
    for (Port answer : model.inputs()) {
      if (!model.inferenceInputs().contains(answer)) {
        Optional<Compared> found = outputs.stream().flatMap(o -> of(o, answer, samples).stream()).findFirst();
        found.ifPresent(task -> outputs.remove(task.output()));
        found.ifPresent(all::add);
      }
    }
    return all;
  }

  private static Optional<Compared> of(Port output, Port answer, Samples samples) {
    if (output.isWhole() || !output.perSample() || !answer.perSample()) {
      return Optional.empty();
    }
    boolean areSame = Arrays.equals(output.shape(), answer.shape());
    boolean isMask = samples.fields().stream()
        .anyMatch(f -> f.port().equals(answer.name()) && f.kind() == Field.Kind.MASK);
    if (answer.isWhole() && output.size() == (long) answer.size() * answer.classes()) {
      return Optional.of(new Compared(output, answer, answer.classes()));
    } else if (!answer.isWhole() && areSame && isMask) {
      return Optional.of(new Compared(output, answer, answer.shape()[2]));
    }
    return !answer.isWhole() && areSame ? Optional.of(new Compared(output, answer, 0)) : Optional.empty();
  }

  /** How many answers a sample has. */
  int elements() {
    return classes == 0 ? output.size() : output.size() / classes;
  }
}
