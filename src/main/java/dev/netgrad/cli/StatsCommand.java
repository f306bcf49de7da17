package dev.netgrad.cli;

import dev.netgrad.compiler.Options;
import dev.netgrad.compiler.Statistics;
import dev.netgrad.emit.EmitOptions;
import dev.netgrad.tensor.Network;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code netgrad stats}: how large a network is. */
@Command(name = "stats", description = {
    "Counts parameters, multiply-adds and the memory of training.",
    "A run holds the peak bytes and what its kernels work in (--scratch): so much for each thread, and so much for"
        + " all."},
    footer = {"", "Example: netgrad stats examples/resnet50.net --batch 32 --json"})
final class StatsCommand extends NetgradCommand {
  @Mixin
  private NetworkChoice choice;

  @Option(names = "--batch", paramLabel = "N", defaultValue = "1",
      description = "Samples in a training step; ${DEFAULT-VALUE} by default.")
  private int batch;

  @Mixin
  private ConvolutionChoice convolutions;

  @Mixin
  private TargetChoice target;

  @Mixin
  private MemoryChoice memory;

  @Option(names = "--scratch",
      description = "Also count the memory in which kernels work. Takes longer, as all loops are made.")
  private boolean scratch;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() {
    require(batch >= 1, "--batch is at least 1, not " + batch);
    Options options = Options.of("").withMemoryBudget(memory.budget(this, batch))
        .withConvolutions(convolutions.convolutions(this))
        .withProfile(target.profile())
        .withEmit(EmitOptions.of("").withVectorBits(target.profile().bits()));
    Network network = choice.choose(this);
    Statistics statistics = scratch ? Statistics.withScratch(network, options, batch)
        : Statistics.of(network, options, batch);
    require(batch <= statistics.largestBatch(), "--batch " + batch
        + ": a Java array can't hold so many elements; the largest batch is " + statistics.largestBatch());
    if (json) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("parameters", statistics.parameters());
      object.put("multiplyAdds", statistics.multiplyAdds());
      object.put("savedBytes", statistics.savedBytes());
      object.put("recomputedBytes", statistics.recomputedBytes());
      object.put("recomputedMultiplyAdds", statistics.recomputedMultiplyAdds());
      object.put("peakBytes", statistics.peakBytes());
      if (scratch) {
        object.put("scratch", statistics.scratch().stream().map(StatsCommand::object).toList());
      }
      out().println(Json.of(object));
      return 0;
    }
    String samples = batch == 1 ? "a batch of 1" : "a batch of " + batch;
    line("parameters", statistics.parameters(), "");
    line("multiply-adds", statistics.multiplyAdds(), "to infer one sample");
    line("saved bytes", statistics.savedBytes(), "kept for the backward pass, " + samples);
    line("recomputed", statistics.recomputedBytes(), "bytes that the backward pass computes again instead, " + samples);
    line("", statistics.recomputedMultiplyAdds(), "multiply-adds that this takes for one sample");
    line("peak bytes", statistics.peakBytes(), "held while training, " + samples);
    for (Statistics.Scratch of : statistics.scratch()) {
      String set = of.bits() == 0 ? "with plain kernels" : "with vectors of " + of.bits() + " bits";
      if (of.threadBytes() == 0 && of.sharedBytes() == 0) {
        line("scratch bytes", 0, of.kernels() == 0 ? set + ", which no kernel of this network uses"
            : set + ": " + (of.kernels() == 1 ? "its one kernel works" : "all of its " + of.kernels()
                + " kernels work") + " in registers and on the arrays themselves");
        continue;
      }
      line("scratch bytes", of.threadBytes(), "more for each thread, " + set);
      line("", of.sharedBytes(), "more for all threads together");
    }
    return 0;
  }

  private static Map<String, Object> object(Statistics.Scratch scratch) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("vectorBits", scratch.bits());
    object.put("threadBytes", scratch.threadBytes());
    object.put("sharedBytes", scratch.sharedBytes());
    return object;
  }

  private void line(String what, long value, String remark) {
    out().println(String.format(Locale.ROOT, "%-14s%,18d  %s", what, value, remark).stripTrailing());
  }
}
