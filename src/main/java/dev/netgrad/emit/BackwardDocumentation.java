package dev.netgrad.emit;

import dev.netgrad.highway.Highway;
import dev.netgrad.highway.HighwayText;
import dev.netgrad.plan.Plan;
import dev.netgrad.plan.block.BlockPlan;
import dev.netgrad.plan.block.Size;
import dev.netgrad.plan.block.Storage;
import dev.netgrad.tensor.BlockGradient;
import dev.netgrad.tensor.Printer;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The Javadoc of a block's backward pass, for who reads nothing else: how to read it, what the forward pass kept for it
 * and why, and what becomes of the gradients.
 */
final class BackwardDocumentation {
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
    return Texts.paragraph(Stream.of(documentation.what(), documentation.kept(), documentation.callers(),
        documentation.together(), documentation.skip(), documentation.updated()).filter(s -> !s.isEmpty())
        .collect(Collectors.joining(" "))) + "\n";
  }

  private String what() {
    List<Tensor> given = plan.gradient().map(BlockGradient::outputAdjoints).orElse(List.of());
    String from = given.isEmpty() ? "the loss" : and(given.stream().map(Tensor::name).toList());
    List<String> to = new ArrayList<>();
    plan.ports().adjoints().arrays().forEach(a -> a.ifPresent(t -> to.add(t.name())));
    if (hasWeights()) {
      to.add("g, the gradients of the weights");
    }
    return "From " + from + " to " + and(to) + ".";
  }

  private static String and(List<String> words) {
    int last = words.size() - 1;
    return last < 1 ? String.join("", words) : String.join(", ", words.subList(0, last)) + " and " + words.get(last);
  }

  private boolean hasWeights() {
    return !plan.block().parameters().isEmpty() || !plan.block().calls().isEmpty();
  }

  /** What happens to the gradient on the skip, of the block or of the whole network. */
  private String skip() {
    Highway highway = units.highway();
    if (plan.block() == highway.network().training()) {
      return !highway.hasPath() ? "" : HighwayText.summary(highway).stream()
          .map(line -> line.strip().replaceAll(" {2,}", ", ")).collect(Collectors.joining("; "))
          .replaceFirst("except;", "except").replaceFirst("\\.?$", ".");
    }
    return highway.blocks().getOrDefault(plan.block(), Map.of()).values().stream()
        .filter(skip -> skip.isShort() && !skip.residual().isEmpty()).map(HighwayText::sentence)
        .collect(Collectors.joining(" "));
  }

  private String kept() {
    Size sum = Size.NONE;
    Size committed = Size.NONE;
    List<String> items = new ArrayList<>();
    Map<List<Object>, Map<String, List<String>>> small = new LinkedHashMap<>();
    for (Plan.Kept kept : Plan.kept(plan)) {
      List<String> readers = readers(kept.tensor());
      String name = kept.tensor().name();
      if (plan.block().updates().containsValue(kept.tensor()) && readers.isEmpty()) {
        committed = committed.plus(kept.size());
        continue;
      }
      sum = sum.plus(kept.size());
      int dot = name.lastIndexOf('.');
      if (kept.size().perSample() == 0 && dot > 0 && !readers.isEmpty()) {
        small.computeIfAbsent(List.of(kept.size()), k -> new LinkedHashMap<>())
            .computeIfAbsent(name.substring(dot + 1), k -> new ArrayList<>()).add(name.substring(0, dot));
      } else {
        items.add(name + ", " + Texts.bytes(kept.size(), units.element()) + ", "
            + (readers.isEmpty() ? kept.reason() : "for " + and(readers)));
      }
    }
    small.forEach((size, of) -> items.add(and(List.copyOf(of.keySet())) + " of "
        + and(of.values().stream().flatMap(List::stream).distinct().toList()) + ", "
        + Texts.bytes((Size) size.get(0), units.element()) + " each"));
    Plan.recomputed(plan).forEach(again -> items.add(again.tensor().name() + ", not kept but computed again: "
        + again.reason()));
    if (items.isEmpty()) {
      return "";
    }
    return "The forward pass kept " + Texts.bytes(sum, units.element()) + " for it"
        + (plan.block().calls().isEmpty() ? "" : ", beside what those keep that it calls") + ": "
        + String.join("; ", items) + "."
        + (committed.equals(Size.NONE) ? "" : " For commit: " + Texts.bytes(committed, units.element()) + ".");
  }

  /** The adjoints whose loops read a tensor of the forward pass. */
  private List<String> readers(Tensor tensor) {
    return plan.backward().orElseThrow().statements().filter(s -> s.tensors().contains(tensor))
        .map(s -> s.target().name()).distinct().toList();
  }

  /** Arrays of the pass in which tensors of the batch take turns. */
  private String together() {
    Map<Integer, List<String>> turns = new TreeMap<>();
    plan.storage().forEach((tensor, storage) -> {
      boolean here = storage instanceof Storage.Scratch scratch && scratch.phase() == Storage.Phase.BACKWARD;
      if (here && tensor.isPerSample() && tensor.isFormula() && plan.slot(tensor).isPresent()) {
        turns.computeIfAbsent(plan.slot(tensor).getAsInt(), s -> new ArrayList<>()).add(tensor.name());
      }
    });
    turns.values().removeIf(of -> of.size() < 2);
    return turns.values().stream().map(of -> and(of) + " take turns in one array.").collect(Collectors.joining(" "));
  }

  /** What the forward pass was given or gave, and the backward pass reads. */
  private String callers() {
    BlockPlan.Pass pass = plan.backward().orElseThrow();
    Set<Tensor> given = new HashSet<>(PassPorts.of(plan, plan.forward()));
    List<String> names = PassPorts.of(plan, pass).stream().filter(given::contains)
        .map(t -> this.names.port(pass, t)).toList();
    return names.isEmpty() ? "" : "The caller has " + and(names) + ".";
  }

  /** How the weights change; where those of a block that is shown before do so alike, that is said instead. */
  private String updated() {
    List<String> formulas = units.optimizer().formulas(names).values().stream().distinct()
        .map(formula -> formula.type().simpleName() + ": " + formula.unit().main().block().body().stream()
            .filter(Tensor::isFormula).map(Printer.brief()::line).collect(Collectors.joining(", "))).toList();
    String weights = "When all is done, weights of " + names.type().simpleName() + " change ";
    return formulas.isEmpty() ? "" : units.explained().update(names.type().simpleName(), formulas)
        .map(before -> weights + "as those of " + before + " do.")
        .orElse(weights + "by " + String.join("; by ", formulas) + ".");
  }
}
