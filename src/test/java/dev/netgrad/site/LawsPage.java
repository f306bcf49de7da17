package dev.netgrad.site;

import dev.netgrad.checks.Nets;
import dev.netgrad.compiler.Compilation;
import dev.netgrad.compiler.Compiler;
import dev.netgrad.compiler.Options;
import dev.netgrad.emit.EmitOptions;
import dev.netgrad.law.Laws;
import dev.netgrad.loop.code.Kernel;
import dev.netgrad.plan.block.BlockPlan;
import dev.netgrad.plan.block.Statement;
import dev.netgrad.plan.block.Step;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.BlockGradient;
import dev.netgrad.tensor.Derivation;
import dev.netgrad.tensor.Law;
import dev.netgrad.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The page of all laws: what each says, why it is allowed, and where it was applied to ResNet-50. */
final class LawsPage {
  private static final int FEW = 2;

  /** By law, the formulas and kernels to which it was applied, each with what it is in. */
  private final Map<Law<?, ?>, Set<String>> uses = new LinkedHashMap<>();

  private LawsPage() {}

  static String text() {
    LawsPage page = new LawsPage();
    Options options = Options.of("laws").withEmit(EmitOptions.of("laws").withVectorBits(List.of(512)));
    page.read(Compiler.compile(Nets.network(Path.of("examples/resnet50.net")), options));
    StringBuilder text = new StringBuilder("""
        # Laws

        Every change that the compiler makes to a formula is by one of these laws, which stand in
        one registry, `law.Laws`, and are applied through one gateway, which records them. *Exact* ones
        give the same bits, for NaN and infinities too, or are what the language says itself. The others, *fast-math*, hold for
        real numbers and change at most the rounding of finite ones; they are applied to adjoints, whose rounding nobody has
        written down, to what inference computes, and in vector kernels unless these are asked not to. Forward formulas are
        computed as they are written.

        A test, `LawTest`, evaluates both sides of each law on generated values, ±0, infinities and NaN among them, and holds it to what it
        says of itself. The last column says where a law was applied in `examples/resnet50.net`: to how many formulas, loops or kernels, and
        to which, for example.

        | law | | why, or where not | in ResNet-50 |
        |---|---|---|---|
        """);
    Laws.ALL.forEach(law -> text.append(page.row(law)));
    return text.toString();
  }

  private String row(Law<?, ?> law) {
    Set<String> where = uses.getOrDefault(law, Set.of());
    List<String> few = where.stream().limit(FEW).toList();
    String applied = where.isEmpty() ? "–" : where.size() + ": " + String.join(", ", few)
        + (where.size() > few.size() ? ", …" : "");
    return "| " + cell("`" + law.equation() + "`") + " | " + (law.isExact() ? "exact" : "fast-math") + " | "
        + cell(law.justification()) + " | " + applied + " |\n";
  }

  private static String cell(String text) {
    return text.replace("|", "\\|");
  }

  private void read(Compilation compilation) {
    Set<Block> seen = new HashSet<>();
    Stream.of(compilation.plan().network().training(), compilation.plan().network().evaluation())
        .forEach(block -> read(block, seen));
    compilation.plan().training().values().forEach(this::read);
    compilation.program().kernels().forEach(this::read);
    compilation.program().vectors().forEach(unit -> unit.kernels().forEach(this::read));
  }

  private void read(Block block, Set<Block> seen) {
    if (seen.add(block)) {
      block.body().forEach(tensor -> add(tensor.name(), tensor.derivation(), block));
      block.calls().forEach(call -> read(call.block(), seen));
    }
  }

  private void read(BlockPlan plan) {
    plan.gradient().ifPresent(this::read);
    List<Step> steps = new ArrayList<>(plan.forward().steps());
    plan.backward().ifPresent(backward -> steps.addAll(backward.steps()));
    for (Step step : steps) {
      for (Statement statement : step instanceof Step.Group group ? group.statements() : List.<Statement>of()) {
        statement.laws().forEach(law -> add(law, statement.target().name(), plan.block()));
      }
    }
  }

  private void read(BlockGradient gradient) {
    gradient.body().forEach(tensor -> add(tensor.name(), tensor.derivation(), gradient.primal()));
    gradient.copies().forEach(copy -> add(copy.name(), copy.derivation(), gradient.primal()));
  }

  private void read(Kernel kernel) {
    kernel.laws().forEach(law -> uses.computeIfAbsent(law, l -> new LinkedHashSet<>())
        .add("kernel `" + kernel.name() + "`"));
  }

  private void add(String name, Derivation derivation, Block block) {
    derivation.laws().forEach(law -> add(law, name, block));
  }

  private void add(Law<?, ?> law, String name, Block block) {
    uses.computeIfAbsent(law, l -> new LinkedHashSet<>()).add("`" + name + "` of `" + block.name() + "`");
  }
}
