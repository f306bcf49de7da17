package dev.netgrad.compiler;

import static com.google.common.truth.Truth.assertThat;

import dev.netgrad.checks.Nets;
import dev.netgrad.emit.GeneratedSource;
import dev.netgrad.train.Epoch;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoadedTest {
  @Test
  void ownClassesComeBeforeThoseOfTheApplication() {
    List<GeneratedSource> sources = Compiler.compile(Nets.network("""
        network Epoch(x) {
          y = 2*x
        }
        """), Options.of(Epoch.class.getPackageName())).sources();

    Class<?> network = Loaded.of(sources).network();

    assertThat(network.getName()).isEqualTo(Epoch.class.getName());
    assertThat(network).isNotEqualTo(Epoch.class);
  }
}
