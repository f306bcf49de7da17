package dev.netgrad.plan;

import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Call;
import dev.netgrad.tensor.Derivative;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The plan of a whole network.
 *
 * @param training the blocks of the training graph, callers last
 * @param evaluation the blocks of the evaluation graph, callers last
 * @param updates the optimizer's formulas, in the order of {@link Network#updates}
 */
public record Plan(Derivative derivative, Map<Block, BlockPlan> training, Map<Block, BlockPlan> evaluation,
    List<BlockPlan> updates) {
  public Plan {
    training = Collections.unmodifiableMap(new LinkedHashMap<>(training));
    evaluation = Collections.unmodifiableMap(new LinkedHashMap<>(evaluation));
    updates = List.copyOf(updates);
  }

  public Network network() {
    return derivative.network();
  }

  /** The plan of the training graph itself. */
  public BlockPlan wholeTraining() {
    return training.get(network().training());
  }

  /** The plan of the evaluation graph itself. */
  public BlockPlan wholeEvaluation() {
    return evaluation.get(network().evaluation());
  }

  /** The sizes of the arrays that scratch tensors of a training step take turns in. */
  public List<Size> trainingPool() {
    List<Size> pool = new ArrayList<>(wholeTraining().forward().scratch());
    wholeTraining().backward().ifPresent(b -> merge(pool, b.scratch(), 0));
    return pool;
  }

  /** The sizes of the arrays that scratch tensors of inference take turns in. */
  public List<Size> evaluationPool() {
    return wholeEvaluation().forward().scratch();
  }

  /** The sizes of the arrays that scratch tensors of the optimizer take turns in, for its longest parameter. */
  public List<Size> updatePool() {
    List<Size> pool = new ArrayList<>();
    for (int i = 0; i < updates.size(); i++) {
      long longest = network().updates().get(i).parameters().stream().mapToLong(this::parameterElements).max().orElse(0);
      merge(pool, updates.get(i).forward().scratch().stream().map(s -> new Size(0, s.at(longest))).toList(), 0);
    }
    return pool;
  }

  static void merge(List<Size> pool, List<Size> needed, int base) {
    for (int i = 0; i < needed.size(); i++) {
      while (pool.size() <= base + i) {
        pool.add(Size.NONE);
      }
      pool.set(base + i, pool.get(base + i).max(needed.get(i)));
    }
  }

  /** A tensor that the forward pass keeps: where, why, how much, and which step of the backward pass reads it last. */
  public record Kept(Block block, Tensor tensor, String reason, Size size, String lastUse) {}

  /** What is kept, block by block; once for each use of the block in the running network. */
  public List<Kept> kept() {
    List<Kept> kept = new ArrayList<>();
    training.values().forEach(p -> kept.addAll(kept(p)));
    return kept;
  }

  private static List<Kept> kept(BlockPlan plan) {
    List<Kept> kept = new ArrayList<>();
    plan.storage().forEach((tensor, storage) -> {
      if (storage instanceof Storage.Saved saved) {
        kept.add(new Kept(plan.block(), tensor, saved.reason(), Size.of(tensor), Lifetimes.lastUse(plan, tensor)));
      }
    });
    return kept;
  }

  /** Elements kept from the forward to the backward pass of a training step. */
  public Size saved() {
    return saved(network().training(), training, new LinkedHashMap<>());
  }

  private static Size saved(Block block, Map<Block, BlockPlan> plans, Map<Block, Size> known) {
    if (known.containsKey(block)) {
      return known.get(block);
    }
    Size sum = Size.NONE;
    for (Kept kept : kept(plans.get(block))) {
      sum = sum.plus(kept.size());
    }
    for (Call call : block.calls()) {
      sum = sum.plus(saved(call.block(), plans, known).times(call.count()));
    }
    known.put(block, sum);
    return sum;
  }

  /** Elements of all parameters. */
  public long parameters() {
    return elements(network().training(), true);
  }

  private static long elements(Block block, boolean parameters) {
    long sum = (parameters ? block.parameters() : block.states()).stream().mapToLong(Tensor::elementsPerSample).sum();
    for (Call call : block.calls()) {
      sum = Math.addExact(sum, Math.multiplyExact(call.count(), elements(call.block(), parameters)));
    }
    return sum;
  }

  /** Bytes, in single precision, that the forward pass keeps for the backward pass. */
  public long savedBytes(long batch) {
    return Math.multiplyExact(saved().at(batch), Float.BYTES);
  }

  /**
   * Bytes, in single precision, that training holds: weights, gradients, the optimizer's states, what is saved, and
   * scratch. Inputs belong to the caller.
   */
  public long peakBytes(long batch) {
    long sum = Math.addExact(saved().at(batch), Math.addExact(2 * parameters(), elements(network().training(), false)));
    for (Network.Update update : network().updates()) {
      long length = update.parameters().stream().mapToLong(this::parameterElements).sum();
      sum = Math.addExact(sum, Math.multiplyExact(update.formula().states().size(), length));
    }
    for (Size size : trainingPool()) {
      sum = Math.addExact(sum, size.at(batch));
    }
    for (Size size : updatePool()) {
      sum = Math.addExact(sum, size.fixed());
    }
    return Math.multiplyExact(sum, Float.BYTES);
  }

  private long parameterElements(String qualified) {
    return find(network().training(), qualified);
  }

  private static long find(Block block, String name) {
    for (Tensor parameter : block.parameters()) {
      if (parameter.name().equals(name)) {
        return parameter.elementsPerSample();
      }
    }
    for (Call call : block.calls()) {
      for (String instance : call.instances()) {
        if (name.startsWith(instance + ".")) {
          long found = find(call.block(), name.substring(instance.length() + 1));
          if (found > 0) {
            return found;
          }
        }
      }
    }
    return 0;
  }

  /** The largest batch for which every array can exist. */
  public long largestBatch() {
    long largest = Integer.MAX_VALUE;
    for (Map<Block, BlockPlan> plans : List.of(training, evaluation)) {
      for (BlockPlan plan : plans.values()) {
        for (Tensor tensor : plan.storage().keySet()) {
          largest = Math.min(largest, Size.of(tensor).largestBatch());
        }
      }
    }
    for (Size size : trainingPool()) {
      largest = Math.min(largest, size.largestBatch());
    }
    return largest;
  }
}
