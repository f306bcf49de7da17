package dev.netgrad.simplify;

import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Definition.Formula;
import dev.netgrad.tensor.Facts;
import dev.netgrad.tensor.Operator;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The normal form of reductions: a sum of products from which the factors that do not vary are pulled out, so that two
 * sums that differ in such factors meet in one.
 */
final class Reductions {
  /**
   * How much there may be to read in a sum whose factors were opened. Of a chain of formulas each opened factor shows the
   * next one, and all of them in each sum would be the square of the chain; and what is computed again at each point of a
   * sum should be short.
   */
  private static final int LARGEST_OPENED = 64;

  private final FormulaList formulas;
  private final Tensor tensor;
  private final Set<Law> laws;

  /** @param tensor whose formula is simplified; sums within it are named after it */
  Reductions(FormulaList formulas, Tensor tensor, Set<Law> laws) {
    this.formulas = formulas;
    this.tensor = tensor;
    this.laws = laws;
  }

  Formula simplify(Formula formula) {
    Reduction reduction = formula.reduction();
    NormalForm form = new NormalForm(Facts.of(reduction.guards()));
    Formula normal = new Formula(formula.axes(), reduction, form.normalise(formula.body()));
    laws.addAll(form.applied());
    return switch (reduction.kind()) {
      case SUM -> sum(normal);
      case NONE, MAX, ARGMAX -> normal;
    };
  }

  private Formula sum(Formula formula) {
    if (formula.body().isConstant(0) || isCentred(formula)) {
      return new Formula(formula.axes(), Reduction.NONE, Scalar.ZERO);
    }
    Formula counted = volume(guard(formula), laws);
    Reduction reduction = counted.reduction();
    if (reduction.axes().isEmpty()) {
      Scalar value = reduction.isNone() ? counted.body()
          : new Scalar.Select(Condition.all(reduction.guards()), counted.body(), Scalar.ZERO);
      return simplify(new Formula(counted.axes(), Reduction.NONE, value));
    }
    return invariants(counted);
  }

  /** Σ (if p then x else 0) → Σ[p] x, for conditions on the axes. */
  private Formula guard(Formula formula) {
    NormalForm form = new NormalForm(Facts.of(formula.reduction().guards()));
    Optional<Product> product = form.product(formula.body());
    if (product.isEmpty() || product.get().powers().size() != 1
        || !(product.get().powers().keySet().iterator().next() instanceof Scalar.Select select)
        || !select.no().isConstant(0)) {
      return formula;
    }
    List<Condition> guards = new ArrayList<>(formula.reduction().guards());
    List<Condition> masks = new ArrayList<>();
    List<Condition> parts = select.condition() instanceof Condition.All all ? all.conditions() : List.of(select.condition());
    for (Condition part : parts) {
      (part instanceof Condition.Constraint ? guards : masks).add(part);
    }
    if (masks.size() == parts.size()) {
      return formula;
    }
    laws.add(Law.GUARD);
    Scalar inside = Scalar.constant(product.get().coefficient()).times(select.yes());
    Scalar body = masks.isEmpty() ? inside : new Scalar.Select(Condition.all(masks), inside, Scalar.ZERO);
    Reduction reduction = new Reduction(formula.reduction().kind(), formula.reduction().axes(), guards);
    return guard(new Formula(formula.axes(), reduction, new NormalForm(Facts.of(guards)).normalise(body)));
  }

  /**
   * The guard of a read that is a factor of the whole body guards the term: a guarded-out term of a reduction is absent
   * (the language says so, whatever the other factors are).
   */
  static Formula absent(Formula formula, Set<Law> laws) {
    Reduction reduction = formula.reduction();
    if (reduction.isNone()) {
      return formula;
    }
    List<Condition> guards = new ArrayList<>(reduction.guards());
    Scalar body = present(formula.body(), reduction.kind().identity(), guards);
    if (guards.size() == reduction.guards().size()) {
      return formula;
    }
    laws.add(formula.body() instanceof Scalar.Select ? Law.GUARD : Law.ABSENT);
    return new Formula(formula.axes(), new Reduction(reduction.kind(), reduction.axes(), guards), body);
  }

