package dev.netgrad.model.formula;

import dev.netgrad.model.scope.Frame;
import dev.netgrad.model.scope.GraphBuilder;
import dev.netgrad.model.scope.Meaning;
import dev.netgrad.source.Code;
import dev.netgrad.source.Diagnostic;
import dev.netgrad.syntax.Ast;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Derivation;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Calls of {@code random(n, i…)}: a number for each sample, if the batch index is named, and each value of the other
 * indices. Each call is a tensor of its own, named as a parameter would be.
 */
final class Draws {
  static final String NAME = "random";

  private final Domain domain;
  private final Frame frame;

  Draws(Domain domain) {
    this.domain = domain;
    this.frame = domain.frame();
  }

  Scalar scalar(Ast.Call call) {
    List<Axis> axes = new ArrayList<>();
    for (Ast.Argument argument : call.arguments()) {
      axes.addAll(axes(argument, axes.isEmpty()));
    }
    Tensor numbers = frame.graph().random(frame.prefix(), call.span(), name -> new Tensor(name,
        axes.stream().map(Axis::extent).toList(), axes.stream().map(Axis::name).toList(), false,
        new Definition.Random(), frame.origin(call.span()), Derivation.SOURCE));
    new GraphBuilder(frame).checkElements(numbers.shape(), numbers.name(), call.span());
    return numbers.at(axes);
  }

  private List<Axis> axes(Ast.Argument argument, boolean isFirst) {
    Ast.Expr e = argument.value();
    if (argument.name().isEmpty() && e instanceof Ast.Pack p
        && frame.find(p.name(), p.span(), domain.scope()) instanceof Meaning.IndicesOf indices) {
      return indices.axes();
    } else if (argument.name().isEmpty() && e instanceof Ast.Reference r) {
      if (r.name().equals("n")) {
        if (!isFirst) {
          throw frame.fail(Code.RANDOM, e.span(), "`n`, the index over the batch, is the first one");
        }
        return List.of(domain.batch().axis());
      } else if (frame.find(r.name(), r.span(), domain.scope()) instanceof Meaning.IndexOf index) {
        return List.of(index.axis());
      }
    }
    throw frame.fail(Diagnostic.of(Code.RANDOM, argument.span(), "random takes indices: there is one number for each of"
        + " their values").advice("random(n, i...), where n stands for the sample"));
  }
}
