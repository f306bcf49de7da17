package dev.netgrad.plan.fuse;

import dev.netgrad.plan.block.Role;
import dev.netgrad.plan.block.Statement;
import dev.netgrad.plan.block.Step;
import dev.netgrad.plan.block.Storage;
import dev.netgrad.plan.block.Task;
import dev.netgrad.plan.place.ArrayChoice;
import dev.netgrad.plan.place.ArrayChooser;
import dev.netgrad.plan.place.Calls;
import dev.netgrad.plan.place.Placed;
import dev.netgrad.plan.place.Recomputed;
import dev.netgrad.plan.place.StorageMap;
import dev.netgrad.tensor.Call;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Puts formulas in the place of reads, wherever {@link ArrayChooser} gives them no array, and gives the others an array
 * of their pass, or one that outlives it where the backward pass or the next step reads it.
 */
public final class Inlining {
  /** Of more repetitions than so many, others could use but a small part of what is kept between them. */
  private static final int FEW = 8;

  private final Task task;
  private final Placed placed;
  private final Recomputed recomputed;
  private final ArrayChoice arrays;
  private final Calls calls;
  private final StorageMap storages;
  private final Map<Call, Step.Forward> forwards = new LinkedHashMap<>();
  /** By what is computed again, what it takes the place of. */
  private final Map<Tensor, Tensor> firsts = new HashMap<>();
  /** Reductions that something follows in their loops, and that are stored nowhere. */
  private final Set<Tensor> followed = new HashSet<>();

  private Inlining(Task task, Placed placed, Recomputed recomputed) {
    this.task = task;
    this.placed = placed;
    this.recomputed = recomputed;
    this.arrays = ArrayChooser.choose(task, placed, recomputed);
    this.calls = new Calls(task);
    this.storages = new StorageMap(placed.storage());
    recomputed.second().forEach((first, second) -> firsts.put(second, first));
  }

  public static Inlined inline(Task task, Placed placed, Recomputed recomputed) {
    Inlining inlining = new Inlining(task, placed, recomputed);
    Work forward = inlining.forward();
    Work last = inlining.work(placed.last().stream().<Item<Tensor>>map(Item.Computed::new).toList(),
        inlining.arrays.forward()::contains, Storage.Phase.FORWARD);
    Work backward = inlining.backward();
    inlining.save();
    return new Inlined(forward, last, backward, inlining.storages.all(), inlining.usedUp(),
        inlining.arrays.readByBackward());
  }

  private Work forward() {
    List<Item<Tensor>> items = new ArrayList<>();
    for (Tensor tensor : placed.forward()) {
      if (tensor.definition() instanceof Definition.Result result) {
        Step.Forward step = calls.forward(result.call(), tensor, storages);
        forwards.put(result.call(), step);
        items.add(new Item.Call<>(step));
      } else if (arrays.forward().contains(tensor)) {
        storages.home(tensor, Storage.Phase.FORWARD);
        items.add(new Item.Computed<>(tensor));
      }
    }
    return work(items, arrays.forward()::contains, Storage.Phase.FORWARD);
  }

  private Work backward() {
    Map<Call, Map<Integer, Tensor>> asked = new HashMap<>();
    for (Tensor tensor : recomputed.backward()) {
      if (tensor.definition() instanceof Definition.ArgumentAdjoint adjoint) {
        asked.computeIfAbsent(adjoint.call(), c -> new HashMap<>()).putIfAbsent(adjoint.argument(), tensor);
      }
    }
    List<Item<Tensor>> items = new ArrayList<>();
    Set<Call> done = new HashSet<>();
    Set<List<String>> gradientsOf = new HashSet<>();
    for (Tensor tensor : recomputed.backward()) {
      if (tensor.definition() instanceof Definition.ArgumentAdjoint adjoint) {
        Call call = adjoint.call();
        if (done.add(call)) {
          items.add(new Item.Call<>(calls.backward(call, adjoint.resultAdjoint(), asked.get(call), kept(call),
              !gradientsOf.add(call.instances()), recomputed::of, storages)));
        }
      } else if (arrays.backward().contains(tensor)) {
        storages.home(tensor, Storage.Phase.BACKWARD);
        items.add(new Item.Computed<>(tensor));
      }
    }
    return work(items, t -> arrays.backward().contains(t) || arrays.saved().containsKey(t) || storages.isSaved(t)
        || storages.isPort(t), Storage.Phase.BACKWARD);
  }

  /** What is kept between a call's repetitions. */
  private List<Tensor> kept(Call call) {
    return calls.keepsBetween(call) ? forwards.get(call).between() : List.of();
  }

  private Work work(List<Item<Tensor>> items, Predicate<Tensor> hasArray, Storage.Phase phase) {
    Set<Tensor> updates = new HashSet<>(task.block().updates().values());
    Statements.Made made = Statements.make(items, recomputed.formulas(), hasArray,
        t -> task.separate() || !storages.isScratch(t) || arrays.saved().containsKey(t) || updates.contains(t)
            || task.again().contains(t) || mayBeRounded(t),
        recomputed.isSecond(), t -> task.role() == Role.NETWORK && storages.isGradient(t));
    made.items().forEach(item -> item.act(call -> { }, statement -> home(statement, phase)));
    made.again().forEach(statement -> home(statement, phase));
    made.dropped().forEach(storages::remove);
    followed.addAll(made.dropped());
    return new Work(made.items(), made.again());
  }

  /**
   * Whether a reduction is computed again that was stored, hence rounded, the first time. What follows a reduction in
   * its loops has all digits of it, so that its second value would have another last digit.
   */
  private boolean mayBeRounded(Tensor tensor) {
    return firsts.containsKey(tensor) && !followed.contains(firsts.get(tensor));
  }

  private void home(Statement statement, Storage.Phase phase) {
    storages.home(statement.target(), phase);
    statement.partial().ifPresent(t -> {
      if (t.isInteger()) {
        storages.mark(t, statement.target());
      } else {
        storages.home(t, phase);
      }
    });
  }

  private void save() {
    arrays.saved().forEach(storages::save);
    if (task.role() != Role.OPTIMIZER) {
      task.block().updates().values().forEach(value -> storages.save(copied(value), "the state after the step"));
    }
  }

  private Tensor copied(Tensor tensor) {
    return placed.copies().getOrDefault(tensor, tensor);
  }

  private Set<Tensor> usedUp() {
    Set<Tensor> usedUp = new HashSet<>(arrays.saved().keySet());
    forwards.keySet().stream().map(this::kept).filter(between -> between.size() <= FEW).forEach(usedUp::addAll);
    task.block().updates().values().forEach(value -> usedUp.remove(copied(value)));
    usedUp.removeIf(t -> t.isInteger() || !storages.isSaved(t));
    return usedUp;
  }
}
