package dev.netgrad.random;

import dev.netgrad.checks.Point;
import dev.netgrad.grad.DerivedTerms;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Extent;
import dev.netgrad.tensor.Flattening;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Replacement;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Tensor;
import dev.netgrad.tensor.check.RandomNumbers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * What a network says, as {@code src/test/python/formulas.py} reads it: the formulas of a training step as the file has
 * them, before anything is simplified or derived, and the numbers that they are given.
 */
final class TorchRequest {
  private final Point point;
  private final Map<Tensor, Integer> tensors = new IdentityHashMap<>();
  private final Map<Axis, Integer> axes = new IdentityHashMap<>();
  private final List<String> given = new ArrayList<>();
  private final List<String> formulas = new ArrayList<>();

  private TorchRequest(Point point) {
    this.point = point;
  }

  /**
   * One line of JSON.
   *
   * @param outputAdjoints the adjoint of each output of a network without a loss, by position
   */
  static String of(Network written, Point point, List<double[]> outputAdjoints) {
    return new TorchRequest(point).write(DerivedTerms.expand(written), outputAdjoints);
  }

  private String write(Network network, List<double[]> outputAdjoints) {
    Replacement flat = new Replacement();
    Block block = Flattening.flatten(network.training(), flat);
    block.inputs().forEach(input -> given(input, point.inputs().get(input.name())));
    block.body().forEach(this::define);
    List<String> seeds = new ArrayList<>();
    List<String> results = new ArrayList<>();
    network.objective().map(flat::apply).ifPresentOrElse(loss -> {
      seeds.add("[" + id(loss) + ", [1]]");
      results.add("[" + id(loss) + ", \"loss\"]");
    }, () -> {
      for (int i = 0; i < block.outputs().size(); i++) {
        Tensor output = block.outputs().get(i);
        results.add("[" + id(output) + ", \"output" + i + "\"]");
        if (i < outputAdjoints.size()) {
          seeds.add("[" + id(output) + ", " + numbers(outputAdjoints.get(i)) + "]");
        }
      }
    });
    return "{\"given\": " + given + ", \"formulas\": " + formulas + ", \"seeds\": " + seeds + ", \"results\": "
        + results
        + "}";
  }

  private void define(Tensor tensor) {
    Definition definition = tensor.definition();
    if (definition instanceof Definition.Formula formula) {
      String text = "\"axes\": " + axes(formula.axes()) + ", \"kind\": \"" + formula.reduction().kind()
          + "\", \"reduced\": "
          + axes(formula.reduction().axes()) + ", \"guards\": " + conditions(formula.reduction().guards())
          + ", \"body\": "
          + scalar(formula.body());
      formulas.add("{" + head(tensor) + ", " + text + "}");
    } else if (definition instanceof Definition.Random) {
      long stream = RandomNumbers.stream(0, 0, tensor.name());
      given(tensor, LongStream.range(0, tensor.elements(point.batch())).mapToDouble(i -> RandomNumbers.at(stream, i))
          .toArray());
    } else {
      given(tensor, point.stored().get(tensor.name()));
    }
  }

  private void given(Tensor tensor, double[] values) {
    boolean leaf = !tensor.isInteger()
        && (tensor.definition() instanceof Definition.Input || tensor.definition() instanceof Definition.Parameter);
    given.add("{" + head(tensor) + ", \"values\": " + numbers(values) + ", \"leaf\": "
        + (leaf ? "\"" + tensor.name() + "\"" : "null") + "}");
  }

  private String head(Tensor tensor) {
    List<Long> shape = tensor.shape().stream().map(this::extent).toList();
    return "\"id\": " + id(tensor) + ", \"shape\": " + shape;
  }

  private int id(Tensor tensor) {
    return tensors.computeIfAbsent(tensor, t -> tensors.size());
  }

  private long extent(Extent extent) {
    return extent.at(point.batch());
  }

  private List<String> axes(List<Axis> list) {
    return list.stream().map(axis -> "[" + axis(axis) + ", " + extent(axis.extent()) + "]").toList();
  }

  private String axis(Axis axis) {
    return "\"" + axes.computeIfAbsent(axis, a -> axes.size()) + "\"";
  }

  private static String numbers(double[] values) {
    return Arrays.stream(values).mapToObj(TorchRequest::number).collect(Collectors.joining(", ", "[", "]"));
  }

  /** As Python's reader of JSON has it; what is no number, too. */
  private static String number(double value) {
    return Double.toString(value);
  }

  private String scalar(Scalar scalar) {
    if (scalar instanceof Scalar.Constant constant) {
      return "[\"number\", " + number(constant.value()) + "]";
    } else if (scalar instanceof Scalar.BatchSize) {
      return "[\"number\", " + point.batch() + "]";
    } else if (scalar instanceof Scalar.Position position) {
      return "[\"position\", " + affine(position.affine()) + "]";
    } else if (scalar instanceof Scalar.Read read) {
      return "[\"read\", " + id(read.tensor()) + ", " + read.indices().stream().map(this::index).toList() + "]";
    } else if (scalar instanceof Scalar.Select select) {
      return "[\"select\", " + condition(select.condition()) + ", " + scalar(select.yes()) + ", " + scalar(select.no())
          + "]";
    } else if (scalar instanceof Scalar.Apply apply) {
      return "[\"apply\", \"" + apply.operator() + "\", "
          + apply.operands().stream().map(this::scalar).collect(Collectors.joining(", ")) + "]";
    }
    throw new AssertionError(scalar);
  }

  private String index(Index index) {
    return "[" + affine(index.numerator()) + ", " + index.divisor() + "]";
  }

  private String affine(Affine affine) {
    StringBuilder out = new StringBuilder("[" + affine.constant());
    affine.terms().forEach((axis, coefficient) -> out.append(", ").append(axis(axis)).append(", ").append(coefficient));
    return out.append("]").toString();
  }

  private List<String> conditions(List<Condition> list) {
    return list.stream().map(this::condition).toList();
  }

  private String condition(Condition condition) {
    if (condition instanceof Condition.AtLeastZero c) {
      return "[\"atLeastZero\", " + affine(c.affine()) + "]";
    } else if (condition instanceof Condition.Divisible c) {
      return "[\"divisible\", " + affine(c.affine()) + ", " + c.modulus() + "]";
    } else if (condition instanceof Condition.Compare c) {
      return "[\"compare\", \"" + c.relation() + "\", " + scalar(c.left()) + ", " + scalar(c.right()) + "]";
    } else if (condition instanceof Condition.Not not) {
      return "[\"not\", " + condition(not.condition()) + "]";
    } else if (condition instanceof Condition.All all) {
      return "[\"all\", " + conditions(all.conditions()) + "]";
    } else if (condition instanceof Condition.Any any) {
      return "[\"any\", " + conditions(any.conditions()) + "]";
    }
    throw new AssertionError(condition);
  }
}
