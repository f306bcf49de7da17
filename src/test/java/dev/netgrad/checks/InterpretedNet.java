package dev.netgrad.checks;

import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Derivative;
import dev.netgrad.tensor.Interpreter;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** A network trained by the reference interpreter. */
final class InterpretedNet implements Stepping {
  private final Derivative derivative;
  private final Point point;
  private final double rate;
  private final Map<String, double[]> optimizerStates = new HashMap<>();
  private long steps;

  InterpretedNet(Network network, Point point, double rate) {
    this.derivative = Nets.derivative(network);
    this.point = point;
    this.rate = rate;
  }

  @Override
  public Step step() {
    Network network = derivative.network();
    Interpreter interpreter = point.interpreter();
    Interpreter.Run run = interpreter.run(network.training(), point.inputs());
    Map<String, double[]> gradients = interpreter.backward(derivative, run, null);
    gradients.keySet().retainAll(point.stored().keySet());
    steps++;
    gradients.forEach(this::update);
    Map<String, double[]> states = run.updates();
    point.stored().putAll(states);
    Map<String, double[]> parameters = new TreeMap<>(point.stored());
    parameters.keySet().removeAll(states.keySet());
    return new Step(run.value(network.objective().orElseThrow())[0], run.value(network.training().outputs().get(0)),
        gradients, parameters, states);
  }

  /** The optimizer's formula, on one parameter. */
  private void update(String name, double[] gradient) {
    Block formula = derivative.network().updates().stream().filter(u -> u.parameters().contains(name)).findFirst()
        .orElseThrow().formula();
    Tensor parameter = formula.inputs().get(0);
    Map<String, double[]> given = new LinkedHashMap<>();
    given.put(parameter.name(), point.stored().get(name));
    given.put(formula.inputs().get(1).name(), gradient);
    formula.inputs().stream().filter(input -> input.definition() instanceof Definition.RunTime)
        .forEach(input -> given.put(input.name(), new double[] {input.name().equals("step") ? steps : rate}));
    Map<String, double[]> kept = new HashMap<>();
    formula.states().forEach(state -> kept.put(state.name(),
        optimizerStates.computeIfAbsent(name + "." + state.name(), n -> {
          double[] start = new double[Math.toIntExact(state.elements(gradient.length))];
          Arrays.fill(start, ((Definition.State) state.definition()).initial());
          return start;
        })));
    Interpreter.Run run = new Interpreter(gradient.length, kept).run(formula, given);
    formula.updates().forEach((changed, next) -> {
      if (changed == parameter) {
        point.stored().put(name, run.value(next));
      } else {
        optimizerStates.put(name + "." + changed.name(), run.value(next));
      }
    });
  }
}
