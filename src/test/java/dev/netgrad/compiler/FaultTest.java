package dev.netgrad.compiler;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A fault of netgrad, wherever it is: the stage is told, the statement that was worked on, and its line. */
class FaultTest {
  private static final String STATEMENT = "planted.net:3, y[k < K] = sum[c] x[c]*weight[c, k]";

  @TempDir private Path folder;

  private String compile(String place) throws IOException, ReflectiveOperationException {
    Path file = Files.writeString(folder.resolve("planted.net"), """
        layer mix(x[C], K) {
          parameter weight[C, K] = normal(0.1)
          y[k < K] = sum[c] x[c]*weight[c, k]
        }
        network Planted(x[4]) {
          mixed = x -> mix(16)
        }
        """);
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Method run = new PlantedFault(place).loadClass("dev.netgrad.cli.Main")
        .getMethod("run", PrintStream.class, PrintStream.class, String[].class);
    int exitCode = (int) run.invoke(null, new PrintStream(new ByteArrayOutputStream()),
        new PrintStream(err, true, StandardCharsets.UTF_8), new String[] {"compile", file.toString(), "-o",
            folder.resolve("out").toString(), "--kernel-set", VectorClasses.canCompile() ? "all" : "plain"});
    String told = err.toString(StandardCharsets.UTF_8);
    assertWithMessage(told).that(exitCode).isEqualTo(70);
    return told;
  }

  @ParameterizedTest
  @CsvSource({
      "model.formula.Formulas.indexed, model, y",
      "tensor.check.Verifier.formula, model of network Planted, mixed",
      "grad.ScalarAdjoint.propagate, grad of network Planted, mixed",
      "simplify.Reductions.simplify, simplify of network Planted, dMixWeight",
      "plan.fuse.Scheduler.schedule, plan of network Planted, mixed",
      "loop.plain.Nest.build, loop of network Planted, mixed",
      "loop.code.MeetingVerifier.verify, loop of network Planted, mixed",
      "emit.KernelWriter.write, java of network Planted, mixed"})
  void ofAStageThatWorksOnTensors(String place, String stage, String tensor)
      throws IOException, ReflectiveOperationException {
    List<String> lines = compile(place).lines().toList();

    assertThat(lines.get(0)).isEqualTo("error: this is a fault of netgrad, not of your file; please report it with the"
        + " file, what it imports, and these lines");
    assertThat(lines.subList(1, 5)).containsExactly("  in stage " + stage, "  at `" + tensor + "`, " + STATEMENT,
        "  called at planted.net:6, mix(16)", "  IllegalStateException: planted").inOrder();
    assertThat(lines.get(5)).startsWith("  in dev.netgrad." + place + ", line ");
    assertThat(lines.get(6)).matches("  netgrad .*, Java .*");
    assertThat(lines).hasSize(7);
  }

  @Test
  void ofTheParser() throws IOException, ReflectiveOperationException {
    assertThat(compile("syntax.AstBuilder.statement")).containsMatch("""
          in stage syntax
          at \\w+\\.net:\\d+, .*
          IllegalStateException: planted
          in dev.netgrad.syntax.AstBuilder.statement, line \\d+
        """.strip());
  }

  @Test
  void ofJavac() throws IOException, ReflectiveOperationException {
    if (VectorClasses.canCompile()) {
      assertThat(compile("compiler.Javac.options")).contains("  in stage javac\n  IllegalStateException: planted\n");
    }
  }
}
