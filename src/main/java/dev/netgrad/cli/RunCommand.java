package dev.netgrad.cli;

import dev.netgrad.compiler.InitialValues;
import dev.netgrad.compiler.Output;
import dev.netgrad.probe.Look;
import dev.netgrad.probe.Probe;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Tensor;
import dev.netgrad.train.Batch;
import dev.netgrad.train.DataException;
import dev.netgrad.train.Model;
import dev.netgrad.train.NamedArray;
import dev.netgrad.train.Port;
import dev.netgrad.train.data.DamageException;
import dev.netgrad.train.data.NpyWriter;
import dev.netgrad.train.data.PictureInput;
import dev.netgrad.train.data.Preparation;
import dev.netgrad.train.store.Notes;
import dev.netgrad.train.store.Snapshot;
import dev.netgrad.train.use.Classifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code netgrad run}: looks at tensors and gradients of a network while it runs. */
@Command(name = "run",
    description = {"Runs a network on one input and shows what tensors and gradients are like: shape, range, norm,"
        + " which share is 0 and which NaN. Names of tensors mean what inference computes; with the gradient of any,"
        + " all are of a training step, in which batch norm takes this one sample's mean and variance."},
    footer = {"", "Example: netgrad run pets.net --weights out/Pets.safetensors --show f,dF --set label=3 cat.jpg"})
final class RunCommand extends NetgradCommand {
  @Mixin
  private RunnableNetwork runnable;

  @Parameters(index = "1", arity = "0..1", paramLabel = "INPUT",
      description = "A picture; without one, inputs are random numbers of mean 0 and variance 1.")
  private Path input;

  @Option(names = "--show", paramLabel = "NAME[,NAME...]", required = true, split = ",", description = {
      "A tensor, conv1, or its gradient, dConv1. f and dF of a block are those of each use; stage1.dF is that of one."})
  private List<String> names = List.of();

  @Option(names = "--weights", paramLabel = "W",
      description = "The weights, as train saved them; without, they are as they start.")
  private Path weights;

  @Option(names = "--set", paramLabel = "NAME=VALUE[,VALUE...]",
      description = "The value of an input, row by row: --set label=3.")
  private List<String> settings = List.of();

  @Option(names = "--training", description = "Show a training step even where no gradient is asked for.")
  private boolean training;

  @Option(names = "--seed", paramLabel = "S", defaultValue = "1",
      description = "Decides what is random; ${DEFAULT-VALUE} by default.")
  private long seed;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Option(names = {"-o", "--output"}, paramLabel = "DIR", description = {
      "Write the numbers of each as NAME.npy, and as a picture, NAME.png, where there are rows and columns: channels"
          + " side by side, black the least and white the most; with numbers below and above 0, blue is below, red"
          + " above, white 0; NaN is green."})
  private Path directory;

  /** What is printed of one array. */
  public record Row(String name, List<Integer> shape, Look look) {}

  @Override
  public Integer call() {
    runnable.check(this);
    Network network = runnable.choose(this);
    Snapshot snapshot = weights == null ? null : Snapshot.read(weights);
    List<NamedArray> stored = snapshot == null ? List.of() : stored(network, snapshot);
    Map<String, Tensor> shown = new LinkedHashMap<>();
    Probe probe = find(network, shown);
    Map<String, double[]> given = given(probe, shown);
    Map<String, Tensor> outputs = new LinkedHashMap<>();
    shown.values().forEach(t -> outputs.put("shown" + (outputs.size() + 1), t));
    Model model = runnable.load(this, probe.network(outputs), 1).model();
    model.initialise(seed);
    Map<String, NamedArray> byName = stored.stream().collect(Collectors.toMap(NamedArray::name, a -> a));
    Snapshot.weights(model).stream().filter(a -> byName.containsKey(a.name())).forEach(a ->
        System.arraycopy(byName.get(a.name()).values(), 0, a.values(), 0, a.values().length));
    Batch results = Batch.of(1, model.outputs());
    model.infer(batch(model, given, snapshot == null ? new Preparation(Preparation.Fit.MIDDLE, List.of(), Map.of())
        : Classifier.preparation(Notes.of(snapshot.facts(), weights))), results);
    tell(shown, model.outputs(), results);
    return 0;
  }

  private List<NamedArray> stored(Network network, Snapshot snapshot) {
    List<NamedArray> stored = new ArrayList<>();
    InitialValues.tensors(network.training()).forEach((name, t) -> stored.add(new NamedArray(name,
        t.shape().stream().mapToInt(e -> (int) e.size()).toArray(), new float[t.arrayLength(1)])));
    Snapshot.copy(snapshot.average().isEmpty() ? snapshot.weights() : snapshot.average(), stored, weights,
        network.name());
    return stored;
  }

