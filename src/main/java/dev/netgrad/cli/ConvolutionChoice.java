package dev.netgrad.cli;

import dev.netgrad.schedule.Convolutions;
import picocli.CommandLine.Option;

/** How vector kernels compute convolutions of three by three. */
final class ConvolutionChoice {
  @Option(names = "--convolutions", paramLabel = "HOW", defaultValue = "toom-cook", description = {
      "How vector kernels compute convolutions of 3 by 3 and their gradients. toom-cook, the default: with a quarter of"
          + " the multiplications, from sums over tiles of 6 by 6 pixels, so that errors are relative to the largest"
          + " pixel of a tile, and an infinity spreads in it. direct: each output from its own pixels, which takes"
          + " longer."})
  private String how;

  Convolutions convolutions(NetgradCommand command) {
    return Convolutions.parse(how).orElseThrow(() ->
        command.misuse("--convolutions: there is no way `" + how + "`; there are toom-cook and direct"));
  }
}
