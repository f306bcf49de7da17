package dev.netgrad.plan.fuse;

import static com.google.common.truth.Truth.assertThat;

import dev.netgrad.plan.block.Statement;
import dev.netgrad.plan.block.Step;
import dev.netgrad.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which formulas share a nest, each with an array: by the tensors that the loops fill. */
class FusionTest {
  private static List<Statement> statements(String body) {
    return Unfused.statements("x[4, 4, 8], z[4, 4, 8]", body);
  }

  private static List<List<String>> groups(List<Step> steps) {
    return steps.stream().map(step -> ((Step.Group) step).statements().stream().map(s -> s.target().name()).toList())
        .toList();
  }

  private static Work work(List<Statement> statements, List<Statement> again) {
    return new Work(statements.stream().<Item<Statement>>map(Item.Computed::new).toList(), again);
  }

  private static List<List<String>> groups(String body) {
    return groups(Fusion.fuse(work(statements(body), List.of()), t -> t, false));
  }

  @Test
  void whatIsReadAtTheSamePointIsInOneNest() {
    assertThat(groups("""
        a[h < 4, w < 4, c < 8] = x[h, w, c]*x[h, w, c]
        y[h < 4, w < 4, c < 8] = a[h, w, c] + a[h, w, 7 - c]
        """)).containsExactly(List.of("a", "y"));
  }

  @Test
  void whatIsReadAtOtherPointsIsComputedBefore() {
    assertThat(groups("""
        a[h < 4, w < 4, c < 8] = x[h, w, c]*x[h, w, c]
        y[h < 4, w < 4, c < 8] = a[w, h, c]
        """)).containsExactly(List.of("a"), List.of("y")).inOrder();
  }

  @Test
  void aReductionOverTheLoopsIsCompleteAfterThem() {
    assertThat(groups("""
        m[c < 8] = sum[n, h < 4, w < 4] x[h, w, c]
        y[h < 4, w < 4, c < 8] = x[h, w, c] - m[c]
        """)).containsExactly(List.of("m"), List.of("y")).inOrder();
  }

  @Test
  void sumsOfOneTensorShareItsNest() {
    assertThat(groups("""
        s[c < 8] = sum[n, h < 4, w < 4] x[h, w, c]
        t[c < 8] = sum[n, h < 4, w < 4] z[h, w, c]
        u[c < 8] = sum[n, h < 4, w < 4] x[h, w, c]^2
        """)).containsExactly(List.of("s", "u"), List.of("t")).inOrder();
  }

  @Test
  void contractionsAreAlone() {
    assertThat(groups("""
        a[h < 4, w < 4, k < 8] = sum[c < 8] x[h, w, c]*z[h, w, c]*z[h, w, k]
        b[h < 4, w < 4, k < 8] = sum[c < 8] x[h, w, c]*z[h, w, k]*x[h, w, k]
        """)).containsExactly(List.of("a"), List.of("b")).inOrder();
  }

  @Test
  void whatFollowsAContractionJoinsItIfItIsArithmetic() {
    assertThat(groups("""
        a[h < 4, w < 4, k < 8] = sum[c < 8] x[h, w, c]*z[h, w, c]*z[h, w, k]
        y[h < 4, w < 4, k < 8] = a[h, w, k]*x[h, w, k]
        """)).containsExactly(List.of("a", "y"));
    assertThat(groups("""
        a[h < 4, w < 4, k < 8] = sum[c < 8] x[h, w, c]*z[h, w, c]*z[h, w, k]
        y[h < 4, w < 4, k < 8] = sin(a[h, w, k])
        """)).containsExactly(List.of("a"), List.of("y")).inOrder();
  }

  @Test
  void aSumOfSamplesInOneArrayIsAlone() {
    assertThat(groups("""
        a[h < 4, c < 8] = sum[n, w < 4] x[h, w, c]*z[h, w, c]
        y[h < 4, w < 4, c < 8] = x[h, w, c]*z[h, w, c]
        """)).containsExactly(List.of("a"), List.of("y")).inOrder();
  }

  @Test
  void groupsStaySmall() {
    StringBuilder body = new StringBuilder();
    for (int i = 0; i < 9; i++) {
      body.append("a").append(i).append("[h < 4, w < 4, c < 8] = x[h, w, c] + ").append(i + 1).append('\n');
    }
    assertThat(groups(body.toString()).stream().map(List::size)).containsExactly(8, 1).inOrder();
  }

  @Test
  void separateStatementsHaveANestEach() {
    List<Statement> statements = statements("""
        a[h < 4, w < 4, c < 8] = x[h, w, c]*x[h, w, c]
        y[h < 4, w < 4, c < 8] = a[h, w, c] + 1
        """);
    assertThat(groups(Fusion.fuse(work(statements, List.of()), t -> t, true)))
        .containsExactly(List.of("a"), List.of("y")).inOrder();
  }

  @Test
  void whatTakesAnArrayComesAfterItsReaders() {
    List<Statement> statements = statements("""
        a[h < 4, w < 4, c < 8] = x[h, w, c]*x[h, w, c]
        b[h < 4, w < 4, c < 8] = z[w, h, c] + 1
        y[h < 4, w < 4, c < 8] = x[h, w, c] + 1
        """);
    Tensor z = statements.get(1).tensors().stream().filter(t -> t.name().equals("z")).findFirst().orElseThrow();
    assertThat(groups(Fusion.fuse(work(statements, List.of()), t -> t, false)))
        .containsExactly(List.of("a", "y"), List.of("b")).inOrder();
    assertThat(groups(Fusion.fuse(work(statements, List.of()), t -> t.name().equals("y") ? z : t, false)))
        .containsExactly(List.of("a"), List.of("b"), List.of("y")).inOrder();
  }

  @Test
  void whatIsComputedAgainStandsBeforeItsFirstReader() {
    List<Statement> all = statements("""
        b[h < 4, w < 4, c < 8] = x[w, h, c]
        a[h < 4, w < 4, k < 8] = sum[c < 8] z[h, w, c]*z[h, w, k]*x[h, w, c]
        u[h < 4, w < 4, c < 8] = b[w, h, c]
        y[h < 4, w < 4, c < 8] = a[h, w, c]*u[w, h, c]
        """);
    Work work = work(List.of(all.get(0), all.get(2), all.get(3)), List.of(all.get(1)));
    assertThat(groups(Fusion.fuse(work, t -> t, false)))
        .containsExactly(List.of("b"), List.of("u"), List.of("a"), List.of("y")).inOrder();
  }
}
