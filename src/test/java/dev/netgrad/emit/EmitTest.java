package dev.netgrad.emit;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.loop.Compiled;
import dev.netgrad.loop.Graph;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Tensor;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmitTest {
  @TempDir Path folder;

  private static Network network(String name, Function<Graph, Block> graph) {
    return Graph.network(name, graph.apply(new Graph(name, true)), graph.apply(new Graph(name, false)), null,
        List.of());
  }

  private static Block residual(Graph g) {
    Tensor x = g.input("x", 6, 6, 16);
    Tensor f = g.batchNorm("norm2", g.conv("conv2", g.relu("relu1", g.batchNorm("norm1",
        g.conv("conv1", x, 16, 3, 1, 1))), 16, 3, 1, 1));
    return g.block(g.relu("out", g.add("sum", f, x)));
  }

  @Test
  void methodsStaySmallEnoughForTheJit() throws IOException {
    Compiled compiled = Compiled.of(network("Test", EmitTest::residual), folder, true);
    try (Stream<Path> files = Files.walk(compiled.classes())) {
      for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
        Map<String, Integer> lengths = ClassFiles.codeLengths(Files.readAllBytes(file));
        lengths.forEach((method, length) -> assertWithMessage(file + " " + method).that(length).isLessThan(6_000));
      }
    }
  }

  @Test
  void theSameBytesInAnyLocaleAndTimeZone() {
    String first = Compiled.of(network("Test", EmitTest::residual), folder.resolve("a"), true).text();
    Locale locale = Locale.getDefault();
    TimeZone zone = TimeZone.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Kiritimati"));
      String second = Compiled.of(network("Test", EmitTest::residual), folder.resolve("b"), true).text();
      assertThat(second).isEqualTo(first);
    } finally {
      Locale.setDefault(locale);
      TimeZone.setDefault(zone);
    }
  }

  @Test
  void namesThatMeanSomethingInJava() {
    Compiled.of(network("Math", g -> {
      Graph inner = new Graph("string", g.isTraining());
      Tensor goto_ = inner.input("goto", 3);
      Block block = inner.block(inner.dense("w", goto_, 3));
      Tensor x = g.input("class", 3);
      Tensor s = g.tanh("s", x);
      Tensor n = g.add("N", s, g.tanh("g", x));
      Tensor i = g.call("int", block, List.of("i"), n);
      return g.block(g.add("int", g.relu("_", i), g.tanh("n", i)));
    }), folder, true).agreesWithInterpreter(4, 1e-12);
  }

  @Test
  void aBlockWithTwoInputsRepeated() {
    Compiled.of(network("Test", g -> {
      Graph inner = new Graph("mix", g.isTraining());
      Tensor a = inner.input("a", 3);
      Tensor b = inner.input("b", 3);
      Block mix = inner.block(inner.tanh("out", inner.add("sum", inner.dense("dense", a, 3), b)));
      Tensor x = g.input("x", 3);
      return g.block(g.call("y", mix, List.of("mix.0", "mix.1", "mix.2", "mix.3"), x, g.tanh("b", x)));
    }), folder, true).agreesWithInterpreter(4, 1e-12);
  }

  @Test
  void callsThatShareTheirParametersAddTheirGradients() {
    Compiled compiled = Compiled.of(network("Test", g -> {
      Graph inner = new Graph("layer", g.isTraining());
      Tensor a = inner.input("a", 3);
      Block layer = inner.block(inner.tanh("out", inner.dense("dense", a, 3)));
      Tensor x = g.input("x", 3);
      Tensor first = g.call("first", layer, List.of("shared"), x);
      return g.block(g.call("second", layer, List.of("shared"), first));
    }), folder, true);
    assertThat(compiled.text()).contains("g.shared.add(me, s.");
  }

  @Test
  void badArgumentsAreSaid() throws ReflectiveOperationException {
    Compiled compiled = Compiled.of(network("Test", g -> g.block(g.relu("y", g.input("x", 4)))), folder, true);
    Class<?> weights = nested(compiled, "Weights");
    Class<?> workspace = nested(compiled, "Workspace");
    Object w = weights.getConstructor().newInstance();
    Object s = workspace.getConstructor(int.class).newInstance(2);
    Method infer = Arrays.stream(compiled.type().getMethods()).filter(m -> m.getName().equals("infer")).findFirst()
        .orElseThrow();
    assertThat(failure(infer, w, s, 0, new double[4], new double[4]))
        .contains("from 1 to the capacity of this workspace, 2");
    assertThat(failure(infer, w, s, 3, new double[12], new double[12])).contains("not 3");
    assertThat(failure(infer, w, s, 2, new double[7], new double[8])).contains("x has length 7 but needs at least 8");
  }

  private static Class<?> nested(Compiled compiled, String name) {
    return Arrays.stream(compiled.type().getClasses()).filter(c -> c.getSimpleName().equals(name)).findFirst()
        .orElseThrow();
  }

  private static String failure(Method method, Object... arguments) throws ReflectiveOperationException {
    try {
      method.invoke(null, arguments);
      return "";
    } catch (InvocationTargetException e) {
      assertThat(e).hasCauseThat().isInstanceOf(IllegalArgumentException.class);
      return e.getCause().getMessage();
    }
  }

  @Test
  void documentationCannotLeaveItsComment() {
    assertThat(Texts.javadoc("a */ b {@code} \\u002a <b> & //")).isEqualTo(
        "a *&#47; b {&#64;code} &#92;u002a &lt;b&gt; &amp; //");
    assertThat(Texts.comment("\\u000a x", 100)).containsExactly("/u000a x");
  }
}
