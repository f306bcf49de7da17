package dev.netgrad.tensor;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The IR's text: formulas as they would stand in a {@code .net} file, one a line. The batch axis is not written where
 * it is a tensor's own, as in the language.
 */
public final class Printer {
  private static final int SUM = 1;
  private static final int PRODUCT = 2;
  private static final int UNARY = 3;
  private static final int ATOM = 5;

  private final Function<Tensor, String> names;
  private final boolean extents;

  private Printer(Function<Tensor, String> names, boolean extents) {
    this.names = names;
    this.extents = extents;
  }

  /** Prints with the tensors' own names. */
  public Printer() {
    this(Tensor::name);
  }

  /** Prints with other names, such as ones that are unique. */
  public Printer(Function<Tensor, String> names) {
    this(names, true);
  }

  /** Leaves out extents and bounds, as papers do and as suits a comment over loops that show them. */
  public static Printer brief() {
    return new Printer(Tensor::name, false);
  }

  /** The same with other names. */
  public static Printer brief(Function<Tensor, String> names) {
    return new Printer(names, false);
  }

  /** A whole block, a line for each tensor; for dumps. */
  public String block(Block block) {
    StringBuilder out = new StringBuilder();
    out.append(block.signature()).append(" {\n");
    block.inputs().forEach(t -> out.append("  input ").append(line(t)).append('\n'));
    block.body().forEach(t -> out.append("  ").append(line(t, block.previous())).append('\n'));
    block.updates().forEach((state, value) ->
        out.append("  next ").append(names.apply(state)).append(" = ").append(names.apply(value)).append('\n'));
    return out.append("  output ")
        .append(block.outputs().stream().map(names).collect(Collectors.joining(", "))).append("\n}\n").toString();
  }

  /** A backward pass, a line for each tensor with its derivation; for dumps. */
  public String gradient(BlockGradient gradient) {
    StringBuilder out = new StringBuilder();
    out.append("adjoint of ").append(gradient.primal().signature()).append(" {\n");
    gradient.outputAdjoints().forEach(t -> out.append("  input ").append(line(t)).append('\n'));
    for (BlockGradient.Copy copy : gradient.copies()) {
      out.append("  ").append(copy(copy)).append('\n');
    }
    for (Tensor tensor : gradient.body()) {
      out.append("  ").append(line(tensor, gradient.previous()));
      String why = derivation(tensor.derivation());
      out.append(why.isEmpty() ? "" : "  // " + why).append('\n');
    }
    gradient.adjoints().forEach((primal, adjoint) ->
        out.append("  adjoint of ").append(names.apply(primal)).append(" = ").append(names.apply(adjoint))
            .append('\n'));
    return out.append("}\n").toString();
  }

  /** {@code dF = dSum}, and why they are one and the same. */
  public String copy(BlockGradient.Copy copy) {
    return copy.name() + " = " + names.apply(copy.original()) + ", one and the same: " + derivation(copy.derivation());
  }

  /** A derivation in one line: the rule, then the laws. */
  public static String derivation(Derivation derivation) {
    List<String> parts = new ArrayList<>();
    if (!derivation.rule().isEmpty()) {
      parts.add(derivation.rule());
    }
    derivation.laws().stream().filter(Law::isTold).map(Law::equation).forEach(parts::add);
    return String.join("; ", parts);
  }

  /** One tensor's definition; of a previous one, what it has the values of. */
  private String line(Tensor tensor, Map<Tensor, Tensor> previous) {
    return line(tensor) + (previous.containsKey(tensor) ? " is " + names.apply(tensor) + "["
        + tensor.indexNames().get(Recurrence.dimension(tensor)) + "] = " + names.apply(previous.get(tensor)) + "["
        + Recurrence.resolved((Scalar.Read) tensor.at(tensor.freshAxes()), previous.get(tensor)).indices()
            .get(Recurrence.dimension(tensor)) + "]" : "");
  }

