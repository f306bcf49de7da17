package dev.netgrad.highway;

import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Tensor;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What of a block's forward pass tells the factors of an adjoint apart. */
final class Forward {
  private final List<Tensor> body;
  private final Map<Tensor, Integer> places = new HashMap<>();
  /** Parameters, and what is made of nothing else. */
  private final Set<Tensor> trained = new HashSet<>();
  /** Random numbers, and what is made of nothing else. */
  private final Set<Tensor> random = new HashSet<>();

  /** How a tensor depends on another one, each case including those before it. */
  enum Dependence { NONE, ELEMENTWISE, REDUCED, TRAINED }

  Forward(Block block) {
    body = block.body();
    for (Tensor tensor : body) {
      places.put(tensor, places.size());
      if (tensor.definition() instanceof Definition.Parameter) {
        trained.add(tensor);
      } else if (tensor.definition() instanceof Definition.Random) {
        random.add(tensor);
      } else if (tensor.isFormula()) {
        Set<Tensor> reads = Scalars.tensors(tensor.formula());
        if (isTrained(reads)) {
          trained.add(tensor);
        } else if (isRandom(reads)) {
          random.add(tensor);
        }
      }
    }
  }

  boolean isTrained(Collection<Tensor> tensors) {
    return !tensors.isEmpty() && trained.containsAll(tensors);
  }

  /** Whether a tensor is a sum over weights, as those of convolutions and dense layers are. */
  boolean isTrainedSum(Tensor tensor) {
    return tensor.isFormula() && tensor.formula().reduction().kind() == Reduction.Kind.SUM
        && Scalars.tensors(tensor.formula()).stream().anyMatch(trained::contains);
  }

  boolean isRandom(Collection<Tensor> tensors) {
    return !tensors.isEmpty() && random.containsAll(tensors);
  }

  /** Where in the block a tensor is computed; inputs are before all others. */
  int place(Tensor tensor) {
    return places.getOrDefault(tensor, -1);
  }

  /** Whether a tensor is the position of the one that won a maximum. */
  static boolean isWinner(Tensor tensor) {
    return tensor.isFormula() && tensor.formula().reduction().kind() == Reduction.Kind.ARGMAX;
  }

  /** How what some tensors say depends on a source, itself among them. */
  Dependence dependence(Collection<Tensor> tensors, Tensor source) {
    int last = tensors.stream().mapToInt(this::place).max().orElse(-1);
    Map<Tensor, Dependence> known = new HashMap<>(Map.of(source, Dependence.ELEMENTWISE));
    for (Tensor tensor : body.subList(Math.min(place(source) + 1, last + 1), last + 1)) {
      Dependence dependence = of(tensor, known);
      if (dependence != Dependence.NONE) {
        known.put(tensor, dependence);
      }
    }
    return most(tensors, known);
  }

  private Dependence of(Tensor tensor, Map<Tensor, Dependence> known) {
    if (tensor.definition() instanceof Definition.Result result) {
      return most(result.call().arguments(), known) == Dependence.NONE ? Dependence.NONE : Dependence.TRAINED;
    } else if (!tensor.isFormula()) {
      return Dependence.NONE;
    }
    Set<Tensor> reads = Scalars.tensors(tensor.formula());
    Dependence read = most(reads, known);
    if (read == Dependence.NONE || tensor.formula().reduction().isNone()) {
      return read;
    }
    return isTrainedSum(tensor) ? Dependence.TRAINED : max(read, Dependence.REDUCED);
  }

  private static Dependence most(Collection<Tensor> tensors, Map<Tensor, Dependence> known) {
    return tensors.stream().map(t -> known.getOrDefault(t, Dependence.NONE)).reduce(Dependence.NONE, Forward::max);
  }

  private static Dependence max(Dependence a, Dependence b) {
    return a.compareTo(b) < 0 ? b : a;
  }
}
