package dev.netgrad.cli;

import dev.netgrad.compiler.GradientCheck;
import dev.netgrad.compiler.GradientCheck.Row;
import dev.netgrad.compiler.NoLossException;
import dev.netgrad.tensor.Network;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code netgrad gradcheck}: derived, differenced and generated gradients side by side. */
@Command(name = "gradcheck",
    description = {"Compares a network's derived gradients with differences, and with the generated code's: at a"
        + " random point, at zeros and ties, and at large numbers.",
        "The tolerances are PyTorch's: a step of 1e-6, 1e-5 absolute, 1e-3 relative."},
    footer = {"", "Example: netgrad gradcheck examples/residual.net --samples 5"})
final class GradcheckCommand extends NetgradCommand {
  @Mixin
  private NetworkChoice choice;

  @Option(names = "--batch", paramLabel = "N", defaultValue = "3",
      description = "Samples in the batch; ${DEFAULT-VALUE} by default.")
  private int batch;

  @Option(names = "--seed", paramLabel = "S", defaultValue = "1",
      description = "Decides inputs, parameters and which elements are differenced; ${DEFAULT-VALUE} by default.")
  private long seed;

  @Option(names = "--samples", paramLabel = "K",
      description = "Elements of each tensor to difference, at most; by default what a minute allows.")
  private Integer samples;

  @Override
  public Integer call() {
    require(batch >= 1 && batch <= 4096, "--batch is from 1 to 4096, not " + batch);
    require(samples == null || samples >= 1, "--samples is at least 1, not " + samples);
    Network network = choice.choose(this);
    GradientCheck.Result result;
    try {
      result = GradientCheck.check(
          network, new GradientCheck.Settings(batch, seed, samples == null ? 0 : samples), progress());
    } catch (NoLossException e) {
      throw new InputException(network.name() + ": " + e.getMessage());
    }
    List<Row> rows = result.rows();
    if (rows.isEmpty()) {
      throw new InputException(network.name() + " has nothing to differentiate");
    }
    int width = rows.stream().mapToInt(r -> r.tensor().length()).max().orElse(0);
    String header = "%-" + width + "s  %10s  %11s  %5s  %12s  %12s";
    out().println(String.format(Locale.ROOT, header, "", "elements", "differenced", "kinks", "differences", "generated")
        .stripTrailing());
    String line = "%-" + width + "s  %10d  %11d  %5d  %12s  %12s%s";
    for (Row row : rows) {
      String differences = row.differenced() > row.kinks() ? share(row.differenceError()) : "-";
      out().println(String.format(Locale.ROOT, line, row.tensor(), row.elements(), row.differenced(), row.kinks(),
          differences, share(row.generatedError()), row.agrees() ? "" : "  DISAGREES"));
    }
    long wrong = rows.stream().filter(r -> !r.agrees()).count();
    out().println("errors are shares of what is tolerated: 1 is the limit");
    long left = rows.stream().filter(r -> r.differenced() == 0).count();
    if (left > 0) {
      out().println(left + " tensors were left undifferenced for lack of time; --samples 1 takes the time");
    }
    result.places().forEach(place -> out().println(place));
    out().println(wrong == 0 ? rows.size() + " gradients agree"
        : wrong + " of " + rows.size() + " gradients disagree");
    return wrong == 0 ? 0 : Failures.INPUT;
  }

  private static String share(double error) {
    return String.format(Locale.ROOT, "%.2g", error);
  }
}
