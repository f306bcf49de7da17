package dev.netgrad.compiler;

import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Call;
import dev.netgrad.tensor.Flattening;
import dev.netgrad.tensor.NetText;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Replacement;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Derivatives of a file's layers, blocks and networks as {@code .net} text. */
public final class AdjointText {
  private final NetFile net;

  public AdjointText(NetFile net) {
    this.net = net;
  }

  /**
   * What there is most to learn from: the blocks that a network uses, or the network itself if it uses none; and the
   * derivatives that it names, as in {@code Net.J}.
   */
  public List<String> names() {
    Set<String> names = new LinkedHashSet<>();
    for (Network network : net.networks()) {
      int before = names.size();
      blocks(network.training(), names);
      if (names.size() == before) {
        names.add(network.name());
      }
      network.derivatives().forEach(derivative -> names.add(named(network, derivative)));
    }
    return new ArrayList<>(names);
  }

  private static String named(Network network, Block derivative) {
    return network.name() + "." + derivative.name();
  }

  private static void blocks(Block block, Set<String> names) {
    for (Call call : block.calls()) {
      if (names.add(call.block().name())) {
        blocks(call.block(), names);
      }
    }
  }

  /**
   * The derivative with respect to inputs and parameters, blocks flattened: of a network with a loss that of the loss,
   * otherwise given the output's adjoint. Of a derivative that a network names, what computes it.
   *
   * @return empty if it is no network of the file, and none uses a layer or block of that name
   */
  public Optional<String> of(String name) {
    return DeepStack.call(() -> network(name).map(n ->
        NetText.of(Compiler.derive(n, Options.of("").withInputGradients(true)).whole())).or(() -> derivative(name)));
  }

  private Optional<String> derivative(String name) {
    return net.networks().stream().filter(n -> n.derivatives().stream().anyMatch(d -> named(n, d).equals(name)))
        .findFirst().map(n -> Compiler.derive(n, Options.of("")).network())
        .flatMap(n -> n.derivatives().stream().filter(d -> named(n, d).equals(name)).findFirst()
            .map(derivative -> NetText.of(derivative, n.name())));
  }

  private Optional<Network> network(String name) {
    Optional<Network> network = net.networks().stream().filter(n -> n.name().equals(name)).findFirst();
    if (network.isPresent()) {
      return network.map(n -> flat(name, n.training(), n.objective()));
    }
    return net.analysis().layerAsBlock(name).map(block -> flat(name, block, Optional.empty()));
  }

  private static Network flat(String name, Block block, Optional<Tensor> objective) {
    Replacement replacement = new Replacement();
    Block flat = Flattening.flatten(block, replacement);
    return new Network(name, flat, flat, objective.map(replacement::apply), List.of());
  }
}
