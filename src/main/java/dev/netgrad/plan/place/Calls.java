package dev.netgrad.plan.place;

import dev.netgrad.plan.block.BlockPlan;
import dev.netgrad.plan.block.Step;
import dev.netgrad.plan.block.Storage;
import dev.netgrad.plan.block.Task;
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
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/** Plans the calls of a block: what their backward passes want kept, and the arrays between repetitions. */
public final class Calls {
  private final Task task;
  private final Map<Call, Tensor> results = new HashMap<>();

  public Calls(Task task) {
    this.task = task;
    for (Tensor tensor : task.block().body()) {
      if (tensor.definition() instanceof Definition.Result result) {
        results.putIfAbsent(result.call(), tensor);
      }
    }
  }

  private BlockPlan callee(Call call) {
    return task.callees().get(call.block());
  }

  /** What must be kept, and why, so that a call's backward pass can run. */
  Map<Tensor, String> kept(Call call) {
    BlockPlan callee = callee(call);
    Map<Tensor, String> kept = new LinkedHashMap<>();
    for (int read : callee.ports().backwardReads()) {
      Tensor argument = call.arguments().get(read);
      kept.putIfAbsent(argument, "an input of " + callee.block().name() + ", whose backward pass reads it");
    }
    if (callee.ports().backwardReadsOutput()) {
      kept.putIfAbsent(results.get(call), "the output of " + callee.block().name() + ", whose backward pass reads it");
    }
    return kept;
  }

  /** Whether the results of all repetitions are kept for the backward pass. */
  public boolean keepsBetween(Call call) {
    return task.gradient().isPresent()
        && (callee(call).ports().backwardReads().contains(0) || callee(call).ports().backwardReadsOutput());
  }

  /** @param storages which the call's result and what is between repetitions get */
  public Step.Forward forward(Call call, Tensor result, StorageMap storages) {
    BlockPlan callee = callee(call);
    OptionalInt handedOn = callee.ports().outputIsInput();
    if (handedOn.isPresent()) {
      storages.putIfAbsent(result, new Storage.Alias(call.arguments().get(handedOn.getAsInt())));
      return new Step.Forward(call, result, List.of(), List.of());
    }
    storages.home(result, Storage.Phase.FORWARD);
    if (!keepsBetween(call)) {
      List<Tensor> between = between(call, result, Optional.of(result), storages, Storage.Phase.FORWARD);
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
      storages.put(tensor, new Storage.Saved("read by the backward pass of " + callee.block().name()));
    }
    return new Step.Forward(call, result, between, List.of());
  }

  /**
   * The arrays that take turns between repetitions: at most two, the second of which may be the one that the last
   * repetition writes.
   */
  private static List<Tensor> between(Call call, Tensor like, Optional<Tensor> last, StorageMap storages,
      Storage.Phase phase) {
    List<Tensor> between = new ArrayList<>();
    for (int i = 0; i < Math.min(2, call.count() - 1); i++) {
      if (i == 1 && last.filter(storages::isScratch).isPresent()) {
        between.add(last.get());
      } else {
        Tensor tensor = like(like, like.name() + "Between", i);
        storages.home(tensor, phase);
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
   * @param asked by argument, its adjoint, where that is wanted
   * @param kept the results of all repetitions but the last, where the forward pass keeps them
   * @param shares whether an earlier step has already put gradients where this call's go
   * @param again what the backward pass reads in place of a tensor
   * @param storages which the adjoints and what is between repetitions get
   */
  public Step.Backward backward(Call call, Tensor resultAdjoint, Map<Integer, Tensor> asked, List<Tensor> kept,
      boolean shares, UnaryOperator<Tensor> again, StorageMap storages) {
    BlockPlan callee = callee(call);
    List<Optional<Tensor>> adjoints = new ArrayList<>();
    List<Optional<Tensor>> sums = new ArrayList<>();
    for (int i = 0; i < call.arguments().size(); i++) {
      Optional<Tensor> wanted = Optional.ofNullable(asked.get(i));
      Optional<Tensor> adjoint = Optional.empty();
      Optional<Tensor> sum = Optional.empty();
      Optional<Tensor> given = callee.ports().adjoints().arrays().get(i);
      if (callee.ports().adjoints().passedOn().contains(i)) {
        wanted.ifPresent(t -> storages.putIfAbsent(t, new Storage.Alias(resultAdjoint)));
      } else if (callee.ports().adjoints().same().containsKey(i)) {
        Tensor other = adjoints.get(callee.ports().adjoints().same().get(i)).orElseThrow();
        wanted.ifPresent(t -> storages.putIfAbsent(t, new Storage.Alias(other)));
      } else if (given.isPresent()) {
        Tensor target = wanted.orElse(like(given.get(), "unused" + given.get().name(), i));
        storages.home(target, Storage.Phase.BACKWARD);
        adjoint = Optional.of(target);
        if (i > 0 && call.count() > 1) {
          Tensor share = like(given.get(), given.get().name() + "OfRepetition", i);
          storages.home(share, Storage.Phase.BACKWARD);
          sum = Optional.of(share);
        }
      }
      adjoints.add(adjoint);
      sums.add(sum);
    }
    List<Tensor> between = callee.ports().adjoints().arrays().get(0).isPresent()
        ? between(call, resultAdjoint, adjoints.get(0), storages, Storage.Phase.BACKWARD) : List.of();
    return new Step.Backward(call, call.arguments().stream().map(again).toList(), results.get(call), resultAdjoint,
        adjoints, kept, between, sums, shares, List.of());
  }
}
