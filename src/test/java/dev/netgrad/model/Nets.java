package dev.netgrad.model;

import dev.netgrad.source.Diagnostics;
import dev.netgrad.source.SourceFile;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Call;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Printer;
import dev.netgrad.tensor.Tensor;
import dev.netgrad.tensor.check.Interpreter;
import dev.netgrad.tensor.check.Verifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Networks from text, checked by the verifier, and what can be asked about them. */
final class Nets {
  private Nets() {}

  static Analysis model(String text) {
    Diagnostics reading = new Diagnostics();
    return sound(Modules.of(new SourceFile("test.net", text), reading), reading);
  }

  private static Analysis sound(Modules modules, Diagnostics reading) {
    Analysis analysis = Analysis.of(modules, reading);
    analysis.diagnostics().throwIfErrors();
    analysis.networks().forEach(Verifier::verify);
    return analysis;
  }

  static Network network(String text) {
    return model(text).networks().get(0);
  }

  static Network example(String name) {
    Diagnostics reading = new Diagnostics();
    return sound(Modules.load(Path.of("examples", name + ".net"), reading), reading).networks().get(0);
  }

  /** The line that the printer writes for the tensor of a name. */
  static String line(Block block, String name) {
    return new Printer().line(tensor(block, name));
  }

  static Tensor tensor(Block block, String name) {
    return block.body().stream().filter(t -> t.name().equals(name)).findFirst().orElseThrow(
        () -> new AssertionError("no " + name + " in\n" + new Printer().block(block)));
  }

  static List<String> names(Block block) {
    return block.body().stream().map(Tensor::name).toList();
  }

  /** The output of the training graph on a batch. */
  static double[] output(Network network, long batch, Map<String, double[]> inputs) {
    Block block = network.training();
    return new Interpreter(batch, stored(block)).run(block, inputs).value(block.outputs().get(0));
  }

  /** The parameters all ones, states as they start. */
  static Map<String, double[]> stored(Block block) {
    Map<String, double[]> stored = new HashMap<>();
    store(block, "", stored);
    return stored;
  }

  private static void store(Block block, String prefix, Map<String, double[]> into) {
    for (Tensor t : block.body()) {
      if (t.definition() instanceof Definition.Parameter || t.definition() instanceof Definition.State) {
        double[] values = new double[(int) t.elementsPerSample()];
        Arrays.fill(values, t.definition() instanceof Definition.State s ? s.initial() : 1);
        into.put(prefix + t.name(), values);
      }
    }
    block.calls().forEach(c -> c.instances().forEach(i -> store(c.block(), prefix + i + ".", into)));
  }

  static List<String> parameters(Block block) {
    List<String> names = new ArrayList<>();
    parameters(block, "", names);
    return names;
  }

  private static void parameters(Block block, String prefix, List<String> into) {
    block.parameters().forEach(p -> into.add(prefix + p.name()));
    block.calls().forEach(c -> c.instances().forEach(i -> parameters(c.block(), prefix + i + ".", into)));
  }

  static long parameterCount(Block block) {
    long count = block.parameters().stream().mapToLong(Tensor::elementsPerSample).sum();
    for (Call call : block.calls()) {
      count += call.count() * parameterCount(call.block());
    }
    return count;
  }
}
