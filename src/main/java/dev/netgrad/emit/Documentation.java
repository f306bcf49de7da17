package dev.netgrad.emit;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.TypeName;
import dev.netgrad.plan.Plan;
import dev.netgrad.plan.Size;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Call;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Tensor;

/** The Javadoc of classes: the source and, of the network's, shapes, parameters and how much is kept. */
final class Documentation {
  private Documentation() {}

  static String of(Plan plan, TypeName element) {
    Block block = plan.network().training();
    StringBuilder out = new StringBuilder();
    if (!block.documentation().isEmpty()) {
      out.append(Texts.javadoc(block.documentation())).append("\n\n<p>");
    }
    out.append("Generated from ").append(Texts.javadoc(block.origin().span().file().name()))
        .append(". Arrays hold tensors row by row, the N samples of a batch one after the other.\n\n<ul>\n");
    block.inputs().forEach(t -> item("input", t, out));
    plan.network().evaluation().outputs().forEach(t -> item("output", t, out));
    out.append("<li>").append(plan.parameters()).append(" parameters</li>\n</ul>\n");
    if (!plan.saved().equals(Size.NONE)) {
      out.append("\n<p>A forward pass keeps ").append(Texts.bytes(plan.saved(), element))
          .append(";\nat each class's {@code backward} stands what and why.\n");
    }
    out.append("\n<pre>\n").append(Texts.javadoc(block.origin().span().text())).append("\n</pre>\n");
    return out.toString();
  }

  /** The Javadoc of the method that gives a derivative. */
  static String ofDerivative(Block block) {
    Tensor derivative = block.outputs().get(0);
    return "{@code " + Texts.javadoc(block.origin().span().onOneLine()) + "}, in evaluation: {@code "
        + Texts.javadoc(derivative.name() + derivative.shapeText()) + "}" + (derivative.isPerSample()
            ? " for each sample." : ".");
  }

  /** The Javadoc of a block's class. */
  static String of(Block block) {
    StringBuilder text = new StringBuilder();
    if (!block.documentation().isEmpty()) {
      text.append(Texts.javadoc(block.documentation())).append("\n\n<p>");
    }
    text.append(Texts.javadoc(block.signature())).append(", ")
        .append(Texts.javadoc(block.origin().span().lineReference())).append(":\n<pre>\n")
        .append(Texts.javadoc(block.origin().span().text())).append("\n</pre>\n");
    return text.toString();
  }

  /** What Javadoc says of what belongs to a call. */
  static CodeBlock of(Call call, String what) {
    String last = call.count() == 1 ? "" : "} to {@code " + Texts.javadoc(call.instances().get(call.count() - 1));
    return CodeBlock.of("$L of {@code $L}.\n", what, Texts.javadoc(call.instances().get(0)) + last);
  }

  private static void item(String role, Tensor t, StringBuilder out) {
    out.append("<li>").append(role).append(" {@code ").append(Texts.javadoc(t.name())).append(t.shapeText()).append('}')
        .append(t.definition() instanceof Definition.RunTime ? ", a number" : t.isInteger() ? ", class numbers"
            : t.isPerSample() ? ", for each sample" : "").append("</li>\n");
  }
}
