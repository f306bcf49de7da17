package dev.netgrad.api;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class NetSourceTest {
  private static final String PRODUCT = """
      network Product(a, b) {
        d = (a + b)*a
      }
      """;

  private static final String SCORES = """
      network Scores(x[2], label: class[3]) {
        y = x -> dense(3)
        loss = crossEntropy(y, label)
      }
      """;

  @TempDir
  private Path folder;

  /** The derivative of (a + b)·a with respect to a is 2a + b, that with respect to b is a. */
  @Test
  void gradientAtAPoint() {
    Gradient gradient = NetSource.of(PRODUCT).gradient("Product",
        Map.of("a", new double[] {1}, "b", new double[] {2}));

    assertThat(gradient.outputs().get("d")).isEqualTo(new double[] {3});
    assertThat(gradient.of("a")).isEqualTo(new double[] {4});
    assertThat(gradient.of("b")).isEqualTo(new double[] {1});
    assertThat(assertThrows(IllegalArgumentException.class, () -> gradient.of("c")))
        .hasMessageThat().isEqualTo("there is no gradient of c; there is a, b");
  }

  /**
   * With equal scores each of three classes has the probability 1/3: the loss is log 3, dloss/dbias is p − [k = label].
   */
  @Test
  void parametersCanBeGiven() {
    Gradient gradient = NetSource.of(SCORES).gradient("Scores", Map.of("x", new double[] {1, 2},
        "label", new double[] {2}, "dense.weight", new double[6], "dense.bias", new double[3]));

    assertThat(gradient.outputs().get("loss")[0]).isWithin(1e-12).of(Math.log(3));
    assertThat(gradient.of("dense.bias")).usingTolerance(1e-12).containsExactly(1 / 3.0, 1 / 3.0, -2 / 3.0).inOrder();
    assertThat(gradient.gradients()).doesNotContainKey("label");
  }

  @Test
  void javaIsOfAPackageThatCanBe() {
    NetSource source = NetSource.of(PRODUCT);

    assertThat(source.java("Product", "com.example").keySet()).containsExactly("com/example/Product.java");
    for (String wrong : new String[] {"../evil", "/abs", "a b", "class", "a.int.b"}) {
      assertThat(assertThrows(IllegalArgumentException.class, () -> source.java("Product", wrong)))
          .hasMessageThat().isEqualTo("no name of a package: " + wrong);
    }
  }

  @Test
  void derivativeIsANetTextItself() {
    String text = NetSource.of(PRODUCT).derivative("Product");
    assertThat(text).contains("dA[] = dD*(2*a + b)");
    assertThat(NetSource.of(text).networks()).isNotEmpty();
  }

  @Test
  void javaIsByPath() {
    Map<String, String> java = NetSource.of(PRODUCT).java("Product", "com.example");
    assertThat(java.keySet()).containsExactly("com/example/Product.java");
    assertThat(java.get("com/example/Product.java")).contains("public final class Product");
  }

  @Test
  void filesImportFromTheirFolderAndFromThePath() throws Exception {
    Path layers = Files.createDirectory(folder.resolve("layers"));
    Files.writeString(layers.resolve("double.net"), "layer doubled(x[C]) {\n  2*x\n}\n");
    Path file = Files.writeString(folder.resolve("a.net"),
        "import \"double.net\"\n\nnetwork A(x[2]) {\n  y = doubled(x)\n}\n");
    assertThat(NetSource.read(file, layers).networks()).containsExactly("A");
    NetMessage message =
        assertThrows(NetSourceException.class, () -> NetSource.read(file)).messages().get(0);
    assertThat(message.code()).isEqualTo("E201");
    assertThat(message.file()).isEqualTo("a.net");
  }

  @Test
  void errorsHaveTheirPlace() {
    NetSourceException e = assertThrows(NetSourceException.class, () -> NetSource.of("""
        network Wrong(x[2]) {
          y = x + z
        }
        """));
    NetMessage message = e.messages().get(0);
    assertThat(message.code()).isEqualTo("E210");
    assertThat(message.isError()).isTrue();
    assertThat(message.line()).isEqualTo(2);
    assertThat(message.column()).isEqualTo(11);
    assertThat(e).hasMessageThat().contains("2 |   y = x + z");
  }

  @Test
  void warningsAreTold() {
    NetSource source = NetSource.of("network Idle(x[2]) {\n  a = 3*x\n  y = 2*x\n}\n");
    assertThat(source.warnings().stream().map(NetMessage::code).toList()).containsExactly("W502");
    assertThat(source.warnings().get(0).isError()).isFalse();
  }

  @Test
  void argumentsThatMeanNothingAreRefused() {
    NetSource source = NetSource.of(SCORES);
    refused("there is no network A; there is Scores", () -> source.java("A", ""));
    refused("there is no network, layer or block a in use; there is Scores", () -> source.derivative("a"));
    refused("there is no network a, nor any other", () -> NetSource.of("").java("a", ""));
    refused("there is no value for label", () -> source.gradient("Scores", Map.of("x", new double[2])));
    refused("x[2] has 2 elements, not 3", () -> source.gradient("Scores", Map.of("x", new double[3])));
    refused("there is no input, parameter or state z", () -> source.gradient("Scores", Map.of("z", new double[3])));
    refused("label: a class is a whole number from 0 to 2",
        () -> source.gradient("Scores", Map.of("x", new double[2], "label", new double[] {3})));
    refused("threads: at least 1", () -> source.model("Scores", 0));
  }

  /** Of each method, each argument that may be null by its type. */
  @Test
  void argumentThatIsNullIsNamed() throws ReflectiveOperationException {
    NetSource source = NetSource.of(SCORES);
    Map<Class<?>, Object> values = Map.of(String.class, "Scores", Map.class, Map.of(), Path.class, Path.of("x.net"),
        Path[].class, new Path[0], List.class, List.of(), Set.class, Set.of(), int.class, 1);
    for (Method method : NetSource.class.getDeclaredMethods()) {
      for (int i = 0; Modifier.isPublic(method.getModifiers()) && i < method.getParameterCount(); i++) {
        Object[] arguments = Stream.of(method.getParameterTypes()).map(values::get).toArray();
        if (!method.getParameterTypes()[i].isPrimitive()) {
          arguments[i] = null;
          Throwable thrown =
              assertThrows(InvocationTargetException.class, () -> method.invoke(source, arguments)).getCause();
          assertWithMessage("%s", method).that(thrown).isInstanceOf(NullPointerException.class);
          assertWithMessage("%s", method).that(thrown).hasMessageThat().matches("[a-zA-Z]+");
        }
      }
    }
    assertThat(assertThrows(NullPointerException.class,
        () -> source.gradient("Scores", Collections.singletonMap("x", null)))).hasMessageThat().isEqualTo("x");
  }

  private static void refused(String message, Executable call) {
    assertThat(assertThrows(IllegalArgumentException.class, call)).hasMessageThat().contains(message);
  }
}
