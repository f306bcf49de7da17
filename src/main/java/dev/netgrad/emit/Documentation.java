package dev.netgrad.emit;

import dev.netgrad.plan.Plan;
import dev.netgrad.plan.Size;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Tensor;
import java.util.List;

/** The Javadoc of the network's class: shapes, parameters, what is kept or computed again and why, and the
 * source. */
final class Documentation {
  private static final int MOST_SHOWN = 40;

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
    list("From the forward pass to the backward pass " + plan.saved() + " numbers are kept; for each use of its block:",
        plan.kept().stream().map(k -> entry(k.block(), k.tensor(), k.size(), k.reason())).toList(), out);
    list("The backward pass computes again:",
        plan.recomputed().stream().map(r -> entry(r.block(), r.tensor(), r.size(), r.reason())).toList(), out);
    out.append("\n<pre>\n").append(Texts.javadoc(block.origin().span().text())).append("\n</pre>\n");
    return out.toString();
  }

  private static String entry(Block block, Tensor tensor, Size size, String reason) {
    return block.name() + ": " + tensor.name() + ", " + size + ": " + reason;
  }

  private static void list(String title, List<String> entries, StringBuilder out) {
    if (entries.isEmpty()) {
      return;
    }
    out.append("\n<p>").append(title).append("\n<ul>\n");
    entries.stream().limit(MOST_SHOWN).forEach(e -> out.append("<li>").append(Texts.javadoc(e)).append("</li>\n"));
    if (entries.size() > MOST_SHOWN) {
      out.append("<li>and ").append(entries.size() - MOST_SHOWN).append(" more</li>\n");
    }
    out.append("</ul>\n");
  }

  private static void item(String role, Tensor t, StringBuilder out) {
    out.append("<li>").append(role).append(" {@code ").append(Texts.javadoc(t.name())).append(t.shapeText()).append('}')
        .append(t.definition() instanceof Definition.RunTime ? ", a number" : t.isInteger() ? ", class numbers"
            : t.isPerSample() ? ", for each sample" : "").append("</li>\n");
  }
}
