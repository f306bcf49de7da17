package dev.netgrad.emit;

import dev.netgrad.highway.Highway;
import dev.netgrad.highway.HighwayText;
import dev.netgrad.plan.BlockPlan;
import dev.netgrad.plan.Plan;
import dev.netgrad.plan.Size;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.BlockGradient;
import dev.netgrad.tensor.Printer;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The Javadoc of a block's backward pass, for who reads nothing else: how to read it, what the forward pass kept for it
 * and why, and what becomes of the gradients.
 */
final class BackwardDocumentation {
  private static final Printer PRINTER = Printer.brief();

  private final Units units;
  private final UnitNames names;
  private final BlockPlan plan;

  private BackwardDocumentation(Units units, UnitNames names, BlockPlan plan) {
    this.units = units;
    this.names = names;
    this.plan = plan;
  }

  static String of(Units units, UnitNames names, BlockPlan plan) {
    BackwardDocumentation documentation = new BackwardDocumentation(units, names, plan);
    return documentation.howToRead() + documentation.skip() + documentation.kept() + documentation.updated()
        + "\n" + Parameters.batch() + ", as in {@code forward}\n";
  }

  private String howToRead() {
    List<Tensor> given = plan.gradient().map(BlockGradient::outputAdjoints).orElse(List.of());
    String from = given.isEmpty() ? "the loss" : given.stream().map(Tensor::name).collect(Collectors.joining(" and "));
    List<String> to = new ArrayList<>();
    plan.ports().adjoints().arrays().forEach(a -> a.ifPresent(t -> to.add(t.name())));
    if (hasWeights()) {
      to.add("g, the gradients of the weights");
    }
    return Texts.javadoc("The backward pass, from " + from + " to " + String.join(" and ", to)) + ".\n"
        + "dA is the derivative of the loss with respect to A, dAViaB the part of it that comes through B and, if"
        + " there is no\nASum, dASum a sum that it is made of. Arrays AOfSample hold parts of A's sum over the"
        + " samples, of one or a few.\n"
        + "All are overwritten, not added to.\n\n"
        + "<p>All that stands above a call is fused: one pass of its loops computes it. ⇒ marks what is derived; below"
        + " stand\nwhat is differentiated, the laws that made it short and, the first time, the forward statement."
        + " \"One and the\nsame\" is another name for the same values, without loop, copy or array. What has"
        + " \"no array\" is computed where\nit is read; after its first reader it stands there as \"again\".\n";
  }

  private boolean hasWeights() {
    return !plan.block().parameters().isEmpty() || !plan.block().calls().isEmpty();
  }

  /** What happens to the gradient on the skip, of the block or of the whole network. */
  private String skip() {
    Highway highway = units.highway();
    if (plan.block() == highway.network().training()) {
      return !highway.hasPath() ? "" : "\n<p>" + Texts.paragraph(HighwayText.summary(highway).stream()
          .map(line -> line.strip().replaceAll(" {2,}", ", ")).collect(Collectors.joining("; "))
          .replaceFirst("except;", "except").replaceFirst("\\.?$", ".")) + "\n";
    }
    StringBuilder out = new StringBuilder();
    highway.blocks().getOrDefault(plan.block(), Map.of()).values().stream()
        .filter(skip -> skip.isShort() && !skip.residual().isEmpty())
        .forEach(skip -> out.append("\n<p>").append(Texts.paragraph(HighwayText.sentence(skip))).append("\n"));
    return out.toString();
  }

  /** What some tensors have in common. */
  private record Kind(Size size, String reason) {}

  private String kept() {
    Size sum = Size.NONE;
    Map<Kind, List<String>> kinds = new LinkedHashMap<>();
    for (Plan.Kept kept : Plan.kept(plan)) {
      sum = sum.plus(kept.size());
      kinds.computeIfAbsent(new Kind(kept.size(), kept.reason()), k -> new ArrayList<>()).add(field(kept.tensor()));
    }
    for (Plan.Recomputed again : Plan.recomputed(plan)) {
      kinds.computeIfAbsent(new Kind(again.size(), "not kept but computed again: " + again.reason()),
          k -> new ArrayList<>()).add(again.tensor().name());
    }
    if (kinds.isEmpty() && callers().isEmpty()) {
      return "";
    }
    StringBuilder out = new StringBuilder("\n<p>Kept by the forward pass: ").append(Texts.bytes(sum, units.element()))
        .append(plan.block().calls().isEmpty() ? "" : "; what it calls keeps its own").append(".\n<ul>\n");
    kinds.forEach((kind, of) -> item(of, kind.size + (of.size() > 1 ? " each, " : ", ") + kind.reason, out));
    item(callers(), "by the caller", out);
    return out.append("</ul>\n").toString();
  }

  /** What the forward pass was given or gave, and the backward pass reads. */
  private List<String> callers() {
    BlockPlan.Pass pass = plan.backward().orElseThrow();
    Set<Tensor> given = new HashSet<>(PassPorts.of(plan, plan.forward()));
    return PassPorts.of(plan, pass).stream().filter(given::contains)
        .map(t -> names.port(pass, t)).toList();
  }

  private String field(Tensor tensor) {
    Pages.Path field = names.bufferFields(plan).get(tensor);
    return field == null ? tensor.name() : field.toString();
  }

  private String updated() {
    Map<UnitNames, List<String>> parameters = new LinkedHashMap<>();
    units.optimizer().formulas(names).forEach(
        (parameter, formula) -> parameters.computeIfAbsent(formula, f -> new ArrayList<>()).add(parameter.name()));
    if (parameters.isEmpty()) {
      return "";
    }
    StringBuilder out = new StringBuilder("\n<p>Weights do not change here: {@code update} changes each, p, after the "
        + "whole backward pass, by its gradient, g.\n<ul>\n");
    parameters.forEach((formula, of) -> item(of, formula(formula.unit().main().block()), out));
    return out.append("</ul>\n").toString();
  }

  private static String formula(Block optimizer) {
    List<String> statements = new ArrayList<>();
    optimizer.body().stream().filter(Tensor::isFormula).forEach(t -> statements.add(PRINTER.line(t)));
    optimizer.updates().forEach((state, value) -> statements.add("next " + state.name() + " = " + value.name()));
    return String.join("; ", statements);
  }

  private static void item(List<String> of, String text, StringBuilder out) {
    if (!of.isEmpty()) {
      out.append("<li>").append(Texts.paragraph(String.join(", ", of) + ": " + text)).append("</li>\n");
    }
  }
}
