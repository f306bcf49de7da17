package dev.netgrad.model;

import dev.netgrad.source.Code;
import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.Span;
import dev.netgrad.syntax.Ast;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Derivation;
import dev.netgrad.tensor.Extent;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Tensor;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Formulas as tensors. One that reads samples gets a leading axis over the batch. */
final class Formulas {
  private final Frame frame;

  Formulas(Frame frame) {
    this.frame = frame;
  }

  /** {@code name[indices] = value}. */
  Tensor indexed(String name, List<Ast.OutputIndex> indices, Ast.Expr value, Span span) {
    for (Ast.OutputIndex index : indices) {
      if (index.name().text().equals("n")) {
        throw frame.fail(Diagnostic.of(Code.INDEX, index.span(),
            "`n` is the index over the batch, and goes without saying").advice("a formula is written for one sample"));
      }
    }
    Scope names = new Scope(frame.scope());
    List<Axis> axes = new Domains(frame, names).declare(indices, Set.of());
    return assemble(Domain.of(frame, names, name, axes), value, span);
  }

  /** An expression of whole tensors, element by element. */
  Tensor elementwise(String name, Ast.Expr value, Span span) {
    return assemble(Domain.elementwise(frame, name), value, span);
  }

  private Tensor assemble(Domain domain, Ast.Expr value, Span span) {
    Ast.Expr e = decided(value, domain.sizes());
    Reductions.Parts parts = e instanceof Ast.Reduce r && !domain.sizes().isStatic(r)
        ? new Reductions(domain).outermost(r)
        : new Reductions.Parts(Reduction.NONE, new Expressions(domain).scalar(e));
    Set<Axis> used = new LinkedHashSet<>(Scalars.axes(parts.body()));
    parts.reduction().guards().forEach(g -> used.addAll(Scalars.axes(g)));
    List<Axis> axes = new ArrayList<>();
    used.stream().filter(a -> domain.batch().is(a)).forEach(axes::add);
    axes.addAll(domain.axes());
    return add(domain.name(), new Definition.Formula(axes, parts.reduction(), parts.body()), span);
  }

  /** Puts a formula into the block. */
  Tensor add(String name, Definition.Formula formula, Span span) {
    checkElements(formula.axes().stream().map(Axis::extent).toList(), name, span);
    Tensor tensor = Tensor.formula(name, formula, frame.origin(span), Derivation.SOURCE);
    if (tensor.isInteger()) {
      long positions = 1;
      for (Axis axis : formula.reduction().axes()) {
        positions = Math.multiplyExact(positions, Math.max(1, axis.extent().size()));
      }
      frame.run().classes.put(tensor, positions);
    }
    return frame.graph().add(tensor);
  }

  /** A sample of a tensor fits into a Java array. */
  void checkElements(List<Extent> shape, String name, Span span) {
    BigInteger product = BigInteger.ONE;
    List<String> text = new ArrayList<>();
    for (Extent extent : shape) {
      if (!extent.isBatch()) {
        product = product.multiply(BigInteger.valueOf(extent.size()));
        text.add(extent.toString());
      }
    }
    if (product.compareTo(BigInteger.valueOf(Limits.ELEMENTS)) > 0) {
      throw frame.fail(Diagnostic.of(Code.ELEMENTS, span, "`" + name + "` would have " + product
          + " elements, and a Java array holds " + Limits.ELEMENTS).saying("[" + String.join(", ", text) + "]"));
    }
  }

  /** The branch of an {@code if} between sizes that is taken; anything else itself. */
  static Ast.Expr decided(Ast.Expr e, Sizes sizes) {
    Ast.Expr current = e;
    while (current instanceof Ast.If i && sizes.isStatic(i.condition())) {
      current = sizes.condition(i.condition()) ? i.yes() : i.no();
    }
    return current;
  }

  /** A number of an initialiser or an attribute. */
  double constant(Ast.Expr e) {
    Scalar value = new Expressions(Domain.of(frame, frame.scope(), "", List.of())).scalar(e);
    if (value instanceof Scalar.Constant c) {
      return c.value();
    }
    throw frame.fail(Code.NO_SIZE, e.span(), "a number known when compiling is needed here");
  }
}
