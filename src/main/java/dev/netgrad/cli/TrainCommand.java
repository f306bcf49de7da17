package dev.netgrad.cli;

import dev.netgrad.compiler.Output;
import dev.netgrad.report.training.Findings;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Network;
import dev.netgrad.train.Model;
import dev.netgrad.train.Port;
import dev.netgrad.train.Scaling;
import dev.netgrad.train.data.Data;
import dev.netgrad.train.data.DataSources;
import dev.netgrad.train.data.Needs;
import dev.netgrad.train.data.Preparation;
import dev.netgrad.train.data.Survey;
import dev.netgrad.train.loop.ProgressLine;
import dev.netgrad.train.loop.Recipe;
import dev.netgrad.train.loop.Training;
import dev.netgrad.train.store.Notes;
import dev.netgrad.train.store.RunFolder;
import dev.netgrad.train.store.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code netgrad train}: compiles a network, trains it, and saves its weights. */
@Command(name = "train",
    description = {"Compiles a network, trains it, tells how it does on the test samples after each epoch, and keeps"
        + " the weights of the best epoch.",
        "Without --data it learns from images that the program draws itself.",
        "In DIR, NETWORK.safetensors has the weights of the best epoch, NETWORK.last.safetensors all that --resume"
        + " needs, and metrics.csv the course of the training. Ctrl-C finishes the step and saves."},
    footer = {"", "Example: netgrad train examples/digits.net --epochs 5 -o out"})
final class TrainCommand extends NetgradCommand {
  private static final int DRAWN_TO_TRAIN = 2000;
  private static final int DRAWN_TO_TEST = 500;

  @Mixin
  private RunnableNetwork runnable;

  @Mixin
  private DataChoice data;

  @Mixin
  private RecipeChoice choice;

  @Option(names = "--resume", description = "Go on where a training with the same output, data and options has stopped,"
      + " as if it had not; --epochs may be another number. Where nothing was saved yet, the training begins.")
  private boolean resume;

  @Option(names = "--overwrite", description = "Begin anew where there are weights of a training already, and replace"
      + " them.")
  private boolean overwrite;

  @Option(names = "--weights", paramLabel = "FILE", description = {
      "Begin with these weights, such as those of another training, instead of random ones. What has another name or"
          + " shape there begins anew, which is said. Inputs are scaled as they were for these."})
  private Path weights;

  @Option(names = "--save-every", paramLabel = "STEPS", defaultValue = "0", description =
      "Save what --resume needs after so many steps, too; by default after each epoch alone.")
  private long saveEvery;

  @Option(names = {"-o", "--output"}, paramLabel = "DIR", required = true,
      description = "Where the generated Java and the weights go; created if need be.")
  private Path directory;

