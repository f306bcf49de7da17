package dev.netgrad.loop;

import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.checks.KernelSet;
import dev.netgrad.emit.EmitOptions;
import dev.netgrad.emit.GeneratedSource;
import dev.netgrad.emit.JavaEmitter;
import dev.netgrad.grad.Differentiation;
import dev.netgrad.plan.BudgetException;
import dev.netgrad.plan.MemoryBudget;
import dev.netgrad.plan.Plan;
import dev.netgrad.plan.Planner;
import dev.netgrad.simplify.Simplification;
import dev.netgrad.tensor.Derivative;
import dev.netgrad.tensor.Interpreter;
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
  private static final String GRADIENT = "gradient of ";
  private static final String STATE = "state ";

  private final Derivative derivative;
  private final Plan plan;
  private final Program program;
  private final List<GeneratedSource> sources;
  private final Path classes;
  private final Class<?> type;

  private Compiled(Derivative derivative, Plan plan, Program program, List<GeneratedSource> sources, Path classes,
      Class<?> type) {
    this.derivative = derivative;
    this.plan = plan;
    this.program = program;
    this.sources = sources;
    this.classes = classes;
    this.type = type;
  }

  public static Compiled of(Network network, Path folder, boolean inputAdjoints) {
    return of(network, folder, inputAdjoints, EmitOptions.ElementType.DOUBLE);
  }

  public static Compiled of(Network network, Path folder, boolean inputAdjoints, EmitOptions.ElementType element) {
    return of(derivative(network, inputAdjoints), folder, element);
  }

  public static Compiled of(Network network, Path folder, EmitOptions options) {
    return of(derivative(network, false), folder, options);
  }

  public static Compiled of(Derivative derivative, Path folder, EmitOptions.ElementType element) {
    return of(derivative, folder, new EmitOptions("generated", element, false));
  }

  /** In single precision, with kernels for the vectors that this Java prefers. */
  public static Compiled withVectors(Network network, Path folder, boolean inputAdjoints) {
    return with(KernelSet.of(VectorApi.preferredBits()), network, folder, inputAdjoints);
  }

  /** In single precision, with a set of kernels. */
  public static Compiled with(KernelSet kernels, Network network, Path folder, boolean inputAdjoints) {
    Compiled compiled = of(derivative(network, inputAdjoints), folder,
        EmitOptions.of("generated").withVectorBits(kernels.vectorBits()));
    assertWithMessage("kernels").that(kernels.chosen(compiled::kernels)).isEqualTo(kernels.toString());
    return compiled;
  }

  /** With as little memory for batches of so many samples as there is a plan for. */
  public static Compiled withLeastMemory(Network network, Path folder, boolean inputAdjoints, long batch,
      EmitOptions options) {
    Derivative derivative = derivative(network, inputAdjoints);
    try {
      return of(derivative, Planner.plan(derivative, new MemoryBudget(1, batch)), folder, options);
    } catch (BudgetException e) {
      return of(derivative, Planner.plan(derivative, new MemoryBudget(e.least(), batch)), folder, options);
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
    Program program = Lowering.lower(plan, options.vectorBits());
    List<GeneratedSource> sources = JavaEmitter.emit(program, options);
    try {
      List<String> plain = new ArrayList<>();
      List<String> vector = new ArrayList<>();
      for (GeneratedSource source : sources) {
        Path file = folder.resolve(source.name());
        Files.createDirectories(file.getParent());
        Files.writeString(file, source.text());
        (source.vector() ? vector : plain).add(file.toString());
      }
      Path classes = Files.createDirectories(folder.resolve("classes"));
      javac(plain, List.of("-Xlint:all", "-Werror", "--limit-modules", "java.base", "--release", "17", "-d",
          classes.toString()), sources.get(0));
      if (!vector.isEmpty()) {
        // Not -Werror: javac warns of an incubating module, whatever is asked for.
        javac(vector, List.of("-Xlint:all", "--add-modules", VectorApi.MODULE, "-classpath", classes.toString(), "-d",
            classes.toString()), sources.get(0));
      }
      URLClassLoader loader = new URLClassLoader(new URL[] {classes.toUri().toURL()}, null);
      String name = sources.get(0).name().replace('/', '.').replace(".java", "");
      return new Compiled(derivative, plan, program, sources, classes, loader.loadClass(name));
    } catch (IOException | ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void javac(List<String> files, List<String> options, GeneratedSource shown) throws IOException {
    JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    StringWriter out = new StringWriter();
    try (StandardJavaFileManager manager = javac.getStandardFileManager(null, null, null)) {
      boolean compiled = javac.getTask(out, manager, null, options, null, manager.getJavaFileObjectsFromStrings(files))
          .call();
      assertWithMessage(out + shown.text()).that(compiled).isTrue();
    }
    String warnings = out.toString().lines().filter(line -> !line.contains("using incubating module")
        && !line.matches("\\d+ warnings?")).collect(Collectors.joining("\n"));
    assertWithMessage("warnings").that(warnings).isEmpty();
  }

  public Program program() {
    return program;
  }

  /** The kernels in use, as the network's class says. */
  public String kernels() {
    try {
      return (String) type.getMethod("kernels").invoke(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A class of this network, such as {@code Net$Kernels}. */
  public Class<?> type(String name) {
    try {
      return Class.forName(type.getName() + name, true, type.getClassLoader());
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

  public Class<?> type() {
    return type;
  }

  /** Runs forward, backward and inference and compares each with the interpreter; on more threads, with themselves. */
  public void agreesWithInterpreter(int batch, double tolerance) {
    try {
      agrees(batch, tolerance);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private void agrees(int batch, double tolerance) throws ReflectiveOperationException {
    Training training = new Training(batch, 1);
    Map<String, double[]> stored = training.stored();
    Network network = derivative.network();
    Interpreter interpreter = new Interpreter(batch, stored);
    Interpreter.Run run = interpreter.run(network.training(), training.inputs);
    Map<String, double[]> actual = training.run();
    network.objective().ifPresent(loss -> compare("loss", run.value(loss), actual.get("loss"), tolerance));
    for (int i = 0; i < training.outputs.size(); i++) {
      compare("output", run.value(network.training().outputs().get(i)), actual.get("output" + i), tolerance);
    }
    Map<String, double[]> adjoints = interpreter.backward(derivative, run, training.seed());
    assertWithMessage("gradients").that(actual.keySet().stream().filter(name -> name.startsWith(GRADIENT)).toList())
        .containsExactlyElementsIn(adjoints.keySet().stream().map(name -> GRADIENT + name).toList());
    adjoints.forEach((name, value) -> compare(GRADIENT + name, value, actual.get(GRADIENT + name), tolerance));
    run.updates().forEach((name, value) -> compare(name, value, actual.get(STATE + name), tolerance));
    for (int threads : KernelSet.THREADS) {
      new Training(batch, threads).run().forEach((name, values) ->
          assertWithMessage("%s on %s threads", name, threads).that(values).isEqualTo(actual.get(name)));
    }
    infer(batch, tolerance, training.weights, training.workspace, network, training.inputs, training.given,
        training.stored());
  }

  /**
   * What forward, backward and commit give, by name, with made-up weights and samples.
   *
   * @param batch the number of samples
   */
  public Map<String, double[]> results(int batch) {
    try {
      return new Training(batch, 1).run();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private final class Training {
    private final int batch;
    private final Network network = derivative.network();
    private final Object weights = create("Weights");
    private final Object workspace;
    private final Map<String, double[]> inputs = new LinkedHashMap<>();
    private final Map<String, Object> given = new LinkedHashMap<>();
    private final List<Object> outputs = new ArrayList<>();

    Training(int batch, int threads) throws ReflectiveOperationException {
      this.batch = batch;
      this.workspace = nested("Workspace").getConstructor(int.class, int.class).newInstance(batch + 1, threads);
      call(weights, "initialise", 7L);
      Random random = new Random(3);
      for (Tensor t : network.training().inputs()) {
        double[] values = new double[(int) t.elements(batch)];
        for (int i = 0; i < values.length; i++) {
          values[i] = t.isInteger() ? random.nextInt(3) : random.nextGaussian();
        }
        inputs.put(t.name(), values);
        given.put(t.name(), t.isInteger() ? Arrays.stream(values).mapToInt(v -> (int) v).toArray() : array(values));
      }
    }

    /** Parameters and states as they are. */
    Map<String, double[]> stored() throws ReflectiveOperationException {
      Map<String, double[]> stored = new LinkedHashMap<>();
      collect(call(weights, "parameters"), "", stored);
      collect(call(weights, "states"), "", stored);
      return stored;
    }

    /** The adjoint of the output of a network without a loss. */
    double[] seed() {
      if (derivative.whole().outputAdjoint().isEmpty()) {
        return null;
      }
      double[] seed = new double[(int) network.training().outputs().get(0).elements(batch)];
      Arrays.setAll(seed, i -> Math.sin(i + 1));
      return seed;
    }

    Map<String, double[]> run() throws ReflectiveOperationException {
      Map<String, double[]> results = new LinkedHashMap<>();
      List<Object> arguments = new ArrayList<>(List.of(weights, workspace, batch));
      arguments.addAll(given.values());
      List<Object> forward = new ArrayList<>(arguments);
      if (network.objective().isEmpty()) {
        network.training().outputs().forEach(t -> outputs.add(array(new double[(int) t.elements(batch)])));
        forward.addAll(outputs);
      }
      if (network.training().drawsRandomNumbers()) {
        forward.addAll(List.of(0L, 0L));
      }
      Object loss = method("forward", forward.size(), weights.getClass()).invoke(null, forward.toArray());
      if (network.objective().isPresent()) {
        results.put("loss", new double[] {((Number) loss).doubleValue()});
      }
      for (int i = 0; i < outputs.size(); i++) {
        results.put("output" + i, doubles(outputs.get(i)));
      }
      backward(arguments, results);
      method("commit", 2, weights.getClass()).invoke(null, weights, workspace);
      collect(call(weights, "states"), STATE, results);
      return results;
    }

    private void backward(List<Object> arguments, Map<String, double[]> results) throws ReflectiveOperationException {
      Object gradients = create("Gradients");
      List<Object> all = new ArrayList<>(arguments);
      all.add(2, gradients);
      Method backward = Arrays.stream(type.getMethods()).filter(m -> m.getName().equals("backward")).findFirst()
          .orElseThrow();
      List<Tensor> wanted = network.training().inputs().stream()
          .filter(t -> derivative.whole().adjoints().containsKey(t)).toList();
      double[] seed = seed();
      if (seed != null) {
        if (backward.getParameterCount() > all.size() + 1 + wanted.size()) {
          all.add(outputs.get(0));
        }
        all.add(array(seed));
      }
      Map<String, Object> filled = new LinkedHashMap<>();
      wanted.forEach(t -> {
        filled.put(t.name(), array(new double[(int) t.elements(batch)]));
        all.add(filled.get(t.name()));
      });
      backward.invoke(null, all.toArray());
      collect(call(gradients, "parameters"), GRADIENT, results);
      filled.forEach((name, array) -> results.put(GRADIENT + name, doubles(array)));
    }
  }

  private void infer(int batch, double tolerance, Object weights, Object workspace, Network network,
      Map<String, double[]> inputs, Map<String, Object> given, Map<String, double[]> stored)
      throws ReflectiveOperationException {
    Interpreter.Run run = new Interpreter(batch, stored).run(network.evaluation(), inputs);
    List<Object> arguments = new ArrayList<>(List.of(weights, workspace, batch));
    network.evaluation().inputs().forEach(t -> arguments.add(given.get(t.name())));
    List<Object> outputs = new ArrayList<>();
    network.evaluation().outputs().forEach(t -> outputs.add(array(new double[(int) t.elements(batch)])));
    arguments.addAll(outputs);
    if (network.evaluation().drawsRandomNumbers()) {
      arguments.addAll(List.of(0L, 0L));
    }
    method("infer", arguments.size(), weights.getClass()).invoke(null, arguments.toArray());
    for (int i = 0; i < outputs.size(); i++) {
      compare("inferred", run.value(network.evaluation().outputs().get(i)), doubles(outputs.get(i)), tolerance);
    }
  }

  private Object array(double[] values) {
    boolean single = text().contains("float[]");
    Object array = Array.newInstance(single ? float.class : double.class, values.length);
    for (int i = 0; i < values.length; i++) {
      if (single) {
        Array.setFloat(array, i, (float) values[i]);
      } else {
        Array.setDouble(array, i, values[i]);
      }
    }
    return array;
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

  private Class<?> nested(String name) {
    return Arrays.stream(type.getClasses()).filter(c -> c.getSimpleName().equals(name)).findFirst().orElseThrow();
  }

  private Object create(String name) throws ReflectiveOperationException {
    return nested(name).getConstructor().newInstance();
  }

  private Method method(String name, int parameters, Class<?> first) {
    return Arrays.stream(type.getMethods()).filter(m -> m.getName().equals(name)
        && m.getParameterCount() == parameters && m.getParameterTypes()[0] == first).findFirst().orElseThrow();
  }

  private static Object call(Object target, String name, Object... arguments) throws ReflectiveOperationException {
    Method method = Arrays.stream(target.getClass().getMethods())
        .filter(m -> m.getName().equals(name) && m.getParameterCount() == arguments.length).findFirst().orElseThrow();
    return method.invoke(target, arguments);
  }

  private static void collect(Object named, String prefix, Map<String, double[]> into)
      throws ReflectiveOperationException {
    for (Object array : (List<?>) named) {
      into.put(prefix + call(array, "name"), doubles(call(array, "values")));
    }
  }
}
