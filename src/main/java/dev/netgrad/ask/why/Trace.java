package dev.netgrad.ask.why;

import dev.netgrad.compiler.Derived;
import dev.netgrad.law.Rewriting;
import dev.netgrad.simplify.Change;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.BlockGradient;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A derivation, watched: as the reverse sweep leaves it, what the laws did to each tensor, and what it became.
 */
record Trace(Derived derived) {

  /** What became of a tensor. */
  record Fate(List<Rewriting.Step> steps, Tensor result) {}

  /** The blocks of the training graph, callers last. */
  Map<Block, BlockGradient> raw() {
    return derived.raw().gradients();
  }

  BlockGradient simplified(Block block) {
    return derived.simplified().gradients().get(block);
  }

  /** What the laws made of a tensor of the reverse sweep, turn by turn. */
  Fate fate(Tensor tensor) {
    List<Rewriting.Step> steps = new ArrayList<>();
    Tensor current = tensor;
    for (Change change : derived.changes()) {
      if (change.given() == current) {
        steps.addAll(change.steps());
        current = change.result();
      }
    }
    return new Fate(steps, current);
  }
}
