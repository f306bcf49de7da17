package dev.netgrad.train.data;

import dev.netgrad.train.DataException;
import dev.netgrad.train.Model;
import dev.netgrad.train.Port;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a network needs of data.
 *
 * @param inputs what it is given in training
 * @param given the names of those that it is given in inference, too; the others are what it is to learn
 * @param classes what data call the classes, in the order of their numbers; if empty, data decide
 * @param seed decides what is random about a division into samples to train and to test on
 */
public record Needs(List<Port> inputs, Set<String> given, List<String> classes, long seed) {
  /**
   * Keeps copies.
   *
   * @param inputs in training
   * @param given those of inference
   * @param classes names of the classes; or none
   * @param seed any
   */
  public Needs {
    inputs = List.copyOf(inputs);
    given = Set.copyOf(given);
    classes = List.copyOf(classes);
  }

  /**
   * The needs of a model.
   *
   * @param model any
   * @param classes what data call the classes, or none
   * @param seed any
   * @return what it takes in training
   */
  public static Needs of(Model model, List<String> classes, long seed) {
    return new Needs(model.inputs(), model.inferenceInputs().stream().map(Port::name).collect(Collectors.toSet()),
        classes, seed);
  }

  /** What it is given. */
  List<Port> questions() {
    return inputs.stream().filter(p -> given.contains(p.name())).toList();
  }

  /** What it is to learn. */
  List<Port> answers() {
    return inputs.stream().filter(p -> !given.contains(p.name())).toList();
  }

  /** The one picture that it is given; {@link DataException} if it is given something else. */
  Port picture(String data) {
    List<Port> questions = questions();
    if (questions.size() == 1 && Pictures.fit(questions.get(0)) && !questions.get(0).isWhole()) {
      return questions.get(0);
    }
    throw new DataException(data + " has pictures, but the network takes " + text(questions)
        + ": pictures fit one input with rows, columns and, if need be, channels");
  }

  /** The one thing that it learns of each sample. */
  Port answer(String data) {
    if (answers().size() == 1) {
      return answers().get(0);
    }
    throw new DataException(data + " has one thing to learn of each sample, but the network learns "
        + text(answers()));
  }

  /** The class that it learns; {@link DataException} if it learns something else. */
  Port label(String data) {
    Port answer = answer(data);
    if (answer.isWhole() && answer.size() == 1) {
      return answer;
    }
    throw new DataException(data + " has classes, but the network learns " + answer);
  }

  static String text(List<Port> ports) {
    return ports.isEmpty() ? "nothing" : ports.stream().map(Port::toString).collect(Collectors.joining("; "));
  }
}
