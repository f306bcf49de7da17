package dev.netgrad.ask.why;

import dev.netgrad.compiler.Compilation;
import dev.netgrad.emit.GeneratedSource;
import dev.netgrad.loop.code.KernelCall;
import dev.netgrad.loop.code.Program;
import dev.netgrad.plan.Plan;
import dev.netgrad.plan.block.BlockPlan;
import dev.netgrad.plan.block.Size;
import dev.netgrad.plan.block.Statement;
import dev.netgrad.plan.block.Step;
import dev.netgrad.plan.block.Storage;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a tensor of a block ended: in which arrays, loops and lines. What is compiled keeps the names of tensors. */
final class Whereabouts {
  private final Compilation compilation;
  private final Optional<Program.Unit> unit;

  /** @param signature of the block */
  Whereabouts(Compilation compilation, String signature) {
    this.compilation = compilation;
    unit = compilation.program().units().stream()
        .filter(u -> u.training().filter(p -> p.block().signature().equals(signature)).isPresent()).findFirst();
  }

  /** What is kept of a forward tensor, in single precision. */
  Why.Memory memory(Tensor tensor, long batch) {
    Optional<BlockPlan> plan = unit.flatMap(Program.Unit::training);
    for (Plan.Kept kept : plan.map(Plan::kept).orElse(List.of())) {
      if (kept.tensor().name().equals(tensor.name())) {
        return memory(kept.reason(), kept.size(), batch);
      }
    }
    for (Plan.Recomputed again : plan.map(Plan::recomputed).orElse(List.of())) {
      if (again.tensor().name().equals(tensor.name())) {
        return memory("nothing, for it is computed again: " + again.reason(), Size.NONE, batch);
      }
    }
    String where = plan.flatMap(p -> p.storage().entrySet().stream()
        .filter(e -> e.getKey().name().equals(tensor.name())).map(Map.Entry::getValue).findFirst())
        .map(Whereabouts::where).orElse("nothing, for it has no array: it is computed where it is read");
    return memory(where, Size.NONE, batch);
  }

  private static Why.Memory memory(String text, Size size, long batch) {
    return new Why.Memory(text, size.toString(), Math.multiplyExact(size.at(batch), Float.BYTES), batch);
  }

  private static String where(Storage storage) {
    return storage.match(
        port -> "by the caller, who gave or gets its array",
        weight -> "among the weights",
        stream -> "nothing, for random numbers are drawn again",
        gradient -> "among the gradients",
        marks -> "beside the gradients",
        saved -> saved.reason(),
        scratch -> "nothing: its array is used for others when the pass is over",
        alias -> "the array of " + alias.of().name());
  }

  /** The loops that compute an adjoint, or what reads it where it has no array. */
  List<Why.Loop> loops(Tensor adjoint) {
    List<Why.Loop> loops = new ArrayList<>();
    unit.flatMap(Program.Unit::training).flatMap(BlockPlan::backward).ifPresent(pass -> {
      for (Step step : pass.steps()) {
        if (step instanceof Step.Group group && group.statements().stream().anyMatch(s -> has(s, adjoint))) {
          loop(unit.orElseThrow().calls().get(group)).ifPresent(loops::add);
        }
      }
    });
    return loops;
  }

  private static boolean has(Statement statement, Tensor tensor) {
    return statement.target().name().equals(tensor.name()) || statement.reduced().name().equals(tensor.name())
        || statement.inPlace().stream().anyMatch(t -> t.name().equals(tensor.name()));
  }

  private Optional<Why.Loop> loop(KernelCall call) {
    Pattern method = Pattern.compile("(?m)^( *)(?:@Override\\R *)?(?:public |private |static )*void "
        + Pattern.quote(call.kernel().name()) + "\\(Worker me");
    for (GeneratedSource source : compilation.plainSources()) {
      Matcher found = method.matcher(source.text());
      if (found.find()) {
        int end = source.text().indexOf("\n" + found.group(1) + "}", found.end());
        String file = source.name().substring(source.name().lastIndexOf('/') + 1);
        return Optional.of(new Why.Loop(call.kernel().name(), "backward", file,
            line(source.text(), found.end()), line(source.text(), end + 1)));
      }
    }
    return Optional.empty();
  }

  private static int line(String text, int offset) {
    return 1 + (int) text.substring(0, offset).chars().filter(c -> c == '\n').count();
  }
}
