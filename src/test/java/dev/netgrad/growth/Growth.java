package dev.netgrad.growth;

import dev.netgrad.compiler.DeepStack;
import dev.netgrad.compiler.Javac;
import dev.netgrad.emit.EmitOptions;
import dev.netgrad.emit.GeneratedSource;
import dev.netgrad.emit.JavaEmitter;
import dev.netgrad.grad.DerivedTerms;
import dev.netgrad.grad.Differentiation;
import dev.netgrad.loop.Lowering;
import dev.netgrad.loop.VectorApi;
import dev.netgrad.loop.code.Program;
import dev.netgrad.model.Analysis;
import dev.netgrad.model.Modules;
import dev.netgrad.plan.Plan;
import dev.netgrad.plan.Planner;
import dev.netgrad.schedule.Convolutions;
import dev.netgrad.schedule.Schedules;
import dev.netgrad.simplify.Simplification;
import dev.netgrad.source.Diagnostics;
import dev.netgrad.source.SourceFile;
import dev.netgrad.tensor.Derivative;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.check.Verifier;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * How the time of each stage grows with a network: milliseconds of processor time at a size and at ten times that size,
 * medians of three after a warm-up, and the exponent between the two.
 *
 * <pre>
 * Growth [--sets plain|all] [--javac] [--from n] [--times runs] SHAPE…
 * </pre>
 */
public final class Growth {
  private static final int FACTOR = 10;

  private final Map<String, Double> milliseconds = new LinkedHashMap<>();
  private final EmitOptions emit;

  private Growth(EmitOptions emit) {
    this.emit = emit;
  }

  public static void main(String[] arguments) {
    List<Shape> shapes = new ArrayList<>();
    EmitOptions emit = EmitOptions.of("grown");
    boolean javac = false;
    int from = 1_000;
    int times = 3;
    for (int i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "--sets" -> emit = emit.withVectorBits(
            arguments[++i].equals("all") ? EmitOptions.ALL_VECTOR_BITS : List.of());
        case "--javac" -> javac = true;
        case "--from" -> from = Integer.parseInt(arguments[++i]);
        case "--times" -> times = Integer.parseInt(arguments[++i]);
        default -> shapes.add(Shape.valueOf(arguments[i]));
      }
    }
    for (Shape shape : shapes.isEmpty() ? Arrays.asList(Shape.values()) : shapes) {
      int large = Math.min(from * FACTOR, shape.largest());
      int small = large / FACTOR;
      measure(shape, small, emit, javac);
      Map<String, Double> before = median(shape, small, emit, javac, times);
      Map<String, Double> after = median(shape, large, emit, javac, times);
      System.out.printf(Locale.ROOT, "%s%n%-10s %10d %10d  exponent%n", shape, "", small, large);
      before.forEach((stage, ms) -> System.out.printf(Locale.ROOT, "%-10s %10.1f %10.1f  %8.2f%n", stage, ms,
          after.get(stage), Math.log10(after.get(stage) / ms)));
    }
  }

  private static Map<String, Double> median(Shape shape, int size, EmitOptions emit, boolean javac, int times) {
    List<Map<String, Double>> runs = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      runs.add(measure(shape, size, emit, javac));
    }
    Map<String, Double> median = new LinkedHashMap<>();
    runs.get(0).keySet().forEach(stage ->
        median.put(stage, runs.stream().mapToDouble(run -> run.get(stage)).sorted().toArray()[times / 2]));
    return median;
  }

  private static Map<String, Double> measure(Shape shape, int size, EmitOptions emit, boolean javac) {
    Growth growth = new Growth(emit);
    return DeepStack.call(() -> {
      List<GeneratedSource> sources = growth.sources(shape.text(size));
      if (javac) {
        // javac has threads of its own.
        long start = System.nanoTime();
        Javac.compile(sources);
        growth.milliseconds.put("javac", (System.nanoTime() - start) / 1e6);
      }
      return growth.milliseconds;
    });
  }

  private List<GeneratedSource> sources(String text) {
    Diagnostics diagnostics = new Diagnostics();
    Modules modules = timed("parse", () -> Modules.of(new SourceFile("grown.net", text), diagnostics));
    Network network = timed("model", () -> Analysis.of(modules, diagnostics).networks().get(0));
    timed("verify", () -> Verifier.verify(network));
    Derivative adjoints = timed("grad", () ->
        Differentiation.differentiate(Simplification.simplify(DerivedTerms.expand(network)), false));
    Derivative derivative = timed("simplify", () -> Simplification.simplify(adjoints));
    timed("verify'", () -> Verifier.verify(derivative));
    Plan plan = timed("plan", () -> Planner.plan(derivative));
    Program program = timed("loops",
        () -> Lowering.lower(plan, emit.elementType(), VectorApi.targets(emit.vectorBits()),
        Convolutions.TOOM_COOK, Schedules.NONE));
    return timed("emit", () -> JavaEmitter.emit(program, emit));
  }

  private void timed(String stage, Runnable work) {
    timed(stage, () -> {
      work.run();
      return stage;
    });
  }

  private <T> T timed(String stage, Supplier<T> work) {
    long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    T result = work.get();
    milliseconds.put(stage, (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start) / 1e6);
    if (Boolean.getBoolean("verbose")) {
      System.out.printf(Locale.ROOT, "%s %.0f  ", stage, milliseconds.get(stage));
    }
    return result;
  }
}
