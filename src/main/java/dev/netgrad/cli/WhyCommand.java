package dev.netgrad.cli;

import dev.netgrad.ask.why.Asking;
import dev.netgrad.ask.why.Overview;
import dev.netgrad.ask.why.OverviewPage;
import dev.netgrad.ask.why.WhyPage;
import dev.netgrad.ask.why.WhyText;
import dev.netgrad.compiler.Compiler;
import dev.netgrad.compiler.NetFile;
import dev.netgrad.compiler.Options;
import dev.netgrad.compiler.Output;
import dev.netgrad.highway.Highway;
import dev.netgrad.highway.HighwayText;
import dev.netgrad.tensor.Derivative;
import dev.netgrad.tensor.Network;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code netgrad why}: the derivation of one adjoint. */
@Command(name = "why", description = {
    "Tells why the gradient of one tensor is what it is: the statements that read it, the rule for each, the laws one"
        + " by one, and where in the generated Java it is computed.",
    "Without a name, tells of each block what happens to the gradient on its skip, and so of the whole network."},
    footer = {"", "Example: netgrad why examples/resnet20.net basic.x"})
final class WhyCommand extends NetgradCommand {
  @Mixin
  private NetworkChoice choice;

  @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", description = {
      "A tensor or its adjoint: f, dX, conv2.weight; of a certain block, basic.f; of a layer with the shapes of its"
          + " first use, batchNorm.x; or a derivative that the network names."})
  private String name;

  @Option(names = "--batch", paramLabel = "N", defaultValue = "128",
      description = "For how many samples bytes are told; ${DEFAULT-VALUE} by default.")
  private int batch;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Option(names = "--html", paramLabel = "FILE", description =
      "Write a page instead, with typeset formulas and each block in three columns: source, forward and backward pass.")
  private Path page;

  @Override
  public Integer call() {
    require(batch >= 1, "--batch is at least 1, not " + batch);
    NetFile net = choice.read(this);
    Network network = choice.choose(net, this);
    if (name == null) {
      Derivative derivative = Compiler.derive(network, Options.of("").withInputGradients(true));
      tell(derivative, OverviewPage::of, Overview::of, d -> HighwayText.of(Highway.of(d)));
      return 0;
    }
    try {
      tell(new Asking(net, network, batch).why(name), WhyPage::of, why -> why, WhyText::of);
    } catch (Asking.UnknownException e) {
      throw new InputException(e.getMessage());
    }
    return 0;
  }

  private <T> void tell(T answer, Function<T, String> html, Function<T, Object> value,
      Function<T, List<String>> lines) {
    if (page != null) {
      Output.write(Map.of(page, html.apply(answer).getBytes(StandardCharsets.UTF_8)));
      out().println(shown(page));
    } else if (json) {
      out().println(Json.of(value.apply(answer)));
    } else {
      lines.apply(answer).forEach(out()::println);
    }
  }
}
