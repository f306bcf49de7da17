package dev.netgrad.loop;

import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.checks.KernelSet;
import dev.netgrad.checks.Point;
import dev.netgrad.checks.Reference;
import dev.netgrad.emit.EmitOptions;
import dev.netgrad.emit.GeneratedSource;
import dev.netgrad.emit.JavaEmitter;
import dev.netgrad.grad.Differentiation;
import dev.netgrad.loop.code.Program;
import dev.netgrad.plan.BudgetException;
import dev.netgrad.plan.MemoryBudget;
import dev.netgrad.plan.Plan;
import dev.netgrad.plan.PlanVerifier;
import dev.netgrad.plan.Planner;
import dev.netgrad.schedule.Convolutions;
import dev.netgrad.schedule.Schedules;
import dev.netgrad.simplify.Simplification;
import dev.netgrad.tensor.Derivative;
import dev.netgrad.tensor.ElementType;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Tensor;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** A network on its whole way: planned, lowered, written, compiled by javac as strictly as it can, loaded and run. */
public final class Compiled {
  private final Derivative derivative;
  private final Plan plan;
  private final Program program;
  private final List<GeneratedSource> sources;
  private final Path classes;
  private final ClassLoader loader;

  private Compiled(Derivative derivative, Plan plan, Program program, List<GeneratedSource> sources, Path classes,
      ClassLoader loader) {
    this.derivative = derivative;
    this.plan = plan;
    this.program = program;
    this.sources = sources;
    this.classes = classes;
    this.loader = loader;
  }

  public static Compiled of(Network network, Path folder, boolean inputAdjoints) {
    return of(network, folder, inputAdjoints, ElementType.DOUBLE);
  }

  public static Compiled of(Network network, Path folder, boolean inputAdjoints, ElementType element) {
    return of(derivative(network, inputAdjoints), folder, element);
  }

  public static Compiled of(Network network, Path folder, EmitOptions options) {
    return of(derivative(network, false), folder, options);
  }

  public static Compiled of(Derivative derivative, Path folder, ElementType element) {
    return of(derivative, folder, new EmitOptions("generated", element, false));
  }

  /** In single precision, with kernels for the vectors that this Java prefers. */
  public static Compiled withVectors(Network network, Path folder, boolean inputAdjoints) {
    return with(KernelSet.of(VectorApi.preferredBits()), network, folder, inputAdjoints);
  }

  /** In single precision, with a set of kernels. */
  public static Compiled with(KernelSet kernels, Network network, Path folder, boolean inputAdjoints) {
    return with(kernels, Convolutions.TOOM_COOK, network, folder, inputAdjoints);
  }

  /** In single precision, with a set of kernels and a way to compute convolutions. */
  public static Compiled with(KernelSet kernels, Convolutions convolutions, Network network, Path folder,
      boolean inputAdjoints) {
    Derivative derivative = derivative(network, inputAdjoints);
    Compiled compiled = all(List.of(new Request(derivative, Planner.plan(derivative),
        EmitOptions.of("generated").withVectorBits(kernels.vectorBits()), convolutions, Schedules.NONE)), folder)
        .get(0);
    assertWithMessage("kernels").that(kernels.chosen(compiled::kernels)).isEqualTo(kernels.toString());
    return compiled;
  }

  /** With as little memory for batches of so many samples as there is a plan for. */
  public static Compiled withLeastMemory(Network network, Path folder, boolean inputAdjoints, long batch,
      EmitOptions options) {
    Derivative derivative = derivative(network, inputAdjoints);
    try {
      return of(derivative, Planner.plan(derivative, new MemoryBudget(1, batch, ElementType.FLOAT)), folder, options);
    } catch (BudgetException e) {
      return of(derivative, Planner.plan(derivative, new MemoryBudget(e.least(), batch, ElementType.FLOAT)), folder,
          options);
    }
  }

  private static Derivative derivative(Network network, boolean inputAdjoints) {
    return Simplification.simplify(
        Differentiation.differentiate(Simplification.simplify(network), inputAdjoints));
  }

  private static Compiled of(Derivative derivative, Path folder, EmitOptions options) {
    return of(derivative, Planner.plan(derivative), folder, options);
  }

  private static Compiled of(Derivative derivative, Plan plan, Path folder, EmitOptions options) {
    return all(List.of(new Request(derivative, plan, options)), folder).get(0);
  }

  /** What is to be compiled, and how. */
  public record Request(Derivative derivative, Plan plan, EmitOptions options, Convolutions convolutions,
      Schedules schedules) {
    public Request(Derivative derivative, Plan plan, EmitOptions options) {
      this(derivative, plan, options, Convolutions.TOOM_COOK, Schedules.NONE);
    }
  }

