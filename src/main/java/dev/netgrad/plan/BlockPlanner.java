package dev.netgrad.plan;

import dev.netgrad.law.Rewriting;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.BlockGradient;
import dev.netgrad.tensor.Call;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/** Plans one block, the blocks it calls being planned. */
final class BlockPlanner {
  private final Block block;
  private final Optional<BlockGradient> gradient;
  private final Map<Block, BlockPlan> callees;
  private final boolean whole;
  private final boolean outputsArePorts;
  private final boolean repeated;
  private final Optional<Tensor> objective;
  private final Set<Tensor> chosen;
  private final boolean separate;

  private final Map<Tensor, Rewriting> rewritings = new HashMap<>();
  private final Map<Tensor, Definition.Formula> formulas = new LinkedHashMap<>();
  private final Set<Tensor> forward = new LinkedHashSet<>();
  private final Set<Tensor> backward = new LinkedHashSet<>();
  private final List<Tensor> atTheEnd = new ArrayList<>();
  private final Homes homes = new Homes();
  private final Copies copies = new Copies(formulas);
  private AdjointHomes adjoints = AdjointHomes.none();
  private final Set<Tensor> inputsReadByBackward = new LinkedHashSet<>();
  private OptionalInt outputIsInput = OptionalInt.empty();
  private boolean inPlace;
  private final CallPlanner calls;
  private Again again;
  private Inlining inlining;

  /**
   * @param whole whether this is the network itself: then nothing may be aliased with a caller's arrays
   * @param outputsArePorts whether the caller hands in the arrays of the outputs
   * @param repeated whether some call applies the block more than once
   * @param objective what the network minimises, which is kept to be returned
   * @param chosen what the backward pass computes again
   * @param separate whether each formula gets an array and a loop nest of its own
   */
  BlockPlanner(Block block, Optional<BlockGradient> gradient, Map<Block, BlockPlan> callees, boolean whole,
      boolean outputsArePorts, boolean repeated, Optional<Tensor> objective, Set<Tensor> chosen, boolean separate) {
    this.block = block;
    this.chosen = chosen;
    this.separate = separate;
    this.repeated = repeated;
    this.objective = objective;
    this.gradient = gradient;
    this.callees = callees;
    this.whole = whole;
    this.outputsArePorts = outputsArePorts;
    this.calls = new CallPlanner(block, callees, gradient.isPresent(), homes);
  }

  /** The plan of an optimizer's formula: what it gives takes the place of what it read. */
  static BlockPlan inPlace(Block formula, boolean separate) {
    BlockPlanner planner = new BlockPlanner(formula, Optional.empty(), Map.of(), true, true, false, Optional.empty(),
        Set.of(), separate);
    planner.inPlace = true;
    return planner.plan();
  }

  BlockPlan plan() {
    block.inputs().forEach(t -> homes.put(t, new Storage.Port()));
    for (Tensor tensor : block.body()) {
      tensor.definition().act(
          input -> { },
          runTime -> homes.put(tensor, new Storage.Weight()),
          parameter -> homes.put(tensor, new Storage.Weight()),
          state -> homes.put(tensor, new Storage.Weight()),
          random -> homes.put(tensor, new Storage.Stream()),
          formula -> {
            formulas.put(tensor, formula);
            forward.add(tensor);
          },
          result -> forward.add(tensor),
          adjoint -> { }, term -> { });
    }
    placeOutputs();
    gradient.ifPresent(this::placeAdjoints);
    Map<Tensor, String> kept = decide();
    List<Step> all = forwardSteps();
    int forwards = all.size();
    if (gradient.isPresent()) {
      all.addAll(backwardSteps());
    }
    List<Step> forwardSteps = all.subList(0, forwards);
    List<Step> backwardSteps = all.subList(forwards, all.size());
    inlining.saved().forEach((tensor, reason) -> homes.save(tensor, kept.getOrDefault(tensor, reason)));
    if (!inPlace) {
      block.updates().forEach((state, value) -> homes.save(copies.of(value), "the state after the step"));
    }
    // The passes of the network itself follow each other, with nothing between that needs arrays.
    List<Size> backwardPool = whole ? allocate(all, usedUp()) : allocate(backwardSteps, usedUp());
    List<Size> forwardPool = whole ? backwardPool : allocate(forwardSteps, Set.of());
    calls.unreached(backwardSteps).forEach(pass -> Plan.merge(backwardPool, pass.scratch()));
    return new BlockPlan(block, gradient, new BlockPlan.Pass(forwardSteps, homes.forwardScratch(), forwardPool),
        gradient.map(g -> new BlockPlan.Pass(backwardSteps, homes.backwardScratch(), backwardPool)), homes.all(),
        copies.all(), recomputed(), adjoints.ofInputs(), backwardReads(),
        block.outputs().stream().anyMatch(inputsReadByBackward::contains), outputIsInput, adjoints.passesOn(),
        adjoints.same());
  }

