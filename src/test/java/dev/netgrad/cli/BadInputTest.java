package dev.netgrad.cli;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is no network ends in a message with a code, exit code 1, and no file. */
@Timeout(60)
class BadInputTest {
  @TempDir
  private Path directory;

  private void rejected(String message, String text) {
    rejected(message, Run.file(directory, "bad.net", text));
  }

  private void rejected(String message, Path file) {
    Path output = directory.resolve("out");
    Run run = Run.netgrad("compile", file, "-o", output);

    assertWithMessage(run.err()).that(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).containsMatch("(?m)^E\\d\\d\\d error: .*" + message);
    // A file that can't be read has no line.
    String place = Files.isReadable(file) && !Files.isDirectory(file) ? ":\\d+:\\d+" : "";
    assertThat(run.err()).containsMatch("(?m)^  --> (?:\\S+/)?\\w+\\.net" + place + "$");
    assertThat(run.err()).doesNotContain("\tat ");
    assertThat(run.out()).isEmpty();
    assertThat(Run.files(output)).isEmpty();
  }

  @Test
  void deepNesting() {
    rejected("nested", "network P(x) { y = " + "(".repeat(100_000) + "x" + ")".repeat(100_000) + " }");
  }

  @Test
  void longSum() {
    rejected("too long", "network P(x) { y = " + String.join(" + ", Collections.nCopies(50_000, "x")) + " }");
  }

  @Test
  void hugeRepeat() {
    rejected("repeated", "block b(x[C]) { x -> tanh }\nnetwork P(x[4]) { y = x -> repeat(10^9) b }");
  }

  @Test
  void importCycle() {
    Run.file(directory, "a.net", "import \"b.net\"\nnetwork A(x) { y = x }");
    Run.file(directory, "b.net", "import \"a.net\"");
    rejected("circle", directory.resolve("a.net"));
  }

  @Test
  void importOutside() {
    rejected("stays in its folder", "import \"../../secret.net\"\nnetwork A(x) { y = x }");
  }

  @Test
  void hugeShape() {
    rejected("elements", "network P(x[100000, 100000, 100000]) { y = x -> relu }");
    rejected("elements", "network P(x[9]) { y[i < 65536, j < 65536, k < 9] = x[k] }");
  }

  @Test
  void kernelLargerThanItsInput() {
    rejected("nothing to range over", "network P(x[4, 4, 3]) { y = x -> conv(8, 7, pad = 0) }");
  }

  @Test
  void strideZero() {
    rejected("division by zero", "network P(x[4, 4, 3]) { y = x -> conv(8, 3, stride = 0) }");
  }

  @Test
  void mismatchedResidual() {
    Path file = Run.file(directory, "net.net", """
        block basic(x[H, W, C], K, stride = 1) {
          f = x -> conv(K, 3, stride) -> batchNorm
          relu(f + x)
        }
        network P(image[8, 8, 16]) { y = image -> basic(32, stride = 2) }
        """);
    Run run = Run.netgrad("check", file);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("[4, 4, 32]");
    assertThat(run.err()).contains("[8, 8, 16]");
    assertThat(run.err()).containsMatch("hint: .*conv\\(");
  }

  @Test
  void pathInANetworksName() {
    rejected("unexpected|expected", "network ../../evil(x) { y = x }");
    rejected("expected a name", "network \"../evil\"(x) { y = x }");
  }

  @Test
  void bytesThatAreNoText() throws IOException {
    byte[] bytes = new byte[256];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) i;
    }
    rejected("not UTF-8", Files.write(directory.resolve("bytes.net"), bytes));
  }

  @Test
  void noSuchFile() {
    rejected("no such file", directory.resolve("none.net"));
  }

  @Test
  void folderWithoutFiles() {
    Run run = Run.netgrad("compile", mkdir("dir.net"), "-o", directory.resolve("out"));

    assertWithMessage(run.err()).that(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).matches("error: \\S+dir\\.net has no file \\*\\.net\\R");
    assertThat(Files.exists(directory.resolve("out"))).isFalse();
  }

  private Path mkdir(String name) {
    return directory.resolve(name).toFile().mkdir() ? directory.resolve(name) : directory;
  }

  @Test
  void allErrorsOfAFileInOneRun() {
    Path file = Run.file(directory, "net.net", "network A(x) {\n  y = z\n  q = x -> foo\n}\nnetwork B(x[3]) {\n"
        + "  y[i < 3] = x[i + 1]\n}\n");
    Run run = Run.netgrad("check", file);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("net.net:2:7");
    assertThat(run.err()).contains("net.net:3:12");
    assertThat(run.err()).contains("net.net:6:");
    assertThat(run.err()).contains("3 errors");
  }

  @Test
  void checkGoesOnAfterABadFile() {
    Path bad = Run.file(directory, "bad.net", "network A(x) { y = z }");
    Run run = Run.netgrad("check", bad, Run.example("add.net"));

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("add.net: Add");
  }

  @Test
  void aGoodNetworkBesideABadOneIsNotWritten() {
    rejected("there is no `z`", "network A(x) { y = x }\nnetwork B(x) { y = z }");
  }

  /** The kernels for vectors of 512 bits of the one would be the other one's class. */
  @Test
  void networkThatHasTheNameOfAnothersKernels() {
    Path file = Run.file(directory, "net.net",
        "network X(x[64]) { y[i < 64] = 2*x[i] }\nnetwork XVector512(x) { y = x }");
    Run run = Run.netgrad("compile", file, "-o", directory.resolve("out"), "--kernel-set", "all");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains(
        "E209 error: X and XVector512 would both be written to XVector512.java\n  --> ");
    assertThat(run.err()).contains("net.net:2:1");
    assertThat(Run.files(directory.resolve("out"))).isEmpty();
    assertThat(Run.netgrad("compile", file, "-o", directory.resolve("out")).exitCode()).isEqualTo(0);
  }

  @Test
  void twoNetworksForOneFile() {
    Path file = Run.file(directory, "net.net", "network Ab(x) { y = x }\nnetwork aB(x) { y = x }");
    Run run = Run.netgrad("compile", file, "-o", directory.resolve("out"));

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("E209 error: the names of two networks differ in case only");
    assertThat(Run.files(directory.resolve("out"))).isEmpty();
  }

  @Test
  void javasWordsAsNamesAndDocumentationThatWouldEndAComment() {
    Path file = Run.file(directory, "net.net", """
        /// ends here */ class \\u002a\\u002f {@code <b> & @param
        block int(short[long]) { final = short -> dense(3) -> tanh }
        network Void(public[2], static) {
          strictfp = public -> int
          abstract[i < 3] = strictfp[i]*static
          double = abstract -> int
          loss = meanSquaredError(double, abstract)
          optimizer sgd(momentum = 0.9)
        }
        """);

    assertThat(Run.netgrad("compile", file, "-o", directory.resolve("out")).exitCode()).isEqualTo(0);
    Run check = Run.netgrad("gradcheck", file, "--samples", 2);
    assertWithMessage(check.out() + check.err()).that(check.exitCode()).isEqualTo(0);
  }
}
