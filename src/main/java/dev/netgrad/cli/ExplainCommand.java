package dev.netgrad.cli;

import dev.netgrad.source.Code;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code netgrad explain}: the page about a code. */
@Command(name = "explain", description = "Says what a code of a message means, and how to mend what it is about.",
    footer = {"", "Example: netgrad explain E301"})
final class ExplainCommand extends NetgradCommand {
  @Parameters(paramLabel = "CODE", arity = "0..1", description = "Such as E301; without it, all codes are listed.")
  private String number;

  @Override
  public Integer call() {
    if (number == null) {
      for (Code code : Code.values()) {
        out().println(code + " " + code.title());
      }
      return 0;
    }
    Code code = Code.of(number).orElseThrow(() -> misuse("there is no code `" + number
        + "`; netgrad explain lists all"));
    out().print(code.page());
    return 0;
  }
}
