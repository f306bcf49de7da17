package dev.netgrad.cli;

import dev.netgrad.compiler.Compilation;
import dev.netgrad.compiler.Compiler;
import dev.netgrad.compiler.Loaded;
import dev.netgrad.compiler.Options;
import dev.netgrad.compiler.Output;
import dev.netgrad.emit.EmitOptions;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Network;
import dev.netgrad.train.Checkpoint;
import dev.netgrad.train.Classification;
import dev.netgrad.train.ConsoleProgress;
import dev.netgrad.train.DataFiles;
import dev.netgrad.train.DrawnImages;
import dev.netgrad.train.Model;
import dev.netgrad.train.Scaling;
import dev.netgrad.train.Split;
import dev.netgrad.train.Trainer;
import dev.netgrad.train.TrainingOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code netgrad train}: compiles a classifier, trains it, and saves its weights. */
@Command(name = "train",
    description = {"Compiles a classifier, trains it, tells its accuracy after each epoch, and saves its weights.",
        "Without --data it learns from images that the program draws itself."},
    footer = {"", "Example: netgrad train examples/digits.net --epochs 5 -o out"})
final class TrainCommand extends NetgradCommand {
  private static final int DRAWN_TO_TRAIN = 2000;
  private static final int DRAWN_TO_TEST = 500;
  private static final String DEFAULT_RATE = "0.05";

  @Mixin
  private NetworkChoice choice;

  @Mixin
  private KernelChoice kernels;

  @Mixin
  private ConvolutionChoice convolutions;

  @Mixin
  private MemoryChoice memory;

  @Option(names = "--data", paramLabel = "PATH", description = {
      "A file with a sample a line: its features, row by row, and its class, with commas, semicolons or tabs between"
          + " them; a fifth of it is for the test. Or a folder with one such file *.tra to train on and one *.tes to"
          + " test on."})
  private Path data;

  @Option(names = "--classes", paramLabel = "NAME", split = ",", description =
      "What the file calls the classes, in their order; by default they are whole numbers from 0.")
  private List<String> classes = List.of();

  @Option(names = "--epochs", paramLabel = "E", defaultValue = "10",
      description = "Passes over the training set; ${DEFAULT-VALUE} by default.")
  private int epochs;

  @Option(names = "--batch", paramLabel = "B", defaultValue = "32",
      description = "Samples in a step; ${DEFAULT-VALUE} by default.")
  private int batch;

  @Option(names = "--seed", paramLabel = "S", defaultValue = "1",
      description = "Decides initial weights, order and drawn images; ${DEFAULT-VALUE} by default.")
  private long seed;

  @Option(names = "--rate", paramLabel = "LR", description = {
      "The learning rate of the first half of the epochs; " + DEFAULT_RATE
          + " by default. A tenth of it is that of the third"
          + " quarter, a hundredth that of the last. A network whose optimizer says what its rate is takes none."})
  private Float rate;

  @Option(names = "--shift", paramLabel = "PIXELS", defaultValue = "0",
      description = "Move images at random by up to so many pixels; ${DEFAULT-VALUE} by default.")
  private int shift;

  @Option(names = {"-o", "--output"}, paramLabel = "DIR", required = true,
      description = "Where the generated Java and the weights go; created if need be.")
  private Path directory;

  @Override
  public Integer call() throws IOException {
    TrainingOptions options = options();
    require(!Files.exists(directory) || Files.isDirectory(directory), shown(directory) + " is no directory");
    kernels.check(this);
    require(classes.isEmpty() || data != null, "--classes names those of --data");
    require(Set.copyOf(classes).size() == classes.size(), "--classes gives a name twice");
    Network network = choice.choose(this);
    require(rate == null || takesRate(network), "--rate: the optimizer of " + network.name()
        + " says what its rate is");
    Compilation compilation = Compiler.compile(network,
        Options.of("").withMemoryBudget(memory.budget(this, batch)).withConvolutions(convolutions.convolutions(this))
        .withProfile(kernels.profile())
        .withEmit(EmitOptions.of("").withAdapter(true).withVectorBits(kernels.vectorBits())));
    Loaded loaded = Loaded.toRunLong(compilation.sources());
    Model model = loaded.model(kernels.threads());
    Classification ports = Classification.of(model).orElseThrow(() ->
        new InputException(network.name() + " can't be trained by this command: it needs one input of numbers, class"
            + " numbers, a loss and an optimizer, and one output with a score for each class"));
    require(classes.isEmpty() || classes.size() == ports.classes(), "--classes has a name for each of "
        + network.name() + "'s " + ports.classes() + " classes, not " + classes.size());
    Split split = split(ports);
    Scaling scaling = Scaling.of(split.train());
    List<Path> java = Output.write(directory, compilation.plainSources());
    out().println("training " + model.name() + " on " + split.train().size() + " samples, testing on "
        + split.test().size());
    if (!classes.isEmpty()) {
      out().println("classes: " + String.join(", ", classes));
    }
    out().println("kernels: " + kernels.describe(this, loaded));
    Trainer.train(model, split.scaled(scaling), options, new ConsoleProgress(out(), ConsoleProgress.onConsole()));
    Path weights = directory.resolve(network.name() + ".safetensors");
    Checkpoint.save(weights, model, metadata(model, scaling));
    out().println("weights: " + shown(weights));
    out().println("generated forward and backward pass: " + shown(java.get(0)));
    return 0;
  }

  @Override
  List<String> javaOptions() {
    return kernels.javaOptions();
  }

  private TrainingOptions options() {
    try {
      return new TrainingOptions(epochs, batch, rate == null ? Float.parseFloat(DEFAULT_RATE) : rate, seed, shift);
    } catch (IllegalArgumentException e) {
      throw misuse("--" + e.getMessage().replace("learning rate", "rate"));
    }
  }

  /** Whether the optimizer is given a number at each step, beside the step's own. */
  private static boolean takesRate(Network network) {
    return network.updates().stream().flatMap(u -> u.formula().inputs().stream())
        .anyMatch(t -> t.definition() instanceof Definition.RunTime && !t.isStep());
  }

  private Split split(Classification ports) {
    int[] shape = ports.features().shape();
    return data == null ? DrawnImages.draw(shape, ports.classes(), DRAWN_TO_TRAIN, DRAWN_TO_TEST, seed)
        : DataFiles.read(data, shape, ports.classes(), classes, seed);
  }

  private Map<String, String> metadata(Model model, Scaling scaling) {
    Map<String, String> metadata = new HashMap<>(scaling.metadata());
    if (!classes.isEmpty()) {
      metadata.put("classes", String.join(",", classes));
    }
    metadata.put("network", model.name());
    return metadata;
  }
}
