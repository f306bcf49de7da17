package dev.netgrad.emit;

import dev.netgrad.loop.Kernel;
import dev.netgrad.loop.Program;
import dev.netgrad.plan.BlockPlan;
import dev.netgrad.plan.Statement;
import dev.netgrad.plan.Step;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What kernels are for: the passes that call each, and what it computes there. */
final class KernelUses {
  private static final int MOST_SHOWN = 3;

  /** @param method the class and the method with the call */
  private record Use(String method, Step.Group group) {}

  private final Map<String, List<Use>> uses = new HashMap<>();

  KernelUses(Units units) {
    for (Program.Unit unit : units.program().units()) {
      UnitNames names = units.of(unit.main().block());
      unit.training().ifPresent(p -> {
        add(names, "forward", p.forward());
        p.backward().ifPresent(b -> add(names, "backward", b));
      });
      unit.evaluations().forEach(p -> add(names, names.inferName(p), p.forward()));
    }
    units.updates().forEach(names -> add(names, "update", names.unit().main().forward()));
  }

  private void add(UnitNames names, String method, BlockPlan.Pass pass) {
    for (Step step : pass.steps()) {
      if (step instanceof Step.Group group) {
        uses.computeIfAbsent(names.unit().calls().get(group).kernel().name(), k -> new ArrayList<>())
            .add(new Use(names.type().simpleName() + "." + method, group));
      }
    }
  }

  /** A tensor to name the kernel by. */
  Tensor subject(Kernel kernel) {
    return uses.get(kernel.name()).get(0).group.subject();
  }

  /** The first use in full, as the kernel's parameters have their names from there; of others what they compute. */
  String documentation(Kernel kernel) {
    List<Use> all = uses.get(kernel.name());
    Use first = all.get(0);
    StringBuilder out = new StringBuilder("In " + first.method + ":\n");
    computed(first).stream().map(KernelUses::described).distinct().forEach(d -> out.append(d).append('\n'));
    List<Use> others = all.subList(1, all.size());
    if (!others.isEmpty()) {
      out.append(Texts.paragraph(others.stream().limit(MOST_SHOWN).map(u -> "in " + u.method + ": "
          + computed(u).stream().map(Tensor::name).collect(Collectors.joining(", ")))
          .collect(Collectors.joining("; ", "With other arrays ",
              others.size() > MOST_SHOWN ? "; and " + (others.size() - MOST_SHOWN) + " more." : ".")))).append('\n');
    }
    return out.toString();
  }

  /** Without what has no array. */
  private static Set<Tensor> computed(Use use) {
    Set<Tensor> computed = new LinkedHashSet<>();
    for (Statement s : use.group.statements()) {
      computed.add(s.reduced());
      computed.add(s.target());
    }
    return computed;
  }

  private static String described(Tensor tensor) {
    String rule = tensor.derivation().rule();
    return Texts.paragraph(
        tensor.name() + (rule.isEmpty() ? "" : ": " + rule) + ", " + tensor.origin().place().lineReference());
  }
}
