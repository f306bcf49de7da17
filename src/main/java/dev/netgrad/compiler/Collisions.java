package dev.netgrad.compiler;

import dev.netgrad.emit.GeneratedSource;
import dev.netgrad.source.Code;
import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.Diagnostics;
import dev.netgrad.source.InvalidNetException;
import dev.netgrad.tensor.Network;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Sees that the networks of a file become files of their own, also where letter case tells no files apart. */
public final class Collisions {
  private Collisions() {}

  /**
   * Looks at what the networks of one {@code .net} file become.
   *
   * @throws InvalidNetException at the second network of which a file is the first one's, too
   */
  public static void reject(Map<Network, List<GeneratedSource>> compiled) {
    Map<String, Network> owners = new HashMap<>();
    Diagnostics diagnostics = new Diagnostics();
    compiled.forEach((network, sources) -> {
      for (GeneratedSource source : sources) {
        Network owner = owners.putIfAbsent(source.name().toLowerCase(Locale.ROOT), network);
        if (owner != null) {
          diagnostics.add(Diagnostic.of(Code.LETTER_CASE, network.training().origin().place(),
              owner.name() + " and " + network.name() + " would both be written to " + source.name())
              .and(owner.training().origin().place(), "the other one"));
          break;
        }
      }
    });
    diagnostics.throwIfErrors();
  }
}
