package dev.netgrad.cli;

import dev.netgrad.bench.Benchmark;
import dev.netgrad.bench.KernelRow;
import dev.netgrad.bench.Result;
import dev.netgrad.bench.Settings;
import dev.netgrad.bench.Times;
import dev.netgrad.compiler.Compiler;
import dev.netgrad.compiler.Options;
import dev.netgrad.tensor.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code netgrad bench}: how fast a network's generated code is on this machine. */
@Command(name = "bench",
    description = {"Measures a network's generated code on this machine, with random samples and weights.",
        "Counted are two operations for each multiply-add of the sums of products: in inference those that `stats`"
            + " tells; in training as many again for the gradient of each factor, none for that of the network's"
            + " inputs. The formulas are counted, not the code: it skips padding, and vector kernels multiply less"
            + " than a convolution's formula says (Toom-Cook), so that more than the peak is possible. The peak is what"
            + " the same threads reach with fused multiply-adds in registers.",
        "Times are medians, and between which the middle four fifths lie."},
    footer = {"", "Example: netgrad bench examples/resnet20.net --batch 128"})
final class BenchCommand extends NetgradCommand {
  /** Less than so many seconds is shown in microseconds. */
  private static final double SMALL = 1e-4;

  @Mixin
  private NetworkChoice choice;

  @Mixin
  private KernelChoice kernelChoice;

  @Mixin
  private ConvolutionChoice convolutions;

  @Mixin
  private MemoryChoice memory;

  @Option(names = "--batch", paramLabel = "N", defaultValue = "32",
      description = "Samples in a training step and in an inference; ${DEFAULT-VALUE} by default.")
  private int batch;

  @Option(names = "--rounds", paramLabel = "R", defaultValue = "20",
      description = "Times to take of each; ${DEFAULT-VALUE} by default.")
  private int rounds;

  @Option(names = "--kernels", description = {
      "A row for each loop nest of a training step, too: its time while it alone is timed, its share, 10^9 operations a"
          + " second, 10^9 bytes a second if each of its arrays passes once, the form of its loops, and its time by the"
          + " model that chose the form, with an exclamation mark where that is off by more than a factor of two."})
  private boolean kernels;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  List<String> javaOptions() {
    return kernelChoice.javaOptions();
  }

  @Override
  public Integer call() {
    kernelChoice.check(this);
    require(batch >= 1, "--batch is at least 1, not " + batch);
    require(rounds >= 1 && rounds <= 1_000_000, "--rounds is from 1 to 1000000, not " + rounds);
    Network network = choice.choose(this);
    long largest = Compiler.plan(network, Options.of("")).largestBatch();
    require(batch <= largest, "--batch " + batch
        + ": a Java array can't hold so many elements; the largest batch is " + largest);
    Settings settings = new Settings(batch, kernelChoice.threads(), rounds, kernelChoice.vectorBits(),
        kernelChoice.profile(), convolutions.convolutions(this), kernelChoice.schedules(), memory.budget(this, batch),
        kernels);
    Benchmark benchmark = new Benchmark(network, settings, json ? text -> { } : steps());
    String used = kernelChoice.describe(this, benchmark.loaded());
    if (json) {
      err().println("kernels: " + used);
      out().println(Json.of(object(benchmark.run())));
      return 0;
    }
    out().println(network.name() + ", " + (batch == 1 ? "a batch of 1" : "batches of " + batch));
    out().println("kernels: " + used);
    if (benchmark.kernelsByToomCook() > 0) {
      out().println("convolutions: " + benchmark.kernelsByToomCook() + " kernels by Toom-Cook, whose errors are"
          + " relative to the largest pixel of a tile; --convolutions direct makes none");
    }
    print(benchmark.run());
    return 0;
  }

