package dev.netgrad.plan;

import dev.netgrad.plan.block.BlockPlan;
import dev.netgrad.plan.block.Costs;
import dev.netgrad.plan.block.Size;
import dev.netgrad.plan.block.Statement;
import dev.netgrad.plan.block.Storage;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Call;
import dev.netgrad.tensor.Derivative;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The plan of a whole network.
 *
 * @param training the blocks of the training graph, callers last
 * @param evaluation the blocks of the evaluation graph, callers last, then the graphs of derivatives and metrics
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

  /** The plan of the metrics of a batch, if the network names any. */
  public Optional<BlockPlan> metrics() {
    return network().metrics().map(m -> evaluation.get(m.batch()));
  }

  /** The plans of the derivatives that the network names. */
  public List<BlockPlan> derivatives() {
    return network().derivatives().stream().map(evaluation::get).toList();
  }

  /** The sizes of the arrays that the tensors of a training step take turns in; inference uses them, too. */
  public List<Size> trainingPool() {
    List<Size> forward = Size.larger(evaluationPool(), wholeTraining().forward().scratch());
    return wholeTraining().backward().map(backward -> Size.larger(forward, backward.scratch())).orElse(forward);
  }

  /** The sizes of the arrays that the tensors of inference take turns in, and those of the metrics of a batch. */
  public List<Size> evaluationPool() {
    List<Size> inference = wholeEvaluation().forward().scratch();
    return metrics().map(m -> Size.larger(inference, m.forward().scratch())).orElse(inference);
  }

  /** The sizes of the arrays that scratch tensors of the optimizer take turns in, for its longest parameter. */
  public List<Size> updatePool() {
    List<Size> pool = List.of();
    Map<String, Long> elements = parameterElements();
    for (int i = 0; i < updates.size(); i++) {
      long longest = network().updates().get(i).parameters().stream().mapToLong(elements::get).max().orElse(0);
      pool = Size.larger(pool,
          updates.get(i).forward().scratch().stream().map(s -> new Size(0, s.at(longest))).toList());
    }
    return pool;
  }

  /**
   * A tensor that the forward pass keeps: where, why, and how much.
   *
   * @param plan of the block that keeps it
   * @param own whether it has an array of its own, in which nothing else takes turns
   */
  public record Kept(BlockPlan plan, Tensor tensor, String reason, Size size, boolean own) {
    public Block block() {
      return plan.block();
    }
  }

  /** What is kept, block by block; once for each use of the block in the running network. */
  public List<Kept> kept() {
    List<Kept> kept = new ArrayList<>();
    training.values().forEach(p -> kept.addAll(kept(p)));
    return kept;
  }

  /** What a block keeps, once for each of its uses. */
  public static List<Kept> kept(BlockPlan plan) {
    List<Kept> kept = new ArrayList<>();
    plan.storage().forEach((tensor, storage) -> {
      if (storage instanceof Storage.Saved saved) {
        kept.add(new Kept(plan, tensor, saved.reason(), Size.of(tensor), plan.slot(tensor).isEmpty()));
      } else if (storage instanceof Storage.Marks) {
        kept.add(new Kept(plan, tensor, "which rows of a gradient were written", Size.of(tensor), true));
      }
    });
    return kept;
  }

  /**
   * A tensor that the backward pass computes again instead of having it kept.
   *
   * @param plan of the block that computes it
   * @param second what stands for it in the backward pass
   * @param statement what computes it
   */
  public record Recomputed(BlockPlan plan, Tensor tensor, Tensor second, Statement statement) {
    public Block block() {
      return plan.block();
    }

    public Size size() {
      return Size.of(tensor);
    }

    /** Why it is not kept. */
    public String reason() {
      long terms = Costs.terms(statement.formula());
      return terms == 0 ? "nearly free, element by element" : terms + " terms each, to hold less";
    }
  }

  /** What is computed again, block by block; once for each use of the block in the running network. */
  public List<Recomputed> recomputed() {
    List<Recomputed> recomputed = new ArrayList<>();
    training.values().forEach(p -> recomputed.addAll(recomputed(p)));
    return recomputed;
  }

  /** What a block computes again, once for each of its uses. */
  public static List<Recomputed> recomputed(BlockPlan plan) {
    List<Recomputed> recomputed = new ArrayList<>();
    if (!plan.recomputed().isEmpty()) {
      Map<Tensor, Statement> statements = plan.backward().orElseThrow().byTarget();
      plan.recomputed().forEach((tensor, second) ->
          recomputed.add(new Recomputed(plan, tensor, second, statements.get(second))));
    }
    return recomputed;
  }

  /** The terms of all sums that a training step adds up for each sample. */
  public double termsPerSample() {
    double sum = 0;
    Map<Block, Long> uses = uses();
    for (BlockPlan block : training.values()) {
      sum += (double) uses.get(block.block()) * Stream.concat(Stream.of(block.forward()), block.backward().stream())
          .flatMap(BlockPlan.Pass::statements).mapToDouble(s -> Costs.points(s.formula())).sum();
    }
    return sum / Costs.TYPICAL_BATCH;
  }

  /** How often each block of the training graph is used. */
  public Map<Block, Long> uses() {
    Map<Block, Long> uses = new HashMap<>(Map.of(network().training(), 1L));
    List<Block> callersFirst = new ArrayList<>(training.keySet());
    Collections.reverse(callersFirst);
    for (Block block : callersFirst) {
      for (Call call : block.calls()) {
        uses.merge(call.block(), Math.multiplyExact(call.count(), uses.get(block)), Math::addExact);
      }
    }
    return uses;
  }

  /** Elements kept from the forward to the backward pass of a training step. */
  public Size saved() {
    return kept(network().training(), k -> true, new HashMap<>());
  }

  private Size kept(Block block, Predicate<Kept> which, Map<Block, Size> known) {
    if (known.containsKey(block)) {
      return known.get(block);
    }
    Size sum = Size.NONE;
    for (Kept kept : kept(training.get(block))) {
      sum = which.test(kept) ? sum.plus(kept.size()) : sum;
    }
    for (Call call : block.calls()) {
      sum = sum.plus(kept(call.block(), which, known).times(call.count()));
    }
    known.put(block, sum);
    return sum;
  }

  /** Elements of all parameters. */
  public long parameters() {
    return parameters(network());
  }

  /** The same of a network that is not planned. */
  public static long parameters(Network network) {
    return elements(network.training(), true);
  }

  private static long elements(Block block, boolean parameters) {
    long sum = (parameters ? block.parameters() : block.states()).stream().mapToLong(Tensor::elementsPerSample).sum();
    for (Call call : block.calls()) {
      sum = Math.addExact(sum, Math.multiplyExact(call.count(), elements(call.block(), parameters)));
    }
    return sum;
  }

  /** Elements that the forward pass keeps for the backward pass. */
  public long savedElements(long batch) {
    return saved().at(batch);
  }

  /** Elements that the backward pass computes again and that would otherwise be kept. */
  public long recomputedElements(long batch) {
    Size sum = Size.NONE;
    Map<Block, Long> uses = uses();
    for (Recomputed r : recomputed()) {
      sum = sum.plus(r.size().times(uses.get(r.block())));
    }
    return sum.at(batch);
  }

  /**
   * Elements that training holds: weights, gradients, the optimizer's states, what is saved, and
   * scratch, which inference shares. Inputs belong to the caller.
   */
  public long peakElements(long batch) {
    long sum = Math.addExact(kept(network().training(), Kept::own, new HashMap<>()).at(batch),
        Math.addExact(2 * parameters(), elements(network().training(), false)));
    Map<String, Long> elements = parameterElements();
    for (Network.Update update : network().updates()) {
      long length = update.parameters().stream().mapToLong(elements::get).sum();
      sum = Math.addExact(sum, Math.multiplyExact(update.formula().states().size(), length));
    }
    for (Size size : trainingPool()) {
      sum = Math.addExact(sum, size.at(batch));
    }
    for (Size size : updatePool()) {
      sum = Math.addExact(sum, size.fixed());
    }
    return sum;
  }

  /** The elements of each parameter by its qualified name. */
  private Map<String, Long> parameterElements() {
    Map<String, Long> elements = new HashMap<>();
    parameterElements(network().training(), "", elements);
    return elements;
  }

  private static void parameterElements(Block block, String prefix, Map<String, Long> into) {
    block.parameters().forEach(p -> into.putIfAbsent(prefix + p.name(), p.elementsPerSample()));
    for (Call call : block.calls()) {
      call.instances().forEach(instance -> parameterElements(call.block(), prefix + instance + ".", into));
    }
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
    for (BlockPlan derivative : derivatives()) {
      for (Size size : derivative.forward().scratch()) {
        largest = Math.min(largest, size.largestBatch());
      }
    }
    return largest;
  }
}
