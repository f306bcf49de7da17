package dev.netgrad.tensor.check;

import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Extent;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Operator;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Evaluates one formula in double, point by point, straight from its definition. The expression becomes a tree of
 * closures over a frame of index values; nothing of how code is generated is shared.
 */
final class Evaluator {
  private final Map<Axis, Integer> slots = new IdentityHashMap<>();
  private final Function<Tensor, double[]> values;
  private final long batch;
  private final Choices choices;
  private long[] frame;

  private Evaluator(Function<Tensor, double[]> values, long batch, Choices choices) {
    this.values = values;
    this.batch = batch;
    this.choices = choices;
  }

  /** An expression of the frame. */
  private interface Value {
    double get();
  }

  /** A condition on the frame. */
  private interface Test {
    boolean holds();
  }

  /** An index expression of the frame. */
  private interface Offset {
    long get();
  }

  /**
   * @param size of the formula's tensor, in elements
   * @param values the elements, row by row, of the tensors that the formula reads
   * @param choices is told what is chosen
   * @return the elements of the formula's tensor, row by row
   */
  static double[] evaluate(
      Definition.Formula formula, int size, Function<Tensor, double[]> values, long batch, Choices choices) {
    return new Evaluator(values, batch, choices).evaluate(formula, size);
  }

  private double[] evaluate(Definition.Formula formula, int size) {
    List<Axis> axes = formula.axes();
    List<Axis> reduced = formula.reduction().axes();
    List<Axis> all = new ArrayList<>(axes);
    all.addAll(reduced);
    all.forEach(axis -> slots.put(axis, slots.size()));
    frame = new long[all.size()];
    Value body = compile(formula.body());
    Test guard = compile(Condition.all(formula.reduction().guards()));
    double[] result = new double[size];
    for (int i = 0; i < result.length; i++) {
      result[i] = switch (formula.reduction().kind()) {
        case NONE -> body.get();
        case SUM, PROD -> combined(formula.reduction().kind(), axes.size(), reduced, guard, body);
        case MIN -> {
          choices.add(winner(axes.size(), reduced, guard, () -> -body.get()));
          yield combined(formula.reduction().kind(), axes.size(), reduced, guard, body);
        }
        case MAX -> {
          choices.add(winner(axes.size(), reduced, guard, body));
          yield combined(formula.reduction().kind(), axes.size(), reduced, guard, body);
        }
        case ARGMAX -> winner(axes.size(), reduced, guard, body);
      };
      advance(0, axes);
    }
    return result;
  }

  private double combined(Reduction.Kind kind, int first, List<Axis> reduced, Test guard, Value body) {
    double result = kind.identity();
    for (long i = count(reduced); i > 0; i--) {
      if (guard.holds()) {
        result = kind.combine(result, body.get());
      }
      advance(first, reduced);
    }
    return result;
  }

  /** The first NaN, else the first of the largest, −0 and 0 being equal; −1 where no point takes part. */
  private long winner(int first, List<Axis> reduced, Test guard, Value body) {
    double best = Double.NEGATIVE_INFINITY;
    long winner = -1;
    long points = count(reduced);
    for (long i = 0; i < points; i++) {
      if (guard.holds()) {
        double value = body.get();
        if (winner < 0 || value > best || Double.isNaN(value) && !Double.isNaN(best)) {
          best = value;
          winner = i;
        }
      }
      advance(first, reduced);
    }
    return winner;
  }

  private long count(List<Axis> axes) {
    long count = 1;
    for (Axis axis : axes) {
      count *= axis.extent().at(batch);
    }
    return count;
  }

  /** The next point, the last axis fastest; after the last point the first again. */
  private void advance(int first, List<Axis> axes) {
    for (int i = axes.size() - 1; i >= 0; i--) {
      if (++frame[first + i] < axes.get(i).extent().at(batch)) {
        return;
      }
      frame[first + i] = 0;
    }
  }

  private Value compile(Scalar scalar) {
    return scalar.<Value>match(
        constant -> constant::value,
        batchSize -> () -> batch,
        position -> compile(position.affine())::get,
        this::compile,
        this::compile,
        this::compile);
  }

  private Value compile(Scalar.Select select) {
    Test test = compile(select.condition());
    Value yes = compile(select.yes());
    Value no = compile(select.no());
    return () -> choices.add(test.holds()) ? yes.get() : no.get();
  }

