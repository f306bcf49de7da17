package dev.netgrad.maven;

import static com.google.common.truth.Truth.assertThat;

import dev.netgrad.compiler.GradientCheck;
import dev.netgrad.compiler.NetFile;
import dev.netgrad.tensor.Network;
import java.util.List;
import org.junit.jupiter.api.Test;

class GradcheckMojoTest {
  private static final Network NETWORK = NetFile.of("a.net", "// first\nnetwork A(x) { y = 2*x }").networks().get(0);

  private static GradientCheck.Row row(String tensor, double differences, double generated) {
    return new GradientCheck.Row(tensor, 1, 1, 0, differences, generated);
  }

  @Test
  void whatIsOffFailsTheBuildAtTheNetworksHead() {
    assertThat(GradcheckMojo.failures(NETWORK, List.of(row("x", 0.5, 1), row("w", 3, 0.25)))).containsExactly(
        "a.net:2:1 A: the gradient of w is off: by differences 3.0 times as far as is tolerated, in generated code 0.25"
            + " times");
  }

  @Test
  void nothingToCheckIsNotAPass() {
    assertThat(GradcheckMojo.failures(NETWORK, List.of())).containsExactly(
        "a.net:2:1 A: there is nothing to differentiate; <excludes> leaves a file out");
  }
}
