package dev.netgrad.cli;

import dev.netgrad.compiler.Evaluation;
import dev.netgrad.tensor.Network;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code netgrad grad}: a small network's values and gradients at a point. */
@Command(name = "grad",
    description = {"Evaluates a small network and its gradient for one sample, in double precision.",
        "The gradient is that of the loss, of the first output if there is no loss, or of what --of says."},
    footer = {"", "Example: netgrad grad examples/add.net --set x1=1.5 --set x2=3.5"})
final class GradCommand extends NetgradCommand {
  @Mixin
  private NetworkChoice choice;

  @Mixin
  private Differentiated differentiated;

  @Option(names = "--set", paramLabel = "NAME=VALUE[,VALUE...]",
      description = "The value of an input, row by row; of a parameter or state, too, which otherwise is as it starts."
          + " A value is a number, NaN, infinity or -infinity.")
  private List<String> settings = List.of();

  @Option(names = "--seed", paramLabel = "S", defaultValue = "1",
      description = "Decides how parameters start; ${DEFAULT-VALUE} by default.")
  private long seed;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() {
    Network network = choice.choose(this);
    Evaluation evaluation = differentiated.evaluation(network);
    Settings values = new Settings(this, evaluation, settings);
    Differentiated.Seed of = differentiated.seed(network, evaluation, values, this);
    Evaluation.Result result = evaluation.at(values.inputs(), values.stored(seed), of.tensor(), of.adjoint());
    if (json) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("outputs", result.outputs());
      object.put("gradients", result.gradients());
      out().println(Json.of(object));
      return 0;
    }
    int width = Math.max(width(result.outputs()), width(result.gradients()));
    print(result.outputs(), width);
    out().println("gradient of " + of.text());
    print(result.gradients(), width);
    return 0;
  }

  private static int width(Map<String, Object> values) {
    return values.keySet().stream().mapToInt(String::length).max().orElse(0);
  }

  private void print(Map<String, Object> values, int width) {
    values.forEach((name, value) -> out().println("  " + name + " ".repeat(width - name.length()) + "  " + value));
  }
}
