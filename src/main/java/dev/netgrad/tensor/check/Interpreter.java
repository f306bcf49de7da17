package dev.netgrad.tensor.check;

import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.BlockGradient;
import dev.netgrad.tensor.Call;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Derivative;
import dev.netgrad.tensor.Printer;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * The reference: runs blocks and their derivatives in double, formula by formula, an independent reading of the IR.
 * Slow and plain on purpose.
 */
public final class Interpreter {
  private final long batch;
  private final Map<String, double[]> stored;
  private final long key;
  private final long step;
  private final BiConsumer<Tensor, double[]> watch;

  /**
   * With the random numbers of key 0 and step 0.
   *
   * @param batch the batch size N
   * @param stored parameters and states by qualified name
   */
  public Interpreter(long batch, Map<String, double[]> stored) {
    this(batch, stored, 0, 0);
  }

  /**
   * @param batch the batch size N
   * @param stored parameters and states by qualified name
   * @param key with the step, decides the random numbers
   * @param step unless it is among a network's inputs
   */
  public Interpreter(long batch, Map<String, double[]> stored, long key, long step) {
    this(batch, stored, key, step, (adjoint, values) -> { });
  }

  private Interpreter(
      long batch, Map<String, double[]> stored, long key, long step, BiConsumer<Tensor, double[]> watch) {
    this.batch = batch;
    this.stored = stored;
    this.key = key;
    this.step = step;
    this.watch = watch;
  }

  /** The same, which tells of each adjoint that it computes, and its elements, in order. */
  public Interpreter watchedBy(BiConsumer<Tensor, double[]> watcher) {
    return new Interpreter(batch, stored, key, step, watcher);
  }

  /** What one run of a block computed: its tensors' elements, row by row, and the runs of the blocks that it called. */
  public static final class Run {
    private final Block block;
    private final String prefix;
    private final Map<Tensor, double[]> values = new IdentityHashMap<>();
    private final Map<Call, List<Run>> calls = new IdentityHashMap<>();
    private final Choices choices;

    private Run(Block block, String prefix, Choices choices) {
      this.block = block;
      this.prefix = prefix;
      this.choices = choices;
    }

    /** A hash of all that was {@linkplain Choices chosen}: equal for points of one piece of a function with kinks. */
    public long choices() {
      return choices.hash();
    }

    /** The elements of a tensor of this block. */
    public double[] value(Tensor tensor) {
      double[] value = values.get(tensor);
      if (value == null) {
        throw new IllegalStateException(tensor + " has no value in " + block.signature());
      }
      return value;
    }

    /** Tells of each tensor in the order in which they were computed, those of blocks that were called, too. */
    public void forEach(BiConsumer<Run, Tensor> seen) {
      Set<Call> told = new HashSet<>();
      for (Tensor tensor : block.body()) {
        if (tensor.definition() instanceof Definition.Result result && told.add(result.call())) {
          calls.get(result.call()).forEach(run -> run.forEach(seen));
        }
        seen.accept(this, tensor);
      }
    }

    /** What each state becomes after the step, by qualified name. */
    public Map<String, double[]> updates() {
      Map<String, double[]> updates = new LinkedHashMap<>();
      block.updates().forEach((state, value) -> updates.put(prefix + state.name(), value(value)));
      block.calls().forEach(call -> calls.get(call).forEach(run -> updates.putAll(run.updates())));
      return updates;
    }
  }

  /** Runs a network's graph on inputs by name; a missing input that is read is an error. */
  public Run run(Block block, Map<String, double[]> inputs) {
    Map<Tensor, double[]> arguments = new LinkedHashMap<>();
    long now = step;
    for (Tensor input : block.inputs()) {
      if (inputs.containsKey(input.name())) {
        arguments.put(input, inputs.get(input.name()));
        now = input.isStep() ? (long) inputs.get(input.name())[0] : now;
      }
    }
    return new Interpreter(batch, stored, key, now, watch).run(block, "", arguments, new Choices());
  }

  private Run run(Block block, String prefix, Map<Tensor, double[]> arguments, Choices choices) {
    Run run = new Run(block, prefix, choices);
    run.values.putAll(arguments);
    ScanRun scans = new ScanRun(batch, block.previous());
    scans.inOrder(block.body()).forEach(group -> {
      if (scans.isScan(group)) {
        scans.evaluate(group, run.values, choices);
      } else {
        run.values.put(group.get(0), value(group.get(0), run, scans));
      }
    });
    return run;
  }

  private double[] value(Tensor tensor, Run run, ScanRun scans) {
    String qualified = run.prefix + tensor.name();
    return tensor.definition().match(
        input -> stored(qualified),
        runTime -> stored(qualified),
        parameter -> stored(qualified),
        state -> stored(qualified),
        random -> RandomNumbers.elements(
            RandomNumbers.stream(key, step, qualified), tensor.arrayLength(batch)),
        previous -> scans.previous(tensor, run::value),
        formula -> evaluate(tensor, run::value, run.choices),
        result -> call(run, result.call()),
        adjoint -> unknown(tensor),
        derived -> unknown(tensor));
  }

  private double[] evaluate(Tensor tensor, Function<Tensor, double[]> values, Choices choices) {
    return Evaluator.evaluate(tensor.formula(), tensor.arrayLength(batch), values, batch, choices);
  }

  private static double[] unknown(Tensor tensor) {
    throw new IllegalArgumentException(new Printer().line(tensor) + " is no part of a forward pass");
  }

