package dev.netgrad.schedule;

import dev.netgrad.law.Rewriting;
import java.util.function.Predicate;

/**
 * What a nest is matched for.
 *
 * @param laws by which its formulas may be computed
 * @param tiles that it may have
 */
record Wanted(Target target, Rewriting laws, Predicate<Tiling> tiles) {}
