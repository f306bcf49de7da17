package dev.netgrad.cli;

import dev.netgrad.compiler.AdjointText;
import dev.netgrad.compiler.NetFile;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code netgrad derive}: adjoints as formulas. */
@Command(name = "derive",
    description = {"Prints derivatives as .net text: the forward pass and then the adjoints, each with its derivation.",
        "Without names, of every block that the networks use; of the networks themselves if they use none. And each"
            + " derivative that a network names."},
    footer = {"", "Example: netgrad derive examples/resnet20.net batchNorm crossEntropy"})
final class DeriveCommand extends NetgradCommand {
  @Parameters(index = "0", paramLabel = "FILE", description = "A .net file.")
  private Path file;

  @Parameters(index = "1..*", arity = "0..*", paramLabel = "NAME",
      description = "A layer or block, with the shapes of its first use, a network as a whole, or a derivative that it"
          + " names, as in Net.J.")
  private List<String> names = List.of();

  @Mixin
  private Imports imports;

  @Override
  public Integer call() {
    NetFile net = imports.read(file, this);
    warn(net.diagnostics());
    AdjointText adjoints = new AdjointText(net);
    List<String> wanted = names.isEmpty() ? adjoints.names() : names.stream().distinct().toList();
    if (net.networks().isEmpty()) {
      throw new InputException(shown(file) + " has no network");
    }
    StringBuilder text = new StringBuilder();
    for (String name : wanted) {
      text.append(text.isEmpty() ? "" : "\n").append(adjoints.of(name).orElseThrow(() -> misuse(
          "no network uses a layer or block `" + name + "`, nor is it a network; there is "
              + String.join(", ", adjoints.names()))));
    }
    out().print(text);
    return 0;
  }
}
