package dev.netgrad.cli;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.netgrad.compiler.VectorClasses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompileCommandTest {
  @TempDir
  private Path directory;

  @Test
  void writesToThePackagesDirectory() {
    Run run = Run.netgrad("compile", Run.example("add.net"), "-o", directory, "--package", "com.example");

    assertThat(run.exitCode()).isEqualTo(0);
    assertThat(Run.files(directory)).containsExactly("com/example/Add.java");
    assertThat(run.out()).contains("com/example/Add.java");
  }

  @Test
  void arraysMayBeOfTypeDouble() throws IOException {
    Run run = Run.netgrad("compile", Run.example("mlp.net"), "-o", directory, "--type", "double");
    assertThat(run.exitCode()).isEqualTo(0);
    assertThat(Files.readString(directory.resolve("Mlp.java"))).doesNotContain("float");

    Run adapter = Run.netgrad("compile", Run.example("mlp.net"), "-o", directory, "--type", "double", "--adapter");
    assertThat(adapter.exitCode()).isEqualTo(2);
    assertThat(adapter.err()).contains("--adapter is for --type float: dev.netgrad.train has float arrays");
    Run unknown = Run.netgrad("compile", Run.example("mlp.net"), "-o", directory, "--type", "half");
    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(unknown.err()).contains("there is no type `half`; there are float and double");
  }

  @Test
  void filesAndFoldersAreCompiledTogether() throws IOException {
    Run.file(Files.createDirectories(directory.resolve("nets/vision/small")), "a.net", "network A(x) { y = 2*x }\n");
    Run.file(directory.resolve("nets"), "b.net", "network B(x) { y = 3*x }\n");
    Run.file(directory.resolve("nets"), "layers.net", "layer twice(x) { 2*x }\n");
    Path c = Run.file(directory, "c.net", "network C(x) { y = 4*x }\n");

    Run run = Run.netgrad("compile", directory.resolve("nets"), c, "--package", "org", "-o", directory.resolve("out"));
    assertWithMessage(run.err()).that(run.exitCode()).isEqualTo(0);
    assertThat(Run.files(directory.resolve("out")))
        .containsExactly("org/B.java", "org/C.java", "org/vision/small/A.java");
    assertThat(Files.readString(directory.resolve("out/org/vision/small/A.java")))
        .contains("package org.vision.small;");

    Path other = Run.file(directory, "other.net", "network c(x) { y = 5*x }\n");
    Run twice = Run.netgrad("compile", c, other, "-o", directory.resolve("none"));
    assertThat(twice.exitCode()).isEqualTo(1);
    assertThat(twice.err()).contains("C and c would both be written to c.java");
    Path broken = Run.file(directory, "broken.net", "network D(x) { y = z }\n");
    assertThat(Run.netgrad("compile", c, broken, "-o", directory.resolve("none")).exitCode()).isEqualTo(1);
    assertThat(Files.exists(directory.resolve("none"))).isFalse();
    Run.file(Files.createDirectories(directory.resolve("nets/my-nets")), "e.net", "network E(x) { y = x }\n");
    assertThat(Run.netgrad("compile", directory.resolve("nets"), "-o", directory.resolve("none")).err())
        .contains("nets/my-nets/e.net: its folder would be the package `my-nets`, which is no name");
  }

  @Test
  void anUnchangedFileIsNotTouched() throws IOException {
    Run.netgrad("compile", Run.example("add.net"), "-o", directory);
    FileTime old = FileTime.fromMillis(1_000_000_000_000L);
    Files.setLastModifiedTime(directory.resolve("Add.java"), old);

    Run run = Run.netgrad("compile", Run.example("add.net"), "-o", directory);

    assertThat(run.exitCode()).isEqualTo(0);
    assertThat(Files.getLastModifiedTime(directory.resolve("Add.java"))).isEqualTo(old);
  }

  @Test
  void vectorKernelsGoBesideTheDirectoryReadyMade() {
    assumeTrue(VectorClasses.canCompile());
    Run run = Run.netgrad("compile", Run.example("mlp.net"), "-o", directory.resolve("out"), "--kernel-set", "all");

    assertThat(run.exitCode()).isEqualTo(0);
    assertThat(Run.files(directory)).containsExactly("out/Mlp.java", "out/MlpPlain.java",
        "out-vector/MlpVector128$LaneFunctions.class", "out-vector/MlpVector128.class", "out-vector/MlpVector128.java",
        "out-vector/MlpVector256$LaneFunctions.class", "out-vector/MlpVector256.class", "out-vector/MlpVector256.java",
        "out-vector/MlpVector512$LaneFunctions.class", "out-vector/MlpVector512.class", "out-vector/MlpVector512.java");
  }

  @Test
  void aTargetHasKernelsOfItsWidths() {
    assumeTrue(VectorClasses.canCompile());
    Run run = Run.netgrad("compile", Run.example("mlp.net"), "-o", directory.resolve("out"), "--kernel-set", "all",
        "--target", "avx2");

    assertThat(run.exitCode()).isEqualTo(0);
    assertThat(Run.files(directory)).containsExactly("out/Mlp.java", "out/MlpPlain.java",
        "out-vector/MlpVector256$LaneFunctions.class", "out-vector/MlpVector256.class", "out-vector/MlpVector256.java");
  }

  @Test
  void anUnknownTargetIsToldWhichThereAre() {
    Run run = Run.netgrad("compile", Run.example("add.net"), "-o", directory.resolve("out"), "--target", "sse");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .contains("there is no target `sse`; there are any, avx512, avx512-halves, avx2 and neon");
    assertThat(Files.exists(directory.resolve("out"))).isFalse();
  }

  @Test
  void twoBuildsInOneDirectoryGiveWhatOneGives() throws Exception {
    Path shared = directory.resolve("shared");
    ExecutorService threads = Executors.newFixedThreadPool(2);
    List<Callable<Run>> builds = Collections.nCopies(4,
        () -> Run.netgrad("compile", Run.example("mlp.net"), "-o", shared));
    for (Future<Run> build : threads.invokeAll(builds)) {
      assertThat(build.get().exitCode()).isEqualTo(0);
    }
    threads.shutdown();
    Run.netgrad("compile", Run.example("mlp.net"), "-o", directory.resolve("alone"));

    assertThat(Run.files(shared)).containsExactly("Mlp.java", "MlpPlain.java");
    assertThat(Files.mismatch(shared.resolve("Mlp.java"), directory.resolve("alone/Mlp.java"))).isEqualTo(-1);
  }

  @Test
  void printsWhatEachStageGives() {
    Run run = Run.netgrad("compile", Run.example("add.net"), "-o", directory, "--print-after", "all");

    assertThat(run.out().lines().filter(l -> l.startsWith("// Add after ")).toList()).containsExactly(
        "// Add after model", "// Add after primal", "// Add after grad", "// Add after simplify",
        "// Add after plan", "// Add after schedule", "// Add after loop", "// Add after java").inOrder();
    assertThat(run.out()).contains("out[] = x1 + x2");
  }

  @Test
  void printsOneStage() {
    Run run = Run.netgrad("compile", Run.example("add.net"), "-o", directory, "--print-after", "SIMPLIFY");

    assertThat(run.out()).contains("adjoint of x1 = dOut");
    assertThat(run.out()).doesNotContain("after model");
  }

  @Test
  void aScheduleIsFollowedOrRefused() throws IOException {
    Path net = Files.writeString(directory.resolve("c.net"), "network C(x[28, 28, 32]) { y = x -> conv(32, 3) }");
    Path schedule = Files.writeString(directory.resolve("nests.txt"), "kernel y, 512 bits\n  tile: 2 by 1 vector\n");

    Run set = Run.netgrad("compile", net, "-o", directory.resolve("out"), "--kernel-set", "all", "--schedule", schedule,
        "--print-after", "schedule");
    assertThat(set.exitCode()).isEqualTo(0);
    assertThat(set.out()).contains("kernel y, 512 bits\n  tile: 2 by 1 vector of outputs along w");

    Files.writeString(schedule, set.out());
    Run again = Run.netgrad("compile", net, "-o", directory.resolve("again"), "--kernel-set", "all", "--schedule",
        schedule);
    assertThat(again.exitCode()).isEqualTo(0);

    Files.writeString(schedule, "kernel y, 512 bits\n  tile: 2 by 3 vectors\n");
    Run refused = Run.netgrad("compile", net, "-o", directory.resolve("none"), "--kernel-set", "all", "--schedule",
        schedule);
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err()).contains("error: kernel y, 512 bits: no tile: a tile of another size is set, which does"
        + " not fit");
    assertThat(Files.exists(directory.resolve("none"))).isFalse();

    Run plain = Run.netgrad("compile", net, "-o", directory.resolve("none"), "--schedule", schedule);
    assertThat(plain.exitCode()).isEqualTo(2);
    Run missing = Run.netgrad("compile", net, "-o", directory.resolve("none"), "--kernel-set", "all", "--schedule",
        directory.resolve("lost.txt"));
    assertThat(missing.exitCode()).isEqualTo(1);
    assertThat(missing.err()).contains("there is no file");
  }
}
