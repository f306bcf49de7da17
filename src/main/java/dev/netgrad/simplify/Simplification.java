package dev.netgrad.simplify;

import dev.netgrad.law.DefinitionLaws;
import dev.netgrad.law.Rewriting;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.BlockGradient;
import dev.netgrad.tensor.Call;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Definition.Formula;
import dev.netgrad.tensor.Derivative;
import dev.netgrad.tensor.Law;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Replacement;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Tensor;
import dev.netgrad.tensor.check.Facts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Simplifies a network and its derivative, block by block, and drops what nothing needs. Adjoints are simplified
 * against the forward pass, so that a sum which was already taken there is found again.
 */
public final class Simplification {
  static final int MOST_TURNS = 8;

  private static final System.Logger LOGGER = System.getLogger(Simplification.class.getName());

  private final Consumer<Change> changes;
  private final int mostTurns;
  private final Consumer<String> unfinished;

  /**
   * @param changes told of each tensor of each pass what became of it
   * @param mostTurns after which there should be nothing left to do
   * @param unfinished told where there is
   */
  Simplification(Consumer<Change> changes, int mostTurns, Consumer<String> unfinished) {
    this.changes = changes;
    this.mostTurns = mostTurns;
    this.unfinished = unfinished;
  }

  private Simplification() {
    this(change -> {}, MOST_TURNS, Simplification::warn);
  }

  private static void warn(String message) {
    assert false : message;
    LOGGER.log(System.Logger.Level.WARNING, message);
  }

  /** The network's graphs by the exact laws. */
  public static Network simplify(Network network) {
    return new Simplification().of(network);
  }

  /**
   * The network's graphs by the exact laws.
   *
   * @param changes told of each tensor of each pass what became of it
   */
  public static Network simplify(Network network, Consumer<Change> changes) {
    return new Simplification(changes, MOST_TURNS, Simplification::warn).of(network);
  }

  /** The adjoints by all laws; and what inference computes, folded. */
  public static Derivative simplify(Derivative derivative) {
    return new Simplification().of(derivative);
  }

  /**
   * The adjoints by all laws.
   *
   * @param changes told of each tensor of each pass what became of it
   */
  public static Derivative simplify(Derivative derivative, Consumer<Change> changes) {
    return new Simplification(changes, MOST_TURNS, Simplification::warn).of(derivative);
  }

  /**
   * For readers: a formula with the definitions of others in place, as long as there is one without a reduction, and in
   * normal form then.
   *
   * @param isOpen which tensors' definitions are put in place
   */
  public static Rewriting.Step inOne(Formula formula, Predicate<Tensor> isOpen) {
    Rewriting rewriting = Rewriting.free();
    Scalar body = formula.body();
    for (Scalar before = null; !body.equals(before); ) {
      before = body;
      body = Scalars.rewrite(body, node -> node instanceof Scalar.Read read && isOpen.test(read.tensor())
          ? rewriting.by(DefinitionLaws.IN_PLACE, DefinitionLaws.Reading.of(read)).orElse(node) : node);
    }
    Scalar normal = new NormalForm(Facts.of(formula.reduction().guards()), rewriting).normalise(body);
    return new Rewriting.Step(formula, new Formula(formula.axes(), formula.reduction(), normal), rewriting.applied());
  }

  /** The adjoints of one block by all laws. */
  public static BlockGradient simplify(BlockGradient gradient) {
    return new Simplification().toFixpoint(gradient);
  }

  Network of(Network network) {
    Blocks blocks = new Blocks(this::byExactLaws);
    Block training = blocks.simplify(network.training());
    Optional<Tensor> objective = network.objective().map(o -> blocks.replacement(network.training()).apply(o));
    Block evaluation = blocks.simplify(network.evaluation());
    List<Network.Update> updates = network.updates().stream()
        .map(u -> new Network.Update(blocks.simplify(u.formula()), u.parameters())).toList();
    return new Network(network.name(), training, evaluation, objective, updates,
        network.derivatives().stream().map(d -> derived(blocks.simplify(d))).toList(),
        network.metrics().map(m -> m.with(blocks.simplify(m.batch()))));
  }

