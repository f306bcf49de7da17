package dev.netgrad.cli;

import dev.netgrad.compiler.Checked;
import dev.netgrad.compiler.Examples;
import dev.netgrad.compiler.NetFile;
import dev.netgrad.compiler.ShapeText;
import dev.netgrad.source.Diagnostics;
import dev.netgrad.tensor.Network;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code netgrad check}: every error of every file. */
@Command(name = "check", description = "Reports every error of .net files, what their networks are, and whether their"
    + " examples hold.",
    footer = {"", "Example: netgrad check examples/resnet20.net examples/digits.net"})
final class CheckCommand extends NetgradCommand {
  @Parameters(paramLabel = "FILE", arity = "1..*", description = "A .net file.")
  private List<Path> files;

  @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "text", description = {
      "text, the default, on standard error. json, for editors: an array on standard output; a message has file, code,"
          + " severity, message, labels and sometimes a hint; a label has file, line, column, endLine, endColumn and"
          + " text, of which lines and columns count from 1, and the end is the place after the last character. With a"
          + " hint come fixes, texts for such places that do together what the hint says; none if that takes a"
          + " person."})
  private String format;

  @Option(names = "--shapes", description =
      "Also prints the shape of each statement that nothing is wrong with; in a layer"
          + " or block, one for each use. Sizes and numbers have their values.")
  private boolean shapes;

  @Mixin
  private Strictness strictness;

  @Mixin
  private Imports imports;

  @Override
  public Integer call() {
    require(List.of("text", "json").contains(format), "--format: there is no format `" + format
        + "`; there are text and json");
    boolean json = format.equals("json");
    require(!json || !shapes, "--shapes are text: they go with no --format json");
    int exitCode = 0;
    List<Map<String, Object>> messages = new ArrayList<>();
    for (Path file : files) {
      NetFile net = imports.look(file, this);
      Checked checked = Checked.of(net);
      Diagnostics diagnostics = checked.diagnostics();
      boolean isAccepted = !diagnostics.hasErrors() && strictness.accepts(diagnostics);
      exitCode = isAccepted ? exitCode : Failures.INPUT;
      if (json) {
        diagnostics.sorted().stream().map(new DiagnosticJson(file)::of).forEach(messages::add);
      } else {
        new Failures(err()).print(diagnostics);
        if (shapes) {
          ShapeText.of(net).forEach(out()::println);
        }
        if (isAccepted) {
          out().println(shown(file) + ": " + networks(net) + checked.examples().map(CheckCommand::held).orElse(""));
        }
      }
    }
    if (json) {
      out().println(Json.of(messages));
    }
    return exitCode;
  }

  private static String held(Examples.Outcome examples) {
    if (examples.held() == 0) {
      return "";
    }
    return (examples.held() == 1 ? "; the example holds" : "; " + examples.held() + " examples hold")
        + (examples.atKinks().isEmpty() ? "" : examples.atKinks().stream().map(String::valueOf)
            .collect(Collectors.joining(", ", ", gradients not compared at kinks in lines ", "")));
  }

  private static String networks(NetFile net) {
    List<String> names = net.networks().stream().map(Network::name).toList();
    return names.isEmpty() ? "no network" : String.join(", ", names);
  }
}
