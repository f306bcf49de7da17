package dev.netgrad.checks;

import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Derivative;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Tensor;
import dev.netgrad.tensor.check.Interpreter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the reference interpreter says of a network at a point: all that inference and a training step give, by name.
 */
public final class Reference {
  public static final String INFERRED = "inferred output ";
  public static final String LOSS = "loss";
  public static final String OUTPUT = "output ";
  public static final String GRADIENT = "gradient of ";
  public static final String STATE = "state ";
  public static final String UPDATED = "updated ";

  /** The learning rate and the number of the step with which parameters are updated. */
  public static final double RATE = 0.125;
  public static final long STEP = 3;

  private Reference() {}

  /** Everything but updated parameters, which {@link #updated} gives. */
  public static Map<String, double[]> results(Derivative derivative, Point point) {
    Network network = derivative.network();
    Interpreter interpreter = point.interpreter();
    Map<String, double[]> results = new LinkedHashMap<>();
    Interpreter.Run evaluation = interpreter.run(network.evaluation(), point.inputs());
    for (int i = 0; i < network.evaluation().outputs().size(); i++) {
      results.put(INFERRED + i, evaluation.value(network.evaluation().outputs().get(i)));
    }
    Interpreter.Run training = interpreter.run(network.training(), point.inputs());
    network.objective().ifPresent(loss -> results.put(LOSS, training.value(loss)));
    for (int i = 0; network.objective().isEmpty() && i < network.training().outputs().size(); i++) {
      results.put(OUTPUT + i, training.value(network.training().outputs().get(i)));
    }
    interpreter.backward(derivative, training, outputAdjoints(derivative, point))
        .forEach((name, gradient) -> results.put(GRADIENT + name, gradient));
    training.updates().forEach((name, value) -> results.put(STATE + name, value));
    return results;
  }

  /** The adjoints that the outputs of a network without a loss are given; none where there is a loss. */
  public static List<double[]> outputAdjoints(Derivative derivative, Point point) {
    List<double[]> adjoints = new ArrayList<>();
    for (Tensor given : derivative.whole().outputAdjoints()) {
      double[] adjoint = new double[Math.toIntExact(given.elements(point.batch()))];
      double start = 1 + adjoints.size();
      Arrays.setAll(adjoint, i -> Math.sin(i + start));
      adjoints.add(adjoint);
    }
    return adjoints;
  }

  /** What the optimizer makes of the parameters in its first step, given their gradients: {@code updated …} by name. */
  public static Map<String, double[]> updated(Network network, Point point, Map<String, double[]> gradients) {
    Map<String, double[]> updated = new LinkedHashMap<>();
    for (Network.Update update : network.updates()) {
      for (String name : update.parameters()) {
        updated.put(UPDATED + name, update(update.formula(), name, point.stored().get(name),
            gradients.get(GRADIENT + name),
            RATE, STEP, new HashMap<>()));
      }
    }
    return updated;
  }

  /**
   * The optimizer's formula, on one parameter.
   *
   * @param states the optimizer's, by the names of the parameter and the state; changed
   */
  static double[] update(Block formula, String name, double[] parameter, double[] gradient, double rate, long step,
      Map<String, double[]> states) {
    Tensor changed = formula.inputs().get(0);
    Map<String, double[]> given = new LinkedHashMap<>();
    given.put(changed.name(), parameter);
    given.put(formula.inputs().get(1).name(), gradient);
    formula.inputs().stream().filter(input -> input.definition() instanceof Definition.RunTime)
        .forEach(input -> given.put(input.name(), new double[] {input.isStep() ? step : rate}));
    Map<String, double[]> kept = new HashMap<>();
    formula.states().forEach(state -> kept.put(state.name(), states.computeIfAbsent(name + "." + state.name(), n -> {
      double[] start = new double[Math.toIntExact(state.elements(gradient.length))];
      Arrays.fill(start, ((Definition.State) state.definition()).initial());
      return start;
    })));
    Interpreter.Run run = new Interpreter(gradient.length, kept).run(formula, given);
    double[] result = parameter;
    for (Map.Entry<Tensor, Tensor> update : formula.updates().entrySet()) {
      if (update.getKey() == changed) {
        result = run.value(update.getValue());
      } else {
        states.put(name + "." + update.getKey().name(), run.value(update.getValue()));
      }
    }
    return result;
  }
}
