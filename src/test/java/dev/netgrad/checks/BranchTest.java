package dev.netgrad.checks;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.tensor.Derivative;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Operator;
import dev.netgrad.tensor.check.Interpreter;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A branch that is not taken has no gradient, whatever it holds and however it is written: every operator of the
 * language at its edges, in a branch that is taken only where its value and derivatives are ordinary numbers, with a
 * name and in place.
 */
class BranchTest {
  private static final double LARGEST = 1e6;
  private static final double SINGLE = 1e-5;

  /** Some of the operators' edges; what is given counts as finite. */
  private static final double[][] PAIRS = IntStream.iterate(0, i -> i < OperatorEdgeTest.PAIRS.length, i -> i + 3)
      .mapToObj(i -> OperatorEdgeTest.PAIRS[i]).filter(pair -> Double.isFinite(pair[0]) && Double.isFinite(pair[1]))
      .toArray(double[][]::new);

  /**
   * How a branch is written that is E, an operator of a and b, and taken where c is 1; {@code E{i}} is E's text at i.
   */
  private enum Form {
    ONCE("y[i] = if c[i] < 0.5 then a[i] else E{i}",
        "q[i] = E{i}; y[i] = if c[i] < 0.5 then a[i] else q[i]"),
    TWICE("y[i] = (if c[i] < 0.5 then a[i] else 2*(E{i})) - (if 0.5 <= c[i] then 3*(E{i}) else b[i])",
        "q[i] = E{i}; y[i] = (if c[i] < 0.5 then a[i] else 2*q[i]) - (if 0.5 <= c[i] then 3*q[i] else b[i])"),
    FROM_AFAR("y[i] = if 0.5 < c[i] then 2*(E{i} + a[i])*p[] else 0",
        "q[i] = E{i}; r[i] = q[i] + a[i]; s[i] = 2*r[i]*p[]; y[i] = if 0.5 < c[i] then s[i] else 0"),
    IN_A_WINDOW("y[i < I - 2] = sum[r < 3] if c[i + r] < 0.5 then a[i] else E{i + r}",
        "q[i] = E{i}; y[i < I - 2] = sum[r < 3] if c[i + r] < 0.5 then a[i] else q[i + r]"),
    EVERY_SECOND("y[i < I/2] = sum[r < 2] if 0.5 < c[2*i] and r < 1 then (E{2*i + r})*p[] else 0",
        "q[i] = E{i}; s[i] = q[i]*p[]; y[i < I/2] = sum[r < 2] if 0.5 < c[2*i] and r < 1 then s[2*i + r] else 0"),
    LARGEST_OF("y[i < I - 2] = max[r < 3] if c[i + r] < 0.5 then -1e9 else E{i + r}",
        "q[i] = E{i}; s[i] = if c[i] < 0.5 then -1e9 else q[i]; y[i < I - 2] = max[r < 3] s[i + r]");

    private final String inPlace;
    private final String named;

    Form(String inPlace, String named) {
      this.inPlace = inPlace;
      this.named = named;
    }
  }

  /** Every operator in a layer of its own, of operands of its own; the loss is the sum of everything. */
  private static Network network(Set<Form> forms, boolean named) {
    StringBuilder layers = new StringBuilder("layer total(y[I]) {\n  t = sum[n, i] y[i]\n}\n");
    StringBuilder inputs = new StringBuilder();
    StringBuilder loss = new StringBuilder("0");
    for (Form form : forms) {
      for (Operator operator : Operator.values()) {
        String name = name(form, operator);
        String body = (named ? form.named : form.inPlace).replace("; ", "\n  ")
            .replaceAll("E\\{([^}]*)}", OperatorEdgeTest.expression(operator, "a[$1]", "b[$1]"));
        layers.append("layer %s(a[I], b[I], c[I]) {\n  parameter p[] = 1.5\n  %s\n  y\n}\n".formatted(name, body));
        inputs.append(inputs.isEmpty() ? "" : ", ").append("a%1$s[I], b%1$s[I], c%1$s[I]".formatted(name));
        loss.append(" + total(%1$s(a%1$s, b%1$s, c%1$s))".formatted(name));
      }
    }
    String pairs = Integer.toString(PAIRS.length);
    return Nets.network(layers + "network Branches(" + inputs.toString().replace("[I]", "[" + pairs + "]")
        + ") {\n  loss = "
        + loss + "\n  output loss\n}\n");
  }

