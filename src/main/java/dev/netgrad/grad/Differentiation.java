package dev.netgrad.grad;

import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.BlockGradient;
import dev.netgrad.tensor.Call;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Definition.Formula;
import dev.netgrad.tensor.Derivation;
import dev.netgrad.tensor.Derivative;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Differentiates a network: its own graph and, once each, every block that it calls. */
public final class Differentiation {
  private final Map<Block, Set<Tensor>> wanted = new HashMap<>();
  private final Map<Block, Boolean> trained = new HashMap<>();

  private Differentiation() {}

  /**
   * The adjoints of all parameters and, if asked for, of the network's real inputs: those of the objective, or where
   * there is none, those that follow from the adjoints of all outputs, which are given.
   *
   * @param network without {@link Definition.Gradient} terms, see {@link DerivedTerms}
   * @param inputs whether the adjoints of the inputs are wanted too; those of a network without parameters always are
   */
  public static Derivative differentiate(Network network, boolean inputs) {
    Differentiation differentiation = new Differentiation();
    Block top = network.training();
    Set<Tensor> asked = new LinkedHashSet<>(top.parameters());
    if (inputs || !differentiation.isTrained(top)) {
      top.inputs().stream().filter(Differentiation::isReal).forEach(asked::add);
    }
    Map<Block, BlockGradient> gradients = new LinkedHashMap<>();
    differentiation.wanted.put(top, asked);
    for (Block block : callersFirst(top)) {
      Optional<Tensor> objective = block == top ? network.objective() : Optional.empty();
      gradients.put(block, differentiation.differentiate(block, objective));
    }
    return new Derivative(network, reversed(gradients));
  }

  private static <K, V> Map<K, V> reversed(Map<K, V> map) {
    List<Map.Entry<K, V>> entries = new ArrayList<>(map.entrySet());
    Map<K, V> result = new LinkedHashMap<>();
    for (int i = entries.size() - 1; i >= 0; i--) {
      result.put(entries.get(i).getKey(), entries.get(i).getValue());
    }
    return result;
  }

  private static boolean isReal(Tensor tensor) {
    return !tensor.isInteger() && tensor.definition() instanceof Definition.Input;
  }

  /** All blocks, each before those that it calls: by the longest way down to a block that calls none. */
  private static List<Block> callersFirst(Block top) {
    Map<Block, Integer> heights = new LinkedHashMap<>();
    height(top, heights);
    TreeMap<Integer, Deque<Block>> byHeight = new TreeMap<>();
    heights.forEach((block, height) -> byHeight.computeIfAbsent(-height, h -> new ArrayDeque<>()).addFirst(block));
    List<Block> order = new ArrayList<>();
    byHeight.values().forEach(order::addAll);
    return order;
  }

  private static int height(Block block, Map<Block, Integer> heights) {
    Integer known = heights.get(block);
    if (known != null) {
      return known;
    }
    int height = 0;
    for (Call call : block.calls()) {
      height = Math.max(height, 1 + height(call.block(), heights));
    }
    heights.put(block, height);
    return height;
  }

  /** Whether a block or one that it calls has parameters. */
  private boolean isTrained(Block block) {
    Boolean known = trained.get(block);
    if (known == null) {
      known = !block.parameters().isEmpty() || block.calls().stream().anyMatch(call -> isTrained(call.block()));
      trained.put(block, known);
    }
    return known;
  }

  private BlockGradient differentiate(Block block, Optional<Tensor> objective) {
    Set<Tensor> asked = wanted.getOrDefault(block, Set.of());
    Set<Tensor> active = active(block, asked);
    ReverseSweep sweep = new ReverseSweep(active, block.previous());
    List<Tensor> given = new ArrayList<>();
    if (objective.isPresent()) {
      sweep.define(one(objective.get()), objective.get());
    } else {
      for (Tensor output : block.outputs()) {
        if (!output.isInteger()) {
          given.add(given(output));
          sweep.seed(output, given.get(given.size() - 1));
        }
      }
    }
    List<Tensor> tensors = new ArrayList<>(block.inputs());
    tensors.addAll(block.body());
    sweep.run(tensors);
    Map<Tensor, Tensor> adjoints = new LinkedHashMap<>();
    asked.forEach(t -> adjoints.put(t, sweep.adjoint(t)));
    block.calls().forEach(call -> ask(call, active));
    return new BlockGradient(block, given, sweep.body(), adjoints, sweep.adjoints(), sweep.previous(),
        List.of());
  }

  private static Tensor given(Tensor output) {
    return new Tensor("d" + ReverseSweep.capital(output.name()), output.shape(), output.indexNames(), false,
        new Definition.Input(), output.origin(), Derivation.rule("the adjoint of " + output.name() + ", given"));
  }

  /** ∂objective/∂objective = 1. */
  static Tensor one(Tensor objective) {
    List<Axis> axes = objective.freshAxes();
    return Tensor.formula("d" + ReverseSweep.capital(objective.name()),
        new Formula(axes, Reduction.NONE, Scalar.ONE), objective.origin(),
        Derivation.rule("∂" + objective.name() + "/∂" + objective.name() + " = 1"));
  }

  /** A called block gives the adjoints of its parameters, and of the inputs that any of its callers needs. */
  private void ask(Call call, Set<Tensor> active) {
    Block block = call.block();
    Set<Tensor> asked = wanted.computeIfAbsent(block, b -> new LinkedHashSet<>(b.parameters()));
    boolean none = call.arguments().stream().noneMatch(active::contains);
    for (int k = 0; k < call.arguments().size(); k++) {
      Tensor input = block.inputs().get(k);
      boolean first = k == 0 && (call.count() > 1 || none) && isTrained(block);
      if (isReal(input) && (active.contains(call.arguments().get(k)) || first)) {
        asked.add(input);
      }
    }
  }

  private Set<Tensor> active(Block block, Set<Tensor> asked) {
    Set<Tensor> active = new LinkedHashSet<>(asked);
    do {
      extend(block, active);
    } while (extend(active, block.previous()));
    return active;
  }

  private void extend(Block block, Set<Tensor> active) {
    for (Tensor tensor : block.body()) {
      if (tensor.definition() instanceof Definition.Result result && (isTrained(result.call().block())
          || result.call().arguments().stream().anyMatch(active::contains))) {
        active.add(tensor);
      }
      extend(active, tensor);
    }
  }

  /** What has the values of another tensor depends on what that does: whether that is news, as a circle needs. */
  static boolean extend(Set<Tensor> active, Map<Tensor, Tensor> previous) {
    boolean isNews = false;
    for (Map.Entry<Tensor, Tensor> entry : previous.entrySet()) {
      isNews |= active.contains(entry.getValue()) && active.add(entry.getKey());
    }
    return isNews;
  }

  /** A formula over reals depends on what one of its reads depends on. */
  static void extend(Set<Tensor> active, Tensor tensor) {
    if (tensor.definition() instanceof Formula formula && !tensor.isInteger()
        && Scalars.reads(formula.body()).stream().anyMatch(read -> active.contains(read.tensor()))) {
      active.add(tensor);
    }
  }
}
