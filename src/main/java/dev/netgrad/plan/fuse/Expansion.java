package dev.netgrad.plan.fuse;

import dev.netgrad.law.DefinitionLaws;
import dev.netgrad.law.Rewriting;
import dev.netgrad.plan.block.Rewritten;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Definition.Formula;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Puts formulas in the place of reads: {@code y[i] = 2*x[i]} makes {@code y[h + 1]} into {@code 2*x[h + 1]}. */
final class Expansion {
  private final Function<Tensor, Optional<Rewritten>> withoutArray;
  private final Set<Tensor> placed;
  private final Rewriting rewriting;

  /**
   * @param withoutArray the formula of a tensor that is to be put in place
   * @param placed receives the tensors put in place
   */
  Expansion(Function<Tensor, Optional<Rewritten>> withoutArray, Set<Tensor> placed, Rewriting rewriting) {
    this.withoutArray = withoutArray;
    this.placed = placed;
    this.rewriting = rewriting;
  }

  Formula expand(Formula formula) {
    Reduction r = formula.reduction();
    List<Condition> guards = r.guards().stream().map(g -> Scalars.rewrite(g, this::expand)).toList();
    return new Formula(formula.axes(), new Reduction(r.kind(), r.axes(), guards),
        Scalars.rewrite(formula.body(), this::expand));
  }

  private Scalar expand(Scalar node) {
    if (!(node instanceof Scalar.Read read)) {
      return node;
    }
    Optional<Rewritten> definition = withoutArray.apply(read.tensor());
    if (definition.isEmpty()) {
      return node;
    }
    rewriting.inherit(definition.get().laws());
    Scalar value = rewriting.by(DefinitionLaws.IN_PLACE,
        new DefinitionLaws.Reading(read, definition.get().formula())).orElseThrow();
    Scalar expanded = Scalars.rewrite(value, this::expand);
    placed.add(read.tensor());
    return expanded;
  }
}
