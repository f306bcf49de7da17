package dev.netgrad.cli;

import dev.netgrad.compiler.Compiler;
import dev.netgrad.compiler.NetFile;
import dev.netgrad.compiler.Options;
import dev.netgrad.source.InvalidNetException;
import dev.netgrad.tensor.Network;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code netgrad check}: every error of every file. */
@Command(name = "check", description = "Reports every error of .net files, and what their networks are.",
    footer = {"", "Example: netgrad check examples/resnet20.net examples/digits.net"})
final class CheckCommand extends NetgradCommand {
  @Parameters(paramLabel = "FILE", arity = "1..*", description = "A .net file.")
  private List<Path> files;

  @Mixin
  private Imports imports;

  @Override
  public Integer call() {
    int exitCode = 0;
    for (Path file : files) {
      try {
        check(file);
      } catch (InvalidNetException e) {
        exitCode = new Failures(err()).report(e);
      }
    }
    return exitCode;
  }

  private void check(Path file) {
    NetFile net = imports.read(file, this);
    for (Network network : net.networks()) {
      // What can't be differentiated or planned is an error of the file, too.
      Compiler.plan(network, Options.of(""));
    }
    List<String> names = net.networks().stream().map(Network::name).toList();
    out().println(shown(file) + ": " + (names.isEmpty() ? "no network" : String.join(", ", names)));
  }
}