  private static String name(Form form, Operator operator) {
    return form.name().toLowerCase(Locale.ROOT).replace("_", "") + operator.name().toLowerCase(Locale.ROOT);
  }

  private static Point point(Network network, Set<Form> forms) {
    Map<String, double[]> inputs = new LinkedHashMap<>();
    Map<String, double[]> stored = new LinkedHashMap<>();
    for (Form form : forms) {
      for (Operator operator : Operator.values()) {
        String name = name(form, operator);
        inputs.put("a" + name, Arrays.stream(PAIRS).mapToDouble(pair -> pair[0]).toArray());
        inputs.put("b" + name, Arrays.stream(PAIRS).mapToDouble(pair -> pair[1]).toArray());
        inputs.put("c" + name, Arrays.stream(PAIRS).mapToDouble(
            pair -> isOrdinary(pair) && isOrdinary(OperatorEdgeTest.row(operator, pair[0], pair[1])) ? 1 : 0)
            .toArray());
      }
    }
    network.training().parameters().forEach(p -> stored.put(p.name(), new double[] {1.5}));
    return new Point(1, inputs, stored);
  }

  private static boolean isOrdinary(double[] values) {
    return Arrays.stream(values).allMatch(value -> Math.abs(value) < LARGEST);
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void interpreted(Form form) {
    Map<String, double[]> inPlace = interpreted(form, false, false);
    assertFinite(inPlace);
    assertSame(interpreted(form, true, false), inPlace, 1e-12);
    assertSame(interpreted(form, true, true), inPlace, 1e-12);
  }

  private static Map<String, double[]> interpreted(Form form, boolean named, boolean simplified) {
    Network network = Nets.simplified(network(EnumSet.of(form), named));
    Derivative raw = Nets.raw(network);
    Point point = point(network, EnumSet.of(form));
    Interpreter interpreter = point.interpreter();
    return interpreter.backward(simplified ? Nets.simplified(raw) : raw,
        interpreter.run(network.training(), point.inputs()), null);
  }

  static Stream<KernelSet> kernelSets() {
    return KernelSet.forOne();
  }

  @ParameterizedTest
  @MethodSource("kernelSets")
  void generated(KernelSet kernels) {
    Set<Form> forms = EnumSet.of(Form.TWICE, Form.IN_A_WINDOW);
    Network network = network(forms, true);
    Map<String, double[]> gradients = new GeneratedNet(network, point(network, forms), 0, kernels, true).gradients();
    gradients.remove("loss");
    assertFinite(gradients);
    forms.forEach(form -> interpreted(form, true, true).forEach((name, values) ->
        assertSame(Map.of(name, gradients.get(name)), Map.of(name, values), SINGLE)));
  }

  private static void assertFinite(Map<String, double[]> gradients) {
    gradients.forEach((name, values) -> {
      for (int i = 0; i < values.length; i++) {
        assertWithMessage("gradient of %s[%s], at %s", name, i, Arrays.toString(PAIRS[i]))
            .that(Double.isFinite(values[i])).isTrue();
      }
    });
  }

  private static void assertSame(Map<String, double[]> actual, Map<String, double[]> expected, double tolerance) {
    assertThat(actual.keySet()).isEqualTo(expected.keySet());
    expected.forEach((name, values) -> {
      for (int i = 0; i < values.length; i++) {
        assertWithMessage("gradient of %s[%s]", name, i).that(actual.get(name)[i])
            .isWithin(tolerance * (1 + Math.abs(values[i]))).of(values[i]);
      }
    });
  }
}
