package dev.netgrad.simplify;

import dev.netgrad.law.DefinitionLaws;
import dev.netgrad.law.Rewriting;
import dev.netgrad.source.Fault;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.BlockGradient;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Definition.Formula;
import dev.netgrad.tensor.Derivation;
import dev.netgrad.tensor.Law;
import dev.netgrad.tensor.Replacement;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Tensor;
import dev.netgrad.tensor.check.Facts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Simplifies formulas from the first to the last. Each is rewritten, then looked up among those before it; a copy or a
 * repetition vanishes, and later formulas read what it stood for.
 */
final class FormulaList {
  private static final int DEAREST_IN_PLACE = 12;

  private final boolean exactOnly;
  /** Outputs keep the names that the source gives them, each an array of its own. */
  private final Set<Tensor> named;
  private final Replacement replacement;
  private final Interning interning = new Interning();
  private final Set<Tensor> own = new HashSet<>();
  private final Map<Tensor, Integer> uses = new HashMap<>();
  /** The laws behind a formula, which a reader takes over with it when it is put in place. */
  private final Map<Tensor, Set<Law<?, ?>>> reasons;
  private final Consumer<Change> changes;
  private final List<BlockGradient.Copy> copies = new ArrayList<>();
  private final List<Tensor> result = new ArrayList<>();

  /**
   * @param forward the block whose formulas may be read
   * @param exactOnly whether these are the block's own formulas, to which only exact laws apply
   * @param replacement afterwards says what stands for each tensor
   * @param reasons the laws behind formulas, kept from turn to turn
   * @param changes told of each tensor what became of it
   */
  FormulaList(Block forward, boolean exactOnly, Replacement replacement, Map<Tensor, Set<Law<?, ?>>> reasons,
      Consumer<Change> changes) {
    this.changes = changes;
    this.exactOnly = exactOnly;
    this.named = exactOnly ? Set.copyOf(forward.outputs()) : Set.of();
    this.reasons = reasons;
    this.replacement = replacement;
    if (!exactOnly) {
      forward.body().stream().filter(Tensor::isFormula).forEach(interning::add);
    }
  }

  List<Tensor> simplify(List<Tensor> tensors, Set<Tensor> roots) {
    roots.forEach(root -> uses.merge(root, 2, Integer::sum));
    for (Tensor tensor : tensors) {
      if (tensor.isFormula()) {
        Scalars.reads(tensor.formula()).forEach(read -> uses.merge(read.tensor(), 1, Integer::sum));
      } else if (tensor.definition() instanceof Definition.ArgumentAdjoint adjoint) {
        uses.merge(adjoint.resultAdjoint(), 2, Integer::sum);
      }
    }
    tensors.forEach(tensor -> Fault.at(tensor, () -> simplify(tensor)));
    return result;
  }

  private void simplify(Tensor tensor) {
    Tensor current = replacement.rebuild(tensor);
    remember(current, reasons.getOrDefault(tensor, Set.of()));
    uses.putIfAbsent(current, uses.getOrDefault(tensor, 0));
    List<Rewriting.Step> steps = List.of();
    if (current.isFormula()) {
      steps = define(current, named.contains(tensor)).steps();
    } else {
      share(current);
    }
    changes.accept(new Change(tensor, steps, replacement.apply(current)));
  }

  private void remember(Tensor tensor, Set<Law<?, ?>> laws) {
    if (!laws.isEmpty()) {
      reasons.computeIfAbsent(tensor, t -> new LinkedHashSet<>()).addAll(List.copyOf(laws));
    }
  }

  /** What turned out to be nothing but a copy, or equal to something else. */
  List<BlockGradient.Copy> copies() {
    return copies;
  }

  private Rewriting define(Tensor tensor, boolean isNamed) {
    Rewriting rewriting = exactOnly || tensor.isInteger() ? Rewriting.exact() : Rewriting.free();
    Formula formula = rewriting.step(tensor.formula(), f ->
        Reductions.singleOut(Reductions.guards(inPlace(f, rewriting), rewriting), rewriting));
    if (rewriting.isExact()) {
      formula = rewriting.step(formula, f -> Reductions.count(f, rewriting));
    } else {
      formula = rewriting.step(formula,
          f -> new Reductions(this, tensor, rewriting).simplify(Reductions.solve(f, rewriting)));
      formula = rewriting.step(formula, f -> shorter(f, rewriting));
    }
    Derivation derivation = rewriting.derivation(tensor.derivation());
    Optional<Tensor> copied = isNamed ? Optional.empty() : rewriting.by(DefinitionLaws.COPY, formula);
    if (copied.isPresent()) {
      replace(tensor, copied.get());
      copies.add(new BlockGradient.Copy(tensor.name(), copied.get(), derivation.by(DefinitionLaws.COPY)));
      remember(copied.get(), reasons(rewriting));
      return rewriting;
    }
    boolean changed = !formula.equals(tensor.formula());
    Tensor simplified = changed ? tensor.with(formula, derivation) : tensor;
    replacement.put(tensor, simplified);
    uses.putIfAbsent(simplified, uses.getOrDefault(tensor, 0));
    if (isNamed) {
      add(simplified);
      return rewriting;
    }
    Tensor shared = share(simplified);
    if (!shared.name().equals(simplified.name())) {
      copies.add(new BlockGradient.Copy(simplified.name(), shared, derivation.by(DefinitionLaws.SHARE)));
    }
    remember(shared, reasons(rewriting));
    return rewriting;
  }

