package dev.netgrad.simplify;

import dev.netgrad.source.SourceFile;
import dev.netgrad.source.Span;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Definition.Formula;
import dev.netgrad.tensor.Derivation;
import dev.netgrad.tensor.Extent;
import dev.netgrad.tensor.Law;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Origin;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Replacement;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Tensor;
import dev.netgrad.tensor.check.Interpreter;
import dev.netgrad.tensor.check.Verifier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A few formulas over given tensors, to be simplified and evaluated before and after.
 *
 * @param inputs what they read
 * @param forward formulas that are there already
 * @param body the formulas that are simplified; the last one is what is asked for
 */
record Program(List<Tensor> inputs, List<Tensor> forward, List<Tensor> body) {
  static final long BATCH = 3;
  private static final Origin ORIGIN = new Origin(new Span(new SourceFile("law.net", ""), 0, 0), List.of());

  /**
   * What became of a program.
   *
   * @param body the formulas that are left
   * @param root what stands for the last one
   * @param laws the laws that were applied to what is left
   */
  record Simplified(List<Tensor> body, Tensor root, Set<Law<?, ?>> laws) {}

  static Tensor input(String name, Extent... shape) {
    List<String> indices = new ArrayList<>();
    for (int i = 0; i < shape.length; i++) {
      indices.add(shape[i].isBatch() ? "n" : "i" + i);
    }
    return new Tensor(name, List.of(shape), indices, false, new Definition.Input(), ORIGIN, Derivation.SOURCE);
  }

  static Tensor formula(String name, List<Axis> axes, Reduction reduction, Scalar body) {
    return Tensor.formula(name, new Formula(axes, reduction, body), ORIGIN, Derivation.SOURCE);
  }

  Tensor root() {
    return body.get(body.size() - 1);
  }

  /** By all laws, or as a forward pass by the exact ones alone. */
  Simplified simplify(boolean exactOnly) {
    Replacement replacement = new Replacement();
    Block block = block(forward, List.of());
    Set<Tensor> roots = new LinkedHashSet<>(Set.of(root()));
    FormulaList formulas = new FormulaList(block, exactOnly, replacement, new HashMap<>(), change -> {});
    return simplified(formulas.simplify(body, roots), replacement);
  }

  /** As what inference computes. */
  Simplified fold() {
    Replacement replacement = new Replacement();
    return simplified(Folding.fold(block(body, List.of(root())), body, replacement, change -> {}), replacement);
  }

  private Simplified simplified(List<Tensor> left, Replacement replacement) {
    Set<Law<?, ?>> laws = left.stream().flatMap(t -> t.derivation().laws().stream()).collect(Collectors.toSet());
    return new Simplified(left, replacement.apply(root()), laws);
  }

  /** The elements of what is asked for. */
  double[] value(Map<String, double[]> values) {
    return value(body, root(), values);
  }

  double[] value(Simplified simplified, Map<String, double[]> values) {
    return value(simplified.body(), simplified.root(), values);
  }

  private double[] value(List<Tensor> formulas, Tensor root, Map<String, double[]> values) {
    Block block = block(formulas, List.of(root));
    Verifier.verify(new Network("Law", block, block, Optional.empty(), List.of()));
    return new Interpreter(BATCH, Map.of()).run(block, values).value(root);
  }

  private Block block(List<Tensor> formulas, List<Tensor> outputs) {
    List<Tensor> all = new ArrayList<>(forward);
    Set<Tensor> known = new HashSet<>(forward);
    formulas.stream().filter(known::add).forEach(all::add);
    return new Block("Law", "Law", "", inputs, all, outputs, Map.of(), ORIGIN);
  }
}
