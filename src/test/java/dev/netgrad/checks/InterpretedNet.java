package dev.netgrad.checks;

import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Derivative;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.check.Interpreter;
import java.util.HashMap;
import java.util.List;
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
    Map<String, double[]> gradients = interpreter.backward(derivative, run, List.of());
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

  private void update(String name, double[] gradient) {
    Block formula = derivative.network().updates().stream().filter(u -> u.parameters().contains(name)).findFirst()
        .orElseThrow().formula();
    point.stored().put(name,
        Reference.update(formula, name, point.stored().get(name), gradient, rate, steps, optimizerStates));
  }
}
