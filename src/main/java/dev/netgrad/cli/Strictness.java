package dev.netgrad.cli;

import dev.netgrad.compiler.NetFile;
import dev.netgrad.source.Diagnostics;
import dev.netgrad.source.InvalidNetException;
import picocli.CommandLine.Option;

/** Whether a file may have warnings. */
final class Strictness {
  @Option(names = "--warnings-as-errors", description = "A file that there are warnings about is wrong.")
  private boolean strict;

  /** Whether warnings, if there are any, are borne. */
  boolean accepts(Diagnostics diagnostics) {
    return !strict || diagnostics.isEmpty();
  }

  /**
   * The file itself.
   *
   * @throws InvalidNetException with its warnings, if it may have none
   */
  NetFile accepted(NetFile net) {
    if (!accepts(net.diagnostics())) {
      throw new InvalidNetException(net.diagnostics());
    }
    return net;
  }
}