  /** What is computed again and has an array meanwhile. */
  private Map<Tensor, Tensor> recomputed() {
    Map<Tensor, Tensor> recomputed = new LinkedHashMap<>(again.second());
    recomputed.values().removeIf(t -> !homes.has(t));
    return recomputed;
  }

  private List<Integer> backwardReads() {
    List<Integer> reads = new ArrayList<>();
    for (int i = 0; i < block.inputs().size(); i++) {
      if (inputsReadByBackward.contains(block.inputs().get(i))) {
        reads.add(i);
      }
    }
    return reads;
  }

  private void placeOutputs() {
    Map<Tensor, Integer> inputs = new HashMap<>();
    block.inputs().forEach(t -> inputs.putIfAbsent(t, inputs.size()));
    for (Tensor output : inPlace ? List.<Tensor>of() : block.outputs()) {
      Tensor origin = Passing.result(output, callees);
      int input = inputs.getOrDefault(origin, -1);
      if (input >= 0 && !whole && (input == 0 || !repeated)) {
        outputIsInput = OptionalInt.of(input);
        continue;
      }
      boolean computed = origin == output && forward.contains(output) && !homes.has(output);
      Tensor target = computed ? output : copy(output);
      homes.put(target, outputsArePorts ? new Storage.Port() : new Storage.Saved("an output of the network"));
    }
    objective.filter(t -> !homes.has(t))
        .ifPresent(t -> homes.put(forward.contains(t) ? t : copy(t), new Storage.Saved("the loss")));
    // The updates of states outlive the step; what is not computed here is copied.
    Set<Tensor> tooEarly = inPlace ? Overwriting.tooEarly(block) : Set.of();
    block.updates().forEach((state, value) -> {
      Tensor target = forward.contains(value) && !homes.has(value) ? value : copy(value);
      if (tooEarly.contains(state)) {
        homes.put(copies.another(target, atTheEnd, target.name() + "AtTheEnd"), new Storage.Alias(state));
      } else if (inPlace) {
        homes.put(target, new Storage.Alias(state));
      }
    });
  }

  private Tensor copy(Tensor tensor) {
    return copies.copy(tensor, forward, tensor.name() + "Copy");
  }

  private void placeAdjoints(BlockGradient g) {
    g.outputAdjoints().forEach(t -> homes.put(t, new Storage.Port()));
    for (Tensor tensor : g.body()) {
      if (tensor.isFormula()) {
        formulas.put(tensor, tensor.formula());
        backward.add(tensor);
      } else if (tensor.definition() instanceof Definition.ArgumentAdjoint) {
        backward.add(tensor);
      }
    }
    adjoints = AdjointHomes.of(block, g, callees, !whole && (!repeated || block.inputs().size() == 1), backward, homes,
        copies);
  }

