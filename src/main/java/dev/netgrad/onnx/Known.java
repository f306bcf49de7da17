package dev.netgrad.onnx;

import dev.netgrad.onnx.Term.At;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/** Computes formulas that read nothing but constants: what a model calculates of shapes, above all. */
final class Known implements Term.Cases<Double>, Clause.Cases<Boolean> {
  private static final int MOST = 1 << 26;

  private final Map<Factor, Integer> values = new IdentityHashMap<>();
  private boolean readsBatch;

  private Known() {}

  /** Whether all that a formula reads is known, and it is small enough to be computed now. */
  static boolean is(Formula formula) {
    long size = formula.axes().stream().mapToLong(Factor::extent).reduce(1, (a, b) -> Math.min(a * b, 1L << 31));
    boolean[] known = {size <= MOST};
    formula.body().mapped(term -> {
      if (term instanceof At at) {
        known[0] &= at.tensor().constant().isPresent();
      } else if (term instanceof Term.Picked) {
        known[0] = false;
      }
      return term;
    });
    return known[0];
  }

  static Constant of(String name, Formula formula) {
    int[] shape = formula.axes().stream().mapToInt(Factor::extent).toArray();
    int size = 1;
    for (int extent : shape) {
      size *= extent;
    }
    double[] elements = new double[size];
    BitSet ofBatch = new BitSet();
    Known known = new Known();
    for (int i = 0; i < size; i++) {
      known.point(formula.axes(), i);
      known.readsBatch = false;
      elements[i] = rounded(formula.kind(), formula.body().match(known));
      ofBatch.set(i, known.readsBatch);
    }
    return new Constant(name, formula.kind(), shape, i -> elements[i], false, ofBatch);
  }

  /** A tensor that is known, row by row in the model's axes; its elements stay where they are. */
  static Constant laid(Arranged tensor) {
    Constant constant = tensor.constant().orElseThrow();
    List<Factor> factors = tensor.axes().stream().flatMap(List::stream).toList();
    int base = offset(tensor, constant, Map.of());
    int[] extents = factors.stream().mapToInt(Factor::extent).toArray();
    int[] strides = factors.stream().mapToInt(f -> offset(tensor, constant, Map.of(f, 1)) - base).toArray();
    IntUnaryOperator at = i -> {
      int offset = base;
      int rest = i;
      for (int k = extents.length - 1; k >= 0; k--) {
        offset += rest % extents[k] * strides[k];
        rest /= extents[k];
      }
      return offset;
    };
    BitSet ofBatch = new BitSet();
    if (!constant.ofBatch().isEmpty()) {
      IntStream.range(0, Math.toIntExact(tensor.size())).filter(i -> constant.ofBatch().get(at.applyAsInt(i)))
          .forEach(ofBatch::set);
    }
    return new Constant(constant.name(), tensor.kind(), tensor.shape(), i -> constant.elements().at(at.applyAsInt(i)),
        constant.isTrained(), ofBatch);
  }

  private static int offset(Arranged tensor, Constant constant, Map<Factor, Integer> values) {
    int offset = 0;
    for (int i = 0; i < tensor.reads().size(); i++) {
      offset = offset * constant.shape()[i] + tensor.reads().get(i).value(f -> values.getOrDefault(f, 0));
    }
    return offset;
  }

  private static double rounded(ElementKind kind, double value) {
    return kind == ElementKind.FLOAT ? (float) value : value;
  }

  private void point(List<Factor> axes, int row) {
    int rest = row;
    for (int i = axes.size() - 1; i >= 0; i--) {
      values.put(axes.get(i), rest % axes.get(i).extent());
      rest /= axes.get(i).extent();
    }
  }

  @Override
  public Double figure(Term.Figure term) {
    return term.value();
  }

  @Override
  public Double counted(Term.Counted term) {
    return (double) term.position().value(values::get);
  }