  private Value compile(Scalar.Apply apply) {
    Value a = compile(apply.operands().get(0));
    Value b = apply.operands().size() > 1 ? compile(apply.operands().get(1)) : a;
    Operator operator = apply.operator();
    return switch (operator) {
      case ADD -> () -> a.get() + b.get();
      case SUBTRACT -> () -> a.get() - b.get();
      case MULTIPLY -> () -> a.get() * b.get();
      case MAX, MIN -> () -> {
        double first = a.get();
        double second = b.get();
        choices.add(operator == Operator.MAX ? first > second : first < second);
        return operator.apply(first, second);
      };
      case POWER -> power(a, b, apply.operands().get(1));
      default -> () -> operator.apply(a.get(), b.get());
    };
  }

  /** Written as numbers, the exponents 2, −1 and 0.5 stand for a product, a quotient and a root. */
  private static Value power(Value a, Value b, Scalar exponent) {
    if (exponent.isConstant(0.5)) {
      return () -> Math.sqrt(a.get());
    } else if (exponent.isConstant(-1)) {
      return () -> 1 / a.get();
    } else if (exponent.isConstant(2)) {
      return () -> {
        double x = a.get();
        return x * x;
      };
    }
    return () -> Operator.POWER.apply(a.get(), b.get());
  }

  private Value compile(Scalar.Read read) {
    double[] array = values.apply(read.tensor());
    List<Extent> shape = read.tensor().shape();
    boolean whole = read.isByAxes() && read.indices().stream().allMatch(index -> index.divisor() == 1);
    Affine flat = Affine.ZERO;
    for (int d = 0; d < shape.size() && whole; d++) {
      flat = flat.times(shape.get(d).at(batch)).plus(read.indices().get(d).numerator());
    }
    if (whole) {
      Offset offset = compile(flat);
      return () -> array[(int) offset.get()];
    }
    Offset[] offsets = read.indices().stream().map(i -> i.match(this::compile, this::compile)).toArray(Offset[]::new);
    long[] extents = shape.stream().mapToLong(e -> e.at(batch)).toArray();
    return () -> {
      long offset = 0;
      for (int d = 0; d < offsets.length; d++) {
        long index = offsets[d].get();
        if (index < 0 || index >= extents[d]) {
          throw new IndexOutOfBoundsException(read.tensor() + ", dimension " + d + ": " + index);
        }
        offset = offset * extents[d] + index;
      }
      return array[(int) offset];
    };
  }

  private Offset compile(Index.Quotient index) {
    Offset numerator = compile(index.numerator());
    return () -> Math.floorDiv(numerator.get(), index.divisor());
  }

  private Offset compile(Index.Element element) {
    Value value = compile(element.read());
    return () -> (long) value.get();
  }

  private Offset compile(Affine affine) {
    int[] axes = affine.terms().keySet().stream().mapToInt(slots::get).toArray();
    long[] coefficients = affine.terms().values().stream().mapToLong(Long::longValue).toArray();
    long constant = affine.constant();
    return () -> {
      long value = constant;
      for (int i = 0; i < axes.length; i++) {
        value += coefficients[i] * frame[axes[i]];
      }
      return value;
    };
  }

  private Test compile(Condition condition) {
    return condition.match(
        bound -> {
          Offset offset = compile(bound.affine());
          return () -> offset.get() >= 0;
        },
        divisible -> {
          Offset offset = compile(divisible.affine());
          return () -> Math.floorMod(offset.get(), divisible.modulus()) == 0;
        },
        compare -> {
          Value left = compile(compare.left());
          Value right = compile(compare.right());
          return () -> compare.relation().holds(left.get(), right.get());
        },
        all -> inTurn(all.conditions(), true),
        any -> inTurn(any.conditions(), false),
        not -> {
          Test test = compile(not.condition());
          return () -> !test.holds();
        });
  }

  /** Asks in turn, up to the first that does not hold or, where not all need to hold, up to the first that does. */
  private Test inTurn(List<Condition> parts, boolean all) {
    Test[] tests = parts.stream().map(this::compile).toArray(Test[]::new);
    return () -> {
      for (Test test : tests) {
        if (test.holds() != all) {
          return !all;
        }
      }
      return all;
    };
  }
}