  private static Scalar present(Scalar body, double nothing, List<Condition> guards) {
    if (body instanceof Scalar.Select select && select.no().isConstant(nothing)) {
      List<Condition> parts =
          select.condition() instanceof Condition.All all ? all.conditions() : List.of(select.condition());
      if (parts.stream().allMatch(part -> part instanceof Condition.Constraint)) {
        guards.addAll(parts);
        return present(select.yes(), nothing, guards);
      }
    } else if (nothing == 0 && body instanceof Scalar.Apply apply && apply.operator() == Operator.MULTIPLY) {
      return present(apply.operands().get(0), nothing, guards).times(present(apply.operands().get(1), nothing, guards));
    }
    return body;
  }

  /** Σ 1 over an axis that no guard depends on → its extent. */
  static Formula count(Formula formula, Set<Law> laws) {
    return formula.body().isConstant(1) ? volume(formula, laws) : formula;
  }

  /** Σ c over an axis that nothing depends on → c·extent. */
  static Formula volume(Formula formula, Set<Law> laws) {
    Reduction reduction = formula.reduction();
    if (reduction.kind() != Reduction.Kind.SUM) {
      return formula;
    }
    Set<Axis> used = Scalars.axes(formula.body());
    reduction.guards().forEach(guard -> used.addAll(Scalars.axes(guard)));
    Scalar body = formula.body();
    List<Axis> kept = new ArrayList<>();
    long count = 1;
    for (Axis axis : reduction.axes()) {
      if (used.contains(axis)) {
        kept.add(axis);
      } else if (axis.extent().isBatch()) {
        body = body.isConstant(1) ? new Scalar.BatchSize() : new Scalar.BatchSize().times(body);
      } else {
        count = Math.multiplyExact(count, axis.extent().size());
      }
    }
    if (kept.size() == reduction.axes().size()) {
      return formula;
    }
    laws.add(formula.body().isConstant(1) ? Law.COUNT : Law.VOLUME);
    if (count != 1) {
      body = body.isConstant(1) ? Scalar.constant(count) : Scalar.constant(count).times(body);
    }
    return new Formula(formula.axes(), Reduction.sum(kept, reduction.guards()), body);
  }

  /**
   * Σ c·x → c·Σ x, where there is a term; the sum becomes a tensor of its own, or one that is there already. Where it can't
   * be said where there is a term, only numbers are taken out.
   */
  private Formula invariants(Formula formula) {
    NormalForm form = new NormalForm(Facts.of(formula.reduction().guards()));
    Optional<Product> opened = form.product(opened(formula));
    if (opened.isEmpty()) {
      return formula;
    }
    Optional<List<Condition>> terms = Presence.of(formula.reduction());
    Map<Scalar, Integer> fixed = new LinkedHashMap<>();
    Map<Scalar, Integer> varying = new LinkedHashMap<>();
    opened.get().powers().forEach((factor, power) -> {
      boolean moves = !varies(factor, formula.reduction().axes())
          && (terms.isPresent() || factor instanceof Scalar.BatchSize);
      (moves ? fixed : varying).put(factor, power);
    });
    Scalar body = new Product(Ratio.ONE, varying).magnitude();
    if (fixed.isEmpty() && opened.get().coefficient() == 1) {
      return new Formula(formula.axes(), formula.reduction(), body);
    }
    laws.add(Law.INVARIANT);
    boolean numbers = fixed.keySet().stream().allMatch(factor -> factor instanceof Scalar.BatchSize);
    List<Condition> where = numbers ? List.of() : terms.orElseThrow();
    Reduction reduction = numbers ? formula.reduction() : Presence.given(formula.reduction(), body);
    List<Axis> needed = needed(formula.axes(), reduction, body);
    Tensor sum = formulas.share(Tensor.formula(tensor.name() + "Sum", new Formula(needed, reduction, body),
        tensor.origin(), tensor.derivation().by(Law.INVARIANT.equation())));
    Scalar factor = form.normalise(new Product(opened.get().ratio().magnitude(), fixed).magnitude());
    Scalar product = factor.isConstant(1) ? sum.at(needed) : factor.times(sum.at(needed));
    Scalar value = opened.get().coefficient() < 0 ? product.negated() : product;
    return new Formula(formula.axes(), Reduction.NONE, new NormalForm(Facts.BOX).normalise(
        where.isEmpty() ? value : new Scalar.Select(Condition.all(where), value, Scalar.ZERO)));
  }

