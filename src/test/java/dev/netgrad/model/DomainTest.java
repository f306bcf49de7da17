package dev.netgrad.model;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.InvalidNetException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is known at a read: the extents, the guards and conditions around it, and nothing of places elsewhere. */
final class DomainTest {
  private static final String READ_OUTSIDE = "E310";

  private static List<String> codes(String formula) {
    try {
      Nets.model("""
          network D(x[8]) {
            %s
          }
          """.formatted(formula));
      return List.of();
    } catch (InvalidNetException e) {
      return e.diagnostics().sorted().stream().filter(Diagnostic::isError).map(d -> d.code().number()).toList();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "y[i < 8] = x[7 - i]",
      "y[i < 4] = x[2*i + 1]",
      "y[i < 8] = sum[k < 8 | k <= i] x[i - k]",
      "y[i < 8] = if i < 7 then x[i + 1] else x[i]",
      "y[i < 8] = if i >= 7 then x[i] else x[i + 1]",
      "y[i < 8] = if i == 7 then x[i] else x[i + 1]",
      "y[i < 8] = [0 < i and i < 3]*x[i]",
      "y[i < 8] = if 0 < i and i < 7 then x[i - 1] + x[i + 1] else 0",
      "y[i < 8] = if i < 1 or i > 6 then 0 else x[i - 1] + x[i + 1]",
      "y[i < 8] = sum[k < 8 | k % 2 == 0] x[k/2]",
      "y[i < 8] = prod[k < 8 | k < i] x[i - k - 1]",
      "y[i < 8] = (x[i + 1] else 0)"})
  void whatIsKnownBoundsTheRead(String formula) {
    assertWithMessage(formula).that(codes(formula)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "y[i < 8] = x[8 - i]",
      "y[i < 5] = x[2*i + 1]",
      "y[i < 8] = sum[k < 8] x[i - k]",
      "y[i < 8] = if i < 7 then x[i] else x[i + 1]",
      "y[i < 8] = if i <= 7 then x[i + 1] else 0",
      "y[i < 8] = if x[i] < 7 then x[i + 1] else 0",
      "y[i < 8] = if i < 7 or i > 0 then x[i + 1] else 0",
      "y[i < 8] = (sum[k < 8 | k <= i] x[i - k]) + (sum[k < 8] x[i - k])",
      "y[i < 8] = sum[k < 8, j < 8 | j <= k] x[i - j]"})
  void whatIsNotKnownHereDoesNot(String formula) {
    assertWithMessage(formula).that(codes(formula)).isNotEmpty();
    assertThat(codes(formula).stream().distinct().toList()).containsExactly(READ_OUTSIDE);
  }
}