  /** What is behind a formula; that it is a copy changed nothing about it. */
  private static Set<Law<?, ?>> reasons(Rewriting rewriting) {
    Set<Law<?, ?>> reasons = new LinkedHashSet<>(rewriting.applied());
    reasons.remove(DefinitionLaws.COPY);
    return reasons;
  }

  /** Adds a tensor to the result, or replaces it by an equal one that is there already. */
  Tensor share(Tensor tensor) {
    if (tensor.isFormula()) {
      Optional<Tensor> known = DefinitionLaws.SHARE.apply(new DefinitionLaws.Known(tensor.formula(), interning::find));
      if (known.isPresent() && known.get() != tensor) {
        replace(tensor, known.get());
        return known.get();
      }
    }
    add(tensor);
    return tensor;
  }

  private void add(Tensor tensor) {
    if (tensor.isFormula()) {
      interning.add(tensor);
      own.add(tensor);
    }
    result.add(tensor);
  }

  /** Another tensor is read from now on wherever this one was. */
  private void replace(Tensor tensor, Tensor by) {
    replacement.put(tensor, by);
    uses.merge(by, uses.getOrDefault(tensor, 0), Integer::sum);
  }

  /** The tensor that a formula already defines. */
  Optional<Tensor> find(Formula formula) {
    return interning.find(formula);
  }

  /** Definitions that read nothing, and cheap ones read only here, are put in place of their reads. */
  private Formula inPlace(Formula formula, Rewriting rewriting) {
    Scalar body = Scalars.rewrite(formula.body(), node -> {
      if (!(node instanceof Scalar.Read read) || !isPutInPlace(read, formula)) {
        return node;
      }
      Scalar inPlace = rewriting.by(DefinitionLaws.IN_PLACE, DefinitionLaws.Reading.of(read)).orElseThrow();
      rewriting.inherit(reasons.getOrDefault(read.tensor(), Set.of()));
      return inPlace;
    });
    return new Formula(formula.axes(), formula.reduction(), body);
  }

  private boolean isPutInPlace(Scalar.Read read, Formula reader) {
    if (!DefinitionLaws.isOpen(read)) {
      return false;
    }
    Tensor tensor = read.tensor();
    boolean readsNothing = Scalars.reads(tensor.formula()).isEmpty();
    boolean onlyHere = !exactOnly && own.contains(tensor) && uses.getOrDefault(tensor, 0) == 1
        && reader.reduction().isNone() && cost(tensor.formula().body()) <= DEAREST_IN_PLACE
        && (tensor.rank() == reader.axes().size() || tensor.elementsPerSample() == 1);
    return readsNothing || onlyHere;
  }

  /** The formula with the adjoints that it reads put in place, if it is shorter then because terms cancel. */
  private Formula shorter(Formula formula, Rewriting rewriting) {
    if (!formula.reduction().isNone()) {
      return formula;
    }
    Rewriting trial = rewriting.trial();
    Scalar inside = new NormalForm(Facts.BOX, trial).normalise(Scalars.rewrite(formula.body(), node ->
        node instanceof Scalar.Read read && own.contains(read.tensor())
            ? trial.by(DefinitionLaws.IN_PLACE, DefinitionLaws.Reading.of(read)).orElse(node) : node));
    if (cost(inside) >= cost(formula.body())) {
      return formula;
    }
    rewriting.accept(trial);
    return new Formula(formula.axes(), formula.reduction(), inside);
  }

  /** How much there is to read: nodes, reads twice. */
  static int cost(Scalar scalar) {
    int[] cost = {0};
    Scalars.forEach(scalar, node -> cost[0] += node instanceof Scalar.Read ? 2 : 1);
    return cost[0];
  }
}