  /**
   * The graph of a derivative, of which all that comes after the first formula that is derived is simplified as
   * adjoints are: by all laws, against what stands before it.
   */
  private Block derived(Block block) {
    int first = 0;
    while (first < block.body().size() && block.body().get(first).derivation().isSource()) {
      first++;
    }
    List<Tensor> primal = block.body().subList(0, first);
    List<Tensor> rest = block.body().subList(first, block.body().size());
    Map<Tensor, Tensor> outputs = new LinkedHashMap<>();
    block.outputs().forEach(output -> outputs.put(output, output));
    BlockGradient derived = toFixpoint(new BlockGradient(new Block(block.name(), block.signature(),
        block.documentation(), block.inputs(), primal, List.of(), Map.of(), previous(block, primal), block.origin()),
        List.of(), rest, outputs, outputs, previous(block, rest), List.of()));
    List<Tensor> body = new ArrayList<>(primal);
    body.addAll(derived.body());
    List<Tensor> given = block.outputs().stream().map(o -> named(o, derived.adjoints().get(o), body,
        derived.previous().containsValue(derived.adjoints().get(o)))).toList();
    Map<Tensor, Tensor> previous = new LinkedHashMap<>(previous(block, primal));
    previous.putAll(derived.previous());
    List<Tensor> live = live(body, new LinkedHashSet<>(given), previous);
    previous.keySet().retainAll(live);
    return new Block(block.name(), block.signature(), block.documentation(), block.inputs(), live, given, Map.of(),
        previous, block.origin());
  }

  private static Map<Tensor, Tensor> previous(Block block, List<Tensor> part) {
    return new Replacement().previous(block.previous(), part);
  }

  /**
   * Gives what turned out to be an output that output's name; what is something else as well gets a copy.
   *
   * @param isCarried whether a scan reads the value under its own name
   */
  private static Tensor named(Tensor output, Tensor value, List<Tensor> body, boolean isCarried) {
    List<Axis> axes = output.freshAxes();
    Tensor named = output.with(new Definition.Formula(axes, Reduction.NONE, value.at(axes)), output.derivation());
    if (!isCarried && body.get(body.size() - 1) == value && value.isFormula() && value.shape().equals(output.shape())) {
      body.remove(body.size() - 1);
      named = new Tensor(output.name(), value.shape(), value.indexNames(), false, value.definition(), value.origin(),
          value.derivation());
    }
    body.add(named);
    return named;
  }

  private List<Tensor> byExactLaws(Block block, List<Tensor> body, Replacement replacement) {
    Set<Tensor> roots = new LinkedHashSet<>(block.outputs());
    roots.addAll(block.updates().values());
    roots.addAll(block.previous().values());
    return new FormulaList(block, true, replacement, new HashMap<>(), changes).simplify(body, roots);
  }

  Derivative of(Derivative derivative) {
    Map<Block, BlockGradient> gradients = new LinkedHashMap<>();
    derivative.gradients().forEach((block, gradient) -> gradients.put(block, toFixpoint(gradient)));
    Network network = derivative.network();
    Blocks folded = new Blocks((block, body, replacement) -> Folding.fold(block, body, replacement, changes));
    return new Derivative(new Network(network.name(), network.training(), folded.simplify(network.evaluation()),
        network.objective(), network.updates(), network.derivatives(),
        network.metrics().map(m -> m.with(folded.simplify(m.batch())))), gradients);
  }

  /**
   * To the fixpoint: what one turn puts in place or drops lets the next one see more. Laws that undo each other would
   * go on for ever; what they then leave is right, if longer than it might be.
   */
  private BlockGradient toFixpoint(BlockGradient gradient) {
    BlockGradient current = gradient;
    Map<Tensor, Set<Law<?, ?>>> reasons = new HashMap<>();
    for (int turn = 0; turn < mostTurns; turn++) {
      BlockGradient next = once(current, reasons);
      if (next.body().equals(current.body())) {
        return next;
      }
      current = next;
    }
    unfinished.accept("laws still apply to the adjoint of " + gradient.primal().signature() + " after " + mostTurns
        + " turns");
    return current;
  }

