package dev.netgrad.simplify;

import dev.netgrad.law.DefinitionLaws;
import dev.netgrad.law.Line;
import dev.netgrad.law.Rewriting;
import dev.netgrad.source.Fault;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Definition.Formula;
import dev.netgrad.tensor.Derivation;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Replacement;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Substitution;
import dev.netgrad.tensor.Tensor;
import dev.netgrad.tensor.check.Facts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Folds what inference computes from something that varies by sample and from what does not, such as a batch norm with
 * its running mean and variance, into one multiplication and one addition: c·(x − a) + b → c·x + (b − c·a). Factor and
 * offset are computed once in a call, from the weights of that call, so that no change of these is missed. Holds but
 * for rounding, so that neither training nor what is differentiated is changed.
 */
final class Folding {
  /**
   * Beyond so much to read, a line ends, and what reads it begins another one: all of them are as long as the network.
   */
  private static final int LONGEST = 64;
  /** What the elements of a sample must outnumber those of a factor by. */
  private static final int REPEATED = 4;

  private final Consumer<Change> changes;
  private final Replacement replacement;
  private final Map<Tensor, Line> lines = new HashMap<>();
  private final List<Tensor> result = new ArrayList<>();

  private Folding(Replacement replacement, Consumer<Change> changes) {
    this.changes = changes;
    this.replacement = replacement;
  }

  /**
   * @param replacement afterwards says what stands for each tensor of the block's body
   * @param changes told of each tensor what became of it
   */
  static List<Tensor> fold(Block block, List<Tensor> body, Replacement replacement, Consumer<Change> changes) {
    Folding folding = new Folding(replacement, changes);
    body.forEach(tensor -> Fault.at(tensor, () -> folding.fold(tensor)));
    return folding.needed(block);
  }

  private void fold(Tensor given) {
    Tensor current = replacement.rebuild(given);
    Rewriting rewriting = Rewriting.free();
    add(current, rewriting);
    changes.accept(new Change(given, rewriting.steps(), replacement.apply(current)));
  }

  private void add(Tensor tensor, Rewriting rewriting) {
    Line line = DefinitionLaws.isElementwise(tensor) && tensor.isPerSample() && !tensor.isInteger()
        ? line(tensor.formula().body(), tensor.formula().axes()) : null;
    if (line == null) {
      result.add(tensor);
      return;
    }
    Tensor folded = folded(tensor, line, rewriting);
    replacement.put(tensor, folded);
    if (FormulaList.cost(line.factor()) + FormulaList.cost(line.offset()) <= LONGEST) {
      lines.put(tensor, line);
      lines.put(folded, line);
    }
    result.add(folded);
  }

  private Tensor folded(Tensor tensor, Line line, Rewriting rewriting) {
    Formula formula = rewriting.step(tensor.formula(),
        written -> rewriting.by(Line.FOLDED, line).map(folded -> folded(tensor, folded)).orElse(written));
    return formula.equals(tensor.formula()) ? tensor
        : tensor.with(formula, rewriting.derivation(tensor.derivation()));
  }

  /** The formula of a line, unless its factor and its offset are nearly as large as what they are used for. */
  private Formula folded(Tensor tensor, Line line) {
    List<Axis> axes = tensor.formula().axes();
    Tensor factor = once(tensor, "Factor", "the factor of " + line.of().name(), line.factor(), axes);
    Tensor offset = once(tensor, "Offset", "what is added to it", line.offset(), axes);
    if (REPEATED * Math.max(factor.elementsPerSample(), offset.elementsPerSample()) > tensor.elementsPerSample()) {
      return tensor.formula();
    }
    result.add(factor);
    result.add(offset);
    return new Formula(axes, Reduction.NONE, line.of().at(axes).times(factor.at(varying(line.factor(), axes)))
        .plus(offset.at(varying(line.offset(), axes))));
  }

  /** What is the same for all samples, over those axes only along which it varies. */
  private static Tensor once(Tensor tensor, String suffix, String what, Scalar scalar, List<Axis> axes) {
    List<Axis> varying = varying(scalar, axes);
    List<Axis> own = varying.stream().map(a -> new Axis(a.name(), a.extent())).toList();
    Rewriting rewriting = Rewriting.free();
    Scalar body = new NormalForm(Facts.BOX, rewriting).normalise(Substitution.renaming(varying, own).apply(scalar));
    Derivation derivation = Derivation.rule(what + ", the same for all samples").by(Line.FOLDED);
    return Tensor.formula(tensor.name() + suffix, new Formula(own, Reduction.NONE, body), tensor.origin(),
        rewriting.derivation(derivation));
  }

  private static List<Axis> varying(Scalar scalar, List<Axis> axes) {
    Set<Axis> used = Scalars.axes(scalar);
    return axes.stream().filter(used::contains).toList();
  }

  /** Null if the value is not of this form. */
  private Line line(Scalar scalar, List<Axis> axes) {
    if (scalar instanceof Scalar.Read read) {
      if (!read.tensor().isPerSample() || read.tensor().isInteger() || !Scalars.isIdentity(read, axes)) {
        return null;
      }
      Line known = lines.get(read.tensor());
      return known == null ? Line.of(read.tensor())
          : known.in(Substitution.renaming(read.tensor().formula().axes(), axes));
    }
    return scalar instanceof Scalar.Apply apply ? line(apply, axes) : null;
  }

  private Line line(Scalar.Apply apply, List<Axis> axes) {
    boolean varyingFirst = isTheSame(apply.operands().get(apply.operands().size() - 1));
    int varying = apply.operands().size() == 1 || varyingFirst ? 0 : 1;
    Scalar same = apply.operands().get(apply.operands().size() - 1 - varying);
    Line line = apply.operands().size() == 1 || isTheSame(same) ? line(apply.operands().get(varying), axes) : null;
    if (line == null) {
      return null;
    }
    return switch (apply.operator()) {
      case NEGATE -> line.times(Scalar.constant(-1));
      case ADD -> line.plus(same);
      case MULTIPLY -> line.times(same);
      case SUBTRACT -> varyingFirst ? line.plus(same.negated()) : line.times(Scalar.constant(-1)).plus(same);
      case DIVIDE -> varyingFirst ? line.over(same) : null;
      default -> null;
    };
  }

  private static boolean isTheSame(Scalar scalar) {
    return Scalars.tensors(scalar).stream().noneMatch(Tensor::isPerSample)
        && Scalars.axes(scalar).stream().noneMatch(axis -> axis.extent().isBatch());
  }

  /** Without the formulas that nothing reads any more. */
  private List<Tensor> needed(Block block) {
    Set<Tensor> needed = new LinkedHashSet<>();
    block.outputs().forEach(output -> needed.add(replacement.apply(output)));
    block.updates().values().forEach(value -> needed.add(replacement.apply(value)));
    block.previous().values().forEach(value -> needed.add(replacement.apply(value)));
    List<Tensor> body = new ArrayList<>();
    for (int i = result.size() - 1; i >= 0; i--) {
      Tensor tensor = result.get(i);
      if (!tensor.isFormula() || needed.contains(tensor)) {
        body.add(tensor);
        Simplification.needs(tensor, needed);
      }
    }
    Collections.reverse(body);
    return body;
  }
}
