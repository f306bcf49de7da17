package dev.netgrad.plan;

import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.BlockGradient;
import dev.netgrad.tensor.Call;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Derivation;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;

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

  private final Map<Tensor, Definition.Formula> formulas = new LinkedHashMap<>();
  private final List<Tensor> forward = new ArrayList<>();
  private final List<Tensor> backward = new ArrayList<>();
  private final List<Tensor> atTheEnd = new ArrayList<>();
  private final Map<Tensor, Storage> storage = new LinkedHashMap<>();
  private final Map<Tensor, Tensor> copies = new LinkedHashMap<>();
  private final List<Optional<Tensor>> inputAdjoints = new ArrayList<>();
  private final List<Integer> passesAdjointTo = new ArrayList<>();
  private final Map<Integer, Integer> sameAdjoint = new LinkedHashMap<>();
  private final Set<Tensor> forwardScratch = new LinkedHashSet<>();
  private final Set<Tensor> backwardScratch = new LinkedHashSet<>();
  private OptionalInt outputIsInput = OptionalInt.empty();
  private boolean inPlace;
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
  }

  /** The plan of an optimizer's formula: what it gives takes the place of what it read. */
  static BlockPlan inPlace(Block formula, boolean separate) {
    BlockPlanner planner = new BlockPlanner(formula, Optional.empty(), Map.of(), true, true, false, Optional.empty(),
        Set.of(), separate);
    planner.inPlace = true;
    return planner.plan();
  }

  BlockPlan plan() {
    block.inputs().forEach(t -> storage.put(t, new Storage.Port()));
    for (Tensor tensor : block.body()) {
      if (tensor.isFormula()) {
        formulas.put(tensor, tensor.formula());
      }
      if (tensor.isFormula() || tensor.definition() instanceof Definition.Result) {
        forward.add(tensor);
      } else if (tensor.definition() instanceof Definition.Random) {
        storage.put(tensor, new Storage.Stream());
      } else if (!(tensor.definition() instanceof Definition.Input)) {
        storage.put(tensor, new Storage.Weight());
      }
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
    inlining.saved().forEach((tensor, reason) -> save(tensor, kept.getOrDefault(tensor, reason)));
    if (!inPlace) {
      block.updates().forEach((state, value) -> save(copyOf(value), "the state after the step"));
    }
    // The passes of the network itself follow each other, with nothing between that needs arrays.
    List<Size> backwardPool = whole ? allocate(all, usedUp()) : allocate(backwardSteps, usedUp());
    List<Size> forwardPool = whole ? backwardPool : allocate(forwardSteps, Set.of());
    unreached(backwardSteps).forEach(pass -> Plan.merge(backwardPool, pass.scratch()));
    return new BlockPlan(block, gradient, new BlockPlan.Pass(forwardSteps, forwardScratch, forwardPool),
        gradient.map(g -> new BlockPlan.Pass(backwardSteps, backwardScratch, backwardPool)), storage, copies,
        recomputed(), inputAdjoints, backwardReads(), inputsReadByBackward.stream().anyMatch(block.outputs()::contains), outputIsInput, passesAdjointTo, sameAdjoint);
  }

  /** What is computed again and has an array meanwhile. */
  private Map<Tensor, Tensor> recomputed() {
    Map<Tensor, Tensor> recomputed = new LinkedHashMap<>(again.second());
    recomputed.values().removeIf(t -> !storage.containsKey(t));
    return recomputed;
  }

  private final Set<Tensor> inputsReadByBackward = new LinkedHashSet<>();

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
    for (Tensor output : inPlace ? List.<Tensor>of() : block.outputs()) {
      Tensor origin = Passing.result(output, callees);
      int input = block.inputs().indexOf(origin);
      if (input >= 0 && !whole && (input == 0 || !repeated)) {
        outputIsInput = OptionalInt.of(input);
        continue;
      }
      boolean computed = origin == output && forward.contains(output) && !storage.containsKey(output);
      Tensor target = computed ? output : copy(output, forward);
      storage.put(target, outputsArePorts ? new Storage.Port() : new Storage.Saved("an output of the network"));
    }
    objective.filter(t -> !storage.containsKey(t))
        .ifPresent(t -> storage.put(forward.contains(t) ? t : copy(t, forward), new Storage.Saved("the loss")));
    // The updates of states outlive the step; what is not computed here is copied.
    Set<Tensor> tooEarly = inPlace ? Overwriting.tooEarly(block) : Set.of();
    block.updates().forEach((state, value) -> {
      Tensor target = forward.contains(value) && !storage.containsKey(value) ? value : copy(value, forward);
      if (tooEarly.contains(state)) {
        storage.put(another(target, atTheEnd, target.name() + "AtTheEnd"), new Storage.Alias(state));
      } else if (inPlace) {
        storage.put(target, new Storage.Alias(state));
      }
    });
  }

  private void placeAdjoints(BlockGradient g) {
    g.outputAdjoint().ifPresent(t -> storage.put(t, new Storage.Port()));
    for (Tensor tensor : g.body()) {
      if (tensor.isFormula()) {
        formulas.put(tensor, tensor.formula());
        backward.add(tensor);
      } else if (tensor.definition() instanceof Definition.ArgumentAdjoint) {
        backward.add(tensor);
      }
    }
    Map<Tensor, Integer> first = new HashMap<>();
    for (int i = 0; i < block.inputs().size(); i++) {
      Tensor adjoint = g.adjoints().get(block.inputs().get(i));
      boolean aliases = !whole && (!repeated || block.inputs().size() == 1);
      Tensor origin = adjoint == null ? null : Passing.adjoint(adjoint, g, callees);
      if (adjoint == null) {
        inputAdjoints.add(Optional.empty());
      } else if (aliases && g.outputAdjoint().isPresent() && origin == g.outputAdjoint().get()) {
        passesAdjointTo.add(i);
        inputAdjoints.add(Optional.empty());
      } else if (aliases && first.containsKey(origin)) {
        sameAdjoint.put(i, first.get(origin));
        inputAdjoints.add(Optional.empty());
      } else {
        first.put(origin, i);
        inputAdjoints.add(Optional.of(target(block.inputs().get(i), adjoint, origin, new Storage.Port())));
      }
    }
    g.adjoints().forEach((primal, adjoint) -> {
      if (primal.definition() instanceof Definition.Parameter) {
        target(primal, adjoint, Passing.adjoint(adjoint, g, callees), new Storage.Gradient(primal));
      }
    });
  }

  /** The tensor that fills the array: the adjoint itself, or a copy if it is at home elsewhere. */
  private Tensor target(Tensor primal, Tensor adjoint, Tensor origin, Storage place) {
    boolean own = origin == adjoint && backward.contains(adjoint) && !storage.containsKey(adjoint);
    Tensor target = own ? adjoint : copy(adjoint, backward, "d" + primal.name().substring(0, 1).toUpperCase(Locale.ROOT)
        + primal.name().substring(1));
    storage.put(target, place);
    return target;
  }

  private Tensor copy(Tensor tensor, List<Tensor> into) {
    return copy(tensor, into, tensor.name() + "Copy");
  }

  private Tensor copy(Tensor tensor, List<Tensor> into, String name) {
    Tensor copy = another(tensor, into, name);
    copies.put(tensor, copy);
    return copy;
  }

  private Tensor another(Tensor tensor, List<Tensor> into, String name) {
    List<Axis> axes = tensor.freshAxes();
    Tensor copy = Tensor.formula(name, new Definition.Formula(axes, Reduction.NONE, tensor.at(axes)),
        tensor.origin(), Derivation.rule("a second array for the same values"));
    formulas.put(copy, copy.formula());
    into.add(copy);
    return copy;
  }

  private Tensor copyOf(Tensor tensor) {
    return copies.getOrDefault(tensor, tensor);
  }

  private Map<Tensor, String> decide() {
    Set<Tensor> pinnedForward = new HashSet<>(storage.keySet());
    block.updates().values().forEach(t -> pinnedForward.add(copyOf(t)));
    block.outputs().forEach(pinnedForward::add);
    for (Call call : block.calls()) {
      pinnedForward.addAll(call.arguments());
    }
    Set<Tensor> pinnedBackward = new HashSet<>(storage.keySet());
    Map<Tensor, String> kept = new LinkedHashMap<>();
    for (Tensor tensor : backward) {
      if (tensor.definition() instanceof Definition.ArgumentAdjoint adjoint) {
        Tensor given = adjoint.resultAdjoint();
        pinnedBackward.add(given);
        if (block.inputs().contains(given) || block.body().contains(given)) {
          kept.putIfAbsent(given, "the adjoint of a call's result");
        }
        keepForCall(adjoint.call(), kept);
      }
    }
    computeAgain(kept, pinnedBackward);
    kept.keySet().forEach(pinnedForward::add);
    // What the forward pass does is the same, whether it is kept or not.
    pinnedForward.addAll(chosen);
    Set<Tensor> ports = new HashSet<>(storage.keySet());
    List<Tensor> forwardFormulas = forward.stream().filter(Tensor::isFormula).toList();
    List<Tensor> backwardFormulas = backward.stream().filter(Tensor::isFormula).toList();
    if (separate) {
      pinnedForward.addAll(forwardFormulas);
      pinnedBackward.addAll(backwardFormulas);
      backwardFormulas.stream().flatMap(t -> Scalars.reads(formulas.get(t)).stream()).map(Scalar.Read::tensor)
          .filter(forwardFormulas::contains).forEach(t -> kept.putIfAbsent(t, "read by the backward pass"));
    }
    inlining = new Inlining(forwardFormulas, backwardFormulas, formulas);
    inlining.decide(pinnedForward, pinnedBackward, kept, ports);
    for (Tensor tensor : forward) {
      if (!tensor.isFormula() && inlining.readByBackward().contains(tensor)) {
        inlining.saved().putIfAbsent(tensor, "read by the backward pass");
      }
    }
    inlining.saved().keySet().removeIf(t -> storage.containsKey(t));
    inputsReadByBackward.addAll(inlining.readByBackward());
    return kept;
  }

  /** Lets the backward pass read what it computes again. */
  private void computeAgain(Map<Tensor, String> kept, Set<Tensor> pinnedBackward) {
    again = new Again(forward, chosen,
        t -> (int) formulas.values().stream().filter(f -> Scalars.tensors(f).contains(t)).count(),
        t -> storage.containsKey(t) || kept.containsKey(t) && !chosen.contains(t));
    Masks masks = new Masks(forward.stream().filter(t -> again.of(t) == t).toList());
    for (Tensor tensor : backward) {
      formulas.computeIfPresent(tensor, (t, f) -> again.rewrite(masks.rewrite(f)));
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

  private void keepForCall(Call call, Map<Tensor, String> kept) {
    BlockPlan callee = callees.get(call.block());
    for (int read : callee.backwardReads()) {
      Tensor argument = call.arguments().get(read);
      kept.putIfAbsent(argument, "an input of " + callee.block().name() + ", whose backward pass reads it");
    }
    if (callee.backwardReadsOutput()) {
      kept.putIfAbsent(result(call), "the output of " + callee.block().name() + ", whose backward pass reads it");
    }
  }

  private Tensor result(Call call) {
    return block.body().stream()
        .filter(t -> t.definition() instanceof Definition.Result r && r.call() == call).findFirst().orElseThrow();
  }

  private List<Step> forwardSteps() {
    List<Object> items = new ArrayList<>();
    for (Tensor tensor : forward) {
      if (tensor.definition() instanceof Definition.Result result) {
        items.add(forwardCall(result.call(), tensor));
      } else if (inlining.hasForwardArray(tensor)) {
        home(tensor, forwardScratch);
        items.add(tensor);
      }
    }
    List<Step> steps = steps(items, inlining::hasForwardArray, forwardScratch);
    steps.addAll(steps(List.copyOf(atTheEnd), inlining::hasForwardArray, forwardScratch));
    return steps;
  }

  private void home(Tensor tensor, Set<Tensor> scratch) {
    if (!storage.containsKey(tensor) && tensor.isInteger()) {
      storage.put(tensor, new Storage.Saved("integers, which the pool does not hold"));
    } else if (!storage.containsKey(tensor)) {
      storage.put(tensor, new Storage.Scratch(-1));
      scratch.add(tensor);
    }
  }

  private Step forwardCall(Call call, Tensor result) {
    BlockPlan callee = callees.get(call.block());
    if (callee.outputIsInput().isPresent() && !storage.containsKey(result)) {
      storage.put(result, new Storage.Alias(call.arguments().get(callee.outputIsInput().getAsInt())));
    } else {
      home(result, forwardScratch);
    }
    boolean keep = gradient.isPresent() && (callee.backwardReads().contains(0) || callee.backwardReadsOutput());
    if (!keep) {
      List<Tensor> between = between(call, result, Optional.of(result), forwardScratch);
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
      storage.put(tensor, new Storage.Saved("read by the backward pass of " + callee.block().name()));
    }
    return new Step.Forward(call, result, between, List.of());
  }

  /**
   * The arrays that take turns between repetitions: at most two, the second of which may be the one that the last
   * repetition writes.
   */
  private List<Tensor> between(Call call, Tensor like, Optional<Tensor> last, Set<Tensor> scratch) {
    List<Tensor> between = new ArrayList<>();
    for (int i = 0; i < Math.min(2, call.count() - 1); i++) {
      if (i == 1 && last.filter(t -> storage.get(t) instanceof Storage.Scratch).isPresent()) {
        between.add(last.get());
      } else {
        Tensor tensor = like(like, like.name() + "Between", i);
        home(tensor, scratch);
        between.add(tensor);
      }
    }
    return between;
  }

  private static Tensor like(Tensor tensor, String name, int number) {
    return new Tensor(name + number, tensor.shape(), tensor.indexNames(), tensor.isInteger(), new Definition.Input(),
        tensor.origin(), tensor.derivation());
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
          items.add(backwardCall(adjoint.call(), adjoint.resultAdjoint(), byCall.get(adjoint.call()),
              !gradientsOf.add(adjoint.call().instances())));
        }
      } else if (inlining.hasBackwardArray(tensor)) {
        home(tensor, backwardScratch);
        items.add(tensor);
      }
    }
    Predicate<Tensor> available = t -> inlining.hasBackwardArray(t) || inlining.saved().containsKey(t)
        || storage.get(t) instanceof Storage.Saved || storage.get(t) instanceof Storage.Port;
    return steps(items, available, backwardScratch);
  }

  private Step backwardCall(Call call, Tensor resultAdjoint, List<Tensor> asked, boolean shares) {
    BlockPlan callee = callees.get(call.block());
    List<Optional<Tensor>> adjoints = new ArrayList<>();
    List<Optional<Tensor>> sums = new ArrayList<>();
    for (int i = 0; i < call.arguments().size(); i++) {
      int argument = i;
      Optional<Tensor> target = asked.stream()
          .filter(t -> ((Definition.ArgumentAdjoint) t.definition()).argument() == argument).findFirst();
      if (callee.passesAdjointTo().contains(i)) {
        target.ifPresent(t -> storage.putIfAbsent(t, new Storage.Alias(resultAdjoint)));
        adjoints.add(Optional.empty());
        sums.add(Optional.empty());
        continue;
      }
      if (callee.sameAdjoint().containsKey(i)) {
        Tensor other = adjoints.get(callee.sameAdjoint().get(i)).orElseThrow();
        target.ifPresent(t -> storage.putIfAbsent(t, new Storage.Alias(other)));
        adjoints.add(Optional.empty());
        sums.add(Optional.empty());
        continue;
      }
      Optional<Tensor> given = callee.inputAdjoints().get(i);
      if (given.isPresent() && target.isEmpty()) {
        target = Optional.of(like(given.get(), "unused" + given.get().name(), i));
      }
      target.ifPresent(t -> home(t, backwardScratch));
      adjoints.add(given.isPresent() ? target : Optional.empty());
      Optional<Tensor> sum = given.isPresent() && i > 0 && call.count() > 1
          ? Optional.of(like(given.get(), given.get().name() + "OfRepetition", i)) : Optional.empty();
      sum.ifPresent(t -> home(t, backwardScratch));
      sums.add(sum);
    }
    List<Tensor> between = callee.inputAdjoints().get(0).isPresent()
        ? between(call, resultAdjoint, adjoints.get(0), backwardScratch) : List.of();
    return new Step.Backward(call, call.arguments().stream().map(again::of).toList(), result(call), resultAdjoint, adjoints, between, sums, shares, List.of());
  }

  private List<Step> steps(List<Object> items, Predicate<Tensor> hasArray, Set<Tensor> scratch) {
    Statements statements = new Statements(formulas, hasArray, inlining,
        t -> separate || !(storage.get(t) instanceof Storage.Scratch) || inlining.saved().containsKey(t)
            || block.updates().containsValue(t) || chosen.contains(t), again.formulas()::containsKey);
    Fusion fusion = new Fusion(this::array, separate);
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
    statements.dropped().forEach(t -> {
      storage.remove(t);
      scratch.remove(t);
    });
    return fusion.steps();
  }

  private Statement homed(Statement statement, Set<Tensor> scratch) {
    home(statement.target(), scratch);
    statement.partial().ifPresent(t -> home(t, scratch));
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

  private void save(Tensor tensor, String reason) {
    if (storage.get(tensor) instanceof Storage.Scratch) {
      storage.put(tensor, new Storage.Saved(reason));
      forwardScratch.remove(tensor);
    }
  }

  /** The backward passes of calls that no adjoint reaches: their buffers are there, if unused. */
  private List<BlockPlan.Pass> unreached(List<Step> backwardSteps) {
    List<Call> reached = backwardSteps.stream().filter(Step.Backward.class::isInstance)
        .map(step -> ((Step.Backward) step).call()).toList();
    return block.calls().stream().filter(call -> gradient.isPresent() && !reached.contains(call))
        .flatMap(call -> callees.get(call.block()).backward().stream()).toList();
  }

  private Tensor array(Tensor tensor) {
    Tensor at = tensor;
    while (storage.get(at) instanceof Storage.Alias alias) {
      at = alias.of();
    }
    return at;
  }

  private List<Size> calleeScratch(Step step) {
    if (step instanceof Step.Forward f) {
      return callees.get(f.call().block()).forward().scratch();
    } else if (step instanceof Step.Backward b) {
      return callees.get(b.call().block()).backward().map(BlockPlan.Pass::scratch).orElse(List.of());
    }
    return List.of();
  }

  /** What is kept for the backward pass and needed no longer when that has read it. */
  private Set<Tensor> usedUp() {
    Set<Tensor> usedUp = new LinkedHashSet<>(inlining.saved().keySet());
    block.updates().values().forEach(value -> usedUp.remove(copyOf(value)));
    usedUp.removeIf(t -> t.isInteger() || !(storage.get(t) instanceof Storage.Saved));
    return usedUp;
  }

  /**
   * Gives the scratch tensors of some steps their arrays; in the network itself, also those that are kept.
   *
   * @param steps in order; those that call blocks are replaced by ones that know these blocks' arrays
   * @param usedUp kept tensors whose arrays are free when the steps have read them
   * @return the sizes of the pool's arrays
   */
  private List<Size> allocate(List<Step> steps, Set<Tensor> usedUp) {
    Predicate<Tensor> isScratch = t -> forwardScratch.contains(t) || backwardScratch.contains(t);
    new InPlace(steps, separate ? t -> false : isScratch, isScratch.or(usedUp::contains), this::array).decide((tensor, of) -> {
      storage.put(tensor, new Storage.Alias(of));
      forwardScratch.remove(tensor);
      backwardScratch.remove(tensor);
    });
    Allocation allocation = new Allocation(steps, whole ? isScratch.or(usedUp::contains) : isScratch, this::array,
        this::calleeScratch);
    allocation.slots().forEach((tensor, slot) -> storage.compute(tensor, (t, place) ->
        place instanceof Storage.Saved saved ? new Storage.Saved(saved.reason(), OptionalInt.of(slot))
            : new Storage.Scratch(slot)));
    for (int i = 0; i < steps.size(); i++) {
      steps.set(i, steps.get(i).with(allocation.slotsOfCall(i)));
    }
    return new ArrayList<>(allocation.sizes());
  }
}