  private Map<Tensor, String> decide() {
    Set<Tensor> pinnedForward = new HashSet<>(homes.all().keySet());
    block.updates().values().forEach(t -> pinnedForward.add(copies.of(t)));
    block.outputs().forEach(pinnedForward::add);
    for (Call call : block.calls()) {
      pinnedForward.addAll(call.arguments());
    }
    Set<Tensor> pinnedBackward = new HashSet<>(homes.all().keySet());
    Map<Tensor, String> kept = new LinkedHashMap<>();
    Set<Tensor> primals = new HashSet<>(block.inputs());
    primals.addAll(block.body());
    for (Tensor tensor : backward) {
      if (tensor.definition() instanceof Definition.ArgumentAdjoint adjoint) {
        Tensor given = adjoint.resultAdjoint();
        pinnedBackward.add(given);
        if (primals.contains(given)) {
          kept.putIfAbsent(given, "the adjoint of a call's result");
        }
        calls.keep(adjoint.call(), kept);
      }
    }
    computeAgain(kept, pinnedBackward);
    kept.keySet().forEach(pinnedForward::add);
    // What the forward pass does is the same, whether it is kept or not.
    pinnedForward.addAll(chosen);
    Set<Tensor> ports = new HashSet<>(homes.all().keySet());
    List<Tensor> forwardFormulas = forward.stream().filter(Tensor::isFormula).toList();
    List<Tensor> backwardFormulas = backward.stream().filter(Tensor::isFormula).toList();
    if (separate) {
      pinnedForward.addAll(forwardFormulas);
      pinnedBackward.addAll(backwardFormulas);
      backwardFormulas.stream().flatMap(t -> Scalars.reads(formulas.get(t)).stream()).map(Scalar.Read::tensor)
          .filter(t -> t.isFormula() && forward.contains(t))
          .forEach(t -> kept.putIfAbsent(t, "read by the backward pass"));
    }
    inlining = new Inlining(forwardFormulas, backwardFormulas, formulas);
    inlining.decide(pinnedForward, pinnedBackward, kept, ports);
    for (Tensor tensor : forward) {
      if (!tensor.isFormula() && inlining.readByBackward().contains(tensor)) {
        inlining.saved().putIfAbsent(tensor, "read by the backward pass");
      }
    }
    inlining.saved().keySet().removeIf(t -> homes.has(t));
    inputsReadByBackward.addAll(inlining.readByBackward());
    return kept;
  }

  /** How many formulas read a tensor. */
  private ToIntFunction<Tensor> readers() {
    Map<Tensor, Integer> readers = new HashMap<>();
    formulas.values().forEach(f -> Scalars.tensors(f).forEach(t -> readers.merge(t, 1, Integer::sum)));
    return t -> readers.getOrDefault(t, 0);
  }

  /** What the plan makes of formulas is as exact as they are, those of the forward pass and the others alike. */
  private Rewriting rewriting(Tensor tensor) {
    return rewritings.computeIfAbsent(tensor, t -> Rewriting.exact());
  }

  /** Lets the backward pass read what it computes again. */
  private void computeAgain(Map<Tensor, String> kept, Set<Tensor> pinnedBackward) {
    again = new Again(forward, chosen,
        readers(),
        t -> homes.has(t) || kept.containsKey(t) && !chosen.contains(t));
    Masks masks = new Masks(forward.stream().filter(t -> again.of(t) == t).toList());
    for (Tensor tensor : backward) {
      formulas.computeIfPresent(tensor, (t, f) -> again.rewrite(
          rewriting(t).step(f, written -> masks.rewrite(written, rewriting(t)))));
    }
    formulas.putAll(again.formulas());
    List<Tensor> ordered = again.order(backward, t -> t.definition() instanceof Definition.ArgumentAdjoint adjoint
        ? adjoint.call().arguments().stream().map(again::of).toList()
        : List.copyOf(Scalars.tensors(formulas.get(t))));
    backward.clear();
    backward.addAll(ordered);
    kept.keySet().stream().map(again::of).filter(again.formulas()::containsKey).forEach(pinnedBackward::add);
    kept.keySet().removeIf(t -> again.of(t) != t);
  }

