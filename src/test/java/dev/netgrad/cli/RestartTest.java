package dev.netgrad.cli;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.palantir.javapoet.JavaFile;
import dev.netgrad.compiler.VectorModule;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.Parser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The program in a Java of its own, which starts another one: for the Vector API, or for another JIT. */
@Timeout(120)
class RestartTest {
  @TempDir
  private Path directory;

  private Run netgrad(String... arguments) throws IOException, InterruptedException, URISyntaxException {
    return netgrad(List.of("-Xmx200m"), arguments);
  }

  private Run netgrad(List<String> options, String... arguments) throws IOException, InterruptedException,
      URISyntaxException {
    List<String> classPath = new ArrayList<>();
    for (Class<?> type : List.of(Main.class, JavaFile.class, Parser.class, CommandLine.class)) {
      classPath.add(Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString());
    }
    List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    command.addAll(options);
    command.addAll(List.of("-classpath", String.join(File.pathSeparator, classPath), Main.class.getName()));
    command.addAll(List.of(arguments));
    Path out = directory.resolve("out.txt");
    Path err = directory.resolve("err.txt");
    int exitCode = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile()).start()
        .waitFor();
    return new Run(exitCode, Files.readString(out), Files.readString(err));
  }

  @Test
  void vectorKernelsAreUsedAndNothingElseIsDifferent() throws Exception {
    assumeTrue(VectorModule.isAvailable() && VectorModule.suits());
    Run run = netgrad("train", "examples/mlp.net", "--epochs", "1", "--threads", "1", "-o", directory + "/made");

    assertWithMessage(run.err()).that(run.exitCode()).isEqualTo(0);
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).contains("kernels: vector, ");
    assertThat(Run.files(directory.resolve("made"))).containsExactly("Mlp.java", "MlpPlain.java",
        "Mlp.safetensors", "Mlp.last.safetensors", "Mlp.findings.safetensors", "MlpModel.java", "metrics.csv",
        ".netgrad.lock");
  }

  /** The order in which reflection lists what a class has differs from one Java process to another. */
  @Test
  void generatedCodeIsFoundInAnyProcess() throws Exception {
    Run run = netgrad("gradcheck", "examples/add.net");

    assertWithMessage(run.err()).that(run.exitCode()).isEqualTo(0);
    assertThat(run.out()).contains("2 gradients agree");
  }

  @Test
  void compilingWritesTheSameWithAnotherJit() throws Exception {
    Run here = Run.netgrad("compile", "examples/mlp.net", "-o", directory + "/here");
    Run there = netgrad("compile", "examples/mlp.net", "-o", directory + "/there");

    assertWithMessage(there.err()).that(there.exitCode()).isEqualTo(0);
    assertThat(there.err()).isEmpty();
    assertThat(there.out()).isEqualTo(here.out().replace("/here", "/there"));
    assertThat(Files.readString(directory.resolve("there/Mlp.java")))
        .isEqualTo(Files.readString(directory.resolve("here/Mlp.java")));
  }

  @Test
  void theCollectorThatTheUserChoseIsKept() throws Exception {
    Run run = netgrad(List.of("-XX:+UseParallelGC"), "train", "examples/mlp.net", "--epochs", "1", "-o", directory
        + "/made");

    assertWithMessage(run.err()).that(run.exitCode()).isEqualTo(0);
    assertThat(run.out()).contains("kernels: vector, ");
  }

  @Test
  void plainKernelsStayInTheProcess() throws Exception {
    Run run = netgrad("train", "examples/mlp.net", "--epochs", "1", "--kernel-set", "plain", "-o", directory + "/made");

    assertThat(run.out()).contains("kernels: plain; ");
  }

  @Test
  void exitCodeAndMessagesArePassedOn() throws Exception {
    Run run = netgrad("bench", "examples/none.net");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("E106 error: ");
  }
}
