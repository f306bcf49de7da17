package dev.netgrad.cli;

import dev.netgrad.compiler.Output;
import dev.netgrad.flow.Flow;
import dev.netgrad.flow.FlowPage;
import dev.netgrad.tensor.Network;
import dev.netgrad.train.Batch;
import dev.netgrad.train.DataException;
import dev.netgrad.train.Model;
import dev.netgrad.train.NamedArray;
import dev.netgrad.train.Port;
import dev.netgrad.train.data.Data;
import dev.netgrad.train.data.DataSources;
import dev.netgrad.train.data.Feed;
import dev.netgrad.train.data.Needs;
import dev.netgrad.train.data.Preparation;
import dev.netgrad.train.data.Survey;
import dev.netgrad.train.store.Snapshot;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code netgrad flow}: how the gradient flows, measured. */
@Command(name = "flow",
    description = {"Measures how the gradient flows through networks, in training mode on one batch: gradients and"
        + " responses by depth, what arrives over the skip and over F where they meet, how far gradients of"
        + " neighbouring inputs agree, and the share of paths of each length. Several networks are compared.",
        "Without --data, inputs are random numbers of mean 0 and variance 1, and classes are drawn."},
    footer = {"", "Example: netgrad flow examples/plain20.net examples/resnet20.net -o flow.html"})
final class FlowCommand extends NetgradCommand {
  @Mixin
  private RunnableNetwork runnable;

  @Parameters(index = "1..*", arity = "0..*", paramLabel = "FILE", description = "More .net files.")
  private List<Path> others = List.of();

  @Mixin
  private DataChoice data;

  @Option(names = "--steps", paramLabel = "K", defaultValue = "0",
      description = "Train so many steps before; ${DEFAULT-VALUE} by default.")
  private int steps;

  @Option(names = "--rate", paramLabel = "LR", defaultValue = "0.05",
      description = "The learning rate of these steps; ${DEFAULT-VALUE} by default.")
  private float rate;

  @Option(names = "--batch", paramLabel = "B", defaultValue = "8",
      description = "Samples that are measured on, and in a step, at least 2; ${DEFAULT-VALUE} by default.")
  private int batch;

  @Option(names = "--seed", paramLabel = "S", defaultValue = "1",
      description = "Decides initial weights and what is drawn; ${DEFAULT-VALUE} by default.")
  private long seed;

  @Option(names = "--json", description = "Print JSON: all that was measured.")
  private boolean json;

  @Option(names = {"-o", "--output"}, paramLabel = "FILE", description = {
      "Write a page of charts, .html, and beside it its numbers as tables, FILE-layers.csv, -blocks, -correlations and"
          + " -paths."})
  private Path page;

  @Override
  public Integer call() {
    require(batch >= 2, "--batch is at least 2, not " + batch);
    require(steps >= 0, "--steps is at least 0, not " + steps);
    require(page == null || page.toString().endsWith(".html"), "-o: the name of the page ends with .html");
    runnable.check(this);
    data.check(this);
    List<Network> networks = new ArrayList<>(List.of(runnable.choose(this)));
    others.forEach(other -> networks.add(runnable.choose(other, this)));
    Map<String, Flow> flows = new LinkedHashMap<>();
    for (Network network : networks) {
      progress().accept(network.name());
      require(!flows.containsKey(network.name()), "there are two networks " + network.name());
      flows.put(network.name(), flow(network));
    }
    progress().accept("");
    if (page != null) {
      Output.write(files(flows)).forEach(file -> out().println(shown(file)));
    }
    if (json) {
      out().println(Json.of(flows));
    } else {
      FlowPage.summary(flows).forEach(out()::println);
    }
    return 0;
  }

  private String about() {
    return "On a batch of " + batch + " samples of " + (data.path() == null ? "random numbers" : shown(data.path()))
        + ", " + (steps == 0 ? "with weights as they start" : "after " + steps + " steps of training") + ".";
  }

