package dev.netgrad.train.data;

import dev.netgrad.train.Batch;
import dev.netgrad.train.Model;
import dev.netgrad.train.Scaling;
import java.util.List;
import java.util.Map;

/**
 * What is learned from and what is tested on.
 *
 * @param train samples to learn from, at least one
 * @param test samples to test on, at least one
 * @param classes what the classes are called, in the order of their numbers; empty if they are numbers alone
 * @param text what kind of data these are
 * @param scaling of the inputs, by their names, before the network sees them; one that is not there is left as it is
 */
public record Data(Samples train, Samples test, List<String> classes, String text, Map<String, Scaling> scaling) {
  /**
   * Keeps copies of the names and of the map.
   *
   * @param train samples to learn from
   * @param test samples to test on
   * @param classes names of the classes
   * @param text what kind of data these are
   * @param scaling by the input's name
   */
  public Data {
    classes = List.copyOf(classes);
    scaling = Map.copyOf(scaling);
  }

  /**
   * Data that are not scaled.
   *
   * @param train samples to learn from
   * @param test samples to test on
   * @param classes names of the classes
   * @param text what kind of data these are
   */
  public Data(Samples train, Samples test, List<String> classes, String text) {
    this(train, test, classes, text, Map.of());
  }

  /**
   * Data that are in memory, as the network takes them.
   *
   * @param model whose {@linkplain Model#inputs inputs} they are
   * @param train an array for each input; not copied
   * @param test the same to test on
   * @return with classes called by their numbers
   * @throws IllegalArgumentException if an array is missing or too short
   */
  public static Data of(Model model, Batch train, Batch test) {
    return new Data(new ArraySamples(train, model.inputs(), "arrays to learn from"),
        new ArraySamples(test, model.inputs(), "arrays to test on"), List.of(), "arrays");
  }

  /**
   * The same with what was found out when each sample was read.
   *
   * @param ofTrain about the samples to learn from, and their scaling
   * @param ofTest about those to test on
   * @return without samples that can't be used, scaled
   */
  public Data surveyed(Survey ofTrain, Survey ofTest) {
    return new Data(ofTrain.samples(), ofTest.samples(), classes, text, ofTrain.scaling());
  }

  /**
   * The same with another scaling.
   *
   * @param by the input's name
   * @return what has it
   */
  public Data scaled(Map<String, Scaling> by) {
    return new Data(train, test, classes, text, by);
  }
}
