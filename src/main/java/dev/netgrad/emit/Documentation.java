package dev.netgrad.emit;

import com.palantir.javapoet.CodeBlock;
import dev.netgrad.plan.Plan;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Call;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** The Javadoc of classes: the source and, of the network's, shapes, parameters and how much is kept. */
final class Documentation {
  /** How to read a pass, with an example that has one of everything. */
  private static final String LEGEND = """
      <p>Over each call stand the formulas that its loops compute, all in one go, such as
      <pre>
      // :4  ⇒ dX[k] = dOut[k]*w[k] (no array)
      //    ∂/∂x of out[k] = x[k]*w[k] + b[k], by x·1 → x
      //    dB ≡ dOut, ∂/∂b of out
      // ⇒ dW[k] = sum[n] dOut[k]*x[k], as dV
      // → reads 8*N, writes 4 numbers
      </pre>
      dX, the derivative of the loss by x, was derived (⇒) from the statement for out, in line 4, by
      the law x·1 → x. It has no array: each loop that reads it computes it, from the second on under
      "again: dX". dB ≡ dOut: one array, no loop, no copy. dW was derived as dV was. → is a pass over a
      batch of any N that the workspace has room for. (kept) is an array that the backward pass or
      commit reads. dXViaY is the part of dX through y, dXSum a sum in it, XOfSample one sample's part.
      """;

  private Documentation() {}

  static String of(Plan plan) {
    Block block = plan.network().training();
    StringBuilder out = new StringBuilder();
    if (!block.documentation().isEmpty()) {
      out.append(Texts.javadoc(block.documentation())).append("\n<p>");
    }
    List<String> ports = new ArrayList<>();
    block.inputs().forEach(t -> ports.add("input " + port(t)));
    plan.network().evaluation().outputs().forEach(t -> ports.add("output " + port(t)));
    out.append(Texts.paragraph("Generated from " + block.origin().span().file().name() + ", with " + plan.parameters()
        + " parameters: " + String.join(", ", ports)
        + ". Arrays hold tensors row by row, sample by sample.", 96))
        .append("\n<pre>\n").append(Texts.javadoc(block.origin().span().text())).append("\n</pre>\n");
    if (plan.wholeTraining().backward().isPresent()) {
      out.append(LEGEND);
    }
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
    String from = block.signature() + ", " + block.origin().span().lineReference() + ":";
    return Texts.paragraph(block.documentation() + " " + from) + "\n<pre>\n"
        + Texts.javadoc(block.origin().span().text()) + "\n</pre>\n";
  }

  /** What Javadoc says of what belongs to a call. */
  static CodeBlock of(Call call, String what) {
    String last = call.count() == 1 ? "" : "} to {@code " + Texts.javadoc(call.instances().get(call.count() - 1));
    return CodeBlock.of("$L of {@code $L}.\n", what, Texts.javadoc(call.instances().get(0)) + last);
  }

  private static String port(Tensor t) {
    return t.name() + t.shapeText() + (t.definition() instanceof Definition.RunTime ? ", a number"
        : t.isInteger() ? ", class numbers" : t.isPerSample() ? "" : " for the whole batch");
  }
}
