package dev.netgrad.grad;

import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Derivation;
import dev.netgrad.tensor.Flattening;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Replacement;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Replaces each {@code grad(of, wrt)} by the formulas of the derivative, from the first to the last, so that a later
 * one differentiates an earlier one: second order is the first order twice. A network that has such a term is flattened
 * first.
 */
public final class GradientTerms {
  private GradientTerms() {}

  /** The network without such terms; the same object if it has none. */
  public static Network expand(Network network) {
    if (!has(network.training(), new LinkedHashSet<>()) && !has(network.evaluation(), new LinkedHashSet<>())) {
      return network;
    }
    Replacement training = new Replacement();
    Block expanded = expand(Flattening.flatten(network.training(), training), training);
    Optional<Tensor> objective = network.objective().map(training::apply);
    Replacement evaluation = new Replacement();
    return new Network(network.name(), expanded,
        expand(Flattening.flatten(network.evaluation(), evaluation), evaluation), objective, network.updates());
  }

  private static boolean has(Block block, Set<Block> seen) {
    return seen.add(block) && (block.body().stream().anyMatch(t -> t.definition() instanceof Definition.Gradient)
        || block.calls().stream().anyMatch(call -> has(call.block(), seen)));
  }

  private static Block expand(Block block, Replacement replacement) {
    List<Tensor> inputsAndBody = new ArrayList<>(block.inputs());
    for (Tensor tensor : block.body()) {
      if (tensor.definition() instanceof Definition.Gradient gradient) {
        derive(replacement.apply(gradient.of()), replacement.apply(gradient.wrt()), tensor, inputsAndBody, replacement);
      } else {
        inputsAndBody.add(replacement.rebuild(tensor));
      }
    }
    List<Tensor> body = inputsAndBody.subList(block.inputs().size(), inputsAndBody.size());
    return replacement.rebuild(block, body);
  }

  private static void derive(
      Tensor of, Tensor wrt, Tensor term, List<Tensor> before, Replacement replacement) {
    Set<Tensor> active = new LinkedHashSet<>(Set.of(wrt));
    before.forEach(tensor -> Differentiation.extend(active, tensor));
    ReverseSweep sweep = new ReverseSweep(active);
    sweep.define(Differentiation.one(of), of);
    sweep.run(before);
    Tensor adjoint = sweep.adjoint(wrt);
    before.addAll(sweep.body());
    List<Axis> axes = adjoint.freshAxes();
    Tensor named = Tensor.formula(term.name(), new Definition.Formula(axes, Reduction.NONE, adjoint.at(axes)),
        term.origin(), Derivation.rule("∂" + of.name() + "/∂" + wrt.name()));
    before.add(named);
    replacement.put(term, named);
  }
}
