package dev.netgrad.cli;

import dev.netgrad.compiler.Evaluation;
import dev.netgrad.source.Absent;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The values that {@code --set} gives to inputs, parameters and states. */
final class Settings {
  private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");
  private static final Pattern INFINITE = Pattern.compile("([+-]?)inf(inity)?", Pattern.CASE_INSENSITIVE);

  private final NetgradCommand command;
  private final Evaluation evaluation;
  private final Map<String, double[]> given = new LinkedHashMap<>();

  Settings(NetgradCommand command, Evaluation evaluation, List<String> settings) {
    this.command = command;
    this.evaluation = evaluation;
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      command.require(equals > 0, "--set " + setting + ": write NAME=VALUE, or NAME=VALUE,VALUE,… for an array");
      String name = setting.substring(0, equals).strip();
      command.require(!given.containsKey(name), "--set gives `" + name + "` twice");
      given.put(name, value(name, setting.substring(equals + 1)));
    }
    for (Tensor input : evaluation.inputs()) {
      command.require(given.containsKey(input.name()), "no value for " + describe(input.name(), input)
          + "; give it with --set " + input.name() + "=…");
    }
  }

  /** The inputs' values by name. */
  Map<String, double[]> inputs() {
    Map<String, double[]> inputs = new LinkedHashMap<>();
    evaluation.inputs().forEach(t -> inputs.put(t.name(), given.get(t.name())));
    return inputs;
  }

  /** The values of parameters and states by qualified name. */
  Map<String, double[]> stored(long seed) {
    Map<String, double[]> stored = evaluation.initial(seed);
    stored.replaceAll((name, value) -> given.getOrDefault(name, value));
    return stored;
  }

  private double[] value(String name, String text) {
    Tensor tensor = evaluation.inputs().stream().filter(t -> t.name().equals(name)).findFirst()
        .orElseGet(() -> evaluation.stored().get(name));
    command.require(tensor != null, Absent.of("input", "`" + name + "`",
        evaluation.inputs().stream().map(Tensor::name).toList()));
    return values(command, "--set " + name, text, tensor);
  }

  /** A number, {@code NaN}, {@code infinity} or {@code -infinity}, as {@code .net} files and Java write them. */
  private static double number(NetgradCommand command, String option, String word) {
    Matcher infinite = INFINITE.matcher(word);
    if (word.equalsIgnoreCase("nan")) {
      return Double.NaN;
    } else if (infinite.matches()) {
      return infinite.group(1).equals("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    command.require(NUMBER.matcher(word).matches(), option + ": `" + word + "` is no number");
    return Double.parseDouble(word);
  }

  /** Values for the elements of a tensor, row by row; whole numbers must be classes of it. */
  static double[] values(NetgradCommand command, String option, String text, Tensor tensor) {
    String[] words = text.strip().split("\\s*,\\s*", -1);
    command.require(words.length == tensor.elements(1), option + ": " + describe(tensor.name(), tensor) + " takes "
        + count(tensor.elements(1)) + ", not " + words.length);
    double[] values = Arrays.stream(words).mapToDouble(word -> number(command, option, word)).toArray();
    Arrays.stream(values).forEach(value -> checkClass(command, option, tensor, value));
    return values;
  }

  private static void checkClass(NetgradCommand command, String option, Tensor tensor, double value) {
    if (tensor.isInteger() && tensor.definition() instanceof Definition.Input input) {
      boolean known = input.classes() > 0;
      command.require(value == Math.rint(value) && value >= 0 && (!known || value < input.classes()), option
          + ": a class is a whole number from 0" + (known ? " to " + (input.classes() - 1) : ""));
    }
  }

  private static String count(long elements) {
    return elements == 1 ? "one value" : elements + " values";
  }

  private static String describe(String name, Tensor tensor) {
    return name + (tensor.elements(1) == 1 ? "" : tensor.shapeText());
  }
}