  /** One tensor's definition. */
  public String line(Tensor tensor) {
    String shaped = names.apply(tensor) + (tensor.isPerSample() || !tensor.shape().isEmpty() ? tensor.shapeText() : "");
    String forWhat = tensor.isPerSample() ? "" : " for the batch";
    return tensor.definition().match(
        input -> shaped + (tensor.isInteger() ? ": class" : "") + forWhat,
        runTime -> shaped + ": scalar",
        parameter -> "parameter " + shaped + " = " + initialiser(parameter.initialiser()) + attributes(parameter),
        state -> "state " + shaped + " = " + number(state.initial()),
        random -> "random " + shaped + forWhat,
        previous -> "previous " + shaped,
        formula -> formula(tensor, formula),
        result -> shaped + " = " + call(result.call()),
        adjoint -> shaped + " = adjoint of argument " + adjoint.argument() + " of " + call(adjoint.call()) + " given "
            + names.apply(adjoint.resultAdjoint()),
        derived -> shaped + " = " + derived.word()
            + derived.reads().stream().map(names).collect(Collectors.joining(", ", "(", ")")));
  }

  private String call(Call call) {
    String callee = extents ? call.block().signature() : call.block().name();
    return (call.count() > 1 ? "repeat(" + call.count() + ") " : "") + callee + " as "
        + call.instances().get(0) + call.arguments().stream().map(names).collect(Collectors.joining(", ", " of ", ""));
  }

  /** {@code normal(0.1)}, say. */
  public static String initialiser(Initialiser initialiser) {
    if (initialiser instanceof Initialiser.Normal normal) {
      return "normal(" + number(normal.standardDeviation()) + ")";
    } else if (initialiser instanceof Initialiser.Uniform uniform) {
      return "uniform(" + number(uniform.bound()) + ")";
    }
    return number(((Initialiser.Fill) initialiser).value());
  }

  private static String attributes(Definition.Parameter parameter) {
    return parameter.attributes().isEmpty() ? "" : parameter.attributes().entrySet().stream()
        .map(e -> e.getKey() + " = " + number(e.getValue())).collect(Collectors.joining(", ", " with ", ""));
  }

  /** {@code y[h < 8, k < 4] = sum[c < 3] x[h, c] * w[c, k]}. */
  public String formula(Tensor tensor, Definition.Formula formula) {
    String axes = formula.axes().stream().filter(a -> !a.extent().isBatch()).map(this::declaration)
        .collect(Collectors.joining(", "));
    return names.apply(tensor) + (axes.isEmpty() && !extents ? "" : "[" + axes + "]") + " = " + rightHandSide(formula);
  }

  /** What follows the equals sign. */
  public String rightHandSide(Definition.Formula formula) {
    if (formula.reduction().isNone()) {
      return scalar(formula.body());
    }
    return reduction(formula) + " " + scalar(formula.body(), PRODUCT);
  }

  private String reduction(Definition.Formula formula) {
    Reduction reduction = formula.reduction();
    String axes = reduction.axes().stream().map(this::declaration).collect(Collectors.joining(", "));
    String guards = reduction.guards().stream().filter(g -> extents || !isBound(g, formula.body()))
        .map(this::condition).collect(Collectors.joining(", "));
    return reduction.kind().symbol() + "[" + axes + (guards.isEmpty() ? "" : " | " + guards) + "]";
  }

  /** Whether a guard says no more than that something is read within its tensor. */
  private static boolean isBound(Condition guard, Scalar body) {
    return guard instanceof Condition.AtLeastZero bound && Scalars.reads(body).stream().anyMatch(read ->
        IntStream.range(0, read.indices().size()).anyMatch(d -> {
          Index index = read.indices().get(d);
          Extent extent = read.tensor().shape().get(d);
          if (!index.isQuotient()) {
            return false;
          }
          Affine most = bound.affine().plus(index.numerator());
          return bound.affine().equals(index.numerator()) || !extent.isBatch() && most.isConstant()
              && Math.floorDiv(most.constant(), index.divisor()) == extent.size() - 1;
        }));
  }

  private String declaration(Axis axis) {
    return axis.extent().isBatch() || !extents ? axis.name() : axis.name() + " < " + axis.extent();
  }

  public String scalar(Scalar scalar) {
    return scalar(scalar, 0);
  }

  private String scalar(Scalar scalar, int context) {
    return scalar.match(
        constant -> number(constant.value(), context),
        batchSize -> "N",
        position -> parenthesise(position.affine().toString(), context > SUM && !isAtom(position.affine())),
        this::read,
        apply -> apply(apply, context),
        select -> select(select, context));
  }

  private static String number(double value, int context) {
    String text = number(value);
    return parenthesise(text, text.startsWith("-") && context > SUM);
  }