  private List<Step> forwardSteps() {
    List<Object> items = new ArrayList<>();
    for (Tensor tensor : forward) {
      if (tensor.definition() instanceof Definition.Result result) {
        items.add(calls.forward(result.call(), tensor));
      } else if (inlining.hasForwardArray(tensor)) {
        homes.home(tensor, homes.forwardScratch());
        items.add(tensor);
      }
    }
    List<Step> steps = steps(items, inlining::hasForwardArray, homes.forwardScratch());
    steps.addAll(steps(List.copyOf(atTheEnd), inlining::hasForwardArray, homes.forwardScratch()));
    return steps;
  }

  private List<Step> backwardSteps() {
    List<Object> items = new ArrayList<>();
    Map<Call, List<Tensor>> byCall = new LinkedHashMap<>();
    Set<Call> done = new HashSet<>();
    Set<List<String>> gradientsOf = new HashSet<>();
    for (Tensor tensor : backward) {
      if (tensor.definition() instanceof Definition.ArgumentAdjoint adjoint) {
        byCall.computeIfAbsent(adjoint.call(), c -> new ArrayList<>()).add(tensor);
      }
    }
    for (Tensor tensor : backward) {
      if (tensor.definition() instanceof Definition.ArgumentAdjoint adjoint) {
        if (done.add(adjoint.call())) {
          items.add(calls.backward(adjoint.call(), adjoint.resultAdjoint(), byCall.get(adjoint.call()),
              !gradientsOf.add(adjoint.call().instances()), again::of));
        }
      } else if (inlining.hasBackwardArray(tensor)) {
        homes.home(tensor, homes.backwardScratch());
        items.add(tensor);
      }
    }
    Predicate<Tensor> available = t -> inlining.hasBackwardArray(t) || inlining.saved().containsKey(t)
        || homes.of(t) instanceof Storage.Saved || homes.of(t) instanceof Storage.Port;
    return steps(items, available, homes.backwardScratch());
  }

  private List<Step> steps(List<Object> items, Predicate<Tensor> hasArray, Set<Tensor> scratch) {
    Set<Tensor> updates = new HashSet<>(block.updates().values());
    Statements statements = new Statements(formulas, hasArray, inlining,
        t -> separate || !(homes.of(t) instanceof Storage.Scratch) || inlining.saved().containsKey(t)
            || updates.contains(t) || chosen.contains(t), again.formulas()::containsKey, this::rewriting);
    Fusion fusion = new Fusion(homes::array, separate);
    for (Object item : statements.merge(items)) {
      if (item instanceof Step step) {
        List<Tensor> produced = new ArrayList<>(Lifetimes.touched(step));
        produced.retainAll(produced(step));
        fusion.add(step, produced);
      } else {
        fusion.add(homed((Statement) item, scratch));
      }
    }
    fusion.addAgain(statements.again().stream().map(s -> homed(s, scratch)).toList());
    statements.dropped().forEach(homes::remove);
    return fusion.steps();
  }

  private Statement homed(Statement statement, Set<Tensor> scratch) {
    homes.home(statement.target(), scratch);
    statement.partial().ifPresent(t -> homes.home(t, scratch));
    return statement;
  }

  private static Set<Tensor> produced(Step step) {
    Set<Tensor> produced = new HashSet<>();
    if (step instanceof Step.Forward f) {
      produced.add(f.result());
    } else if (step instanceof Step.Backward b) {
      ((Step.Backward) step).adjoints().forEach(a -> a.ifPresent(produced::add));
    }
    return produced;
  }

  /** What is kept for the backward pass and needed no longer when that has read it. */
  private Set<Tensor> usedUp() {
    Set<Tensor> usedUp = new LinkedHashSet<>(inlining.saved().keySet());
    usedUp.addAll(calls.keptByFew());
    block.updates().values().forEach(value -> usedUp.remove(copies.of(value)));
    usedUp.removeIf(t -> t.isInteger() || !(homes.of(t) instanceof Storage.Saved));
    return usedUp;
  }

  /** The sizes of the arrays that the steps share; these then know the called blocks' arrays. */
  private List<Size> allocate(List<Step> steps, Set<Tensor> usedUp) {
    return homes.allocate(steps, usedUp, whole, separate, calls::scratch);
  }
}