  private Map<String, Object> object(Result result) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("trainStepMs", result.trainStep().map(t -> t.median() * 1e3).orElse(Double.NaN));
    object.put("inferMs", result.infer().median() * 1e3);
    object.put("latencyMs", result.latency().median() * 1e3);
    object.put("peakGflops", result.peakGflops());
    object.put("trainGflops", result.trainStep().map(t -> t.gflops(result.trainFlops())).orElse(Double.NaN));
    object.put("inferGflops", result.infer().gflops(result.inferFlops()));
    object.put("peakBytes", result.peakBytes());
    if (kernels) {
      List<Object> rows = new ArrayList<>();
      for (KernelRow row : result.rows()) {
        Map<String, Object> columns = new LinkedHashMap<>();
        columns.put("name", row.name());
        columns.put("calls", row.calls());
        columns.put("ms", row.seconds() * 1e3);
        columns.put("share", row.share());
        columns.put("gflops", row.gflops());
        columns.put("gbs", row.gigabytes());
        columns.put("form", row.form());
        columns.put("modelMs", row.model().orElse(Double.NaN) * 1e3);
        rows.add(columns);
      }
      object.put("kernels", rows);
    }
    return object;
  }

  private void print(Result result) {
    result.trainStep().ifPresent(t -> line("training step", t, batch, result.trainFlops(), result.peakGflops()));
    line("inference", result.infer(), batch, result.inferFlops(), result.peakGflops());
    line("one sample", result.latency(), 1, result.inferFlops() / batch, result.peakGflops());
    out().println(String.format(Locale.ROOT, "%-14s %.1f GFLOP/s in registers; counted above is what the formulas"
        + " say, and the code may need less", "peak", result.peakGflops()));
    out().println(String.format(Locale.ROOT, "%-14s %,d planned for training", "bytes", result.peakBytes())
        + resident().stream().mapToObj(b -> String.format(Locale.ROOT, "; %,d of the whole process at most", b))
            .findFirst().orElse(""));
    if (kernels) {
      table(result);
    }
  }

  private void line(String what, Times times, int samples, long flops, double peak) {
    boolean small = times.median() < SMALL;
    double unit = small ? 1e6 : 1e3;
    out().println(String.format(Locale.ROOT,
        "%-14s %9.3f %s  (%.3f to %.3f)  %,.0f samples/s  %.1f GFLOP/s  %.0f%% of the peak", what,
        times.median() * unit, small ? "µs" : "ms", times.low() * unit, times.high() * unit,
        samples / times.median(), times.gflops(flops), 100 * times.gflops(flops) / peak));
  }

  private void table(Result result) {
    int width = result.rows().stream().mapToInt(r -> r.name().length()).max().orElse(0);
    out().println();
    out().println(String.format(Locale.ROOT, "%-" + width + "s  %6s  %9s  %6s  %8s  %6s  %9s   %s",
        result.trainStep().isPresent() ? "training step" : "inference", "calls", "ms", "share", "GFLOP/s", "GB/s",
        "model ms", "form"));
    for (KernelRow row : result.rows()) {
      out().println(String.format(Locale.ROOT, "%-" + width + "s  %6.0f  %9.3f  %5.1f%%  %8s  %6.1f  %9s %s %s",
          row.name(), row.calls(), row.seconds() * 1e3, 100 * row.share(),
          row.gflops() == 0 ? "" : String.format(Locale.ROOT, "%.1f", row.gflops()), row.gigabytes(),
          row.model().stream().mapToObj(s -> String.format(Locale.ROOT, "%.3f", s * 1e3)).findFirst().orElse(""),
          isOff(row) ? "!" : " ", row.form()));
    }
  }

  /** Whether the model errs by more than a factor of two. */
  private static boolean isOff(KernelRow row) {
    return row.model().stream().anyMatch(s -> s > 2 * row.seconds() || 2 * s < row.seconds());
  }

  /** The most memory that this process has had, where the system tells: Linux does. */
  private static OptionalLong resident() {
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream().filter(l -> l.startsWith("VmHWM:"))
          .mapToLong(l -> 1024 * Long.parseLong(l.replaceAll("\\D+", ""))).findFirst();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }
}