  private double[] stored(String name) {
    double[] value = stored.get(name);
    if (value == null) {
      throw new IllegalArgumentException("no value for " + name);
    }
    return value;
  }

  private double[] call(Run caller, Call call) {
    List<Run> runs = new ArrayList<>();
    double[] chained = null;
    for (String instance : call.instances()) {
      Map<Tensor, double[]> arguments = new LinkedHashMap<>();
      for (int k = 0; k < call.arguments().size(); k++) {
        double[] value = k == 0 && chained != null ? chained : caller.value(call.arguments().get(k));
        arguments.put(call.block().inputs().get(k), value);
      }
      Run run = run(call.block(), caller.prefix + instance + ".", arguments, caller.choices);
      runs.add(run);
      chained = run.value(call.block().outputs().get(0));
    }
    caller.calls.put(call, runs);
    return chained;
  }

  /**
   * Runs the backward pass.
   *
   * @param derivative of the network that {@code forward} ran
   * @param outputAdjoints the adjoints that are given, in the order of {@link BlockGradient#outputAdjoints}
   * @return adjoints of the parameters by qualified name, and of those inputs whose adjoint was asked for by name
   */
  public Map<String, double[]> backward(Derivative derivative, Run forward, List<double[]> outputAdjoints) {
    Map<String, double[]> gradients = new LinkedHashMap<>();
    BlockGradient whole = derivative.whole();
    Map<Tensor, double[]> values = backward(derivative, forward, outputAdjoints, gradients);
    whole.adjoints().forEach((primal, adjoint) -> {
      if (primal.definition() instanceof Definition.Input) {
        gradients.put(primal.name(), values.get(adjoint));
      }
    });
    return gradients;
  }

  private Map<Tensor, double[]> backward(
      Derivative derivative, Run forward, List<double[]> outputAdjoints, Map<String, double[]> gradients) {
    BlockGradient gradient = derivative.gradients().get(forward.block);
    Map<Tensor, double[]> values = new IdentityHashMap<>(forward.values);
    List<Tensor> given = gradient.outputAdjoints();
    for (int i = 0; i < given.size(); i++) {
      values.put(given.get(i), outputAdjoints.get(i));
    }
    Map<Call, Map<Integer, double[]>> calls = new IdentityHashMap<>();
    ScanRun scans = new ScanRun(batch, gradient.previous());
    for (List<Tensor> group : scans.inOrder(gradient.body())) {
      Tensor tensor = group.get(0);
      if (scans.isScan(group)) {
        scans.evaluate(group, values, new Choices());
        group.stream().filter(Tensor::isFormula).forEach(member -> watch.accept(member, values.get(member)));
      } else if (tensor.definition() instanceof Definition.Previous) {
        values.put(tensor, scans.previous(tensor, values::get));
      } else if (tensor.definition() instanceof Definition.ArgumentAdjoint adjoint) {
        Map<Integer, double[]> arguments = calls.computeIfAbsent(adjoint.call(), call -> backward(
            derivative, call, forward.calls.get(call), values.get(adjoint.resultAdjoint()), gradients));
        values.put(tensor, arguments.get(adjoint.argument()));
      } else {
        values.put(tensor, evaluate(tensor, values::get, new Choices()));
        watch.accept(tensor, values.get(tensor));
      }
    }
    gradient.adjoints().forEach((primal, adjoint) -> {
      if (primal.definition() instanceof Definition.Parameter) {
        // Of uses that share a label, each has its part.
        gradients.merge(forward.prefix + primal.name(), values.get(adjoint), Interpreter::sum);
      }
    });
    forward.calls.forEach((call, runs) -> {
      if (!calls.containsKey(call)) {
        runs.forEach(run -> zeros(run, gradients));
      }
    });
    return values;
  }

  /** The gradients of a run that no adjoint reaches. */
  private static void zeros(Run run, Map<String, double[]> gradients) {
    run.block.parameters().forEach(parameter ->
        gradients.putIfAbsent(run.prefix + parameter.name(), new double[run.value(parameter).length]));
    run.calls.values().forEach(runs -> runs.forEach(called -> zeros(called, gradients)));
  }

  /** The adjoints of a call's arguments: the chained one's, and the sum over the repetitions of the others'. */
  private Map<Integer, double[]> backward(Derivative derivative, Call call, List<Run> runs, double[] resultAdjoint,
      Map<String, double[]> gradients) {
    BlockGradient gradient = derivative.gradients().get(call.block());
    Map<Integer, double[]> arguments = new LinkedHashMap<>();
    double[] chained = resultAdjoint;
    for (int i = runs.size() - 1; i >= 0; i--) {
      Map<Tensor, double[]> values = backward(derivative, runs.get(i), List.of(chained), gradients);
      for (int k = 0; k < call.arguments().size(); k++) {
        Tensor adjoint = gradient.adjoints().get(call.block().inputs().get(k));
        if (adjoint != null) {
          double[] value = values.get(adjoint);
          arguments.merge(k, value, k == 0 ? (before, now) -> now : Interpreter::sum);
        }
      }
      chained = arguments.get(0);
    }
    return arguments;
  }

  private static double[] sum(double[] a, double[] b) {
    double[] sum = new double[a.length];
    for (int i = 0; i < sum.length; i++) {
      sum[i] = a[i] + b[i];
    }
    return sum;
  }
}
