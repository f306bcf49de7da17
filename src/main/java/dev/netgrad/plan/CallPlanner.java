package dev.netgrad.plan;

import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Call;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Plans the calls of a block: the arrays between repetitions, and those that the called block shares with the caller.
 */
final class CallPlanner {
  private static final int FEW = 8;

  private final Block block;
  private final Map<Block, BlockPlan> callees;
  private final boolean derived;
  private final Homes homes;
  private final Map<Call, List<Tensor>> kept = new LinkedHashMap<>();
  private final Map<Call, Tensor> results = new HashMap<>();

  /** @param derived whether there is a backward pass */
  CallPlanner(Block block, Map<Block, BlockPlan> callees, boolean derived, Homes homes) {
    this.block = block;
    this.callees = callees;
    this.derived = derived;
    this.homes = homes;
    for (Tensor tensor : block.body()) {
      if (tensor.definition() instanceof Definition.Result result) {
        results.putIfAbsent(result.call(), tensor);
      }
    }
  }

  /** Adds what must be kept, and why, so that a call's backward pass can run. */
  void keep(Call call, Map<Tensor, String> kept) {
    BlockPlan callee = callees.get(call.block());
    for (int read : callee.backwardReads()) {
      Tensor argument = call.arguments().get(read);
      kept.putIfAbsent(argument, "an input of " + callee.block().name() + ", whose backward pass reads it");
    }
    if (callee.backwardReadsOutput()) {
      kept.putIfAbsent(results.get(call), "the output of " + callee.block().name() + ", whose backward pass reads it");
    }
  }

  Step forward(Call call, Tensor result) {
    BlockPlan callee = callees.get(call.block());
    if (callee.outputIsInput().isPresent()) {
      homes.putIfAbsent(result, new Storage.Alias(call.arguments().get(callee.outputIsInput().getAsInt())));
      return new Step.Forward(call, result, List.of(), List.of());
    }
    homes.home(result, homes.forwardScratch());
    boolean keep = derived && (callee.backwardReads().contains(0) || callee.backwardReadsOutput());
    if (!keep) {
      List<Tensor> between = between(call, result, Optional.of(result), homes.forwardScratch());
      // The last repetition writes the result, so that the one before it must not.
      if (call.count() % 2 == 1) {
        Collections.reverse(between);
      }
      return new Step.Forward(call, result, between, List.of());
    }
    List<Tensor> between = new ArrayList<>();
    for (int i = 0; i < call.count() - 1; i++) {
      Tensor tensor = like(result, result.name() + "Between", i);
      between.add(tensor);
      homes.put(tensor, new Storage.Saved("read by the backward pass of " + callee.block().name()));
    }
    kept.put(call, between);
    return new Step.Forward(call, result, between, List.of());
  }

  /**
   * What is kept for the backward pass between repetitions and is worth a place in the pool: of many repetitions,
   * others could use but a small part.
   */
  List<Tensor> keptByFew() {
    return kept.values().stream().filter(between -> between.size() <= FEW).flatMap(List::stream).toList();
  }

  /**
   * The arrays that take turns between repetitions: at most two, the second of which may be the one that the last
   * repetition writes.
   */
  private List<Tensor> between(Call call, Tensor like, Optional<Tensor> last, Set<Tensor> scratch) {
    List<Tensor> between = new ArrayList<>();
    for (int i = 0; i < Math.min(2, call.count() - 1); i++) {
      if (i == 1 && last.filter(t -> homes.of(t) instanceof Storage.Scratch).isPresent()) {
        between.add(last.get());
      } else {
        Tensor tensor = like(like, like.name() + "Between", i);
        homes.home(tensor, scratch);
        between.add(tensor);
      }
    }
    return between;
  }

  private static Tensor like(Tensor tensor, String name, int number) {
    return new Tensor(name + number, tensor.shape(), tensor.indexNames(), tensor.isInteger(), new Definition.Input(),
        tensor.origin(), tensor.derivation());
  }

  /**
   * @param asked the adjoints of arguments that are wanted
   * @param shares whether an earlier step has already put gradients where this call's go
   * @param again what the backward pass reads in place of a tensor
   */
  Step backward(Call call, Tensor resultAdjoint, List<Tensor> asked, boolean shares,
      UnaryOperator<Tensor> again) {
    BlockPlan callee = callees.get(call.block());
    List<Optional<Tensor>> adjoints = new ArrayList<>();
    List<Optional<Tensor>> sums = new ArrayList<>();
    for (int i = 0; i < call.arguments().size(); i++) {
      int argument = i;
      Optional<Tensor> target = asked.stream()
          .filter(t -> ((Definition.ArgumentAdjoint) t.definition()).argument() == argument).findFirst();
      if (callee.passesAdjointTo().contains(i)) {
        target.ifPresent(t -> homes.putIfAbsent(t, new Storage.Alias(resultAdjoint)));
        adjoints.add(Optional.empty());
        sums.add(Optional.empty());
        continue;
      }
      if (callee.sameAdjoint().containsKey(i)) {
        Tensor other = adjoints.get(callee.sameAdjoint().get(i)).orElseThrow();
        target.ifPresent(t -> homes.putIfAbsent(t, new Storage.Alias(other)));
        adjoints.add(Optional.empty());
        sums.add(Optional.empty());
        continue;
      }
      Optional<Tensor> given = callee.inputAdjoints().get(i);
      if (given.isPresent() && target.isEmpty()) {
        target = Optional.of(like(given.get(), "unused" + given.get().name(), i));
      }
      target.ifPresent(t -> homes.home(t, homes.backwardScratch()));
      adjoints.add(given.isPresent() ? target : Optional.empty());
      Optional<Tensor> sum = given.isPresent() && i > 0 && call.count() > 1
          ? Optional.of(like(given.get(), given.get().name() + "OfRepetition", i)) : Optional.empty();
      sum.ifPresent(t -> homes.home(t, homes.backwardScratch()));
      sums.add(sum);
    }
    List<Tensor> between = callee.inputAdjoints().get(0).isPresent()
        ? between(call, resultAdjoint, adjoints.get(0), homes.backwardScratch()) : List.of();
    return new Step.Backward(call, call.arguments().stream().map(again).toList(), results.get(call), resultAdjoint,
        adjoints, kept.getOrDefault(call, List.of()), between, sums, shares, List.of());
  }

  /** The backward passes of calls that no adjoint reaches: their buffers are there, if unused. */
  List<BlockPlan.Pass> unreached(List<Step> backwardSteps) {
    Set<Call> reached = backwardSteps.stream().filter(Step.Backward.class::isInstance)
        .map(step -> ((Step.Backward) step).call()).collect(Collectors.toSet());
    return block.calls().stream().filter(call -> derived && !reached.contains(call))
        .flatMap(call -> callees.get(call.block()).backward().stream()).toList();
  }

  /** The sizes of the arrays that a called block needs. */
  List<Size> scratch(Step step) {
    if (step instanceof Step.Forward f) {
      return callees.get(f.call().block()).forward().scratch();
    } else if (step instanceof Step.Backward b) {
      return callees.get(b.call().block()).backward().map(BlockPlan.Pass::scratch).orElse(List.of());
    }
    return List.of();
  }
}