  /** The axes that a sum depends on. */
  private static List<Axis> needed(List<Axis> axes, Reduction reduction, Scalar body) {
    Set<Axis> used = Scalars.axes(body);
    reduction.guards().forEach(guard -> used.addAll(Scalars.axes(guard)));
    return axes.stream().filter(used::contains).toList();
  }

  private static boolean varies(Scalar factor, List<Axis> axes) {
    return Scalars.axes(factor).stream().anyMatch(axes::contains);
  }

  /** Whether an expression may be computed again at every point of a sum: nothing in it takes long. */
  private static boolean isCheap(Scalar scalar) {
    boolean[] cheap = {true};
    Scalars.forEach(scalar, node -> {
      boolean drawn = node instanceof Scalar.Read read && read.tensor().definition() instanceof Definition.Random;
      cheap[0] &= !drawn && (!(node instanceof Scalar.Apply apply)
          || apply.operator().isInfix() && apply.operator() != Operator.POWER);
    });
    return cheap[0];
  }

  /** The body with each factor that is a product with an invariant factor opened, so that this one can be pulled out. */
  private Scalar opened(Formula formula) {
    NormalForm form = new NormalForm(Facts.of(formula.reduction().guards()));
    Scalar body = formula.body();
    Optional<Product> product = form.product(body);
    if (product.isEmpty()) {
      return body;
    }
    for (Scalar factor : product.get().powers().keySet()) {
      if (factor instanceof Scalar.Read read && varies(read, formula.reduction().axes())
          && FormulaList.isElementwise(read.tensor())) {
        Scalar inside = FormulaList.inPlace(read);
        boolean hasInvariant = isCheap(inside) && form.product(inside).map(p -> p.coefficient() != 1 || p.powers().keySet().stream()
            .anyMatch(f -> !varies(f, formula.reduction().axes()))).orElse(false);
        if (hasInvariant) {
          Scalar replaced = Scalars.rewrite(body, node -> node.equals(read) ? inside : node);
          if (FormulaList.cost(replaced) > LARGEST_OPENED) {
            return body;
          }
          laws.add(Law.IN_PLACE);
          return opened(new Formula(formula.axes(), formula.reduction(), form.normalise(replaced)));
        }
      }
    }
    return body;
  }

  /**
   * Σ (x − mean x) → 0. The sum of each term is looked up rather than taken; with the means' definitions in place the
   * total must cancel.
   */
  private boolean isCentred(Formula formula) {
    NormalForm form = new NormalForm(Facts.BOX);
    List<Product> terms = form.product(formula.body())
        .map(p -> centredFactor(p, formula, form)).orElseGet(() -> form.terms(formula.body()));
    if (terms.size() < 2) {
      return false;
    }
    Scalar total = Scalar.ZERO;
    for (Product term : terms) {
      Scalar value = term.coefficient() < 0 ? term.magnitude().negated() : term.magnitude();
      Formula summed = volume(new Formula(formula.axes(), formula.reduction(), value), new HashSet<>());
      if (summed.reduction().isNone()) {
        total = total.plus(means(summed.body()));
        continue;
      }
      List<Axis> axes = needed(summed.axes(), summed.reduction(), term.magnitude());
      Optional<Tensor> known = formulas.find(
          new Formula(axes, summed.reduction(), new Product(Ratio.ONE, term.powers()).magnitude()));
      if (known.isEmpty()) {
        return false;
      }
      total = total.plus(Scalar.constant(term.coefficient()).times(known.get().at(axes)));
    }
    boolean cancels = form.normalise(total).isConstant(0);
    if (cancels) {
      laws.add(Law.CENTRED);
    }
    return cancels;
  }

  /** The terms of the one factor that varies in the sum. */
  private static List<Product> centredFactor(Product product, Formula formula, NormalForm form) {
    List<Scalar> varying = product.powers().keySet().stream()
        .filter(factor -> varies(factor, formula.reduction().axes())).toList();
    return varying.size() == 1 && product.powers().get(varying.get(0)) == 1
        ? form.terms(varying.get(0)) : List.of();
  }

  private static Scalar means(Scalar scalar) {
    return Scalars.rewrite(scalar, node -> node instanceof Scalar.Read read
        && FormulaList.isElementwise(read.tensor()) && !read.tensor().isPerSample() ? FormulaList.inPlace(read) : node);
  }
}
