package dev.netgrad.onnx;

import static dev.netgrad.onnx.Clause.compared;
import static dev.netgrad.onnx.Clause.isTrue;
import static dev.netgrad.onnx.Term.applied;
import static dev.netgrad.onnx.Term.difference;
import static dev.netgrad.onnx.Term.either;
import static dev.netgrad.onnx.Term.number;
import static dev.netgrad.onnx.Term.product;
import static dev.netgrad.onnx.Term.quotient;
import static dev.netgrad.onnx.Term.sum;

import dev.netgrad.onnx.Written.Setting;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/** Operators that work element by element, two operands broadcast to each other. */
final class Elementwise {
  private static final double SELU_ALPHA = 1.67326319217681884765625;
  private static final double SELU_GAMMA = 1.05070102214813232421875;

  private Elementwise() {}

  static List<OperatorRule> rules() {
    List<OperatorRule> rules = new ArrayList<>(List.of(
        OperatorRule.of("Relu", s -> layer(s, "relu", Elementwise::relu)),
        OperatorRule.of("Sigmoid", s -> layer(s, "sigmoid", Elementwise::sigmoid)),
        OperatorRule.of("Softplus", s -> layer(s, "softplus", x -> applied("log", sum(number(1), applied("exp", x))))),
        OperatorRule.of("Mish", s -> layer(s, "mish",
            x -> product(x, applied("tanh", applied("log", sum(number(1), applied("exp", x))))))),
        OperatorRule.of("HardSwish", s -> layer(s, "hardSwish", x -> product(x, hardSigmoid(x, 1.0 / 6, 0.5)))),
        OperatorRule.of("LeakyRelu", s -> {
          double slope = s.node().number("alpha", 0.01f);
          return layer(s, "leakyRelu", x -> either(compared(number(0), "<", x), x, product(number(slope), x)),
              unless("slope", slope, 0.01f));
        }),
        OperatorRule.of("Elu", s -> {
          double alpha = s.node().number("alpha", 1);
          return layer(s, "elu", x -> elu(x, alpha, 1), unless("alpha", alpha, 1));
        }),
        OperatorRule.of("Gelu", s -> layer(s, s.node().text("approximate", "none").equals("tanh") ? "geluTanh" : "gelu",
            x -> quotient(product(x, sum(number(1), applied("erf", quotient(x, number(Math.sqrt(2)))))), number(2)))),
        OperatorRule.of("HardSigmoid", s -> {
          double alpha = s.node().number("alpha", 0.2f);
          double beta = s.node().number("beta", 0.5);
          return Math.abs(alpha - 1.0 / 6) < 1e-7 && beta == 0.5
              ? layer(s, "hardSigmoid", x -> hardSigmoid(x, alpha, beta))
              : unary(s, x -> hardSigmoid(x, alpha, beta));
        }),
        OperatorRule.of("Swish", s -> s.node().number("alpha", 1) == 1
            ? layer(s, "silu", x -> product(x, sigmoid(x)))
            : unary(s, x -> product(x, sigmoid(product(number(s.node().number("alpha", 1)), x))))),
        OperatorRule.of("Selu", s -> unary(s, x ->
            elu(x, s.node().number("alpha", SELU_ALPHA), s.node().number("gamma", SELU_GAMMA)))),
        OperatorRule.of("Celu", s -> {
          Term alpha = number(s.node().number("alpha", 1));
          return unary(s, x -> either(compared(number(0), "<", x), x,
              product(alpha, difference(applied("exp", quotient(x, alpha)), number(1)))));
        }),
        OperatorRule.of("ThresholdedRelu", s -> unary(s, x ->
            either(compared(number(s.node().number("alpha", 1)), "<", x), x, number(0)))),
        OperatorRule.of("Shrink", s -> {
          Term bias = number(s.node().number("bias", 0));
          double lambda = s.node().number("lambd", 0.5);
          return unary(s, x -> either(compared(x, "<", number(-lambda)), sum(x, bias),
              either(compared(number(lambda), "<", x), difference(x, bias), number(0))));
        }),
        OperatorRule.of("Softsign", s -> unary(s, x -> quotient(x, sum(number(1), applied("abs", x))))),
        OperatorRule.of("Neg", s -> unary(s, x -> product(number(-1), x))),
        OperatorRule.of("Reciprocal", s -> unary(s, x -> quotient(number(1), x))),
        OperatorRule.of("Tan", s -> unary(s, x -> quotient(applied("sin", x), applied("cos", x)))),
        OperatorRule.of("Sinh", s -> unary(s, x -> quotient(
            difference(applied("exp", x), applied("exp", product(number(-1), x))), number(2)))),
        OperatorRule.of("Cosh", s -> unary(s, x -> quotient(
            sum(applied("exp", x), applied("exp", product(number(-1), x))), number(2)))),
        OperatorRule.of("Sign", s -> unary(s, x -> either(compared(number(0), "<", x), number(1),
            either(compared(x, "<", number(0)), number(-1), number(0))))),
        OperatorRule.of("Not", s -> s.define(ElementKind.BOOLEAN, s.shape(0),
            i -> new Term.Bracket(new Clause.Not(isTrue(s.at(0, i)))))),
        OperatorRule.of("Clip", Elementwise::clip),
        OperatorRule.of("PRelu", Elementwise::prelu),
        OperatorRule.of("Where", s -> s.define(same(s.operand(1), s.operand(2)),
            Shaped.broadcast(s.shape(0), s.shape(1), s.shape(2)),
            i -> either(isTrue(s.at(0, i)), s.at(1, i), s.at(2, i)))),
        OperatorRule.of("Mod", "of what is known alone", s -> {
          String whole = s.node().integer("fmod", 0) == 1 ? "truncated" : "floor";
          return known(s, (x, y) -> difference(x, product(applied(whole, quotient(x, y)), y)));
        }),
        OperatorRule.of("Pow", s -> binary(s, (x, y) -> new Term.Dyad("^", x, y))),
        OperatorRule.of("Div", s -> binary(s, (x, y) -> s.operand(0).kind() == ElementKind.INTEGER
            ? applied("truncated", quotient(x, y)) : quotient(x, y))),
        OperatorRule.of("Add", s -> binary(s, Term::sum)),
        OperatorRule.of("Sub", s -> binary(s, Term::difference)),
        OperatorRule.of("Mul", s -> binary(s, Term::product)),
        OperatorRule.of("Sum", s -> all(s, Term::sum)),
        OperatorRule.of("Max", s -> all(s, (x, y) -> applied("max", x, y))),
        OperatorRule.of("Min", s -> all(s, (x, y) -> applied("min", x, y))),
        OperatorRule.of("Mean", s -> {
          int[] shape = shapes(s);
          return s.define(shape, i -> quotient(folded(s, Term::sum, i), number(s.count())));
        })));
    for (String function : List.of("Exp", "Log", "Sqrt", "Tanh", "Sin", "Cos", "Erf", "Abs")) {
      rules.add(OperatorRule.of(function, s -> unary(s, x -> applied(function.toLowerCase(Locale.ROOT), x))));
    }
    for (String function : List.of("Floor", "Ceil", "Round")) {
      rules.add(OperatorRule.of(function, "of what is known alone",
          s -> known(s, (x, y) -> applied(function.toLowerCase(Locale.ROOT), x))));
    }
    comparison(rules, "Equal", "==");
    comparison(rules, "Less", "<");
    comparison(rules, "LessOrEqual", "<=");
    comparison(rules, "Greater", ">");
    comparison(rules, "GreaterOrEqual", ">=");
    connection(rules, "And", "and");
    connection(rules, "Or", "or");
    return rules;
  }

