package dev.netgrad.simplify;

import dev.netgrad.law.Centred;
import dev.netgrad.law.DefinitionLaws;
import dev.netgrad.law.Distributed;
import dev.netgrad.law.Invariants;
import dev.netgrad.law.Product;
import dev.netgrad.law.ReductionLaws;
import dev.netgrad.law.Rewriting;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Definition.Formula;
import dev.netgrad.tensor.Operator;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Tensor;
import dev.netgrad.tensor.check.Facts;
import java.util.List;
import java.util.Optional;

/**
 * The normal form of reductions: a sum of products from which the factors that do not vary are pulled out, so that two
 * sums that differ in such factors meet in one.
 */
final class Reductions {
  /**
   * How much there may be to read in a sum whose factors were opened. Of a chain of formulas each opened factor shows
   * the next one, and all of them in each sum would be the square of the chain; and what is computed again at each
   * point of a sum should be short.
   */
  private static final int LARGEST_OPENED = 64;

  private final FormulaList formulas;
  private final Tensor tensor;
  private final Rewriting rewriting;

  /** @param tensor whose formula is simplified; sums within it are named after it */
  Reductions(FormulaList formulas, Tensor tensor, Rewriting rewriting) {
    this.formulas = formulas;
    this.tensor = tensor;
    this.rewriting = rewriting;
  }

  Formula simplify(Formula formula) {
    Formula normal = normal(formula);
    return switch (normal.reduction().kind()) {
      case SUM -> sum(normal);
      case NONE, PROD, MIN, MAX, ARGMAX -> normal;
    };
  }

  private Formula normal(Formula formula) {
    return new Formula(formula.axes(), formula.reduction(),
        normal(formula.body(), Facts.of(formula.reduction().guards())));
  }

  private Scalar normal(Scalar scalar, Facts facts) {
    Rewriting trial = rewriting.trial();
    Scalar normal = new NormalForm(facts, trial).normalise(scalar);
    rewriting.accept(trial);
    return normal;
  }

  private Formula sum(Formula formula) {
    return rewriting.by(ReductionLaws.NOTHING, formula)
        .or(() -> rewriting.by(ReductionLaws.CENTRED, centred(formula))).orElseGet(() -> uncentred(formula));
  }

  private Formula uncentred(Formula formula) {
    Formula guarded = guard(formula);
    Formula counted = rewriting.by(ReductionLaws.COUNT, guarded)
        .or(() -> rewriting.by(ReductionLaws.VOLUME, guarded)).orElse(guarded);
    if (counted.reduction().axes().isEmpty()) {
      return simplify(rewriting.by(ReductionLaws.POINT, counted).orElse(counted));
    }
    return rewriting.by(ReductionLaws.DISTRIBUTED, new Distributed(counted, multipliedOut(counted), formulas::find))
        .map(this::normal).orElseGet(() -> invariants(counted));
  }

  /** What is summed, with one factor that is a sum, or is defined by one, multiplied out. */
  private List<Product> multipliedOut(Formula formula) {
    NormalForm form = NormalForm.toCompare(Facts.BOX);
    List<Product> terms = form.terms(formula.body());
    if (terms.size() != 1) {
      return terms;
    }
    Product product = terms.get(0);
    for (Scalar factor : product.powers().keySet()) {
      Scalar opened = factor instanceof Scalar.Read read && DefinitionLaws.isOpen(read)
          ? DefinitionLaws.inPlace(read) : factor;
      List<Product> sum = form.terms(opened);
      if (product.powers().get(factor) == 1 && sum.size() > 1) {
        Product rest = product.times(Product.atom(factor).power(-1));
        return sum.stream().map(rest::times).toList();
      }
    }
    return terms;
  }

  /** Conditions on the axes of a mask that the whole body is become guards; its number goes into it. */
  private Formula guard(Formula formula) {
    NormalForm form = NormalForm.toCompare(Facts.of(formula.reduction().guards()));
    Optional<Product> product = form.product(formula.body());
    if (product.isEmpty() || product.get().powers().size() != 1
        || !(product.get().powers().keySet().iterator().next() instanceof Scalar.Select select)) {
      return formula;
    }
    Scalar scaled = new Scalar.Select(select.condition(),
        Scalar.constant(product.get().coefficient()).times(select.yes()), select.no());
    Optional<Formula> guarded =
        rewriting.by(ReductionLaws.GUARD, new Formula(formula.axes(), formula.reduction(), scaled));
    return guarded.map(g -> guard(normal(g))).orElse(formula);
  }

