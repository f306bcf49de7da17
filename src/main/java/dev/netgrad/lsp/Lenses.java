package dev.netgrad.lsp;

import dev.netgrad.compiler.AdjointText;
import dev.netgrad.compiler.MultiplyAdds;
import dev.netgrad.compiler.Statistics;
import dev.netgrad.syntax.Ast;
import dev.netgrad.tensor.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.lsp4j.CodeLens;
import org.eclipse.lsp4j.Command;

/** Code lenses: how large a network is, and what opens the derivative of a network, layer or block. */
final class Lenses {
  /** Takes a document and the name of a declaration in it. */
  static final String DERIVE = "netgrad.derive";

  private Lenses() {}

  static List<CodeLens> of(Document document) {
    List<CodeLens> lenses = new ArrayList<>();
    for (Ast.Declaration d : document.tree().declarations()) {
      Optional<Network> network = document.net().networks().stream()
          .filter(n -> n.name().equals(d.name().text())).findFirst();
      network.ifPresent(n -> lenses.add(lens(d, new Command(size(n), ""))));
      boolean isUsed = d.kind() != Ast.Kind.OPTIMIZER && d.kind() != Ast.Kind.NETWORK
          && document.analysis().layerAsBlock(d.name().text()).isPresent();
      if (network.isPresent() || isUsed) {
        lenses.add(lens(d, new Command("derive", DERIVE, List.of(document.uri(), d.name().text()))));
      }
    }
    return lenses;
  }

  private static CodeLens lens(Ast.Declaration declaration, Command command) {
    return new CodeLens(Positions.range(declaration.name().span()), command, null);
  }

  static String size(Network network) {
    return String.format(Locale.ROOT, "%,d parameters, %,d multiply-adds", Statistics.parameters(network),
        MultiplyAdds.ofInference(network));
  }

  /** The derivative as {@code .net} text. */
  static Optional<String> derived(Document document, String name) {
    return new AdjointText(document.net()).of(name);
  }
}
