package dev.netgrad.simplify;

import dev.netgrad.source.Fault;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.BlockGradient;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Definition.Formula;
import dev.netgrad.tensor.Derivation;
import dev.netgrad.tensor.Facts;
import dev.netgrad.tensor.Replacement;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Substitution;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
  private final Map<Tensor, Set<Law>> reasons;
  private final List<BlockGradient.Copy> copies = new ArrayList<>();
  private final List<Tensor> result = new ArrayList<>();

  /**
   * @param forward the block whose formulas may be read
   * @param exactOnly whether these are the block's own formulas, to which only exact laws apply
   * @param replacement afterwards says what stands for each tensor
   * @param reasons the laws behind formulas, kept from turn to turn
   */
  FormulaList(Block forward, boolean exactOnly, Replacement replacement, Map<Tensor, Set<Law>> reasons) {
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
    if (current.isFormula()) {
      define(current, named.contains(tensor));
    } else {
      share(current);
    }
  }

  private void remember(Tensor tensor, Set<Law> laws) {
    if (!laws.isEmpty()) {
      reasons.computeIfAbsent(tensor, t -> new LinkedHashSet<>()).addAll(List.copyOf(laws));
    }
  }

  /** What turned out to be nothing but a copy, or equal to something else. */
  List<BlockGradient.Copy> copies() {
    return copies;
  }

  private void define(Tensor tensor, boolean isNamed) {
    Set<Law> laws = new LinkedHashSet<>();
    Formula formula = inPlace(tensor.formula(), laws);
    formula = Reductions.absent(formula, laws);
    if (exactOnly || tensor.isInteger()) {
      formula = Reductions.count(formula, laws);
    } else {
      formula = new Reductions(this, tensor, laws).simplify(Equations.solve(formula, laws));
      formula = shorter(formula, laws);
    }
    Derivation derivation = tensor.derivation();
    for (Law law : laws) {
      derivation = derivation.by(law.equation());
    }
    Optional<Tensor> copied = copied(formula);
    if (copied.isPresent() && !isNamed) {
      replace(tensor, copied.get());
      copies.add(new BlockGradient.Copy(tensor.name(), copied.get(), derivation.by(Law.COPY.equation())));
      remember(copied.get(), laws);
      return;
    }
    boolean changed = !formula.equals(tensor.formula());
    Tensor simplified = changed ? tensor.with(formula, derivation) : tensor;
    replacement.put(tensor, simplified);
    uses.putIfAbsent(simplified, uses.getOrDefault(tensor, 0));
    if (isNamed) {
      add(simplified);
      return;
    }
    Tensor shared = share(simplified);
    if (!shared.name().equals(simplified.name())) {
      copies.add(new BlockGradient.Copy(simplified.name(), shared, derivation.by(Law.SHARE.equation())));
    }
    remember(shared, laws);
  }

  /** Adds a tensor to the result, or replaces it by an equal one that is there already. */
  Tensor share(Tensor tensor) {
    if (tensor.isFormula()) {
      Optional<Tensor> known = interning.find(tensor.formula());
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

  /** The tensor of which a formula is nothing but a copy. */
  private static Optional<Tensor> copied(Formula formula) {
    return formula.reduction().isNone() && formula.body() instanceof Scalar.Read read
        && Scalars.isIdentity(read, formula.axes()) ? Optional.of(read.tensor()) : Optional.empty();
  }

  /** Definitions that read nothing, and cheap ones read only here, are put in place of their reads. */
  private Formula inPlace(Formula formula, Set<Law> laws) {
    Scalar body = Scalars.rewrite(formula.body(), node -> {
      if (node instanceof Scalar.Read read && isPutInPlace(read.tensor(), formula)) {
        laws.add(Law.IN_PLACE);
        laws.addAll(reasons.getOrDefault(read.tensor(), Set.of()));
        return inPlace(read);
      }
      return node;
    });
    return new Formula(formula.axes(), formula.reduction(), body);
  }

  private boolean isPutInPlace(Tensor tensor, Formula reader) {
    if (!isElementwise(tensor)) {
      return false;
    }
    boolean readsNothing = Scalars.reads(tensor.formula()).isEmpty();
    boolean onlyHere = !exactOnly && own.contains(tensor) && uses.getOrDefault(tensor, 0) == 1
        && reader.reduction().isNone() && cost(tensor.formula().body()) <= DEAREST_IN_PLACE
        && (tensor.rank() == reader.axes().size() || tensor.elementsPerSample() == 1);
    return readsNothing || onlyHere;
  }

  static boolean isElementwise(Tensor tensor) {
    return tensor.isFormula() && tensor.formula().reduction().isNone();
  }

  /** What a read of an elementwise formula reads. */
  static Scalar inPlace(Scalar.Read read) {
    Formula definition = read.tensor().formula();
    return Substitution.of(definition.axes(), read.indices()).apply(definition.body());
  }

  /** The formula with the adjoints that it reads put in place, if it is shorter then because terms cancel. */
  private Formula shorter(Formula formula, Set<Law> laws) {
    if (!formula.reduction().isNone()) {
      return formula;
    }
    NormalForm form = new NormalForm(Facts.BOX);
    Scalar inside = form.normalise(Scalars.rewrite(formula.body(), node ->
        node instanceof Scalar.Read read && own.contains(read.tensor()) && isElementwise(read.tensor())
            ? inPlace(read) : node));
    if (cost(inside) >= cost(formula.body())) {
      return formula;
    }
    laws.add(Law.IN_PLACE);
    laws.addAll(form.applied());
    return new Formula(formula.axes(), formula.reduction(), inside);
  }

  /** How much there is to read: nodes, reads twice. */
  static int cost(Scalar scalar) {
    int[] cost = {0};
    Scalars.forEach(scalar, node -> cost[0] += node instanceof Scalar.Read ? 2 : 1);
    return cost[0];
  }
}
