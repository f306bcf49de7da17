package dev.netgrad.grad;

import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Derivation;
import dev.netgrad.tensor.Flattening;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Replacement;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Replaces each {@code grad(of, wrt)}, {@code tangent(of, wrt, direction)} and {@code jacobian(of, wrt)} by the
 * formulas of the derivative, from the first to the last, so that a later one differentiates an earlier one: second
 * order is the first order twice. A graph that has such a term is flattened first.
 */
public final class DerivedTerms {
  private DerivedTerms() {}

  /** The network without such terms; the same object if it has none. */
  public static Network expand(Network network) {
    boolean isFlat = has(network.training(), new LinkedHashSet<>()) || has(network.evaluation(), new LinkedHashSet<>());
    boolean areMetricsFlat = isFlat
        || network.metrics().filter(m -> has(m.batch(), new LinkedHashSet<>())).isPresent();
    if (!areMetricsFlat && network.derivatives().isEmpty()) {
      return network;
    }
    Replacement training = new Replacement();
    Block trained = isFlat ? expanded(network.training(), training) : network.training();
    Block evaluated = isFlat ? expanded(network.evaluation(), new Replacement()) : network.evaluation();
    return new Network(network.name(), trained, evaluated, network.objective().map(training::apply),
        network.updates(), network.derivatives().stream().map(d -> expanded(d, new Replacement())).toList(),
        network.metrics().map(m -> areMetricsFlat ? m.with(expanded(m.batch(), new Replacement())) : m));
  }

  private static Block expanded(Block block, Replacement replacement) {
    return expand(Flattening.flatten(block, replacement), replacement);
  }

  private static boolean has(Block block, Set<Block> seen) {
    return seen.add(block) && (block.body().stream().anyMatch(t -> t.definition() instanceof Definition.Derived)
        || block.calls().stream().anyMatch(call -> has(call.block(), seen)));
  }

  private static Block expand(Block block, Replacement replacement) {
    List<Tensor> inputsAndBody = new ArrayList<>(block.inputs());
    Map<Tensor, Tensor> derivedPrevious = new LinkedHashMap<>();
    for (Tensor tensor : block.body()) {
      if (tensor.definition() instanceof Definition.Derived derived) {
        Map<Tensor, Tensor> previous = new LinkedHashMap<>(derivedPrevious);
        block.previous().forEach((key, value) -> previous.put(replacement.apply(key), replacement.apply(value)));
        Tensor named = derive(tensor, derived.with(replacement::apply), inputsAndBody, previous);
        derivedPrevious.putAll(previous);
        inputsAndBody.add(named);
        replacement.put(tensor, named);
      } else {
        inputsAndBody.add(replacement.rebuild(tensor));
      }
    }
    List<Tensor> body = inputsAndBody.subList(block.inputs().size(), inputsAndBody.size());
    Block expanded = replacement.rebuild(block, body);
    Map<Tensor, Tensor> previous = new LinkedHashMap<>(expanded.previous());
    previous.putAll(replacement.previous(derivedPrevious, body));
    return new Block(block.name(), block.signature(), block.documentation(), block.inputs(), body, expanded.outputs(),
        expanded.updates(), previous, block.origin());
  }

  /**
   * Adds the formulas of a derivative to those before it, and gives the term's own.
   *
   * @param previous what previous tensors have the values of; those of the derivative are added
   */
  private static Tensor derive(Tensor term, Definition.Derived derived, List<Tensor> before,
      Map<Tensor, Tensor> previous) {
    if (derived instanceof Definition.Gradient gradient) {
      return gradient(term, gradient, before, previous);
    }
    ForwardSweep sweep = derived instanceof Definition.Tangent tangent
        ? ForwardSweep.along(tangent.wrt(), tangent.direction()) : ForwardSweep.ofEach(derived.wrt());
    sweep.run(before, derived.of(), previous);
    before.addAll(sweep.body());
    previous.putAll(sweep.previous());
    List<Axis> axes = sweep.axes(derived.of());
    return formula(term, axes, sweep.at(derived.of(), axes),
        "∂" + derived.of().name() + "/∂" + derived.wrt().name()
            + (derived instanceof Definition.Tangent tangent ? "·" + tangent.direction().name() : ""));
  }

  private static Tensor gradient(Tensor term, Definition.Gradient gradient, List<Tensor> before,
      Map<Tensor, Tensor> previous) {
    Set<Tensor> active = new LinkedHashSet<>(Set.of(gradient.wrt()));
    do {
      before.forEach(tensor -> Differentiation.extend(active, tensor));
    } while (Differentiation.extend(active, previous));
    ReverseSweep sweep = new ReverseSweep(active, previous);
    sweep.define(Differentiation.one(gradient.of()), gradient.of());
    sweep.run(before);
    Tensor adjoint = sweep.adjoint(gradient.wrt());
    previous.putAll(sweep.previous());
    before.addAll(sweep.body());
    List<Axis> axes = adjoint.freshAxes();
    return formula(term, axes, adjoint.at(axes), "∂" + gradient.of().name() + "/∂" + gradient.wrt().name());
  }

  private static Tensor formula(Tensor term, List<Axis> axes, Scalar value, String rule) {
    return Tensor.formula(term.name(), new Definition.Formula(axes, Reduction.NONE, value), term.origin(),
        Derivation.rule(rule));
  }
}
