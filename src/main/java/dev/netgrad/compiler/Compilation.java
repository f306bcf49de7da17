package dev.netgrad.compiler;

import dev.netgrad.emit.GeneratedSource;
import dev.netgrad.plan.Plan;
import java.util.List;

/**
 * What a network became.
 *
 * @param plan with it, {@link Plan#derivative} and {@link Plan#network}
 * @param sources the network's class first
 */
public record Compilation(Plan plan, List<GeneratedSource> sources, List<Timing> timings) {
  public Compilation {
    sources = List.copyOf(sources);
    timings = List.copyOf(timings);
  }
}
