package dev.netgrad.plan;

import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.BlockGradient;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Where a backward pass leaves the adjoints that are asked of it: those of inputs in arrays that the caller hands in,
 * those of parameters in the gradients. An input has no array of its own if its adjoint is one that the caller has
 * anyway: the output's, or that of another input.
 */
final class AdjointHomes {
  private final List<Optional<Tensor>> ofInputs = new ArrayList<>();
  private final List<Integer> passesOn = new ArrayList<>();
  private final Map<Integer, Integer> same = new LinkedHashMap<>();
  private final Collection<Tensor> backward;
  private final Homes homes;
  private final Copies copies;

  private AdjointHomes(Collection<Tensor> backward, Homes homes, Copies copies) {
    this.backward = backward;
    this.homes = homes;
    this.copies = copies;
  }

  /** Of a block without backward pass. */
  static AdjointHomes none() {
    return new AdjointHomes(List.of(), new Homes(), new Copies(Map.of()));
  }

  /**
   * Finds homes for all of them.
   *
   * @param aliases whether inputs may share the caller's arrays
   * @param backward what the pass computes, in order, which copies are added to
   */
  static AdjointHomes of(Block block, BlockGradient gradient, Map<Block, BlockPlan> callees, boolean aliases,
      Collection<Tensor> backward, Homes homes, Copies copies) {
    AdjointHomes found = new AdjointHomes(backward, homes, copies);
    Map<Tensor, Integer> first = new HashMap<>();
    for (int i = 0; i < block.inputs().size(); i++) {
      Tensor adjoint = gradient.adjoints().get(block.inputs().get(i));
      Tensor origin = adjoint == null ? null : Passing.adjoint(adjoint, gradient, callees);
      if (adjoint == null) {
        found.ofInputs.add(Optional.empty());
      } else if (aliases && gradient.outputAdjoints().contains(origin)) {
        found.passesOn.add(i);
        found.ofInputs.add(Optional.empty());
      } else if (aliases && first.containsKey(origin)) {
        found.same.put(i, first.get(origin));
        found.ofInputs.add(Optional.empty());
      } else {
        first.put(origin, i);
        found.ofInputs.add(Optional.of(found.target(block.inputs().get(i), adjoint, origin, new Storage.Port())));
      }
    }
    gradient.adjoints().forEach((primal, adjoint) -> {
      if (primal.definition() instanceof Definition.Parameter) {
        found.target(primal, adjoint, Passing.adjoint(adjoint, gradient, callees), new Storage.Gradient(primal));
      }
    });
    return found;
  }

  /** The tensor that fills the array: the adjoint itself, or a copy if it is at home elsewhere. */
  private Tensor target(Tensor primal, Tensor adjoint, Tensor origin, Storage place) {
    boolean own = origin == adjoint && backward.contains(adjoint) && !homes.has(adjoint);
    Tensor target = own ? adjoint : copies.another(adjoint, backward,
        "d" + primal.name().substring(0, 1).toUpperCase(Locale.ROOT) + primal.name().substring(1));
    homes.put(target, place);
    return target;
  }

  /** For each input, the tensor that fills the caller's array; none without one. */
  List<Optional<Tensor>> ofInputs() {
    return ofInputs;
  }

  /** The inputs whose adjoint is the output's. */
  List<Integer> passesOn() {
    return passesOn;
  }

  /** By input, another one before it whose adjoint is the same. */
  Map<Integer, Integer> same() {
    return same;
  }
}
