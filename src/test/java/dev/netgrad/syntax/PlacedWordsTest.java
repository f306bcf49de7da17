package dev.netgrad.syntax;

import static com.google.common.truth.Truth.assertThat;

import dev.netgrad.source.Diagnostics;
import dev.netgrad.source.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code prod} and {@code min} are reductions in their place, and names anywhere else. */
final class PlacedWordsTest {
  private static List<String> reductions(String text) {
    SourceFile file = new SourceFile("test.net", text, Optional.empty());
    Complaints complaints = new Complaints(file, new Diagnostics());
    List<String> found = new ArrayList<>();
    Scan.of(file, complaints).orElseThrow().tokens().stream().filter(t -> Words.isReducer(t.getType()))
        .forEach(t -> found.add(t.getText()));
    return found;
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "y = prod[i] x[i]", "y = prod[i < 3] (x[i] + 1)", "y = prod[i, j | i < j] x[i, j]", "y = prod[i] -x[i]",
      "y = prod[i] [i == 2]", "y = 2*prod[i] 3", "y = prod[i] max[j] x[i, j]", "y = prod[i] prod[j] x[i, j]",
      "y = (prod[i]\n x[i])", "y = prod[i < K[1]] x[i]", "prod[i] x[i]", "y = prod[i] if i < 2 then x[i] else 1",
      "prods[i] = 1\n y = prod[i] x[i]", "y = prod[prod < 3] x[prod]", "y = prod(x, x)*prod[i] x[i]"})
  void whereIndicesAndAFactorFollow(String statement) {
    String text = "layer l(x[I, J], K) {\n  " + statement + "\n}\n";
    assertThat(reductions(text).stream().filter(word -> !word.equals("max")).distinct()).containsExactly("prod");
    assertThat(Parsed.errors(text)).isEmpty();
    assertThat(reductions(text.replace("prod", "min")).stream().filter(word -> !word.equals("max")).distinct())
        .containsExactly("min");
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "layer l(min[I]) {\n  y[i] = min[i] - 1\n}\n",
      "layer l(min[I], x[I]) {\n  y[i] = (min[i])*x[i] + min(x[i], 1)\n}\n",
      "layer l(x[I]) {\n  min = x -> relu\n  y[i] = min[i] -x[i]\n}\n",
      "layer l(x[I]) {\n  min[i] = x[i]\n  y[i] = min[i]\n}\n",
      "layer l(x[I]) {\n  parameter min[I] = 1\n  y[i] = min[i] -x[i]\n}\n",
      "block b(x[I]) {\n  y = x -> min: relu\n  y[i] = min[i] -x[i]\n}\n",
      "layer l(x[I]) {\n  state min[I] = 0\n  next min[i] = x[i]\n  y[i] = min[i] - x[i]\n}\n",
      "layer l(x[min], min) {\n  y[min < 3] = x[min] + min\n}\n",
      "network n(min[3], x[3]) {\n  optimizer sgd(lr = 1)\n  y[i < 3] = min[i] -x[i]\n}\n",
      "layer min(x[I]) {\n  y[i] = x[i]\n}\nlayer l(x[I]) {\n  y = x -> min\n}\n"})
  void elsewhereTheyAreNamesAsBefore(String text) {
    for (String word : List.of("min", "prod")) {
      String renamed = text.replace("min", word);
      assertThat(reductions(renamed)).isEmpty();
      assertThat(Parsed.errors(renamed)).isEmpty();
    }
  }

  @Test
  void aDerivativeStartsWithItsWordAndAName() {
    List<Ast.Statement> body = Parsed.file("network n(x[3]) {\n  y = x -> tanh\n  derivative J = jacobian(y, x)\n}\n")
        .declarations().get(0).body();
    assertThat(body.get(1)).isInstanceOf(Ast.AsideStatement.class);
    assertThat(((Ast.AsideStatement) body.get(1)).aside()).isEqualTo(Aside.DERIVATIVE);
    assertThat(((Ast.AsideStatement) body.get(1)).name().text()).isEqualTo("J");
  }

  @Test
  void aMetricStartsWithItsWordAndAName() {
    List<Ast.Statement> body = Parsed.file("network n(x[3]) {\n  y = x -> tanh\n  metric metric = y[0]\n}\n")
        .declarations().get(0).body();
    assertThat(body.get(1)).isInstanceOf(Ast.AsideStatement.class);
    assertThat(((Ast.AsideStatement) body.get(1)).aside()).isEqualTo(Aside.METRIC);
    assertThat(((Ast.AsideStatement) body.get(1)).name().text()).isEqualTo("metric");
  }

  @Test
  void anExampleStartsALineThatGoesOnWithACall() {
    Example example = Parsed.file("layer l(x[I]) {\n  y[i] = x[i]\n}\nexample l([[-1, 0.5]], k = 2) = [3] with w = 4\n")
        .examples().get(0);
    assertThat(example.callee().text()).isEqualTo("l");
    assertThat(example.arguments().get(0).value().shape()).containsExactly(1, 2).inOrder();
    assertThat(example.arguments().get(0).value().values()).isEqualTo(new double[] {-1, 0.5});
    assertThat(example.arguments().get(1).name().get().text()).isEqualTo("k");
    assertThat(example.parameters().get(0).value().shape()).isEmpty();
    assertThat(Parsed.errors("layer example(example[I]) {\n  example\n}\nlayer m(x[I]) {\n  x -> example\n}\n"))
        .isEmpty();
  }

  @Test
  void examplesAreLaidOutBelowTheirLayer() {
    String text = "layer l(x[I]) {\n  y[i] = x[i]\n}\nexample l([1]) = [1]\nexample l([[-1, 2]], k = 3) = [-1]\n\n"
        + "layer m(x[I]) {\n  x -> l\n}\n";
    assertThat(Formatter.format(new SourceFile("test.net", text, Optional.empty()), new Diagnostics())).hasValue(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "layer l(derivative[I]) {\n  y[i] = derivative[i]\n}\n",
      "layer l(x[I]) {\n  derivative = x -> relu\n  derivative\n}\n",
      "layer l(x[I]) {\n  derivative[i] = x[i]\n  y = derivative -> relu\n}\n",
      "layer derivative(x[I]) {\n  y[i] = x[i]\n}\nlayer l(x[I]) {\n  y = (x\n    -> derivative\n  )\n}\n"})
  void elsewhereItIsAName(String text) {
    for (String word : List.of("derivative", "metric")) {
      String renamed = text.replace("derivative", word);
      assertThat(Parsed.errors(renamed)).isEmpty();
      assertThat(Parsed.file(renamed).declarations().stream().flatMap(d -> d.body().stream())
          .noneMatch(Ast.AsideStatement.class::isInstance)).isTrue();
    }
  }

  @Test
  void aNameOfOneDeclarationIsNoneOfTheNext() {
    assertThat(reductions("layer a(min[I]) {\n  y[i] = min[i] - 1\n}\nlayer b(x[I]) {\n  y = min[i] -x[i]\n}\n"))
        .containsExactly("min");
  }

  @Test
  void withoutAFactorTheyAreNames() {
    assertThat(reductions("layer l(x[I]) {\n  y[i] = min[i]\n  z[i] = prod[i] + 1\n  v = min[i\n}\n")).isEmpty();
  }

  @Test
  void theirHeadsAreLaidOutLikeThoseOfOtherReductions() {
    String text = "layer l(x[I]) {\n  y = prod[i < 3 | i != 1] -x[i]\n  z = min[i] [i == 2]\n}\n";
    assertThat(Formatter.format(new SourceFile("test.net", text, Optional.empty()), new Diagnostics())).hasValue(text);
  }
}
