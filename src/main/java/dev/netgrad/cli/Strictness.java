package dev.netgrad.cli;

import dev.netgrad.compiler.NetFile;
import dev.netgrad.source.InvalidNetException;
import picocli.CommandLine.Option;

/** Whether a file may have warnings. */
final class Strictness {
  @Option(names = "--warnings-as-errors", description = "A file that there are warnings about is wrong.")
  private boolean strict;

  /**
   * The file itself.
   *
   * @throws InvalidNetException with its warnings, if it may have none
   */
  NetFile accepted(NetFile net) {
    if (strict && !net.warnings().isEmpty()) {
      throw new InvalidNetException(net.warnings());
    }
    return net;
  }
}
