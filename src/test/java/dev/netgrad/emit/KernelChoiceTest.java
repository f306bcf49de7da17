package dev.netgrad.emit;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.netgrad.checks.Nets;
import dev.netgrad.compiler.Compiler;
import dev.netgrad.compiler.Loaded;
import dev.netgrad.compiler.Options;
import dev.netgrad.compiler.VectorModule;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which kernels generated code takes, and what it says of that. */
class KernelChoiceTest {
  private static final String CHOICE = "netgrad.kernels";

  /** The logger of the generated class, held so that it is not forgotten meanwhile. */
  private final Logger logger = Logger.getLogger("choices.Scaled");
  private final List<LogRecord> told = new ArrayList<>();
  private final Handler handler = new Handler() {
    @Override
    public void publish(LogRecord told) {
      KernelChoiceTest.this.told.add(told);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  };

  @BeforeEach
  void listen() {
    assumeTrue(VectorModule.isPresent());
    logger.setUseParentHandlers(false);
    logger.addHandler(handler);
  }

  @AfterEach
  void listenNoMore() {
    logger.removeHandler(handler);
    System.clearProperty(CHOICE);
  }

  private static String kernels() {
    Options options = Options.of("choices").withEmit(EmitOptions.of("choices").withVectorBits(List.of(512, 128)));
    return Loaded.of(Compiler.compile(Nets.network("""
        network Scaled(x[64]) {
          y[i < 64] = 2*x[i]
        }
        """), options).sources()).kernels();
  }

  @Test
  void kernelsThatThereAreNotAreToldOf() {
    System.setProperty(CHOICE, "nonsense");

    assertThat(kernels()).isEqualTo("plain");
    assertThat(told).hasSize(1);
    assertThat(told.get(0).getLevel()).isEqualTo(Level.WARNING);
    assertThat(told.get(0).getMessage()).startsWith(
        "plain kernels, though netgrad.kernels says nonsense; there are: plain; textbook; "
            + "vector, 512 bits; vector, 128 bits (");
  }

  @Test
  void kernelsThatWereAskedForNeedNoWord() {
    System.setProperty(CHOICE, "plain");
    assertThat(kernels()).isEqualTo("plain");
    System.setProperty(CHOICE, "vector, 128 bits");
    assertThat(kernels()).isEqualTo("vector, 128 bits");
    assertThat(told).isEmpty();
  }
}