  /**
   * The guard of a read that is a factor of the whole body guards the term: a guarded-out term of a reduction is absent
   * (the language says so, whatever the other factors are).
   */
  static Formula guards(Formula formula, Rewriting rewriting) {
    return rewriting.by(ReductionLaws.GUARD, formula).or(() -> rewriting.by(ReductionLaws.ABSENT, formula))
        .map(guarded -> guards(guarded, rewriting)).orElse(formula);
  }

  /** Σ 1 over an axis that no guard depends on → its extent. */
  static Formula count(Formula formula, Rewriting rewriting) {
    return rewriting.by(ReductionLaws.COUNT, formula).orElse(formula);
  }

  /** Without the indices of sums of which class numbers single out a term. */
  static Formula singleOut(Formula formula, Rewriting rewriting) {
    return rewriting.by(ReductionLaws.SINGLED_OUT, formula).map(term -> singleOut(term, rewriting)).orElse(formula);
  }

  /** Without the indices of sums that guards fix by equations. */
  static Formula solve(Formula formula, Rewriting rewriting) {
    return rewriting.by(ReductionLaws.EQUATION, formula).map(solved -> solve(solved, rewriting)).orElse(formula);
  }

  /**
   * Takes out factors that do not vary; the sum that is left becomes a tensor of its own, or one that is there already.
   */
  private Formula invariants(Formula formula) {
    Facts facts = Facts.of(formula.reduction().guards());
    Scalar body = opened(formula);
    Optional<Product> product = NormalForm.toCompare(facts).product(body);
    if (product.isEmpty()) {
      return formula;
    }
    Optional<Invariants.Extracted> extracted =
        rewriting.by(ReductionLaws.INVARIANT, new Invariants(formula, product.get()));
    if (extracted.isEmpty()) {
      return new Formula(formula.axes(), formula.reduction(), normal(body, facts));
    }
    Formula sum = extracted.get().sum();
    Tensor shared = formulas.share(Tensor.formula(tensor.name() + "Sum", sum, tensor.origin(),
        tensor.derivation().by(ReductionLaws.INVARIANT)));
    Scalar read = shared.at(sum.axes());
    Product outside = extracted.get().factor();
    Scalar factor = normal(outside.magnitude(), facts);
    Scalar times = factor.isConstant(1) ? read : factor.times(read);
    Scalar value = outside.coefficient() < 0 ? times.negated() : times;
    List<Condition> where = extracted.get().where();
    return new Formula(formula.axes(), Reduction.NONE, normal(
        where.isEmpty() ? value : new Scalar.Select(Condition.all(where), value, Scalar.ZERO), Facts.BOX));
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

  /** The body with each factor that is a product with an invariant factor opened, so that this can be pulled out. */
  @SuppressWarnings("ReturnValueIgnored") // The law is recorded, and what it gives is part of what was rewritten.
  private Scalar opened(Formula formula) {
    NormalForm form = NormalForm.toCompare(Facts.of(formula.reduction().guards()));
    Scalar body = formula.body();
    Optional<Product> product = form.product(body);
    if (product.isEmpty()) {
      return body;
    }
    for (Scalar factor : product.get().powers().keySet()) {
      if (factor instanceof Scalar.Read read && ReductionLaws.varies(read, formula.reduction().axes())
          && DefinitionLaws.isOpen(read)) {
        Scalar inside = DefinitionLaws.inPlace(read);
        boolean hasInvariant = isCheap(inside) && form.product(inside).map(p -> p.coefficient() != 1
            || p.powers().keySet().stream().anyMatch(f -> !ReductionLaws.varies(f, formula.reduction().axes())))
            .orElse(false);
        if (hasInvariant) {
          Scalar replaced = Scalars.rewrite(body, node -> node.equals(read) ? inside : node);
          if (FormulaList.cost(replaced) > LARGEST_OPENED) {
            return body;
          }
          rewriting.by(DefinitionLaws.IN_PLACE, DefinitionLaws.Reading.of(read)).orElseThrow();
          return opened(normal(new Formula(formula.axes(), formula.reduction(), replaced)));
        }
      }
    }
    return body;
  }

  private Centred centred(Formula formula) {
    NormalForm form = NormalForm.toCompare(Facts.BOX);
    List<Product> terms = form.product(formula.body())
        .map(p -> varyingTerms(p, formula, form)).orElseGet(() -> form.terms(formula.body()));
    return new Centred(formula, terms, formulas::find, form::normalise);
  }

  /** The terms of the one factor that varies in the sum. */
  private static List<Product> varyingTerms(Product product, Formula formula, NormalForm form) {
    List<Scalar> varying = product.powers().keySet().stream()
        .filter(factor -> ReductionLaws.varies(factor, formula.reduction().axes())).toList();
    return varying.size() == 1 && product.powers().get(varying.get(0)) == 1
        ? form.terms(varying.get(0)) : List.of();
  }
}
