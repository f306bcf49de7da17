package dev.netgrad.emit;

import dev.netgrad.loop.code.Kernel;
import dev.netgrad.plan.block.BlockPlan;
import dev.netgrad.plan.block.Statement;
import dev.netgrad.plan.block.Step;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What kernels are for: the passes that call each, and what it computes there. */
final class KernelUses {
  private static final int MOST_SHOWN = 3;

  /** @param method of the unit's class with the call */
  private record Use(UnitNames unit, String method, Step.Group group) {}

  private final Map<String, List<Use>> uses = new HashMap<>();

  /** @param units in the order in which one reads them */
  KernelUses(List<UnitNames> units) {
    for (UnitNames names : units) {
      names.unit().training().ifPresent(p -> {
        add(names, "forward", p.forward());
        p.backward().ifPresent(b -> add(names, "backward", b));
      });
      names.unit().evaluations().forEach(p -> add(names, names.inferName(p), p.forward()));
    }
  }

  private void add(UnitNames names, String method, BlockPlan.Pass pass) {
    for (Step step : pass.steps()) {
      if (step instanceof Step.Group group) {
        uses.computeIfAbsent(names.unit().calls().get(group).kernel().name(), k -> new ArrayList<>())
            .add(new Use(names, method, group));
      }
    }
  }

  /** The first to use a kernel. */
  UnitNames unit(Kernel kernel) {
    return uses.get(kernel.name()).get(0).unit;
  }

  /** A tensor to name the kernel by. */
  Tensor subject(Kernel kernel) {
    return uses.get(kernel.name()).get(0).group.subject();
  }

  /**
   * What a kernel calls its parameters: what its users all do, but for the numbers and the words that tell layers
   * apart; else by what they are to it: {@code in} is read, {@code out} comes with its adjoint {@code dOut}, and
   * {@code result} is written.
   */
  List<String> roles(Kernel kernel) {
    List<List<String>> given = uses.get(kernel.name()).stream().map(u -> u.unit.unit().calls().get(u.group).arguments()
        .stream().map(t -> Identifiers.identifier(t.name())).toList()).distinct().toList();
    List<List<String>> columns = IntStream.range(0, given.get(0).size())
        .mapToObj(i -> given.stream().map(names -> names.get(i)).toList()).toList();
    int results = (int) uses.get(kernel.name()).get(0).group.statements().stream().map(Statement::target).distinct()
        .count();
    List<String> roles = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      List<String> names = columns.get(i);
      String common = names.stream().distinct().count() == 1 ? names.get(0) : common(names);
      String role = !common.isEmpty() ? common
          : columns.contains(names.stream().map(KernelUses::adjoint).toList()) ? "out"
          : columns.stream().anyMatch(c -> c.stream().map(KernelUses::adjoint).toList().equals(names)) ? "dOut"
          : i < results ? "result" : "in";
      roles.add(roles.contains(role) ? "other" + Identifiers.capital(role) : role);
    }
    return roles;
  }

  /** The last words that names have in common, those of adjoints with their {@code d}; nothing if there are none. */
  private static String common(List<String> names) {
    boolean adjoints = names.stream().allMatch(name -> name.matches("d\\p{Lu}.*"));
    List<List<String>> words =
        names.stream().map(name -> List.of(layer(adjoints ? name.substring(1) : name).split("(?=\\p{Lu})"))).toList();
    StringBuilder common = new StringBuilder();
    for (int back = 1; back <= words.stream().mapToInt(List::size).min().orElseThrow(); back++) {
      int last = back;
      Set<String> distinct = words.stream().map(w -> Identifiers.capital(w.get(w.size() - last)))
          .collect(Collectors.toSet());
      if (distinct.size() > 1) {
        break;
      }
      common.insert(0, distinct.iterator().next());
    }
    return common.isEmpty() || adjoints ? (common.isEmpty() ? "" : "d") + common
        : common.substring(0, 1).toLowerCase(Locale.ROOT) + common.substring(1);
  }

  private static String layer(String name) {
    return name.replaceAll("(?<=\\p{L})\\d+(?=\\P{Ll}|$)", "");
  }

  private static String adjoint(String name) {
    return "d" + Identifiers.capital(name);
  }

  /** What a kernel computes, for each of its users, the first of which its variables have their names from. */
  String documentation(Kernel kernel) {
    List<Use> all = uses.get(kernel.name());
    Map<String, List<String>> methods = new LinkedHashMap<>();
    for (Use use : all.subList(0, Math.min(MOST_SHOWN, all.size()))) {
      String where = (use.unit == all.get(0).unit ? "" : use.unit.type().simpleName() + ".") + use.method;
      methods.computeIfAbsent(where, w -> new ArrayList<>())
          .add(computed(use).stream().map(Tensor::name).collect(Collectors.joining(", ")));
    }
    return Texts.paragraph(methods.entrySet().stream().map(m -> m.getKey() + ": " + String.join("; ", m.getValue()))
        .collect(Collectors.joining("; in ", "In ", all.size() > MOST_SHOWN ? "; and more." : ".")), Texts.IN_BLOCK)
        + "\n";
  }

  /** Without what has no array. */
  private static Set<Tensor> computed(Use use) {
    Set<Tensor> computed = new LinkedHashSet<>();
    for (Statement s : use.group.statements()) {
      computed.add(s.target());
    }
    return computed;
  }
}
