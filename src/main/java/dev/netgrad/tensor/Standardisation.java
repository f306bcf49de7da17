package dev.netgrad.tensor;

import java.util.List;
import java.util.Optional;

/**
 * What makes values have mean 0 and variance 1: {@code normalised = (x - mean)*inverse}, where {@code mean} is that of
 * x over some axes and {@code inverse = 1/sqrt(variance + ε)}. The adjoint of x is known in closed form, Ioffe and
 * Szegedy, arXiv 1502.03167, section 3: {@code dx = inverse*(d - mean(d) - normalised*mean(d*normalised))}, where d is
 * the adjoint of {@code normalised}.
 *
 * @param over the axes of the means
 */
public record Standardisation(Tensor x, Tensor normalised, Tensor inverse, List<Axis> over) {
  public Standardisation {
    over = List.copyOf(over);
  }

  /**
   * The standardisation that some statements are: those through which a gradient reaches one tensor.
   *
   * @param readers all who read the tensor
   */
  public static Optional<Standardisation> of(List<Tensor> readers) {
    if (readers.size() != 3 || !readers.stream().allMatch(Tensor::isFormula)) {
      return Optional.empty();
    }
    return readers.stream().filter(t -> t.formula().reduction().isNone()).findFirst()
        .flatMap(normalised -> of(normalised, readers));
  }

  private static Optional<Standardisation> of(Tensor normalised, List<Tensor> readers) {
    if (!(normalised.formula().body() instanceof Scalar.Apply product) || product.operator() != Operator.MULTIPLY
        || !(product.operands().get(1) instanceof Scalar.Read inverse)
        || !(product.operands().get(0) instanceof Scalar.Apply centred) || centred.operator() != Operator.SUBTRACT
        || !(centred.operands().get(0) instanceof Scalar.Read x)
        || !(centred.operands().get(1) instanceof Scalar.Read mean)) {
      return Optional.empty();
    }
    Optional<Tensor> sum = readers.stream().filter(t -> isSum(t) && t.formula().body() instanceof Scalar.Read read
        && read.tensor() == x.tensor() && Scalars.isIdentity(read, axes(t))).findFirst();
    Optional<Tensor> squares = readers.stream().filter(t -> isSum(t) && isSquare(t, x.tensor(), mean.tensor()))
        .findFirst();
    if (sum.isEmpty() || squares.isEmpty() || !isQuotient(mean.tensor(), sum.get())) {
      return Optional.empty();
    }
    boolean inverted = Scalars.tensors(formula(inverse.tensor())).stream()
        .anyMatch(variance -> isQuotient(variance, squares.get()) && isInverseRoot(inverse.tensor()));
    return inverted ? Optional.of(new Standardisation(x.tensor(), normalised, inverse.tensor(),
        sum.get().formula().reduction().axes())) : Optional.empty();
  }

  private static Definition.Formula formula(Tensor t) {
    return t.isFormula() ? t.formula() : new Definition.Formula(List.of(), Reduction.NONE, Scalar.ZERO);
  }

  private static boolean isSum(Tensor t) {
    return t.formula().reduction().kind() == Reduction.Kind.SUM && t.formula().reduction().guards().isEmpty();
  }

  /** The axes of what is summed, in the order of its indices. */
  private static List<Axis> axes(Tensor sum) {
    return Scalars.reads(sum.formula().body()).iterator().next().indices().stream().filter(Index::isAxis)
        .map(i -> i.numerator().axis()).toList();
  }

  private static boolean isSquare(Tensor t, Tensor x, Tensor mean) {
    return t.formula().body() instanceof Scalar.Apply power && power.operator() == Operator.POWER
        && power.operands().get(1).isConstant(2) && power.operands().get(0) instanceof Scalar.Apply centred
        && centred.operator() == Operator.SUBTRACT && reads(centred.operands().get(0), x)
        && reads(centred.operands().get(1), mean);
  }

  private static boolean reads(Scalar scalar, Tensor tensor) {
    return scalar instanceof Scalar.Read read && read.tensor() == tensor;
  }

  /** Whether a tensor is a sum over the number of its terms: nothing else is divided by what reads no tensor. */
  private static boolean isQuotient(Tensor t, Tensor sum) {
    return t.isFormula() && t.formula().body() instanceof Scalar.Apply quotient
        && quotient.operator() == Operator.DIVIDE && reads(quotient.operands().get(0), sum)
        && terms(sum).equals(factors(quotient.operands().get(1)));
  }

  /** How many terms a sum has: for each sample, and whether that of the batch is a factor. */
  private static List<Double> terms(Tensor sum) {
    double perSample = 1;
    double batches = 0;
    for (Axis axis : sum.formula().reduction().axes()) {
      perSample *= axis.extent().isBatch() ? 1 : axis.extent().size();
      batches += axis.extent().isBatch() ? 1 : 0;
    }
    return List.of(perSample, batches);
  }

  /** What a product of numbers and batch sizes is: the number, and how often the batch size is a factor. */
  private static List<Double> factors(Scalar scalar) {
    List<Double> others = List.of(Double.NaN, 0.0);
    return scalar.match(constant -> List.of(constant.value(), 0.0), batchSize -> List.of(1.0, 1.0),
        position -> others, read -> others, apply -> {
          if (apply.operator() != Operator.MULTIPLY) {
            return others;
          }
          List<Double> left = factors(apply.operands().get(0));
          List<Double> right = factors(apply.operands().get(1));
          return List.of(left.get(0) * right.get(0), left.get(1) + right.get(1));
        }, select -> others);
  }

  private static boolean isInverseRoot(Tensor t) {
    return t.formula().body() instanceof Scalar.Apply quotient && quotient.operator() == Operator.DIVIDE
        && quotient.operands().get(0).isConstant(1) && quotient.operands().get(1) instanceof Scalar.Apply root
        && root.operator() == Operator.SQRT && root.operands().get(0) instanceof Scalar.Apply sum
        && sum.operator() == Operator.ADD;
  }

  /**
   * The adjoint of x in closed form.
   *
   * @param adjoint of x, as it is computed: a term for each reader, of which that of {@code normalised} has
   *     {@code inverse} as a factor
   */
  public Optional<String> closedForm(Tensor adjoint, Printer printer) {
    return terms(adjoint.formula().body()).filter(term -> Scalars.tensors(term).contains(inverse))
        .flatMap(term -> without(term).map(printer::scalar))
        .map(d -> adjoint.name() + " = " + inverse.name() + "*(d - mean(d) - " + normalised.name() + "*mean(d*"
            + normalised.name() + ")), where d = " + d + " and means are over "
            + String.join(", ", over.stream().map(Axis::name).toList()));
  }

  /** The first addend of a sum. */
  private static Optional<Scalar> terms(Scalar sum) {
    Scalar first = sum;
    while (first instanceof Scalar.Apply add && add.operator() == Operator.ADD) {
      first = add.operands().get(0);
    }
    return Optional.of(first);
  }

  /** A product without the factor {@code inverse}. */
  private Optional<Scalar> without(Scalar product) {
    if (!(product instanceof Scalar.Apply apply) || apply.operator() != Operator.MULTIPLY) {
      return Optional.empty();
    }
    Scalar left = apply.operands().get(0);
    Scalar right = apply.operands().get(1);
    if (reads(right, inverse)) {
      return Optional.of(left);
    } else if (reads(left, inverse)) {
      return Optional.of(right);
    }
    return without(left).map(rest -> new Scalar.Apply(Operator.MULTIPLY, List.of(rest, right)));
  }
}
