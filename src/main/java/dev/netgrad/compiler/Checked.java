package dev.netgrad.compiler;

import dev.netgrad.source.Diagnostics;
import dev.netgrad.source.InvalidNetException;
import dev.netgrad.tensor.Network;
import java.util.Optional;

/**
 * All that is to be said of a file: what can't be differentiated or planned is an error of it, and so is an example
 * that does not hold.
 *
 * @param examples what came of its examples, which run where nothing else is wrong
 */
public record Checked(Diagnostics diagnostics, Optional<Examples.Outcome> examples) {

  public static Checked of(NetFile net) {
    Diagnostics all = new Diagnostics();
    all.addAll(net.diagnostics());
    for (Network network : net.networks()) {
      try {
        Compiler.plan(network, Options.of(""));
      } catch (InvalidNetException e) {
        all.addAll(e.diagnostics());
      }
    }
    Optional<Examples.Outcome> examples = all.hasErrors() ? Optional.empty() : Optional.of(Examples.of(net));
    examples.ifPresent(outcome -> all.addAll(outcome.diagnostics()));
    return new Checked(all, examples);
  }
}
