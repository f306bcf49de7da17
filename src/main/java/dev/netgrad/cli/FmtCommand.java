package dev.netgrad.cli;

import dev.netgrad.compiler.Formatting;
import dev.netgrad.source.InvalidNetException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code netgrad fmt}: files in the canonical layout. */
@Command(name = "fmt", description = {"Lays out .net files in the one way they should be.",
    "Line ends within statements stay where they are, and so do comments, and signs that stand below each other."
        + " What a file means does not change."},
    footer = {"", "Example: netgrad fmt --check examples/resnet20.net"})
final class FmtCommand extends NetgradCommand {
  @Parameters(paramLabel = "FILE", arity = "1..*", description = "A .net file.")
  private List<Path> files;

  @Option(names = "--check", description = "Change nothing; name the files that would change, and exit with 1 if there"
      + " are any.")
  private boolean check;

  @Override
  public Integer call() {
    int exitCode = 0;
    for (Path file : files) {
      try {
        Formatting formatting = Formatting.of(file);
        if (!formatting.changes()) {
          continue;
        } else if (check) {
          exitCode = Failures.INPUT;
        } else {
          formatting.write();
        }
        out().println(shown(file));
      } catch (InvalidNetException e) {
        exitCode = new Failures(err()).report(e);
      }
    }
    return exitCode;
  }
}
