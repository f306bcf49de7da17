package dev.netgrad.emit;

import dev.netgrad.loop.code.Program;
import dev.netgrad.plan.block.BlockPlan;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What methods of the network call the numbers that are given at run time, such as the learning rate, and the states of
 * the optimizer. A number of a name is one number, for the network and for its optimizer.
 */
final class Numbers {
  /** The number of the training step, from 1; as a name, it means that wherever a number is given at run time. */
  static final String STEP = "step";
  static final String KEY = "key";
  /** The index of a batch's first sample, on which random numbers depend, too: a step's batch may come in parts. */
  static final String FIRST = "firstSample";
  /** What random numbers depend on, where there are any. */
  private static final List<String> DRAWN = List.of(STEP, KEY);

  private final Identifiers scope;
  private final Identifiers stateFields = new Identifiers(Fixed.OPTIMIZER);
  private final List<String> ofOptimizer;
  private final Map<String, String> numbers = new LinkedHashMap<>();
  private final Map<String, String> stateVariables = new LinkedHashMap<>();
  private final Map<String, String> states = new LinkedHashMap<>();

  /** @param types the classes that methods of the network see */
  Numbers(Program program, Set<String> types) {
    this.scope = new Identifiers(Fixed.PASS, types);
    program.updates().forEach(u -> add(u.main().block()));
    this.ofOptimizer = List.copyOf(numbers.values());
    List<Block> blocks = program.units().stream()
        .flatMap(u -> Stream.concat(u.training().stream(), u.evaluations().stream())).map(BlockPlan::block).toList();
    blocks.forEach(this::add);
    if (blocks.stream().anyMatch(Block::drawsRandomNumbers)) {
      DRAWN.forEach(name -> numbers.computeIfAbsent(name, scope::declare));
    }
    program.updates().forEach(u -> u.main().block().states().forEach(t -> {
      states.computeIfAbsent(t.name(), stateFields::declare);
      stateVariables.computeIfAbsent(t.name(), name -> scope.declare(name + "State"));
    }));
  }

  private void add(Block block) {
    block.inputs().stream().filter(t -> t.definition() instanceof Definition.RunTime)
        .forEach(t -> numbers.computeIfAbsent(name(t), scope::declare));
  }

  /** The step is one number, whatever the source calls it. */
  private static String name(Tensor number) {
    return number.isStep() ? STEP : number.name();
  }

  /** The numbers that random ones depend on; none where none are drawn. */
  static List<String> draws(Block block) {
    return block.drawsRandomNumbers() ? DRAWN : List.of();
  }

  /** The numbers given at each step of the optimizer. */
  List<String> ofOptimizer() {
    return ofOptimizer;
  }

  /** The numbers that only the caller of a training step or of inference can know, by name: what methods call them. */
  Map<String, String> given() {
    Map<String, String> given = new LinkedHashMap<>(numbers);
    given.keySet().removeAll(DRAWN);
    return given;
  }

  /** What methods call a number. */
  String number(Tensor t) {
    return numbers.get(name(t));
  }

  /** The field of an optimizer's state. */
  String state(Tensor t) {
    return states.get(t.name());
  }

  /** What methods call the arrays of an optimizer's state. */
  String stateVariable(Tensor t) {
    return stateVariables.get(t.name());
  }

  /** What methods call the arrays of each of the optimizer's states, by the states' fields. */
  Map<String, String> stateVariables() {
    Map<String, String> variables = new LinkedHashMap<>();
    states.forEach((name, field) -> variables.put(field, stateVariables.get(name)));
    return variables;
  }

  /** All variables that stand for numbers. */
  List<String> all() {
    return new ArrayList<>(numbers.values());
  }
}
