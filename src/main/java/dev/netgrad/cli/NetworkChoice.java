package dev.netgrad.cli;

import dev.netgrad.compiler.NetFile;
import dev.netgrad.source.Absent;
import dev.netgrad.tensor.Network;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A file, and which of its networks is meant. */
final class NetworkChoice {
  @Parameters(index = "0", paramLabel = "FILE", description = "A .net file.")
  private Path file;

  @Mixin
  private Imports imports;

  @Option(names = "--network", paramLabel = "NAME", description = "Which network, if the file has several.")
  private String name;

  Path file() {
    return file;
  }

  Network choose(NetgradCommand command) {
    return choose(read(command), command);
  }

  /** The same of another file. */
  Network choose(Path other, NetgradCommand command) {
    NetFile net = imports.read(other, command);
    command.warn(net.diagnostics());
    return choose(net, command);
  }

  NetFile read(NetgradCommand command) {
    NetFile net = imports.read(file, command);
    command.warn(net.diagnostics());
    return net;
  }

  Network choose(NetFile net, NetgradCommand command) {
    List<Network> networks = net.networks();
    if (networks.isEmpty()) {
      throw new InputException(NetgradCommand.shown(file) + " has no network");
    }
    List<String> names = networks.stream().map(Network::name).toList();
    if (name == null) {
      command.require(networks.size() == 1, "--network NAME says which: " + String.join(", ", names));
      return networks.get(0);
    }
    return networks.stream().filter(n -> n.name().equals(name)).findFirst()
        .orElseThrow(() -> command.misuse(Absent.of("network", "`" + name + "`", names)));
  }
}