  /** Inference where it has all the names, or else a training step. */
  private Probe find(Network network, Map<String, Tensor> shown) {
    if (!training && names.stream().noneMatch(name -> name.matches("(.*\\.)?d[A-Z].*"))) {
      try {
        return find(Probe.ofInference(network), shown);
      } catch (Probe.UnknownException e) {
        shown.clear();
      }
    }
    try {
      return find(Probe.ofTraining(network), shown);
    } catch (Probe.UnknownException e) {
      throw new InputException(e.getMessage());
    }
  }

  private Probe find(Probe probe, Map<String, Tensor> shown) {
    names.forEach(name -> shown.putAll(probe.find(name.strip())));
    shown.forEach((name, tensor) -> {
      if (tensor.isInteger()) {
        throw new InputException(name + " has whole numbers, which are not shown");
      }
    });
    return probe;
  }

  private Map<String, double[]> given(Probe probe, Map<String, Tensor> shown) {
    Map<String, double[]> given = new LinkedHashMap<>();
    Set<Tensor> needed = probe.inputs(shown.values());
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      require(equals > 0, "--set " + setting + ": write NAME=VALUE, or NAME=VALUE,VALUE,… for an array");
      String name = setting.substring(0, equals).strip();
      Tensor tensor = probe.gradient().primal().inputs().stream().filter(t -> t.name().equals(name)).findFirst()
          .orElseThrow(() -> misuse("--set: there is no input `" + name + "`; there is " + probe.gradient().primal()
              .inputs().stream().map(Tensor::name).collect(Collectors.joining(", "))));
      given.put(name, Settings.values(this, "--set " + name, setting.substring(equals + 1), tensor));
    }
    for (Tensor tensor : needed) {
      require(!tensor.isInteger() || given.containsKey(tensor.name()), String.join(", ", names) + " depends on "
          + tensor.name() + ", which has whole numbers: --set " + tensor.name() + "=… says which");
    }
    return given;
  }

  private Batch batch(Model model, Map<String, double[]> given, Preparation preparation) {
    Batch batch = Batch.of(1, model.inferenceInputs());
    SplittableRandom random = new SplittableRandom(seed);
    int pictures = 0;
    for (Port port : model.inferenceInputs()) {
      double[] values = given.get(port.name());
      if (port.isWhole()) {
        int[] wholes = batch.wholes(port.name());
        Arrays.setAll(wholes, i -> values == null ? 0 : (int) values[i]);
      } else if (values != null) {
        fill(batch.numbers(port.name()), i -> values[i]);
      } else if (input != null && PictureInput.fits(port)) {
        pictures++;
        picture(port, preparation, batch);
      } else {
        fill(batch.numbers(port.name()), i -> random.nextGaussian());
        err().println(port.name() + " is random");
      }
    }
    if (input != null && pictures != 1) {
      throw new InputException(shown(input) + ": a picture is for one input with rows and columns, and of the inputs "
          + model.inferenceInputs() + " there are " + pictures);
    }
    return batch;
  }

  private static void fill(float[] numbers, IntToDoubleFunction values) {
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) values.applyAsDouble(i);
    }
  }

  private void picture(Port port, Preparation preparation, Batch batch) {
    try {
      new PictureInput(port, preparation).fill(Files.readAllBytes(input), batch, 0);
    } catch (DamageException e) {
      throw new DataException(shown(input) + ": " + e.getMessage());
    } catch (IOException e) {
      throw DataException.of(input, e);
    }
  }

  private void tell(Map<String, Tensor> shown, List<Port> ports, Batch results) {
    List<Row> rows = new ArrayList<>();
    Map<Path, byte[]> files = new LinkedHashMap<>();
    for (String name : shown.keySet()) {
      Port port = ports.get(rows.size());
      float[] values = results.numbers(port.name());
      rows.add(new Row(name, Arrays.stream(port.shape()).boxed().toList(), Look.at(values)));
      if (directory != null) {
        files.put(directory.resolve(name + ".npy"), NpyWriter.bytes(values, port.shape()));
        Look.picture(values, port.shape()).ifPresent(png -> files.put(directory.resolve(name + ".png"), png));
      }
    }
    if (directory != null) {
      Output.write(files);
    }
    if (json) {
      out().println(Json.of(rows));
      return;
    }
    int width = rows.stream().mapToInt(r -> r.name().length()).max().orElse(0);
    int shape = rows.stream().mapToInt(r -> r.shape().toString().length()).max().orElse(0);
    out().println(" ".repeat(width + shape + 2) + "       least        most        norm   zeros     NaN");
    rows.forEach(r -> out().println(padded(r.name(), width) + "  " + padded(r.shape().toString(), shape)
        + String.format(Locale.ROOT, "%12.5g%12.5g%12.5g%7.1f%%%7.1f%%", r.look().least(), r.look().most(),
            r.look().norm(), 100 * r.look().zeros(), 100 * r.look().nan())));
    files.keySet().forEach(file -> out().println(shown(file)));
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(width - text.length());
  }

  @Override
  List<String> javaOptions() {
    return runnable.javaOptions();
  }
}
