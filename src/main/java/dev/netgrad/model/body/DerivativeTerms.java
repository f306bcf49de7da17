package dev.netgrad.model.body;

import dev.netgrad.model.scope.Frame;
import dev.netgrad.model.scope.GraphBuilder;
import dev.netgrad.source.Code;
import dev.netgrad.source.Diagnostic;
import dev.netgrad.syntax.Ast;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Derivation;
import dev.netgrad.tensor.Extent;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Derivatives that are written in a file: {@code grad(loss, x)}, {@code tangent(y, x, v)}, {@code jacobian(y, x)}. */
final class DerivativeTerms {
  private final Frame frame;
  private final Function<Ast.Expr, Tensor> tensors;

  /** @param tensors what an expression gives */
  DerivativeTerms(Frame frame, Function<Ast.Expr, Tensor> tensors) {
    this.frame = frame;
    this.tensors = tensors;
  }

  /** How a derivative is written. */
  static String written(String word) {
    return switch (word) {
      case "grad" -> "grad(loss, x)";
      case "tangent" -> "tangent(y, x, v)";
      case "jacobian" -> "jacobian(y, x)";
      default -> throw new IllegalArgumentException(word + " is no derivative");
    };
  }

  /** @param name what the derivative is called; if empty, after what it is of */
  Tensor tensor(Ast.Call c, String name) {
    String word = c.callee().text();
    int count = word.equals("tangent") ? 3 : 2;
    if (c.arguments().size() != count || c.arguments().stream().anyMatch(a -> a.name().isPresent())) {
      throw frame.fail(Diagnostic.of(Code.GRADIENT, c.span(), word + " takes " + (count == 3 ? "three" : "two")
          + " arguments").advice("as in " + written(word)));
    }
    List<Ast.Expr> arguments = c.arguments().stream().map(Ast.Argument::value).toList();
    return switch (word) {
      case "grad" -> gradient(c, arguments, name);
      case "tangent" -> tangent(c, arguments, name);
      default -> jacobian(c, arguments, name);
    };
  }

  /** With what is differentiated summed over the batch where it is one number a sample. */
  private Tensor gradient(Ast.Call c, List<Ast.Expr> arguments, String name) {
    Ast.Expr first = arguments.get(0);
    Tensor of = tensors.apply(first);
    if (of.sampleRank() != 0 || of.isInteger()) {
      throw frame.fail(frame.comesFrom(Diagnostic.of(Code.GRADIENT, first.span(),
          "the gradient is of one number, and this is " + of.shapeText()), of)
          .advice("sum it over its indices; jacobian(y, x) is of more than one number"));
    }
    Tensor wrt = wrt(arguments.get(1), "gradient");
    if (of.isPerSample()) {
      Axis n = new Axis(frame.graph().batchName(), of.shape().get(0));
      of = new GraphBuilder(frame).add(of.name() + "Sum", new Definition.Formula(List.of(),
          Reduction.sum(List.of(n), List.of()), of.at(List.of(n))), first.span());
    }
    return added(c, name, "d", wrt, wrt.shape(), wrt.indexNames(), new Definition.Gradient(of, wrt));
  }

  private Tensor tangent(Ast.Call c, List<Ast.Expr> arguments, String name) {
    Tensor of = real(arguments.get(0), "tangent");
    Tensor wrt = wrt(arguments.get(1), "tangent");
    Ast.Expr third = arguments.get(2);
    Tensor direction = real(third, "direction of a tangent");
    if (!direction.shape().equals(wrt.shape())) {
      boolean samples = direction.isPerSample() != wrt.isPerSample();
      throw frame.fail(frame.comesFrom(Diagnostic.of(Code.SHAPES, third.span(), samples
          ? "`" + frame.called(wrt) + "` is " + scope(wrt) + ", and the direction in which it moves is "
              + scope(direction)
          : "`" + frame.called(wrt) + "` is " + wrt.shapeText() + ", and the direction in which it moves is "
              + direction.shapeText()), direction)
          .advice("a direction has a number for each element of what moves"));
    }
    return added(c, name, "t", of, of.shape(), of.indexNames(), new Definition.Tangent(of, wrt, direction));
  }

  private static String scope(Tensor tensor) {
    return tensor.isPerSample() ? "one for each sample" : "one for the whole batch";
  }

  private Tensor jacobian(Ast.Call c, List<Ast.Expr> arguments, String name) {
    Tensor of = real(arguments.get(0), "Jacobian");
    Tensor wrt = wrt(arguments.get(1), "Jacobian");
    if (wrt.isPerSample() && !of.isPerSample()) {
      throw frame.fail(frame.comesFrom(Diagnostic.of(Code.GRADIENT, arguments.get(0).span(),
          "this is one for the whole batch, so that it has no row for each sample of `" + frame.called(wrt) + "`"), of)
          .advice(of.rank() == 0 ? "grad(" + arguments.get(0).span().onOneLine() + ", " + frame.called(wrt)
              + ") is its derivative by all samples" : "a Jacobian is of what each sample has for itself"));
    }
    int batch = wrt.isPerSample() ? 1 : 0;
    if (wrt.isPerSample()) {
      OtherSamples.between(wrt, of, frame.graph()).ifPresent(meeting -> {
        throw frame.fail(Diagnostic.of(Code.GRADIENT, c.span(), "a sample of this depends on other samples of `"
            + frame.called(wrt) + "`, too").and(frame.place(meeting), "samples meet here")
            .advice("tangent(y, x, v) moves all samples at once"));
      });
    }
    List<Extent> shape = new ArrayList<>(of.shape());
    shape.addAll(wrt.shape().subList(batch, wrt.rank()));
    List<String> names = new ArrayList<>(of.indexNames());
    names.addAll(wrt.indexNames().subList(batch, wrt.rank()));
    new GraphBuilder(frame).checkElements(shape, name.isEmpty() ? "jacobian" : name, c.span());
    return added(c, name, "j", of, shape, names, new Definition.Jacobian(of, wrt));
  }

  private Tensor real(Ast.Expr e, String what) {
    Tensor tensor = tensors.apply(e);
    if (tensor.isInteger()) {
      throw frame.fail(Code.GRADIENT, e.span(), "class numbers and positions have no " + what);
    }
    return tensor;
  }

  private Tensor wrt(Ast.Expr e, String what) {
    if (!(e instanceof Ast.Reference)) {
      throw frame.fail(Code.GRADIENT, e.span(), "the " + what + " is with respect to a tensor that has a name");
    }
    Tensor wrt = tensors.apply(e);
    if (wrt.isInteger()) {
      throw frame.fail(Code.GRADIENT, e.span(), "class numbers have no " + what);
    }
    return wrt;
  }

  private Tensor added(Ast.Call c, String name, String prefix, Tensor named, List<Extent> shape, List<String> indices,
      Definition definition) {
    String base = named.name().substring(named.name().lastIndexOf('.') + 1);
    String derived = prefix + Character.toUpperCase(base.charAt(0)) + base.substring(1);
    return frame.graph().add(new Tensor(name.isEmpty() ? derived : name, shape, indices, false, definition,
        frame.origin(c.span()), Derivation.SOURCE));
  }
}