  @Override
  public Integer call() throws IOException {
    Recipe recipe = choice.recipe(this);
    require(!Files.exists(directory) || Files.isDirectory(directory), shown(directory) + " is no directory");
    require(saveEvery >= 0, "--save-every: at least 0, not " + saveEvery);
    require(!resume || weights == null, "--resume goes on with its own weights, without --weights");
    require(!resume || !overwrite, "--resume goes on, --overwrite begins anew");
    runnable.check(this);
    data.check(this);
    Network network = runnable.choose(this);
    require(!choice.hasRate() || takesRate(network), "--rate: the optimizer of " + network.name()
        + " says what its rate is");
    if (!resume && !overwrite && RunFolder.isUsed(directory, network.name())) {
      throw new InputException(shown(directory) + " has weights of a training of " + network.name()
          + " already: --resume goes on with it, --overwrite begins anew and replaces them");
    }
    RunnableNetwork.Ready ready = runnable.load(this, network, recipe.batch());
    Model model = ready.model();
    if (!model.trains()) {
      throw new InputException(network.name() + " can't be trained: it needs a loss and an optimizer");
    }
    data.check(this, model);
    Needs needs = Needs.of(model, data.classes(), recipe.seed());
    Data found = data.path() == null ? DataSources.drawn(needs, DRAWN_TO_TRAIN, DRAWN_TO_TEST)
        : DataSources.open(data.path(), needs);
    List<String> scaled = model.inferenceInputs().stream().filter(p -> !p.isWhole()).map(Port::name).toList();
    Survey train = data.survey(this, found.train(), model.inputs(), recipe.fit(), scaled, runnable.threads());
    Survey test = data.survey(this, found.test(), model.inputs(), recipe.fit(), List.of(), runnable.threads());
    Data prepared = found.surveyed(train, test).scaled(scaling(train.scaling()));
    try (RunFolder folder = RunFolder.open(directory, network.name())) {
      out().println("training " + model.name() + " on " + train.samples().size() + " samples, testing on "
          + test.samples().size() + ": " + found.text());
      if (!found.classes().isEmpty()) {
        out().println("classes: " + String.join(", ", found.classes()));
      }
      out().println("kernels: " + ready.kernels());
      Training training = new Training(model, prepared, recipe).threads(runnable.threads())
          .listener(new ProgressLine(out(), ProgressLine.onConsole()))
          .keepIn(folder, RunnableNetwork.hash(network), saveEvery);
      begin(training);
      List<Path> java = Output.write(directory, ready.plain());
      Interruption.watch(training::run, training::stop);
      if (Files.exists(folder.best())) {
        out().println("weights: " + shown(folder.best()));
        if (!training.isStopped()) {
          Snapshot.load(folder.best(), model);
          Preparation preparation = new Preparation(recipe.fit(), List.of(), prepared.scaling());
          Findings.of(model, prepared, preparation, recipe.batch(), runnable.threads(), about(prepared, ready))
              .write(Findings.file(directory, network.name()));
        }
      }
      out().println("generated forward and backward pass: " + shown(java.get(0)));
    }
    return 0;
  }

  /** What a report tells of where the weights are from. */
  private Map<String, String> about(Data prepared, RunnableNetwork.Ready ready) {
    return Map.of(
        "data", (data.path() == null ? "" : shown(data.path()) + ": ") + prepared.text() + ", "
            + prepared.train().size() + " samples to learn from, " + prepared.test().size() + " to test on",
        "machine", System.getProperty("os.name") + ", " + System.getProperty("os.arch") + ", "
            + Runtime.getRuntime().availableProcessors() + " processors, " + runnable.threads() + " of them used",
        "java", System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"),
        "kernels", ready.kernels(),
        "version", new Main.Version().getVersion()[0],
        "ended", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
  }

  private void begin(Training training) {
    if (resume) {
      training.resume();
    } else if (weights == null) {
      training.initialise();
    } else {
      List<String> anew = training.initialise(weights);
      out().println("weights from " + shown(weights) + (anew.isEmpty() ? ": all" : "; these begin anew:"));
      anew.forEach(name -> out().println("  " + name));
    }
  }

  /** The scaling of the samples, or that which other weights are used to. */
  private Map<String, Scaling> scaling(Map<String, Scaling> own) {
    if (weights == null) {
      return own;
    }
    Snapshot snapshot = Snapshot.read(weights);
    Map<String, Scaling> used = new HashMap<>(own);
    if (snapshot.facts().containsKey("network")) {
      Notes.of(snapshot.facts(), weights).scaling().forEach((input, by) -> {
        if (own.containsKey(input) && own.get(input).mean().length == by.mean().length) {
          used.put(input, by);
        }
      });
    }
    return used;
  }

  @Override
  List<String> javaOptions() {
    return runnable.javaOptions();
  }

  /** Whether the optimizer is given a number at each step, beside the step's own. */
  private static boolean takesRate(Network network) {
    return network.updates().stream().flatMap(u -> u.formula().inputs().stream())
        .anyMatch(t -> t.definition() instanceof Definition.RunTime && !t.isStep());
  }
}
