package dev.netgrad.cli;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GradcheckCommandTest {
  @ParameterizedTest
  @ValueSource(strings = {"add.net", "residual.net", "mlp.net"})
  void examplesAgree(String example) {
    Run run = Run.netgrad("gradcheck", Run.example(example), "--samples", 3);

    assertWithMessage(run.out() + run.err()).that(run.exitCode()).isEqualTo(0);
    assertThat(run.out()).contains("gradients agree");
    assertThat(run.out()).doesNotContain("DISAGREES");
  }

  @Test
  void everyTensorHasARow() {
    String out = Run.netgrad("gradcheck", Run.example("residual.net"), "--samples", 1).out();

    assertThat(out).contains("residual.batchNorm2.scale");
    assertThat(out).contains("image");
  }
}