  private static void comparison(List<OperatorRule> rules, String name, String sign) {
    rules.add(OperatorRule.of(name, s -> s.define(ElementKind.BOOLEAN, shapes(s),
        i -> new Term.Bracket(compared(s.at(0, i), sign, s.at(1, i))))));
  }

  private static void connection(List<OperatorRule> rules, String name, String word) {
    rules.add(OperatorRule.of(name, s -> s.define(ElementKind.BOOLEAN, shapes(s),
        i -> new Term.Bracket(new Clause.Joined(isTrue(s.at(0, i)), word, isTrue(s.at(1, i)))))));
  }

  private static Term relu(Term x) {
    return applied("max", x, number(0));
  }

  private static Term sigmoid(Term x) {
    return quotient(number(1), sum(number(1), applied("exp", product(number(-1), x))));
  }

  private static Term elu(Term x, double alpha, double gamma) {
    Term positive = gamma == 1 ? x : product(number(gamma), x);
    return either(compared(number(0), "<", x), positive,
        product(number((float) (gamma * alpha)), difference(applied("exp", x), number(1))));
  }

  private static Term hardSigmoid(Term x, double alpha, double beta) {
    return applied("min", applied("max", sum(product(number(alpha), x), number(beta)), number(0)), number(1));
  }

  /** What a layer takes by itself is not said; neighbours among floats are the same to a person. */
  static List<Setting> unless(String name, double value, double otherwise) {
    return Math.abs(value - otherwise) <= 1e-6 * Math.abs(otherwise) ? List.of() : List.of(new Setting(name, value));
  }

