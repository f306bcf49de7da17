package dev.netgrad.law;

import dev.netgrad.tensor.Definition.Formula;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Law;
import dev.netgrad.tensor.Recurrence;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Substitution;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Laws of what a name stands for. */
public final class DefinitionLaws {
  public static final Law<Formula, Tensor> COPY =
      Law.exact("y[i] = x[i] → y is x", "no operation is left out", DefinitionLaws::copied);

  public static final Law<Known, Tensor> SHARE =
      Law.exact("equal formulas are one", "the same operations in the same order", Known::tensor);

  public static final Law<Reading, Scalar> IN_PLACE =
      Law.exact("definition put in place", "the same operations, later", Reading::inPlace);

  public static final Law<Turned, Scalar> TRANSPOSED =
      Law.exact("x[i, j] → xᵀ[j, i]", "the same numbers, stored in another order", Turned::ofCopy);

  public static final Law<Earlier, Scalar> PREVIOUS =
      Law.exact("p[t] → x[t - k]", "where a scan reads what was before, the array has the same numbers",
          Earlier::inArray);

  private DefinitionLaws() {}

  /** A formula, and where to look for the tensor that it defines already. */
  public record Known(Formula formula, Function<Formula, Optional<Tensor>> lookup) {
    private Optional<Tensor> tensor() {
      return lookup.apply(formula);
    }
  }

  /** A read, and what defines the tensor. */
  public record Reading(Scalar.Read read, Formula definition) {
    public static Reading of(Scalar.Read read) {
      return new Reading(read, read.tensor().formula());
    }

    private Optional<Scalar> inPlace() {
      Substitution here = Substitution.of(definition.axes(), read.indices());
      return definition.reduction().isNone() && here.isDefined(definition.body())
          ? Optional.of(here.apply(definition.body())) : Optional.empty();
    }
  }

  /** A read, and a copy of its tensor in which one dimension is the last. */
  public record Turned(Scalar.Read read, Tensor copy, int dimension) {
    private Optional<Scalar> ofCopy() {
      List<Index> indices = new ArrayList<>(read.indices());
      indices.add(indices.remove(dimension));
      return Optional.of(new Scalar.Read(copy, indices));
    }
  }

  /** A read of what is previous, and the tensor that it has the values of. */
  public record Earlier(Scalar.Read read, Tensor value) {
    private Optional<Scalar> inArray() {
      return Optional.of(Recurrence.resolved(read, value));
    }
  }

  /** Whether a formula without reduction defines the tensor. */
  public static boolean isElementwise(Tensor tensor) {
    return tensor.isFormula() && tensor.formula().reduction().isNone();
  }

  /** Whether what a read reads can stand in its place. */
  public static boolean isOpen(Scalar.Read read) {
    return isElementwise(read.tensor()) && IN_PLACE.apply(Reading.of(read)).isPresent();
  }

  /** What an {@linkplain #isOpen open} read reads. */
  public static Scalar inPlace(Scalar.Read read) {
    return IN_PLACE.apply(Reading.of(read)).orElseThrow();
  }

  /** The tensor of which a formula is nothing but a copy. */
  private static Optional<Tensor> copied(Formula formula) {
    return formula.reduction().isNone() && formula.body() instanceof Scalar.Read read
        && Scalars.isIdentity(read, formula.axes()) ? Optional.of(read.tensor()) : Optional.empty();
  }
}
