package dev.netgrad.compiler;

import dev.netgrad.emit.GeneratedSource;
import dev.netgrad.loop.code.Program;
import dev.netgrad.plan.Plan;
import java.util.List;

/**
 * What a network became.
 *
 * @param plan with it, {@link Plan#derivative} and {@link Plan#network}
 * @param program the loops that the sources are
 * @param sources the network's class first
 */
public record Compilation(Plan plan, Program program, List<GeneratedSource> sources, List<Timing> timings) {
  public Compilation {
    sources = List.copyOf(sources);
    timings = List.copyOf(timings);
  }

  /** The sources that any Java compiles. */
  public List<GeneratedSource> plainSources() {
    return sources.stream().filter(s -> !s.vector()).toList();
  }

  /** The sources that need the Vector API. */
  public List<GeneratedSource> vectorSources() {
    return sources.stream().filter(GeneratedSource::vector).toList();
  }
}