  private Map<Path, byte[]> files(Map<String, Flow> flows) {
    Map<Path, byte[]> files = new LinkedHashMap<>();
    files.put(page, FlowPage.of(flows, about()).getBytes(StandardCharsets.UTF_8));
    String name = page.getFileName().toString().replaceFirst("\\.html$", "");
    FlowPage.tables(flows).forEach((table, text) -> files.put(page.resolveSibling(name + "-" + table + ".csv"),
        text.getBytes(StandardCharsets.UTF_8)));
    return files;
  }

  private Flow flow(Network network) {
    try {
      if (steps == 0 && data.path() == null) {
        return Flow.of(network, this::start, this::random, seed);
      }
      Model model = start(network);
      if (steps > 0 && !model.trains()) {
        throw new InputException(network.name() + " can't be trained: it needs a loss and an optimizer");
      }
      Batch first = data.path() == null ? random(model.inputs()) : learned(model);
      Map<String, NamedArray> weights = new LinkedHashMap<>();
      Snapshot.weights(model).forEach(array -> weights.put(array.name(), array));
      for (int step = 0; data.path() == null && step < steps; step++) {
        step(model, first);
      }
      return Flow.of(network, graph -> with(weights, start(graph)), ports -> first, seed);
    } catch (Flow.ImpossibleException e) {
      throw new InputException(e.getMessage());
    }
  }

  /** Compiles a network, its weights as they start. */
  private Model start(Network network) {
    Model model = runnable.load(this, network, batch).model();
    model.initialise(seed);
    return model;
  }

  private static Model with(Map<String, NamedArray> weights, Model model) {
    for (NamedArray array : Snapshot.weights(model)) {
      System.arraycopy(weights.get(array.name()).values(), 0, array.values(), 0, array.values().length);
    }
    return model;
  }

  private void step(Model model, Batch samples) {
    if (model.numbers().contains("lr")) {
      model.set("lr", rate);
    }
    model.apply(model.gradient(samples, 0));
  }

  /** Trains the steps on data, and gives their first samples. */
  private Batch learned(Model model) {
    Data found = DataSources.open(data.path(), Needs.of(model, data.classes(), seed));
    List<String> scaled = model.inferenceInputs().stream().filter(p -> !p.isWhole()).map(Port::name).toList();
    Survey survey = data.survey(this, found.train(), model.inputs(), Preparation.Fit.MIDDLE, scaled,
        runnable.threads());
    int samples = survey.samples().size();
    if (samples < 2) {
      throw new DataException(shown(data.path()) + " has one sample; a flow is measured on at least 2");
    }
    int[] order = new SplittableRandom(seed).ints((long) batch * (steps + 1), 0, samples).toArray();
    Feed feed = new Feed(survey.samples(), model.inputs(),
        new Preparation(Preparation.Fit.MIDDLE, List.of(), survey.scaling()), batch, runnable.threads());
    Batch first = Batch.of(batch, model.inputs());
    try (Feed.Pass pass = feed.pass(order, 0, seed)) {
      Batch measured = pass.next().orElseThrow();
      model.inputs().forEach(port -> copy(port, measured, first));
      for (int step = 0; step < steps; step++) {
        step(model, pass.next().orElseThrow());
      }
    }
    return first;
  }

  private static void copy(Port port, Batch from, Batch to) {
    Object source = port.isWhole() ? from.wholes(port.name()) : from.numbers(port.name());
    Object target = port.isWhole() ? to.wholes(port.name()) : to.numbers(port.name());
    System.arraycopy(source, 0, target, 0, port.length(to.samples()));
  }

  private Batch random(List<Port> ports) {
    SplittableRandom random = new SplittableRandom(seed);
    Batch samples = Batch.of(batch, ports);
    for (Port port : ports) {
      for (int i = 0; i < port.length(batch); i++) {
        if (port.isWhole()) {
          samples.wholes(port.name())[i] = random.nextInt(Math.max(1, port.classes()));
        } else {
          samples.numbers(port.name())[i] = (float) random.nextGaussian();
        }
      }
    }
    return samples;
  }

  @Override
  List<String> javaOptions() {
    return runnable.javaOptions();
  }
}
