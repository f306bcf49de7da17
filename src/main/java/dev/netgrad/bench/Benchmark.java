package dev.netgrad.bench;

import dev.netgrad.compiler.Compilation;
import dev.netgrad.compiler.Compiler;
import dev.netgrad.compiler.Loaded;
import dev.netgrad.compiler.MultiplyAdds;
import dev.netgrad.compiler.Options;
import dev.netgrad.emit.EmitOptions;
import dev.netgrad.loop.code.Program;
import dev.netgrad.loop.code.VectorUnit;
import dev.netgrad.plan.Plan;
import dev.netgrad.tensor.Network;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Measures a network's generated code: a training step, inference, and what the processor could do. */
public final class Benchmark {
  private static final double SECONDS_OF_KERNELS = 1;

  private final Settings settings;
  private final Consumer<String> progress;
  private final Plan plan;
  private final Program program;
  private final Loaded loaded;
  private final Peak peak;

  /** @param progress is told what is going on */
  public Benchmark(Network network, Settings settings, Consumer<String> progress) {
    this.settings = settings;
    this.progress = progress;
    progress.accept("compiling");
    Compilation compilation = compile(network, false);
    this.plan = compilation.plan();
    this.program = compilation.program();
    this.loaded = Loaded.toRunLong(compilation.sources());
    this.peak = new Peak(settings.threads());
  }

  /** The code that is measured. */
  public Loaded loaded() {
    return loaded;
  }

  /** How many of its kernels compute a convolution by {@link dev.netgrad.schedule.Convolutions#TOOM_COOK}. */
  public int kernelsByToomCook() {
    return used(program).map(unit -> unit.byToomCook().size()).orElse(0);
  }

  public Result run() {
    Network network = plan.network();
    progress.accept("measuring the processor");
    new Stopwatch(peak::measure, settings.rounds()).warmUp();
    Subject subject = new Subject(plan, loaded, settings);
    Optional<Times> train = subject.trainStep().map(step -> measure("training", step));
    Times infer = measure("inference", subject.infer(settings.batch()));
    Times latency = measure("inference of one sample", subject.infer(1));
    List<KernelRow> rows = settings.kernels() ? rows(network) : List.of();
    progress.accept("");
    return new Result(train, infer, latency, peak.gflops(),
        train.isPresent() ? flops(MultiplyAdds.ofTraining(network)) : 0, flops(MultiplyAdds.ofInference(network)),
        program.element().bytes(plan.peakElements(settings.batch())), rows);
  }

  private Compilation compile(Network network, boolean timed) {
    return Compiler.compile(network,
        Options.of("").withMemoryBudget(settings.memoryBudget()).withConvolutions(settings.convolutions())
            .withProfile(settings.profile()).withSchedules(settings.schedules())
            .withEmit(EmitOptions.of("").withAdapter(true).withVectorBits(settings.vectorBits()).withTimed(timed)));
  }

  /** The vector kernels that run, if some do. */
  private Optional<VectorUnit> used(Program of) {
    return loaded.kernels().startsWith("vector") ? Optional.of(of.vectors().get(0)) : Optional.empty();
  }

  private long flops(long multiplyAdds) {
    return Math.multiplyExact(2L * settings.batch(), multiplyAdds);
  }

  private Times measure(String what, Runnable work) {
    progress.accept(what + ": warming up");
    Stopwatch stopwatch = new Stopwatch(work, settings.rounds()).warmUp();
    progress.accept(what + ": measuring");
    return stopwatch.times(peak::measure);
  }

  private List<KernelRow> rows(Network network) {
    progress.accept("kernels: compiling");
    Compilation timed = compile(network, true);
    Subject subject = new Subject(timed.plan(), Loaded.of(timed.sources()), settings);
    Runnable step = subject.trainStep().orElseGet(() -> subject.infer(settings.batch()));
    progress.accept("kernels: warming up");
    new Stopwatch(step, settings.rounds()).warmUp();
    progress.accept("kernels: measuring");
    subject.times();
    int steps = 0;
    for (long start = System.nanoTime(); steps == 0 || Stopwatch.since(start) < SECONDS_OF_KERNELS; steps++) {
      step.run();
    }
    KernelTimes times = new KernelTimes(timed.program(), used(timed.program()), settings.batch(),
        subject.parameterLengths(), peak.gflops());
    return times.rows(subject.times(), steps);
  }
}
