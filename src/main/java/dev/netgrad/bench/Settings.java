package dev.netgrad.bench;

import dev.netgrad.plan.MemoryBudget;
import dev.netgrad.schedule.Convolutions;
import dev.netgrad.schedule.Profile;
import dev.netgrad.schedule.Schedules;
import java.util.List;
import java.util.Optional;

/**
 * How to measure.
 *
 * @param batch samples in a training step and in an inference, at least 1
 * @param threads that share a pass, at least 1
 * @param rounds how many times are taken of each, at least 1; they also bound how long is waited for a steady speed
 * @param vectorBits the vector kernels to generate, as in {@link dev.netgrad.emit.EmitOptions}
 * @param profile what machines these are made for
 * @param convolutions what these do
 * @param schedules forms and tiles of vector kernels that are set by hand
 * @param memoryBudget what training may hold, if that is bounded
 * @param kernels whether each kernel is timed, too
 */
public record Settings(int batch, int threads, int rounds, List<Integer> vectorBits, Profile profile,
    Convolutions convolutions, Schedules schedules, Optional<MemoryBudget> memoryBudget, boolean kernels) {
  public Settings {
    vectorBits = List.copyOf(vectorBits);
  }
}