  @Override
  public Double at(At term) {
    Arranged tensor = term.tensor();
    Map<Factor, Integer> inside = new IdentityHashMap<>();
    int[] shape = tensor.shape();
    for (int i = 0; i < shape.length; i++) {
      int at = term.index().get(i).value(values::get);
      if (at < 0 || at >= shape[i]) {
        return term.otherwise().match(this);
      }
      List<Factor> factors = tensor.axes().get(i);
      for (int k = factors.size() - 1; k >= 0; k--) {
        inside.put(factors.get(k), at % factors.get(k).extent());
        at /= factors.get(k).extent();
      }
    }
    Constant constant = tensor.constant().orElseThrow();
    int offset = offset(tensor, constant, inside);
    readsBatch |= constant.ofBatch().get(offset);
    return constant.elements().at(offset);
  }

  @Override
  public Double read(Term.Read term) {
    throw new IllegalStateException("a tensor of the text is not known");
  }

  @Override
  public Double picked(Term.Picked term) {
    throw new IllegalStateException("picked when it runs");
  }

  @Override
  public Double dyad(Term.Dyad term) {
    double left = term.left().match(this);
    double right = term.right().match(this);
    return switch (term.sign()) {
      case "+" -> left + right;
      case "-" -> left - right;
      case "*" -> left * right;
      case "/" -> left / right;
      case "^" -> Math.pow(left, right);
      default -> throw new IllegalStateException(term.sign());
    };
  }

  @Override
  public Double applied(Term.Applied term) {
    double a = term.operands().get(0).match(this);
    return switch (term.function()) {
      case "exp" -> Math.exp(a);
      case "log" -> Math.log(a);
      case "sqrt" -> Math.sqrt(a);
      case "tanh" -> Math.tanh(a);
      case "sin" -> Math.sin(a);
      case "cos" -> Math.cos(a);
      case "abs" -> Math.abs(a);
      case "max" -> Math.max(a, term.operands().get(1).match(this));
      case "min" -> Math.min(a, term.operands().get(1).match(this));
      // Of what is known alone; no function of the language.
      case "floor" -> Math.floor(a);
      case "ceil" -> Math.ceil(a);
      case "round" -> Math.rint(a);
      case "truncated" -> a < 0 ? Math.ceil(a) : Math.floor(a);
      default -> throw new OnnxException(term.function() + " of a constant is not computed");
    };
  }

  @Override
  public Double either(Term.Either term) {
    return term.condition().match(this) ? term.then().match(this) : term.otherwise().match(this);
  }

  @Override
  public Double bracket(Term.Bracket term) {
    return term.condition().match(this) ? 1.0 : 0.0;
  }

  @Override
  public Double reduced(Term.Reduced term) {
    int points = Math.toIntExact(term.over().stream().mapToLong(Factor::extent).reduce(1, Math::multiplyExact));
    double result = switch (term.kind()) {
      case "sum" -> 0;
      case "prod" -> 1;
      case "max" -> Double.NEGATIVE_INFINITY;
      case "min" -> Double.POSITIVE_INFINITY;
      default -> throw new OnnxException(term.kind() + " of a constant is not computed");
    };
    for (int i = 0; i < points; i++) {
      point(term.over(), i);
      boolean counts = true;
      for (Clause guard : term.guards()) {
        counts &= guard.match(this);
      }
      if (counts) {
        double next = term.body().match(this);
        result = switch (term.kind()) {
          case "sum" -> result + next;
          case "prod" -> result * next;
          case "max" -> Math.max(result, next);
          default -> Math.min(result, next);
        };
      }
    }
    return result;
  }

  @Override
  public Boolean compared(Clause.Compared condition) {
    double left = condition.left().match(this);
    double right = condition.right().match(this);
    return switch (condition.sign()) {
      case "==" -> left == right;
      case "!=" -> left != right;
      case "<" -> left < right;
      case "<=" -> left <= right;
      case ">" -> left > right;
      case ">=" -> left >= right;
      default -> throw new IllegalStateException(condition.sign());
    };
  }

  @Override
  public Boolean divides(Clause.Divides condition) {
    return condition.index().match(this) % condition.divisor() == 0;
  }

  @Override
  public Boolean joined(Clause.Joined condition) {
    return condition.word().equals("and") ? condition.left().match(this) && condition.right().match(this)
        : condition.left().match(this) || condition.right().match(this);
  }

  @Override
  public Boolean not(Clause.Not condition) {
    return !condition.condition().match(this);
  }
}
