package dev.netgrad.cli;

import dev.netgrad.compiler.EnvironmentException;
import dev.netgrad.compiler.Loaded;
import dev.netgrad.compiler.VectorModule;
import dev.netgrad.emit.EmitOptions;
import dev.netgrad.schedule.Profile;
import dev.netgrad.schedule.Schedules;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** With which kernels generated code runs, and on how many threads. */
final class KernelChoice {
  /** Threads that meet after every kernel do so quickly only while each has a processor. */
  private static final int MOST_PER_PROCESSOR = 4;

  /** Has arrays begin at lines of the cache: the memory that kernels work in is laid out for that. */
  private static final String ALIGNED = "-XX:ObjectAlignmentInBytes=64";

  @Option(names = "--kernel-set", paramLabel = "SET", defaultValue = "auto", description = {
      "plain: loops in plain Java. vector: the Vector API. auto, the default: the Vector API where this Java has it and"
          + " it suits the machine."})
  private String set;

  @Option(names = "--threads", paramLabel = "T",
      description = "Threads that share a pass; as many as there are processors by default, and at most four times"
          + " as many.")
  private Integer threads;

  @Mixin
  private TargetChoice target;

  @Mixin
  private ScheduleChoice schedule;

  void check(NetgradCommand command) {
    command.require(List.of("plain", "vector", "auto").contains(set),
        "--kernel-set: there is no set `" + set + "`; there are plain, vector and auto");
    int processors = Runtime.getRuntime().availableProcessors();
    int most = MOST_PER_PROCESSOR * processors;
    command.require(threads == null || threads >= 1 && threads <= most, "--threads is from 1 to " + most
        + ", " + MOST_PER_PROCESSOR + " for each of " + processors
        + (processors == 1 ? " processor" : " processors") + ", not " + threads);
    command.require(!schedule.isGiven() || !vectorBits().isEmpty(),
        "--schedule is for vector kernels, and there are none here");
    Profile profile = profile();
    command.require(profile.bits().containsAll(vectorBits()), "--target " + profile.name()
        + " has no kernels for vectors"
        + " of " + VectorModule.preferredBits() + " bits, which this processor prefers; --target any has");
  }

  /** What machines the kernels are made for. */
  Profile profile() {
    return target.profile();
  }

  /** What is set by hand of the kernels that are generated. */
  Schedules schedules() {
    return schedule.schedules().ofWidths(vectorBits());
  }

  int threads() {
    return threads == null ? Runtime.getRuntime().availableProcessors() : threads;
  }

  private boolean wantsVectors() {
    return set.equals("vector") || set.equals("auto") && VectorModule.suits();
  }

  /** The options of a Java with the Vector API, if that is of use. */
  List<String> javaOptions() {
    if (!wantsVectors() || !VectorModule.isAvailable() || VectorModule.isPresent()) {
      return List.of();
    }
    List<String> options = new ArrayList<>(
        List.of("--add-modules=" + VectorModule.NAME, ALIGNED, "-XX:CompileCommand=quiet"));
    EmitOptions.ALL_VECTOR_BITS.forEach(bits -> options.add(soonCompiled(bits)));
    return options;
  }

  /**
   * Has the JIT come to vector kernels after a tenth of the calls and rounds of loops that it waits for otherwise:
   * until they are compiled, they take hundreds of times as long.
   */
  private static String soonCompiled(int bits) {
    return "-XX:CompileCommand=CompileThresholdScaling,*Vector" + bits + ".*,0.1";
  }

  /** The kernels to generate beside the plain ones: those for the width that the processor prefers. */
  List<Integer> vectorBits() {
    int bits = wantsVectors() ? VectorModule.preferredBits() : 0;
    return EmitOptions.ALL_VECTOR_BITS.contains(bits) ? List.of(bits) : List.of();
  }

  /**
   * What is used of what was wished, such as {@code vector, 512 bits; 2 threads}; warns where that is no good choice.
   */
  String describe(NetgradCommand command, Loaded loaded) {
    String kernels = loaded.kernels();
    if (set.equals("vector") && !kernels.startsWith("vector")) {
      throw new EnvironmentException("--kernel-set vector: this Java, on this machine, can't or won't run the Vector"
          + " API");
    }
    int processors = Runtime.getRuntime().availableProcessors();
    if (threads() > processors) {
      command.err().println("warning: --threads " + threads() + ": there " + (processors == 1
          ? "is 1 processor" : "are "
          + processors + " processors") + "; threads that share one wait for each other after every kernel");
    }
    return kernels + "; " + (threads() == 1 ? "1 thread" : threads() + " threads");
  }
}
