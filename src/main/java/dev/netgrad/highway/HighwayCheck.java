package dev.netgrad.highway;

import dev.netgrad.source.Code;
import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.Diagnostics;
import dev.netgrad.source.Span;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** An assertion: what the gradient may meet on the skip path of a network. */
public final class HighwayCheck {
  private HighwayCheck() {}

  /**
   * What is not as asserted, at its lines; nothing if the network keeps to it.
   *
   * @param allowed the effects that may be on the skip path; none if it is to be the identity
   */
  public static Diagnostics check(Highway highway, Set<Effect> allowed) {
    Diagnostics diagnostics = new Diagnostics();
    String network = highway.network().name();
    if (!highway.hasPath()) {
      diagnostics.add(Diagnostic.of(Code.SKIP_PATH, highway.network().training().origin().place(),
          network + " has no skip path: no way of the gradient is shorter than another"));
    }
    List<Crossing> refused = highway.counted().map(SkipPath.Counted::crossing)
        .filter(c -> !allowed.contains(c.effect())).toList();
    Set<Span> places = new LinkedHashSet<>();
    refused.forEach(crossing -> places.add(crossing.statement().origin().place()));
    places.forEach(place -> diagnostics.add(refusal(network, allowed,
        refused.stream().filter(c -> c.statement().origin().place().equals(place)).toList())));
    return diagnostics;
  }

  private static Diagnostic refusal(String network, Set<Effect> allowed, List<Crossing> here) {
    Crossing first = here.get(0);
    String effects = here.stream().map(c -> HighwayText.word(c)).distinct().collect(Collectors.joining(", "));
    String only = allowed.isEmpty() ? "the identity"
        : allowed.stream().map(Effect::toString).sorted().collect(Collectors.joining(" or ", "at most ", ""));
    return Diagnostic.of(Code.SKIP_PATH, first.statement().origin().place(), "the gradient on the skip path of "
        + network + " is " + effects + " here, and is to be " + only).saying(first.effect().meaning());
  }
}
