package dev.netgrad.plan.fuse;

import dev.netgrad.checks.Nets;
import dev.netgrad.plan.block.Rewritten;
import dev.netgrad.plan.block.Statement;
import dev.netgrad.plan.block.Step;
import dev.netgrad.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The formulas of a network as statements of their own, each with an array. */
public final class Unfused {
  private Unfused() {}

  /**
   * @param inputs such as {@code x[4, 8]}
   * @param formulas one a line, such as {@code y[h < 4, c < 8] = x[h, c]^2}
   */
  static List<Statement> statements(String inputs, String formulas) {
    String names = formulas.lines().map(line -> line.substring(0, line.indexOf('[')).strip())
        .collect(Collectors.joining(", "));
    Scheduler scheduler = new Scheduler(tensor -> false);
    return Nets.simplified(Nets.network("network Unfused(" + inputs + ") {\n" + formulas + "output " + names + "\n}\n"))
        .training().body().stream().filter(Tensor::isFormula).map(tensor -> {
      Scheduler.Scheduled scheduled = scheduler.schedule(tensor, new Rewritten(tensor.formula()));
      return new Statement(tensor, scheduled.formula().formula(), tensor, Optional.empty(), List.of(), List.of(),
          scheduled.partial(), scheduled.schedule());
    }).toList();
  }

  /** One after the other. */
  public static List<Step> steps(String inputs, String formulas) {
    return statements(inputs, formulas).stream().<Step>map(s -> new Step.Group(List.of(s))).toList();
  }
}
