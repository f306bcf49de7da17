package dev.netgrad.cli;

import dev.netgrad.train.Model;
import dev.netgrad.train.Port;
import dev.netgrad.train.data.Preparation.Fit;
import dev.netgrad.train.data.Samples;
import dev.netgrad.train.data.Survey;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which data, and what is done where they are not as they should be. */
final class DataChoice {
  @Option(names = "--data", paramLabel = "PATH", description = {
      "What to learn from. A folder or a zip with pictures of each class in a folder of its own; with pictures in"
          + " images and masks of the same names in masks; or with pictures and a .csv that has the name and the"
          + " numbers of each: in train and test, or without, then a fifth is for the test.",
      "A folder with CIFAR-10 or CIFAR-100 in binary form, with IDX files such as those of MNIST, or with a .npy for"
          + " each input of the network. A .safetensors with an array for each input.",
      "A file with a sample a line: its features, row by row, and its class, with commas, semicolons or tabs between"
          + " them; or a folder with one such file *.tra to train on and one *.tes to test on."})
  private Path data;

  @Option(names = "--classes", paramLabel = "NAME", split = ",", description =
      "What the data call the classes, in their order; by default they are the folders' names in ascending order, or"
          + " whole numbers from 0.")
  private List<String> classes = List.of();

  @Mixin
  private DamageChoice damage;

  Path path() {
    return data;
  }

  List<String> classes() {
    return classes;
  }

  void check(NetgradCommand command) {
    command.require(classes.isEmpty() || data != null, "--classes names those of --data");
    command.require(Set.copyOf(classes).size() == classes.size(), "--classes gives a name twice");
  }

  /** Whether there are as many names as the model has classes; what it learns otherwise has no use for names. */
  void check(NetgradCommand command, Model model) {
    model.inputs().stream().filter(p -> p.isWhole() && !model.inferenceInputs().contains(p)).forEach(p ->
        command.require(classes.isEmpty() || classes.size() == p.classes(), "--classes has a name for each of "
            + model.name() + "'s " + p.classes() + " classes, not " + classes.size()));
  }

  static Fit fit(NetgradCommand command, String name) {
    return Arrays.stream(Fit.values()).filter(f -> f.name().equals(name.toUpperCase(Locale.ROOT))).findFirst()
        .orElseThrow(() -> command.misuse("--fit: there is no way `" + name + "`; there are middle, stretch and none"));
  }

  /** Reads all samples once, and sees what is wrong with them. */
  Survey survey(NetgradCommand command, Samples samples, List<Port> ports, Fit fit, List<String> scaled, int threads) {
    Survey survey = Survey.of(samples, ports, fit, scaled, threads);
    damage.report(command, survey, samples);
    return survey;
  }
}
