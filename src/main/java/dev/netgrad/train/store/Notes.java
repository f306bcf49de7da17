package dev.netgrad.train.store;

import dev.netgrad.train.DataException;
import dev.netgrad.train.Scaling;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What whoever uses weights has to know beside them, as texts in their file.
 *
 * @param network the network's name
 * @param formulas a hash of the network's formulas; empty if it is not known
 * @param fit how pictures of another size are brought to the network's, as {@code Preparation.Fit} names it
 * @param classes what the classes are called, in the order of their numbers; empty if they are numbers
 * @param scaling of the inputs, by their names
 */
public record Notes(String network, String formulas, String fit, List<String> classes, Map<String, Scaling> scaling) {
  /** Under which name the hash of the formulas is. */
  public static final String FORMULAS = "formulas";
  private static final String NETWORK = "network";
  private static final String FIT = "fit";
  private static final String CLASSES = "classes";
  private static final String SCALING = "scaling.";
  private static final String MEAN = ".mean";
  private static final String DEVIATION = ".deviation";

  /**
   * Keeps copies.
   *
   * @param network the network's name
   * @param formulas a hash of the network's formulas
   * @param fit how pictures are brought to size
   * @param classes names of the classes
   * @param scaling by input
   */
  public Notes {
    classes = List.copyOf(classes);
    scaling = Map.copyOf(scaling);
  }

  /**
   * The facts as texts.
   *
   * @return {@code network}, {@code formulas}, {@code fit}, {@code classes}, a line each, and
   *     {@code scaling.INPUT.mean} and {@code scaling.INPUT.deviation}, lists of numbers such as {@code [0.5, 0.25]}
   */
  public Map<String, String> texts() {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put(NETWORK, network);
    if (!formulas.isEmpty()) {
      texts.put(FORMULAS, formulas);
    }
    texts.put(FIT, fit);
    if (!classes.isEmpty()) {
      texts.put(CLASSES, String.join("\n", classes));
    }
    scaling.forEach((input, by) -> {
      texts.put(SCALING + input + MEAN, Arrays.toString(by.mean()));
      texts.put(SCALING + input + DEVIATION, Arrays.toString(by.deviation()));
    });
    return texts;
  }

  /**
   * Reads facts back.
   *
   * @param texts as {@link #texts} gives them, among others
   * @param file where they are from, for messages
   * @return the same
   * @throws DataException if the network's name is missing, or what should be numbers is none
   */
  public static Notes of(Map<String, String> texts, Path file) {
    Map<String, Scaling> scaling = new TreeMap<>();
    for (String key : texts.keySet()) {
      if (key.startsWith(SCALING) && key.endsWith(MEAN)) {
        String input = key.substring(SCALING.length(), key.length() - MEAN.length());
        String deviation = SCALING + input + DEVIATION;
        scaling.put(input, new Scaling(numbers(texts, key, file), numbers(texts, deviation, file)));
      }
    }
    if (!texts.containsKey(NETWORK)) {
      throw DataException.in(file, "does not say which network its weights are of");
    }
    String classes = texts.getOrDefault(CLASSES, "");
    return new Notes(texts.get(NETWORK), texts.getOrDefault(FORMULAS, ""), texts.getOrDefault(FIT, "MIDDLE"),
        classes.isEmpty() ? List.of() : List.of(classes.split("\n", -1)), scaling);
  }

  private static float[] numbers(Map<String, String> texts, String key, Path file) {
    String text = texts.getOrDefault(key, "");
    try {
      String[] parts = text.substring(1, text.length() - 1).split(", ");
      float[] numbers = new float[parts.length];
      for (int i = 0; i < parts.length; i++) {
        numbers[i] = Float.parseFloat(parts[i]);
      }
      return numbers;
    } catch (NumberFormatException | StringIndexOutOfBoundsException e) {
      throw DataException.in(file, key + " is no list of numbers: " + text);
    }
  }
}