  /** A layer of the library; a formula where the operand is known. */
  private static Arranged layer(NodeStep s, String layer, UnaryOperator<Term> meaning) {
    return layer(s, layer, meaning, List.of());
  }

  private static Arranged layer(NodeStep s, String layer, UnaryOperator<Term> meaning, List<Setting> settings) {
    return s.operand(0).constant().isPresent() ? unary(s, meaning)
        : s.draft().elementwise(s.out(), layer, s.operand(0), settings.toArray(Setting[]::new));
  }

  private static Arranged unary(NodeStep s, UnaryOperator<Term> meaning) {
    return s.define(s.operand(0).kind(), s.shape(0), i -> meaning.apply(s.at(0, i)));
  }

  private static Arranged binary(NodeStep s, BinaryOperator<Term> meaning) {
    return s.define(same(s.operand(0), s.operand(1)), shapes(s), i -> meaning.apply(s.at(0, i), s.at(1, i)));
  }

  private static Arranged known(NodeStep s, BinaryOperator<Term> meaning) {
    for (int k = 0; k < s.count(); k++) {
      if (s.operand(k).constant().isEmpty()) {
        throw new OnnxException("the language has no such function, for its derivative says nothing");
      }
    }
    return s.define(s.operand(0).kind(), shapes(s), i -> meaning.apply(s.at(0, i), s.count() > 1 ? s.at(1, i) : null));
  }

  private static Arranged all(NodeStep s, BinaryOperator<Term> meaning) {
    return s.define(s.operand(0).kind(), shapes(s), i -> folded(s, meaning, i));
  }

  private static Term folded(NodeStep s, BinaryOperator<Term> meaning, List<Position> index) {
    Term term = s.at(0, index);
    for (int k = 1; k < s.count(); k++) {
      term = meaning.apply(term, s.at(k, index));
    }
    return term;
  }

  private static int[] shapes(NodeStep s) {
    int[][] shapes = new int[s.count()][];
    for (int k = 0; k < shapes.length; k++) {
      shapes[k] = s.shape(k);
    }
    return Shaped.broadcast(shapes);
  }

  private static ElementKind same(Arranged a, Arranged b) {
    return a.kind() == ElementKind.FLOAT || b.kind() == ElementKind.FLOAT ? ElementKind.FLOAT : a.kind();
  }

  private static Arranged clip(NodeStep s) {
    return s.define(s.operand(0).kind(), s.shape(0), i -> bounded(s, "min", 2, "max",
        bounded(s, "max", 1, "min", s.at(0, i), i), i));
  }

  /** A bound by an operand or, before version 11, by an attribute; none where no float is beyond it. */
  private static Term bounded(
      NodeStep s, String function, int operand, String attribute, Term x, List<Position> index) {
    if (s.has(operand)) {
      Optional<Double> bound = s.constant(operand).flatMap(Draft::number);
      return bound.isPresent() && isOpen(function, bound.orElseThrow()) ? x
          : applied(function, x, s.at(operand, index));
    }
    double bound = s.node().number(attribute, function.equals("min") ? Float.MAX_VALUE : -Float.MAX_VALUE);
    return isOpen(function, bound) ? x : applied(function, x, number(bound));
  }

  private static boolean isOpen(String function, double bound) {
    return function.equals("min") ? bound >= Float.MAX_VALUE : bound <= -Float.MAX_VALUE;
  }

  /** Before version 7, and where it fits nothing else, a slope for each channel. */
  private static Arranged prelu(NodeStep s) {
    int[] shape = s.shape(0);
    Arranged given = s.operand(1);
    boolean isOfChannels = given.rank() == 1 && shape.length > 2 && given.shape()[0] == shape[1]
        && (s.opset() < 7 || given.shape()[0] != shape[shape.length - 1]);
    int[] ones = shape.clone();
    Arrays.fill(ones, 1);
    ones[Math.min(1, shape.length - 1)] = given.shape().length > 0 ? given.shape()[0] : 1;
    Arranged slope = isOfChannels ? given.withOnes(ones) : given;
    if (!Arrays.equals(Shaped.broadcast(shape, slope.shape()), shape)) {
      throw new OnnxException("its slopes " + Shaped.text(slope.shape()) + " do not fit " + Shaped.text(shape));
    }
    return s.define(shape, i -> either(compared(number(0), "<", s.at(0, i)), s.at(0, i),
        product(NodeStep.at(slope, i), s.at(0, i))));
  }
}
