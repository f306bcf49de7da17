package dev.netgrad.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A system in its best configuration, or in one that is of interest beside it. */
enum Contestant {
  NETGRAD("netgrad", false, s -> netgrad(s, "", "--add-modules=jdk.incubator.vector")),

  /** Compiled with a memory budget, so that a training step computes more again and holds less. */
  NETGRAD_BUDGET("netgrad-budget", false, s -> netgrad(s, ".budget", "--add-modules=jdk.incubator.vector"),
      Map.of(Measure.TRAIN, "train")),

  /** Without the Vector API. */
  NETGRAD_PLAIN("netgrad-plain", false, s -> netgrad(s, "")),

  PYTORCH("pytorch", true, Contestant::pytorch),

  PYTORCH_FROZEN("pytorch-frozen", true, Contestant::pytorch,
      Map.of(Measure.INFER, "frozen", Measure.LATENCY, "latency-frozen")),

  /** Slower than with the memory kept, but what it really needs. */
  PYTORCH_MALLOC("pytorch-malloc", false, Contestant::pytorch, Map.of(Measure.TRAIN, "train")),

  ONNXRUNTIME("onnxruntime", false, s -> s.java(OnnxRuntimeWorker.class),
      Map.of(Measure.INFER, "infer", Measure.LATENCY, "latency")),

  DJL("djl", true, s -> s.java(DjlWorker.class));

  /** Makes glibc keep freed memory, where it would otherwise return it and fault it in again at each step. */
  private static final Map<String, String> KEEPING_MEMORY =
      Map.of("MALLOC_MMAP_THRESHOLD_", "4294967296", "MALLOC_TRIM_THRESHOLD_", "8589934592");

  private final String text;
  private final boolean keepsMemory;
  private final Function<Settings, List<String>> commandLine;
  private final Map<Measure, String> commands;

  /** One that does everything. */
  Contestant(String text, boolean keepsMemory, Function<Settings, List<String>> commandLine) {
    this(text, keepsMemory, commandLine,
        Map.of(Measure.TRAIN, "train", Measure.INFER, "infer", Measure.LATENCY, "latency"));
  }

  Contestant(String text, boolean keepsMemory, Function<Settings, List<String>> commandLine,
      Map<Measure, String> commands) {
    this.text = text;
    this.keepsMemory = keepsMemory;
    this.commandLine = commandLine;
    this.commands = commands;
  }

  /**
   * A JVM whose heap holds little beside the arrays, as these programs make no garbage while they work, each array at a
   * line of the cache, and which compiles vector kernels soon.
   */
  private static List<String> netgrad(Settings settings, String variant, String... options) {
    List<String> all = new ArrayList<>(List.of("-XX:+UseSerialGC", "-Xmn16m", "-XX:ObjectAlignmentInBytes=64",
        "-XX:CompileCommand=quiet"));
    for (int bits : new int[] {512, 256, 128}) {
      all.add("-XX:CompileCommand=CompileThresholdScaling,*Vector" + bits + ".*,0.1");
    }
    all.addAll(List.of(options));
    all.add("-Dnetworks=dev.netgrad.benchmark.networks" + variant);
    return settings.java(NetgradWorker.class, all.toArray(String[]::new));
  }

  private static List<String> pytorch(Settings settings) {
    return settings.python("worker.py", settings.subject(), settings.batch(), settings.threads());
  }

  /** The worker's command for a measure; empty if it has none. */
  Optional<String> command(Measure measure) {
    return Optional.ofNullable(commands.get(measure));
  }

  /** Whether it reads what PyTorch exports. */
  boolean readsModels() {
    return this == ONNXRUNTIME || this == DJL;
  }

  ProcessBuilder worker(Settings settings) {
    ProcessBuilder builder = new ProcessBuilder(commandLine.apply(settings));
    builder.environment().keySet().removeAll(KEEPING_MEMORY.keySet());
    if (keepsMemory) {
      builder.environment().putAll(KEEPING_MEMORY);
    }
    return builder;
  }

  @Override
  public String toString() {
    return text;
  }
}
