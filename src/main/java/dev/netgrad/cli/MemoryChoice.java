package dev.netgrad.cli;

import dev.netgrad.plan.MemoryBudget;
import dev.netgrad.tensor.ElementType;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How much memory the arrays of training may take. */
final class MemoryChoice {
  @Option(names = "--memory-budget", paramLabel = "SIZE", description = {
      "Bytes that the arrays of training may take, such as 150000000 or 150M, for the batch given; `stats` tells what"
          + " they take. To keep within it, the backward pass computes again what else would be kept, which takes time"
          + " and changes no result."})
  private String size;

  Optional<MemoryBudget> budget(NetgradCommand command, long batch) {
    return budget(command, batch, ElementType.FLOAT);
  }

  Optional<MemoryBudget> budget(NetgradCommand command, long batch, ElementType type) {
    if (size == null) {
      return Optional.empty();
    }
    long bytes = MemoryBudget.parseBytes(size).orElseThrow(() ->
        command.misuse("--memory-budget is a number of bytes such as 150000000 or 150M, not " + size));
    return Optional.of(new MemoryBudget(bytes, batch, type));
  }
}
