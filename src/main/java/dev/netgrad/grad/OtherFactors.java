package dev.netgrad.grad;

import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Definition.Formula;
import dev.netgrad.tensor.Derivation;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Substitution;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * The derivative of a product by one of its factors: the product of all the others. It is never the whole divided by
 * the factor, which may be 0; and no condition asks for zeros, or the second derivative, which at a zero is the product
 * of all but two, would be lost. Of {@code y = prod[j] f[j]} it is what stands before a factor times what stands after
 * it,
 * <pre>before[j] = prod[k | k &lt; j] f[k]     after[j] = prod[k | j &lt; k] f[k]</pre>
 * products again, whose guards are intervals: their derivatives are of the same kind. Of several indices, a factor's
 * predecessors agree with it in the first indices and come before it in the next one, and each index has its two
 * products.
 *
 * <p>As a comprehension says each element by itself and carries nothing from one to the next, that takes n₁·…·nₘ·(n₁ +
 * … + nₘ) multiplications for n₁·…·nₘ factors in all: of one index, the square of their number.
 */
final class OtherFactors {
  private final Tensor product;
  private final Formula formula;
  private final Consumer<Tensor> define;
  /** The product's own axes, as far as its factors depend on them. */
  private final List<Axis> outer;
  private final List<Axis> reduced;

  private OtherFactors(Tensor product, Consumer<Tensor> define) {
    this.product = product;
    this.formula = product.formula();
    this.define = define;
    this.reduced = formula.reduction().axes();
    Set<Axis> used = Scalars.axes(formula.body());
    formula.reduction().guards().forEach(guard -> used.addAll(Scalars.axes(guard)));
    this.outer = formula.axes().stream().filter(used::contains).toList();
  }

  /**
   * The product of a product's other factors, at a point of its axes and those that it reduces.
   *
   * @param product whose formula is a product
   * @param define takes the tensors that this reads, in the order in which they are defined
   */
  static Scalar of(Tensor product, Consumer<Tensor> define) {
    OtherFactors others = new OtherFactors(product, define);
    Scalar factor = others.factor();
    List<Scalar> parts = new ArrayList<>();
    for (int d = 0; d < others.reduced.size(); d++) {
      if (others.reduced.get(d).extent().at(2) > 1) {
        parts.add(others.beside(factor, d, true));
        parts.add(others.beside(factor, d, false));
      }
    }
    return parts.stream().reduce(Scalar::times).orElse(Scalar.ONE);
  }

  /** A factor, which is read from a tensor as it is taken many times; 1 where it is absent. */
  private Scalar factor() {
    List<Condition> guards = formula.reduction().guards();
    if (guards.isEmpty() && formula.body() instanceof Scalar.Read) {
      return formula.body();
    }
    Scalar value = guards.isEmpty() ? formula.body()
        : new Scalar.Select(Condition.all(guards), formula.body(), Scalar.constant(Reduction.Kind.PROD.identity()));
    return defined("Factor", "a factor of ", domain(reduced.size()), Reduction.NONE, value);
  }

  /**
   * The product of the factors before one, or after it, in its index of a number, all indices before being the same.
   */
  private Scalar beside(Scalar factor, int d, boolean before) {
    List<Axis> domain = domain(d + 1);
    List<Axis> others = new ArrayList<>();
    Map<Axis, Index> renamed = new LinkedHashMap<>();
    for (Axis axis : reduced.subList(d, reduced.size())) {
      Axis other = new Axis(AxisNames.distinct(axis.name(), domain, others), axis.extent());
      others.add(other);
      renamed.put(axis, Index.of(other));
    }
    Affine distance = Affine.of(reduced.get(d)).minus(Affine.of(others.get(0)));
    Condition guard = new Condition.AtLeastZero((before ? distance : distance.times(-1)).plus(-1));
    String index = reduced.size() == 1 ? "" : ReverseSweep.capital(reduced.get(d).name().toLowerCase(Locale.ROOT));
    return defined((before ? "Before" : "After") + index,
        "the factors " + (before ? "before" : "after") + " each one of ",
        domain, new Reduction(Reduction.Kind.PROD, others, List.of(guard)), new Substitution(renamed).apply(factor));
  }

  /**
   * The axes of what depends on the first indices of a factor: the batch first, then in the order in which the factor
   * reads them, so that what is next to each other there is here. Of two in one coordinate, the product's own comes
   * last, as it bounds no loop.
   */
  private List<Axis> domain(int indices) {
    List<Axis> domain = new ArrayList<>(reduced.subList(0, indices));
    domain.addAll(outer);
    domain.sort(Comparator.comparing((Axis axis) -> !axis.extent().isBatch()).thenComparing(this::coordinate));
    return domain;
  }

  /** Which coordinate of the first tensor that a factor reads moves with an axis; −1 if none does. */
  private int coordinate(Axis axis) {
    List<Index> indices = Scalars.reads(formula.body()).stream().findFirst().map(Scalar.Read::indices)
        .orElse(List.of());
    return IntStream.range(0, indices.size()).filter(d -> indices.get(d).axes().contains(axis))
        .max().orElse(-1);
  }

  private Scalar defined(String suffix, String rule, List<Axis> axes, Reduction reduction, Scalar body) {
    // The axes may be shared, as each tensor reads others through indices of its own.
    Tensor tensor = Tensor.formula(product.name() + suffix, new Formula(axes, reduction, body), product.origin(),
        Derivation.rule(rule + product.name()));
    define.accept(tensor);
    return tensor.at(axes);
  }
}