  private static boolean isAtom(Affine affine) {
    return affine.isAxis() || affine.isConstant() && affine.constant() >= 0;
  }

  private String read(Scalar.Read read) {
    boolean perSample = read.tensor().isPerSample();
    List<Index> indices = perSample ? read.indices().subList(1, read.indices().size()) : read.indices();
    return names.apply(read.tensor()) + (indices.isEmpty() ? ""
        : indices.stream().map(this::index).collect(Collectors.joining(", ", "[", "]")));
  }

  private String index(Index index) {
    return index.match(Index.Quotient::toString, element -> read(element.read()));
  }

  private String select(Scalar.Select select, int context) {
    if (select.yes().isConstant(1) && select.no().isConstant(0)) {
      return "[" + condition(select.condition()) + "]";
    }
    return parenthesise("if " + condition(select.condition()) + " then " + scalar(select.yes(), SUM) + " else "
        + scalar(select.no(), SUM), context > 0);
  }

  private String apply(Scalar.Apply apply, int context) {
    Operator operator = apply.operator();
    List<Scalar> operands = apply.operands();
    return switch (operator) {
      case ADD -> infix(operands, " + ", SUM, SUM, SUM, context);
      case SUBTRACT -> infix(operands, " - ", SUM, SUM, PRODUCT, context);
      case MULTIPLY -> infix(operands, "*", PRODUCT, PRODUCT, UNARY, context);
      case DIVIDE -> infix(operands, "/", PRODUCT, PRODUCT, UNARY, context);
      case POWER -> infix(operands, "^", ATOM - 1, ATOM, ATOM, context);
      case NEGATE -> parenthesise("-" + scalar(operands.get(0), UNARY), context > SUM);
      default -> operator.symbol()
          + operands.stream().map(this::scalar).collect(Collectors.joining(", ", "(", ")"));
    };
  }

  private String infix(List<Scalar> operands, String symbol, int own, int left, int right, int context) {
    return parenthesise(scalar(operands.get(0), left) + symbol + scalar(operands.get(1), right), context > own);
  }

  private static String parenthesise(String text, boolean needed) {
    return needed ? "(" + text + ")" : text;
  }

  public String condition(Condition condition) {
    return condition.match(
        bound -> atLeastZero(bound.affine()),
        divisible -> parenthesise(divisible.affine().toString(), !divisible.affine().isAxis()) + " % "
            + divisible.modulus() + " == 0",
        compare -> scalar(compare.left(), SUM) + " " + compare.relation().symbol() + " "
            + scalar(compare.right(), SUM),
        all -> all.conditions().isEmpty() ? "true" : join(all.conditions(), " and "),
        any -> any.conditions().isEmpty() ? "false" : join(any.conditions(), " or "),
        not -> "not (" + condition(not.condition()) + ")");
  }

  private String join(List<Condition> conditions, String word) {
    return conditions.stream()
        .map(c -> c instanceof Condition.All || c instanceof Condition.Any ? "(" + condition(c) + ")" : condition(c))
        .collect(Collectors.joining(word));
  }

  /** {@code less <= more}, nothing negative on either side. */
  private static String atLeastZero(Affine affine) {
    Affine more = Affine.of(Math.max(0, affine.constant()));
    Affine less = Affine.of(Math.max(0, -affine.constant()));
    for (Map.Entry<Axis, Long> term : affine.terms().entrySet()) {
      Affine part = Affine.of(term.getKey()).times(Math.abs(term.getValue()));
      more = term.getValue() > 0 ? more.plus(part) : more;
      less = term.getValue() < 0 ? less.plus(part) : less;
    }
    return less + " <= " + more;
  }

  /**
   * A number as the language writes it: an integer without a point, others in full or with an exponent. What is none
   * has no sign of its own there, only a quotient that gives it.
   */
  public static String number(double value) {
    if (Double.isNaN(value)) {
      return "(0.0/0.0)";
    } else if (Double.isInfinite(value)) {
      return value > 0 ? "infinity" : "-infinity";
    }
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      return (1 / value < 0 ? "-" : "") + Long.toString((long) Math.abs(value));
    }
    return BigDecimal.valueOf(value).abs().compareTo(new BigDecimal("1e-4")) < 0
        ? Double.toString(value).replace("E", "e") : BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }
}
