package dev.netgrad.emit;

import dev.netgrad.plan.Plan;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Tensor;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the optimizer keeps and is given, and which of its formulas changes which parameter. */
final class Optimizer {
  /** The arrays that values of the optimizer's formulas take turns in. */
  static final String SCRATCH = "scratch";

  private final List<UnitNames> updates;
  private final Numbers numbers;
  private final Map<String, UnitNames> formulas = new HashMap<>();
  private final Map<Block, String> prefixes = new HashMap<>();

  /** @param updates the units of the plan's updates, in their order */
  Optimizer(Plan plan, List<UnitNames> updates, Numbers numbers) {
    this.updates = updates;
    this.numbers = numbers;
    List<Network.Update> all = plan.network().updates();
    for (int i = 0; i < all.size(); i++) {
      UnitNames formula = updates.get(i);
      all.get(i).parameters().forEach(parameter -> formulas.putIfAbsent(parameter, formula));
    }
    prefixes(plan.network().training(), "", prefixes);
  }

  /** The optimizer's states by field, each of the structure of the gradients, and what methods call them. */
  Map<String, String> states() {
    return numbers.stateVariables();
  }

  /** The value that each state starts with, by its field. */
  Map<String, Double> initialValues() {
    Map<String, Double> states = new LinkedHashMap<>();
    updates.forEach(u -> u.unit().main().block().states().forEach(t ->
        states.put(numbers.state(t), ((Definition.State) t.definition()).initial())));
    return states;
  }

  /** Whether some of the optimizer's formulas keeps a value in an array while it runs: all threads share these. */
  boolean usesScratch() {
    return updates.stream().anyMatch(Optimizer::usesScratch);
  }

  /** Whether one of the formulas does. */
  static boolean usesScratch(UnitNames formula) {
    return !formula.unit().main().forward().scratch().isEmpty();
  }

  /** The numbers given at each step, such as the learning rate. */
  List<String> scalars() {
    return numbers.ofOptimizer();
  }

  /** The numbers that a training step is given beside the inputs, in the order of its parameters. */
  Set<String> numbers(Block training) {
    Set<String> given = new LinkedHashSet<>(scalars());
    given.addAll(Numbers.draws(training));
    return given;
  }

  /** The numbers that only the caller knows, of the network and of the optimizer, by name: what methods call them. */
  Map<String, String> given() {
    return numbers.given();
  }

  /** What methods call a number that a formula is given. */
  String number(Tensor tensor) {
    return numbers.number(tensor);
  }

  /** What methods call the arrays of a state. */
  String stateVariable(Tensor tensor) {
    return numbers.stateVariable(tensor);
  }

  /** What updates each parameter of a block, without those of blocks that it calls. */
  Map<Tensor, UnitNames> formulas(UnitNames names) {
    Block block = names.unit().main().block();
    String prefix = prefixes.getOrDefault(block, "");
    Map<Tensor, UnitNames> formulas = new LinkedHashMap<>();
    block.parameters().forEach(p -> formulaOf(prefix + p.name()).ifPresent(f -> formulas.put(p, f)));
    return formulas;
  }

  private Optional<UnitNames> formulaOf(String qualified) {
    return Optional.ofNullable(formulas.get(qualified));
  }

  /** How the names of each block's first use begin. */
  private static void prefixes(Block block, String prefix, Map<Block, String> into) {
    if (into.putIfAbsent(block, prefix) == null) {
      block.calls().forEach(call -> prefixes(call.block(), prefix + call.instances().get(0) + ".", into));
    }
  }
}
