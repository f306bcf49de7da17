package dev.netgrad.ask.why;

import dev.netgrad.grad.DerivedTerms;
import dev.netgrad.grad.Differentiation;
import dev.netgrad.law.Rewriting;
import dev.netgrad.simplify.Change;
import dev.netgrad.simplify.Simplification;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.BlockGradient;
import dev.netgrad.tensor.Derivative;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A derivation, watched: as the reverse sweep leaves it, what the laws did to each tensor, and what it became. */
final class Trace {
  private final Derivative raw;
  private final Derivative simplified;
  private final List<Change> changes = new ArrayList<>();

  /** @param network as {@code model} gives it */
  Trace(Network network) {
    Network primal = Simplification.simplify(DerivedTerms.expand(network));
    raw = Differentiation.differentiate(primal, true);
    simplified = Simplification.simplify(raw, changes::add);
  }

  /** What became of a tensor. */
  record Fate(List<Rewriting.Step> steps, Tensor result) {}

  Network network() {
    return simplified.network();
  }

  /** The blocks of the training graph, callers last. */
  Map<Block, BlockGradient> raw() {
    return raw.gradients();
  }

  BlockGradient simplified(Block block) {
    return simplified.gradients().get(block);
  }

  /** What the laws made of a tensor of the reverse sweep, turn by turn. */
  Fate fate(Tensor tensor) {
    List<Rewriting.Step> steps = new ArrayList<>();
    Tensor current = tensor;
    for (Change change : changes) {
      if (change.given() == current) {
        steps.addAll(change.steps());
        current = change.result();
      }
    }
    return new Fate(steps, current);
  }
}
