package dev.netgrad.ask.why;

import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Definition.Formula;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Printer;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Tensor;
import java.util.List;
import java.util.stream.Collectors;

/** Formulas as MathML, as papers typeset them: indices below, quotients as fractions, choices behind a brace. */
final class MathText {
  private static final int SUM = 1;
  private static final int PRODUCT = 2;
  private static final int ATOM = 3;
  private static final Printer PRINTER = Printer.brief();

  private MathText() {}

  /** {@code tensor[axes] = …}. */
  static String formula(Tensor tensor, Formula formula) {
    List<Axis> axes = formula.axes().stream().filter(a -> !a.extent().isBatch()).toList();
    String left = indexed(tensor.name(), axes.stream().map(Axis::name).collect(Collectors.joining(", ")));
    return math(left + operator("=") + rightHandSide(formula));
  }

  /** A tensor's definition; of what has no formula, the text. */
  static String line(Tensor tensor) {
    return tensor.isFormula() ? formula(tensor, tensor.formula()) : math(text(PRINTER.line(tensor)));
  }

  /** What is no formula. */
  static String words(String text) {
    return math(text(text));
  }

  /** ∂node/∂operand = partial. */
  static String partial(Scalar node, Scalar operand, Scalar partial) {
    return math("<mfrac><mrow>" + operator("∂") + scalar(node, ATOM) + "</mrow><mrow>" + operator("∂")
        + scalar(operand, ATOM) + "</mrow></mfrac>" + operator("=") + scalar(partial, 0));
  }

  private static String math(String content) {
    return "<math display=\"block\"><mrow>" + content + "</mrow></math>";
  }

  private static String rightHandSide(Formula formula) {
    Reduction reduction = formula.reduction();
    if (reduction.isNone()) {
      return scalar(formula.body(), 0);
    }
    String sign = switch (reduction.kind()) {
      case SUM -> "∑";
      case PROD -> "∏";
      case NONE, MIN, MAX, ARGMAX -> reduction.kind().symbol();
    };
    String axes = reduction.axes().stream().map(Axis::name).collect(Collectors.joining(", "));
    return "<munder>" + operator(sign) + text(axes) + "</munder>" + scalar(formula.body(), PRODUCT);
  }

  private static String scalar(Scalar scalar, int context) {
    return scalar.match(
        constant -> "<mn>" + escaped(Printer.number(constant.value())) + "</mn>",
        batchSize -> "<mi>N</mi>",
        position -> text(PRINTER.scalar(position)),
        MathText::read,
        apply -> apply(apply, context),
        select -> parenthesised(select(select), context > 0));
  }

  private static String read(Scalar.Read read) {
    List<Index> indices = read.tensor().isPerSample() ? read.indices().subList(1, read.indices().size())
        : read.indices();
    return indexed(read.tensor().name(), indices.stream().map(Index::toString).collect(Collectors.joining(", ")));
  }

  private static String indexed(String name, String indices) {
    String letters = "<mi mathvariant=\"normal\">" + escaped(name) + "</mi>";
    return indices.isEmpty() ? letters : "<msub>" + letters + text(indices) + "</msub>";
  }

  private static String select(Scalar.Select select) {
    Condition condition = select.condition();
    if (select.yes().isConstant(1) && select.no().isConstant(0)) {
      return text("[" + PRINTER.condition(condition) + "]");
    }
    return operator("{") + "<mtable columnalign=\"left\"><mtr><mtd>" + scalar(select.yes(), 0) + "</mtd><mtd>"
        + text("  if " + PRINTER.condition(condition)) + "</mtd></mtr><mtr><mtd>" + scalar(select.no(), 0)
        + "</mtd><mtd>" + text("  else") + "</mtd></mtr></mtable>";
  }

  private static String apply(Scalar.Apply apply, int context) {
    List<Scalar> operands = apply.operands();
    Scalar a = operands.get(0);
    Scalar b = operands.get(operands.size() - 1);
    return switch (apply.operator()) {
      case ADD -> parenthesised(scalar(a, SUM) + operator("+") + scalar(b, SUM), context > SUM);
      case SUBTRACT -> parenthesised(scalar(a, SUM) + operator("−") + scalar(b, PRODUCT), context > SUM);
      case MULTIPLY -> parenthesised(scalar(a, PRODUCT) + operator("·") + scalar(b, PRODUCT), context > PRODUCT);
      case DIVIDE -> "<mfrac><mrow>" + scalar(a, 0) + "</mrow><mrow>" + scalar(b, 0) + "</mrow></mfrac>";
      case NEGATE -> parenthesised(operator("−") + scalar(a, PRODUCT), context > SUM);
      case POWER -> "<msup><mrow>" + scalar(a, ATOM) + "</mrow><mrow>" + scalar(b, 0) + "</mrow></msup>";
      case SQRT -> "<msqrt>" + scalar(a, 0) + "</msqrt>";
      case EXP, LOG, TANH, SIN, COS, ERF, ABS, MAX, MIN -> "<mi>" + apply.operator().symbol() + "</mi>" + operator("(")
          + operands.stream().map(o -> scalar(o, 0)).collect(Collectors.joining(operator(","))) + operator(")");
    };
  }

  private static String parenthesised(String content, boolean needed) {
    return needed ? "<mrow>" + operator("(") + content + operator(")") + "</mrow>" : "<mrow>" + content + "</mrow>";
  }

  private static String operator(String sign) {
    return "<mo>" + sign + "</mo>";
  }

  private static String text(String text) {
    return "<mtext>" + escaped(text).replace("  ", " &#160;") + "</mtext>";
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
