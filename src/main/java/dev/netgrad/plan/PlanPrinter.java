package dev.netgrad.plan;

import dev.netgrad.plan.block.BlockPlan;
import dev.netgrad.plan.block.Lifetimes;
import dev.netgrad.plan.block.Statement;
import dev.netgrad.plan.block.Step;
import dev.netgrad.plan.block.Storage;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Printer;
import dev.netgrad.tensor.Tensor;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * The text of plans:
 * <pre>
 * plan of relu[4] {
 *   storage
 *     x: port
 *   forward, scratch []
 *     group over n, row c
 *       y[c &lt; 4] = max(x[c], 0)
 *   backward, scratch []
 *     …
 * }
 * </pre>
 * A group names the loops that its statements share; below stand the statements as they will be computed, an epilogue
 * after {@code then}. A call says which arrays of the pool the called block uses.
 */
public final class PlanPrinter {
  private static final Printer PRINTER = new Printer();

  private PlanPrinter() {}

  public static String print(Plan plan) {
    StringBuilder out = new StringBuilder();
    plan.training().values().forEach(p -> out.append(print(p)));
    plan.evaluation().values().forEach(p -> out.append(print(p)));
    plan.updates().forEach(p -> out.append(print(p)));
    out.append("kept ").append(plan.saved()).append('\n');
    Map<BlockPlan, Map<Tensor, String>> lastUses = new IdentityHashMap<>();
    plan.training().values().forEach(p -> lastUses.put(p, Lifetimes.lastUses(p)));
    for (Plan.Kept kept : plan.kept()) {
      String lastUse = lastUses.get(kept.plan()).getOrDefault(kept.tensor(), "");
      out.append("  ").append(kept.block().name()).append('.').append(kept.tensor().name()).append(", ")
          .append(kept.size()).append(", ").append(kept.reason())
          .append(lastUse.isEmpty() ? "" : ", last by " + lastUse).append('\n');
    }
    plan.recomputed().forEach(r -> out.append("recomputed ").append(r.block().name()).append('.')
        .append(r.tensor().name()).append(", ").append(r.size()).append(", ").append(r.reason()).append(", last by ")
        .append(lastUses.get(r.plan()).getOrDefault(r.second(), "")).append('\n'));
    return out.append("pool ").append(plan.trainingPool()).append(", in evaluation ").append(plan.evaluationPool())
        .append('\n').toString();
  }

  public static String print(BlockPlan plan) {
    StringBuilder out = new StringBuilder("plan of " + plan.block().signature() + " {\n  storage\n");
    plan.storage().forEach((t, s) ->
        out.append("    ").append(t.name()).append(": ").append(storage(s, plan.slot(t))).append('\n'));
    pass("forward", plan.forward(), out);
    plan.backward().ifPresent(b -> pass("backward", b, out));
    return out.append("}\n").toString();
  }

  private static String storage(Storage storage, OptionalInt slot) {
    return storage.match(
        port -> "port",
        weight -> "weight",
        stream -> "a stream",
        gradient -> "gradient of " + gradient.parameter().name(),
        marks -> "marks of the gradient of " + marks.parameter().name(),
        saved -> "saved, " + saved.reason() + (slot.isPresent() ? ", in array " + slot.getAsInt() : ""),
        scratch -> "scratch " + slot.orElseThrow(),
        alias -> "the array of " + alias.of().name());
  }

  private static void pass(String name, BlockPlan.Pass pass, StringBuilder out) {
    out.append("  ").append(name).append(", scratch ").append(pass.scratch()).append('\n');
    for (Step step : pass.steps()) {
      step.act(
          group -> group(group, out),
          forward -> out.append("    call ").append(PRINTER.line(forward.result())).append(", scratch ")
              .append(forward.slots()).append('\n'),
          backward -> out.append("    adjoints ").append(backward.adjoints().stream()
              .map(a -> a.map(Tensor::name).orElse("-")).collect(Collectors.joining(", "))).append(" through ")
              .append(PRINTER.line(backward.result())).append(" given ").append(backward.resultAdjoint().name())
              .append(", scratch ").append(backward.slots()).append('\n'));
    }
  }

  private static void group(Step.Group group, StringBuilder out) {
    Statement.Schedule first = group.statements().get(0).schedule();
    out.append("    group over ").append(names(first.outer()))
        .append(first.row().map(r -> ", row " + r.name()).orElse("")).append('\n');
    for (Statement s : group.statements()) {
      out.append("      ").append(PRINTER.formula(s.reduced(), s.formula()));
      s.epilogue().ifPresent(e -> out.append(" then ").append(s.target().name()).append(" = ")
          .append(PRINTER.scalar(e)));
      out.append(s.schedule().inner().isEmpty() ? "" : ", inside " + names(s.schedule().inner()));
      out.append(s.partial().isPresent() ? ", sample by sample" : "").append('\n');
    }
  }

  private static String names(List<Axis> axes) {
    return axes.isEmpty() ? "nothing" : axes.stream().map(Axis::name).collect(Collectors.joining(", "));
  }
}
