package dev.netgrad.compiler;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.netgrad.emit.EmitOptions;
import dev.netgrad.emit.GeneratedSource;
import dev.netgrad.source.InvalidNetException;
import dev.netgrad.source.SizingException;
import dev.netgrad.tensor.Network;
import dev.netgrad.train.Port;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sizes of a network that are set from outside. */
class SizesTest {
  private static final String OPEN = """
      /// A classifier.
      network Net(K, image[H, W, 1], H = 8, W = H, label: class[K]) {
        logits = image -> conv(4, 3) -> batchNorm -> relu -> maxPool(2) -> globalAveragePool -> dense(K)
        loss = crossEntropy(logits, label)
      }
      """;

  private static List<Network> networks(String text, String... sizes) {
    return NetFile.of("sizes.net", text, List.of(sizes)).networks();
  }

  private static String shape(Network network) {
    return network.training().signature();
  }

  @Test
  void areSetAsArgumentsOfACall() {
    assertThat(networks(OPEN, "K=3").stream().map(SizesTest::shape))
        .containsExactly("Net(image[8, 8, 1], label: class[3])");
    assertThat(networks(OPEN, "K = 3, H = 6").stream().map(SizesTest::shape))
        .containsExactly("Net(image[6, 6, 1], label: class[3])");
    assertThat(networks(OPEN, "Net(K=3)", "W=4").stream().map(SizesTest::shape))
        .containsExactly("Net(image[8, 4, 1], label: class[3])");
    assertThat(networks(OPEN, "K=3").get(0).training().documentation()).isEqualTo("A classifier. With K = 3.");
  }

  /** What is open and set is what is written. */
  @Test
  void giveWhatTheTextWouldGive() {
    String written = OPEN.replace("K, ", "").replace("H = 8, W = H, ", "").replace("H, W", "6, 6").replace("K", "3");
    String set = text(networks(OPEN, "K=3, H=6").get(0));
    assertThat(set.substring(set.indexOf("private static void forward")))
        .isEqualTo(text(networks(written).get(0)).substring(text(networks(written).get(0))
            .indexOf("private static void forward")));
  }

  private static String text(Network network) {
    return Compiler.compile(network, Options.of("")).sources().get(0).text();
  }

  @Test
  void severalAreNetworksOfTheirOwn() {
    assertThat(networks(OPEN, "Net(K=3) as Small", "Net(H=16) as Large", "K=5").stream().map(SizesTest::shape))
        .containsExactly("Small(image[8, 8, 1], label: class[3])", "Large(image[16, 16, 1], label: class[5])")
        .inOrder();
  }

  @Test
  void weightsAreSharedByNameWhereShapesAgree() throws ReflectiveOperationException {
    List<GeneratedSource> sources = new ArrayList<>();
    for (Network network : networks(OPEN, "Net(K=3) as Small", "Net(K=3, H=16) as Large", "Net(K=4) as Other")) {
      EmitOptions emit = EmitOptions.of("").withAdapter(true);
      sources.addAll(Compiler.compile(network, Options.of("").withEmit(emit)).sources());
    }
    Loaded loaded = Loaded.of(sources);
    assertThat(loaded.model(1).outputs()).containsExactly(Port.numbers("logits", 3));
    Object small = loaded.loadClass("Small$Weights").getConstructor().newInstance();
    Object large = taking(loaded, "Large", arrays(loaded, "Large", small));
    for (String field : List.of("convWeight", "batchNormRunningMean", "denseWeight")) {
      assertThat(large.getClass().getField(field).get(large))
          .isSameInstanceAs(small.getClass().getField(field).get(small));
    }
    assertThat(assertThrows(IllegalArgumentException.class, () ->
        taking(loaded, "Other", arrays(loaded, "Other", small))).getMessage())
        .isEqualTo("dense.weight is [4, 3], and is to be [4, 4]");
    assertThat(assertThrows(IllegalArgumentException.class, () -> taking(loaded, "Large", List.of())).getMessage())
        .isEqualTo("there is no conv.weight, which is [3, 3, 1, 4]");
  }

  private static List<Object> arrays(Loaded loaded, String network, Object weights)
      throws ReflectiveOperationException {
    List<Object> all = new ArrayList<>();
    for (String list : List.of("parameters", "states")) {
      for (Object a : (List<?>) weights.getClass().getMethod(list).invoke(weights)) {
        all.add(loaded.loadClass(network + "$NamedArray").getConstructor(String.class, int[].class, float[].class)
            .newInstance(a.getClass().getMethod("name").invoke(a), a.getClass().getMethod("shape").invoke(a),
                a.getClass().getMethod("values").invoke(a)));
      }
    }
    return all;
  }

  private static Object taking(Loaded loaded, String network, List<Object> arrays) {
    try {
      return loaded.loadClass(network + "$Weights").getConstructor(List.class).newInstance(arrays);
    } catch (InvocationTargetException e) {
      throw (RuntimeException) e.getCause();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void whatIsNotThereIsSaid() {
    assertThat(refused("Q=1")).isEqualTo("there is no size Q; there is K, H, W in Net");
    assertThat(refused("Net(Q=1)")).isEqualTo("there is no size Q; there is K, H, W in Net");
    assertThat(refused("Nat(K=1)")).isEqualTo("there is no network Nat; there is Net");
    assertThat(refused("K")).isEqualTo("`K` sets no size; K=16 does, or Net(K=16), or Net(K=16) as Net16");
    assertThat(refused("K=1, K=2")).isEqualTo("`K=1, K=2` sets K twice");
    assertThat(refused("K=1", "Net(K=2)")).isEqualTo("K of Net is set twice");
    assertThat(refused("Net(K=1) as A", "Net(K=2) as A")).isEqualTo("two networks would be called A");
  }

  private static String refused(String... sizes) {
    return assertThrows(SizingException.class, () -> networks(OPEN, sizes)).getMessage();
  }

  @Test
  void whatIsWrongIsSaidAtItsPlace() {
    assertThat(wrong()).containsExactly(
        "sizes.net:2:13 `Net` needs the size `K`, which is set from outside or has a default");
    assertThat(wrong("K=2.5")).containsExactly("size:1:3 `K` is a size, a whole number, and this is 2.5");
    assertThat(wrong("K=2", "H=-4")).containsExactly("sizes.net:2:22 a dimension has nothing to range over: H is -4");
    assertThat(wrong("K=2", "H=1")).isNotEmpty();
  }

  private static List<String> wrong(String... sizes) {
    return assertThrows(InvalidNetException.class, () -> networks(OPEN, sizes)).diagnostics().sorted().stream()
        .map(d -> d.span() + " " + d.message()).toList();
  }

  /** A number among inputs that formulas alone read is an input, as ever. */
  @Test
  void inputsStayInputs() {
    assertThat(networks("""
        network Product(a, b) {
          y[] = a*b
        }
        """).stream().map(SizesTest::shape)).containsExactly("Product(a[], b[])");
  }
}