  private BlockGradient once(BlockGradient gradient, Map<Tensor, Set<Law<?, ?>>> reasons) {
    Replacement replacement = new Replacement();
    Set<Tensor> roots = new LinkedHashSet<>(gradient.adjoints().values());
    roots.addAll(gradient.previous().values());
    FormulaList formulas = new FormulaList(gradient.primal(), false, replacement, reasons, changes);
    List<Tensor> body = formulas.simplify(gradient.body(), roots);
    Map<Tensor, Tensor> adjoints = replaced(gradient.adjoints(), replacement);
    Map<Tensor, Tensor> previous = replacement.previous(gradient.previous(), body);
    List<Tensor> live = live(body, new LinkedHashSet<>(adjoints.values()), previous);
    previous.keySet().retainAll(live);
    Set<Tensor> kept = new LinkedHashSet<>(live);
    kept.addAll(gradient.outputAdjoints());
    Map<Tensor, Tensor> every = replaced(gradient.every(), replacement);
    every.values().removeIf(adjoint -> !kept.contains(adjoint));
    List<BlockGradient.Copy> copies = Stream.concat(gradient.copies().stream(), formulas.copies().stream())
        .map(c -> new BlockGradient.Copy(c.name(), replacement.apply(c.original()), c.derivation()))
        .filter(c -> kept.contains(c.original())).toList();
    return new BlockGradient(gradient.primal(), gradient.outputAdjoints(), live, adjoints, every, previous,
        copies);
  }

  private static Map<Tensor, Tensor> replaced(Map<Tensor, Tensor> adjoints, Replacement replacement) {
    Map<Tensor, Tensor> result = new LinkedHashMap<>();
    adjoints.forEach((primal, adjoint) -> result.put(primal, replacement.apply(adjoint)));
    return result;
  }

  /** What the roots need, in order, where what is previous needs what it has the values of. */
  private static List<Tensor> live(List<Tensor> body, Set<Tensor> roots, Map<Tensor, Tensor> previous) {
    List<Tensor> live = live(body, new LinkedHashSet<>(roots));
    Set<Tensor> more = new LinkedHashSet<>(roots);
    live.stream().filter(previous::containsKey).map(previous::get).forEach(more::add);
    return more.equals(roots) ? live : live(body, more, previous);
  }

  /** What the roots need, in order. A call whose backward pass has parameters' adjoints to give is needed, too. */
  private static List<Tensor> live(List<Tensor> body, Set<Tensor> roots) {
    Set<Tensor> needed = roots;
    List<Tensor> live = new ArrayList<>();
    for (int i = body.size() - 1; i >= 0; i--) {
      Tensor tensor = body.get(i);
      if (needed.contains(tensor) || tensor.definition() instanceof Definition.ArgumentAdjoint) {
        live.add(tensor);
        needs(tensor, needed);
      }
    }
    Collections.reverse(live);
    return live;
  }

  static void needs(Tensor tensor, Set<Tensor> needed) {
    tensor.definition().act(
        input -> { },
        runTime -> { },
        parameter -> { },
        state -> { },
        random -> { },
        previous -> { },
        formula -> needed.addAll(Scalars.tensors(formula)),
        result -> needed.addAll(result.call().arguments()),
        adjoint -> needed.add(adjoint.resultAdjoint()),
        derived -> needed.addAll(derived.reads()));
  }

  /** Makes the formulas of a block others, and says what stands for each tensor then. */
  private interface Pass {
    List<Tensor> apply(Block block, List<Tensor> body, Replacement replacement);
  }

  /** Simplified blocks by what they were, so that calls of one block stay calls of one block. */
  private final class Blocks {
    private final Pass pass;
    private final Map<Block, Block> simplified = new IdentityHashMap<>();
    private final Map<Block, Replacement> replacements = new IdentityHashMap<>();

    Blocks(Pass pass) {
      this.pass = pass;
    }

    Replacement replacement(Block block) {
      return replacements.get(block);
    }

    Block simplify(Block block) {
      Block known = simplified.get(block);
      if (known == null) {
        Replacement replacement = new Replacement();
        replacements.put(block, replacement);
        known = simplify(block, replacement);
        simplified.put(block, known);
      }
      return known;
    }

    private Block simplify(Block block, Replacement replacement) {
      Map<Call, Call> calls = new IdentityHashMap<>();
      List<Tensor> body = new ArrayList<>();
      for (Tensor tensor : block.body()) {
        Tensor current = tensor;
        if (tensor.definition() instanceof Definition.Result result) {
          Call call = calls.computeIfAbsent(result.call(), c ->
              new Call(simplify(c.block()), c.instances(), c.arguments(), c.origin()));
          current = tensor.with(new Definition.Result(call), tensor.derivation());
          replacement.put(tensor, current);
          changes.accept(new Change(tensor, List.of(), current));
        }
        body.add(current);
      }
      return replacement.rebuild(block, pass.apply(block, body, replacement));
    }
  }
}