  /** All of them by two runs of javac, one for plain and one for vector kernels; their packages differ. */
  public static List<Compiled> all(List<Request> requests, Path folder) {
    try {
      Path classes = Files.createDirectories(folder.resolve("classes"));
      URLClassLoader loader = new URLClassLoader(new URL[] {classes.toUri().toURL()}, null);
      List<Compiled> compiled = new ArrayList<>();
      List<String> plain = new ArrayList<>();
      List<String> vector = new ArrayList<>();
      StringBuilder shown = new StringBuilder();
      for (Request request : requests) {
        PlanVerifier.verify(request.plan);
        Program program = Lowering.lower(request.plan, request.options.elementType(),
            VectorApi.targets(request.options.vectorBits()),
            request.convolutions, request.schedules);
        List<GeneratedSource> sources = JavaEmitter.emit(program, request.options);
        for (GeneratedSource source : sources) {
          Path file = folder.resolve(source.name());
          Files.createDirectories(file.getParent());
          Files.writeString(file, source.text());
          (source.vector() ? vector : plain).add(file.toString());
        }
        shown.append(requests.size() == 1 ? sources.get(0).text() : "");
        compiled.add(new Compiled(request.derivative, request.plan, program, sources, classes, loader));
      }
      javac(plain, List.of("-Xlint:all", "-Werror", "--limit-modules", "java.base", "--release", "17", "-d",
          classes.toString()), shown);
      if (!vector.isEmpty()) {
        // Not -Werror: javac warns of an incubating module, whatever is asked for.
        javac(vector, List.of("-Xlint:all", "--add-modules", VectorApi.MODULE, "-classpath", classes.toString(), "-d",
            classes.toString()), shown);
      }
      return compiled;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void javac(List<String> files, List<String> options, CharSequence shown) throws IOException {
    JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    StringWriter out = new StringWriter();
    try (StandardJavaFileManager manager = javac.getStandardFileManager(null, null, null)) {
      boolean compiled = javac.getTask(out, manager, null, options, null, manager.getJavaFileObjectsFromStrings(files))
          .call();
      assertWithMessage("%s%s", out, shown).that(compiled).isTrue();
    }
    String warnings = out.toString().lines().filter(line -> !line.contains("using incubating module")
        && !line.matches("\\d+ warnings?")).collect(Collectors.joining("\n"));
    assertWithMessage("warnings").that(warnings).isEmpty();
  }

  /** The same classes, loaded by another loader. */
  public Compiled loadedBy(ClassLoader other) {
    return new Compiled(derivative, plan, program, sources, classes, other);
  }

  public Program program() {
    return program;
  }

  /** The kernels in use, as the network's class says. */
  public String kernels() {
    try {
      return (String) type().getMethod("kernels").invoke(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  public Class<?> type() {
    return type("");
  }

  /** A class of this network, such as {@code Net$Kernels}, by what follows the network's name. */
  public Class<?> type(String name) {
    try {
      return Class.forName(sources.get(0).className() + name, true, loader);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  public Plan plan() {
    return plan;
  }

  public String text() {
    return sources.get(0).text();
  }

  public Path classes() {
    return classes;
  }

  /** Runs forward, backward and inference and compares each with the interpreter; on more threads, with themselves. */
  public void agreesWithInterpreter(int batch, double tolerance) {
    Point point = point(batch);
    Map<String, double[]> actual = results(point, 1);
    Map<String, double[]> expected = Reference.results(derivative, point);
    expected.putAll(Reference.updated(derivative.network(), point, actual));
    assertWithMessage("what is computed").that(actual.keySet()).containsExactlyElementsIn(expected.keySet());
    expected.forEach((name, value) -> compare(name, value, actual.get(name), tolerance));
    for (int threads : KernelSet.THREADS) {
      results(point, threads).forEach((name, values) ->
          assertWithMessage("%s on %s threads", name, threads).that(values).isEqualTo(actual.get(name)));
    }
  }

  /**
   * What inference, forward, backward, commit and update give, by the names of {@link Reference}.
   *
   * @param point parameters, states and inputs; it stays as it is
   */
  public Map<String, double[]> results(Point point, int threads) {
    return new Execution(type(), derivative, point, threads, text().contains("float[]")).results();
  }

  /** Weights as they start, and made-up samples. */
  public Point point(int batch) {
    Object weights = Execution.create(type(), "Weights");
    Map<String, double[]> stored = new LinkedHashMap<>();
    try {
      call(weights, "initialise", 7L);
      collect(call(weights, "parameters"), stored);
      collect(call(weights, "states"), stored);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
    Map<String, double[]> inputs = new LinkedHashMap<>();
    Random random = new Random(3);
    for (Tensor t : derivative.network().training().inputs()) {
      double[] values = new double[(int) t.elements(batch)];
      for (int i = 0; i < values.length; i++) {
        values[i] = t.isInteger() ? random.nextInt(3) : random.nextGaussian();
      }
      inputs.put(t.name(), values);
    }
    return new Point(batch, inputs, stored);
  }

  private static double[] doubles(Object array) {
    double[] values = new double[Array.getLength(array)];
    Arrays.setAll(values, i -> Array.getDouble(array, i));
    return values;
  }

  private static void compare(String name, double[] expected, double[] actual, double tolerance) {
    assertWithMessage(name + " is missing").that(actual).isNotNull();
    double norm = 0;
    double difference = 0;
    for (int i = 0; i < expected.length; i++) {
      norm += expected[i] * expected[i];
      difference += (expected[i] - actual[i]) * (expected[i] - actual[i]);
    }
    assertWithMessage(name + ": %s, but %s", Arrays.toString(Arrays.copyOf(expected, Math.min(16, expected.length))),
        Arrays.toString(Arrays.copyOf(actual, Math.min(16, actual.length))))
        .that(Math.sqrt(difference)).isAtMost(tolerance * (1 + Math.sqrt(norm)));
  }

  private static Object call(Object target, String name, Object... arguments) throws ReflectiveOperationException {
    Method method = Arrays.stream(target.getClass().getMethods())
        .filter(m -> m.getName().equals(name) && m.getParameterCount() == arguments.length).findFirst().orElseThrow();
    return method.invoke(target, arguments);
  }

  private static void collect(Object named, Map<String, double[]> into)
      throws ReflectiveOperationException {
    for (Object array : (List<?>) named) {
      into.put((String) call(array, "name"), doubles(call(array, "values")));
    }
  }
}
