package dev.netgrad.emit;

import dev.netgrad.plan.Plan;
import dev.netgrad.plan.Size;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Tensor;
import java.util.List;

/** The Javadoc of the network's class: shapes, parameters, what is kept and why, and the source. */
final class Documentation {
  private static final int KEPT_SHOWN = 40;

  private Documentation() {}

  static String of(Plan plan) {
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
    List<Plan.Kept> kept = plan.kept();
    if (!kept.isEmpty()) {
      Size saved = plan.saved();
      out.append("\n<p>From the forward pass to the backward pass ").append(saved)
          .append(" numbers are kept; for each use of its block:\n<ul>\n");
      kept.stream().limit(KEPT_SHOWN).forEach(k -> out.append("<li>").append(Texts.javadoc(k.block().name()))
          .append(": ").append(Texts.javadoc(k.tensor().name())).append(", ").append(k.size()).append(": ")
          .append(Texts.javadoc(k.reason())).append("</li>\n"));
      if (kept.size() > KEPT_SHOWN) {
        out.append("<li>and ").append(kept.size() - KEPT_SHOWN).append(" more</li>\n");
      }
      out.append("</ul>\n");
    }
    out.append("\n<pre>\n").append(Texts.javadoc(block.origin().span().text())).append("\n</pre>\n");
    return out.toString();
  }

  private static void item(String role, Tensor t, StringBuilder out) {
    out.append("<li>").append(role).append(" {@code ").append(Texts.javadoc(t.name())).append(t.shapeText()).append('}')
        .append(t.definition() instanceof Definition.RunTime ? ", a number" : t.isInteger() ? ", class numbers"
            : t.isPerSample() ? ", for each sample" : "").append("</li>\n");
  }
}
