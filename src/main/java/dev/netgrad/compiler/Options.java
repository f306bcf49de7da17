package dev.netgrad.compiler;

import dev.netgrad.emit.EmitOptions;
import dev.netgrad.plan.MemoryBudget;
import dev.netgrad.schedule.Convolutions;
import dev.netgrad.schedule.Profile;
import dev.netgrad.schedule.Schedules;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * How to compile.
 *
 * @param emit the package, the element type and whether an adapter for {@code train.Model} is written
 * @param inputGradients whether the backward pass gives the adjoints of the inputs too; it always does for a network
 *     without parameters
 * @param memoryBudget what training may hold, if that is bounded
 * @param profile what machines vector kernels are made for
 * @param convolutions how these compute convolutions of three by three
 * @param schedules forms and tiles of nests that were set by hand
 * @param dumps the stages whose result is dumped
 * @param sink receives the dumps, a text for each stage of each network
 */
public record Options(EmitOptions emit, boolean inputGradients, Optional<MemoryBudget> memoryBudget,
    Profile profile, Convolutions convolutions, Schedules schedules, Set<Stage> dumps, Consumer<String> sink) {
  public Options {
    dumps = Set.copyOf(dumps);
  }

  /**
   * No dumps, no adapter, no memory budget, convolutions as fast as they get, parameters' gradients only, in single
   * precision.
   */
  public static Options of(String packageName) {
    return new Options(EmitOptions.of(packageName), false, Optional.empty(), Profile.ANY, Convolutions.TOOM_COOK,
        Schedules.NONE, Set.of(), text -> {});
  }

  public Options withEmit(EmitOptions changed) {
    return new Options(changed, inputGradients, memoryBudget, profile, convolutions, schedules, dumps, sink);
  }

  public Options withInputGradients(boolean wanted) {
    return new Options(emit, wanted, memoryBudget, profile, convolutions, schedules, dumps, sink);
  }

  public Options withMemoryBudget(Optional<MemoryBudget> budget) {
    return new Options(emit, inputGradients, budget, profile, convolutions, schedules, dumps, sink);
  }

  public Options withProfile(Profile wanted) {
    return new Options(emit, inputGradients, memoryBudget, wanted, convolutions, schedules, dumps, sink);
  }

  public Options withConvolutions(Convolutions wanted) {
    return new Options(emit, inputGradients, memoryBudget, profile, wanted, schedules, dumps, sink);
  }

  public Options withSchedules(Schedules set) {
    return new Options(emit, inputGradients, memoryBudget, profile, convolutions, set, dumps, sink);
  }

  public Options withDumps(Set<Stage> stages, Consumer<String> to) {
    return new Options(emit, inputGradients, memoryBudget, profile, convolutions, schedules, stages, to);
  }
}
