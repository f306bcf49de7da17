package dev.netgrad.train.data;

import java.util.List;

/**
 * What is learned from and what is tested on.
 *
 * @param train samples to learn from, at least one
 * @param test samples to test on, at least one
 * @param classes what the classes are called, in the order of their numbers; empty if they are numbers alone
 * @param text what kind of data these are
 */
public record Data(Samples train, Samples test, List<String> classes, String text) {
  /**
   * Keeps a copy of the names.
   *
   * @param train samples to learn from
   * @param test samples to test on
   * @param classes names of the classes
   * @param text what kind of data these are
   */
  public Data {
    classes = List.copyOf(classes);
  }
}
