package dev.netgrad.bench;

import dev.netgrad.compiler.Loaded;
import dev.netgrad.plan.Plan;
import dev.netgrad.tensor.Definition;
import dev.netgrad.train.Batch;
import dev.netgrad.train.Model;
import dev.netgrad.train.Port;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** A network's generated code with weights and samples that are made up, always the same ones. */
final class Subject {
  private static final long SEED = 1;

  private final Class<?> network;
  private final Model model;
  private final Batch inputs;
  private final Batch outputs;

  Subject(Plan plan, Loaded loaded, Settings settings) {
    this.network = loaded.network();
    this.model = loaded.model(settings.threads());
    this.inputs = new Batch(settings.batch());
    this.outputs = Batch.of(settings.batch(), model.outputs());
    model.initialise(SEED);
    Random random = new Random(SEED);
    model.inputs().forEach(port -> fill(port, random));
    // The learning rate is 0: weights stay as they are however long this runs, so that every step has the same numbers
    // to compute with. What the network itself is given is 1.
    model.numbers().forEach(name -> model.set(name, 0));
    plan.wholeTraining().block().inputs().stream()
        .filter(t -> t.definition() instanceof Definition.RunTime && model.numbers().contains(t.name()))
        .forEach(t -> model.set(t.name(), 1));
  }

  private void fill(Port port, Random random) {
    int length = port.length(inputs.samples());
    if (port.isWhole()) {
      int classes = port.classes() == Integer.MAX_VALUE ? 1 : port.classes();
      inputs.with(port.name(), random.ints(length, 0, classes).toArray());
      return;
    }
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    inputs.with(port.name(), values);
  }

  /** A training step on the batch, if the network trains. */
  Optional<Runnable> trainStep() {
    return model.trains() ? Optional.of(() -> model.apply(model.gradient(inputs, 0))) : Optional.empty();
  }

  /** The inference of some of the batch's samples. */
  Runnable infer(int samples) {
    Batch some = inputs.first(samples);
    return () -> model.infer(some, outputs);
  }

  /** The lengths of the parameters by qualified name. */
  Map<String, Long> parameterLengths() {
    Map<String, Long> lengths = new LinkedHashMap<>();
    model.parameters().forEach(array -> lengths.put(array.name(), (long) array.values().length));
    return lengths;
  }

  /** Nanoseconds and calls of each kernel since the last call, where the code tells. */
  Map<String, long[]> times() {
    Map<String, long[]> times = new LinkedHashMap<>();
    try {
      ((Map<?, ?>) network.getMethod("times").invoke(null)).forEach((k, v) -> times.put((String) k, (long[]) v));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
    return times;
  }
}
