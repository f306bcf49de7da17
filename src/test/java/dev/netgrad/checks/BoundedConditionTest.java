package dev.netgrad.checks;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Conditions that read where another condition has to hold first, because it bounds the read's index: in every place
 * that the language has for them, around a quotient with a name and in place, whose adjoint is masked by them.
 */
class BoundedConditionTest {
  /** Formulas at i of a quotient Q. */
  private static final List<String> FORMS = List.of(
      "if 1 <= i then (if x[i - 1] < z[i] then Q else 0) else 0",
      "if i < 1 then 0 else (if x[i - 1] < z[i] then 0 else Q)",
      "if 1 <= i then (if not (x[i - 1] < z[i]) then 0 else Q) else z[i]",
      "if 1 <= i then (if x[i - 1] < z[i] then"
          + " (if 2 <= i then (if x[i - 2] < z[i] then Q else x[i]) else Q) else 0) else 0",
      "if 1 <= i and (x[i - 1] else 1) < z[i] then Q else 0",
      "if i < 1 or (x[i - 1] else 1) < z[i] then z[i] else Q",
      "if not (1 <= i and (x[i - 1] else 1) < z[i]) then 0 else Q",
      "if not (i < 1 or (x[i - 1] else 1) < z[i]) then Q else 0",
      "if 1 <= i then (if x[i - 1] < z[i] or i < 2 or (x[i - 2] else 1) < z[i] then Q else 0) else 0",
      "if 1 <= i then (if not (x[i - 1] < z[i] and x[i] < z[i - 1]) then Q else z[i]) else 0",
      "if erf((x[i - 1] else 1)) == 1 then 0 else Q",
      "if i <= 1 then 0 else (if erf((x[i - 1] else 1)) < 0.3 then Q else (if i <= 2 then 0 else Q*z[i]))",
      "(if 1 <= i then (if x[i - 1] < z[i] then Q else 0) else 0)"
          + " + (if 1 <= i then (if x[i - 1] < z[i] then z[i] else Q) else 0)",
      "abs(if 1 <= i then (if x[i - 1] < z[i] then max(Q, x[i]) else 0) else z[i])",
      "max(x[i], if 1 <= i then (if x[i - 1] < z[i] then abs(if x[i] < z[i - 1] then Q else 0) else 0) else z[i])",
      "sum[j < 3] if j <= i then (if x[i - j] < z[j] then Q else 0) else 0",
      "max[j < 3] if j <= i then (if x[i - j] < z[j] then Q*(j + 1) else 0) else -9",
      "sum[j < 2] if 1 <= i then (if x[i - 1] < z[j] then Q else 0) else 0");

  /** Quotients at i, and what has names in them. */
  private static final List<List<String>> QUOTIENTS = List.of(
      List.of("", "(z[i]/w[i])"),
      List.of("q[i] = z[i]/w[i]", "q[i]"),
      List.of("q[i] = z[i]/w[i]", "q[I - 1 - i]"),
      List.of("q[i] = z[i]/w[i]", "(q[i - 1] else 0)"),
      List.of("q[i] = z[i]/w[i]\n  r[i] = q[I - 1 - i]/w[i]", "r[i]"),
      List.of("q[i] = z[i]/w[i]\n  s[i < I] = sum[j < I] q[j]/w[i]", "s[i]"),
      List.of("q[i] = z[i]/w[i]\n  s[i < I] = sum[j < I]"
          + " if 1 <= i then (if x[i - 1] < z[j] then q[j]/w[i] else 0) else 0", "s[i]"));

  static Stream<String> forms() {
    return FORMS.stream();
  }

  @ParameterizedTest
  @MethodSource("forms")
  void gradientsAreDefinedAndRight(String form) {
    for (List<String> quotient : QUOTIENTS) {
      GradientCheck.check("""
          layer bounded(x[I], z[I], w[I]) {
            %s
            y[i < I] = %s
            y
          }
          network Bounded(x[4], z[4], w[4]) {
            y = bounded(x, z, w)
            loss = sum[n, i < 4] y[i]*(i + 1)
            output loss
          }
          """.formatted(quotient.get(0), form.replace("Q", quotient.get(1))));
    }
  }
}
