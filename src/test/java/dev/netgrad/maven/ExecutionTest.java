package dev.netgrad.maven;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.netgrad.compiler.VectorClasses;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What executions compile, write, leave alone and delete. */
class ExecutionTest {
  @TempDir
  private Path folder;

  private Workshop workshop;

  @BeforeEach
  void open() {
    workshop = new Workshop(folder);
  }

  /** A library whose layers are in {@code d.net}. */
  private Path jar(String layers) throws IOException {
    Path jar = folder.resolve("layers.jar");
    try (FileSystem zip = FileSystems.newFileSystem(URI.create("jar:" + jar.toUri()), Map.of("create", "true"))) {
      Files.writeString(zip.getPath("d.net"), layers);
    }
    return jar;
  }

  @Test
  void foldersArePackages() {
    workshop.net("com/example/a.net", "network A(x) { y = x }");
    workshop.net("b.net", "network B(x) { y = x }");

    workshop.run("main", "");
    assertThat(workshop.outputs()).containsExactly("java/B.java", "java/com/example/A.java");
    workshop.packageName("my.nets").run("main", "");
    assertThat(workshop.outputs()).containsExactly("java/my/nets/A.java", "java/my/nets/B.java");
  }

  @Test
  void packagesThatAreNoneAreErrors() {
    Path file = workshop.net("my-nets/a.net", "network A(x) { y = x }");

    assertThat(workshop.run("main", "").errors()).containsExactly(
        file + ": its folder would be the package `my-nets`, which is no name; packageName sets one");
    assertThat(workshop.packageName("a..b").run("main", "").errors()).containsExactly("`a..b` is no name of a package");
    assertThat(workshop.packageName("nets").run("main", "").errors()).isEmpty();
  }

  @Test
  void errorsHaveTheirPlacesOnceEachAndNothingIsWritten() {
    workshop.net("a.net", "import \"lib/c.net\"\nnetwork A(x) { y = x }");
    Path b = workshop.net("b.net", "import \"lib/c.net\"\nnetwork B(x) { y = x + }");
    Path c = workshop.net("lib/c.net", "layer c(x[I...]) { y[i...] = x[i...] * }");
    workshop.net("good.net", "network Good(x) { y = x }");

    Workshop.Execution execution = workshop.run("main", "");

    assertThat(execution.errors()).hasSize(2);
    assertThat(execution.errors().get(0)).startsWith(c + ":1:39 E101 ");
    assertThat(execution.errors().get(1)).startsWith(b + ":2:23 E101 ");
    assertThat(workshop.outputs()).isEmpty();
  }

  @Test
  void networksOfOneNameCollide() {
    workshop.net("a.net", "network A(x) { y = x }");
    workshop.run("main", "");
    workshop.net("b.net", "network A(x) { y = 2*x }");

    assertThat(workshop.run("main", "").errors())
        .containsExactly("two networks would be written to one file: A.java");
    assertThat(workshop.run("other", "b").errors()).containsExactly(
        "A.java is written by main, too; give one of them another packageName or outputDirectory");
    assertThat(workshop.nextBuild().run("other", "b").errors()).isEmpty();
  }

  /** Classes are in one folder, whichever their sources are in. */
  @Test
  void networkCollidesWithTheVectorKernelsOfAnother() {
    workshop.vectorBits(512);
    workshop.net("a.net", "network A(x[64]) { y[i < 64] = 2*x[i] }");
    workshop.run("main", "");
    Path b = workshop.net("b.net", "network AVector512(x) { y = 2*x }");

    assertThat(workshop.run("main", "").errors())
        .containsExactly("two networks would be written to one file: AVector512.java");

    workshop.net("b.net", "network B(x) { y = 2*x }");
    Path a = workshop.net("a.net", "network A(x[64]) { y[i < 64] = 2*x[i] }\nnetwork AVector512(x) { y = 2*x }");
    assertThat(workshop.run("main", "").errors())
        .containsExactly(a + ":2:1 E209 A and AVector512 would both be written to AVector512.java");
    assertThat(b.toFile().exists()).isTrue();
  }

  @Test
  void onlyWhatHasChangedIsCompiled() {
    workshop.net("a.net", "import \"lib/c.net\"\nnetwork A(x) { y = x -> c }");
    workshop.net("b.net", "network B(x) { y = x }");
    workshop.net("lib/c.net", "import \"d.net\"\nlayer c(x[I...]) { x -> d }");
    workshop.net("lib/d.net", "layer d(x[I...]) { 2*x }");
    assertThat(workshop.run("main", "").compiled()).containsExactly("a.net", "b.net", "lib/c.net", "lib/d.net");

    assertThat(workshop.run("main", "").compiled()).isEmpty();
    assertThat(workshop.run("main", "").compiled()).isEmpty();
    workshop.net("lib/d.net", "layer d(x[I...]) { 3*x }");
    assertThat(workshop.run("main", "").compiled()).containsExactly("a.net", "lib/c.net", "lib/d.net");
    workshop.net("b.net", "network B(x) { y = 2*x }");
    assertThat(workshop.run("main", "").compiled()).containsExactly("b.net");
    workshop.packageName("nets");
    assertThat(workshop.run("main", "").compiled()).hasSize(4);
  }

  @Test
  void afterAnErrorTheFormerOutputsAreThereAndWhatFollowsIsCompiled() {
    workshop.net("a.net", "network A(x) { y = x }");
    workshop.run("main", "");
    workshop.net("a.net", "network A(x) { y = z }");
    assertThat(workshop.run("main", "").errors()).hasSize(1);
    assertThat(workshop.outputs()).containsExactly("java/A.java");

    workshop.net("a.net", "network A(x) { y = x }");
    assertThat(workshop.run("main", "").compiled()).isEmpty();
    workshop.net("a.net", "network A(x) { y = 2*x }");
    assertThat(workshop.run("main", "").compiled()).containsExactly("a.net");
  }

  @Test
  void aFileThatWouldNowBeImportedInsteadIsAChange() throws IOException {
    Path jar = jar("layer d(x[I...]) { 2*x }");
    workshop.importing(folder.resolve("none"), jar);
    workshop.net("a/a.net", "import \"d.net\"\nnetwork A(x) { y = x -> d }");
    workshop.run("main", "a/a");
    assertThat(workshop.run("main", "a/a").compiled()).isEmpty();

    Workshop.write(folder.resolve("none/d.net"), "layer d(x[I...]) { 3*x }");
    assertThat(workshop.run("main", "a/a").compiled()).containsExactly("a/a.net");
    workshop.net("d.net", "layer d(x[I...]) { 4*x }");
    assertThat(workshop.run("main", "a/a").compiled()).containsExactly("a/a.net");
    workshop.net("a/d.net", "layer d(x[I...]) { 5*x }");
    assertThat(workshop.run("main", "a/a").compiled()).containsExactly("a/a.net");
    workshop.delete("d.net");
    assertThat(workshop.run("main", "a/a").compiled()).isEmpty();
  }

  @Test
  void aChangeInAJarIsAChange() throws IOException {
    Path jar = jar("layer d(x[I...]) { 2*x }");
    workshop.importing(jar).net("a.net", "import \"d.net\"\nnetwork A(x) { y = x -> d }");
    workshop.run("main", "");
    try (FileSystem zip = FileSystems.newFileSystem(jar)) {
      Files.writeString(zip.getPath("other.net"), "// not for us");
    }
    assertThat(workshop.run("main", "").compiled()).isEmpty();

    jar("layer d(x[I...]) { 3*x }");
    assertThat(workshop.run("main", "").compiled()).containsExactly("a.net");
  }

  @Test
  void errorsInAJarHaveTheirPlace() throws IOException {
    Path jar = jar("layer d(x[I...]) {\n  x -> nothing\n}");
    workshop.importing(jar).net("a.net", "import \"d.net\"\nnetwork A(x) { y = x -> d }");

    List<String> errors = workshop.run("main", "").errors();
    assertThat(errors).hasSize(1);
    assertThat(errors.get(0)).startsWith(jar + "!/d.net:2:8 E206 ");
  }

  /** A library of the same build is a jar if it has been packaged, else a folder. */
  @Test
  void whereAnImportIsFoundIsNoChange() throws IOException {
    Path jar = jar("layer d(x[I...]) { 2*x }");
    Workshop.write(folder.resolve("classes/d.net"), "layer d(x[I...]) { 2*x }");
    workshop.importing(jar).net("a.net", "import \"d.net\"\nnetwork A(x) { y = x -> d }");
    workshop.run("main", "");

    assertThat(workshop.importing(folder.resolve("classes")).run("main", "").compiled()).isEmpty();
    assertThat(workshop.importing().run("main", "").errors()).hasSize(1);
  }

  @Test
  void outputsThatWereTouchedAreWrittenAgain() throws IOException {
    workshop.net("a.net", "network A(x) { y = x }");
    workshop.run("main", "");
    Path java = folder.resolve("java/A.java");
    String text = Files.readString(java);

    Files.writeString(java, "class A {}");
    workshop.run("main", "");
    assertThat(Files.readString(java)).isEqualTo(text);
    Files.delete(java);
    workshop.run("main", "");
    assertThat(Files.readString(java)).isEqualTo(text);
  }

  @Test
  void outputsThatWentStaleAreDeletedAndNothingElse() {
    assumeTrue(VectorClasses.canCompile());
    workshop.vectorBits(128);
    workshop.net("a.net", "network A(x) { y = x }\nnetwork B(x) { y = x }");
    workshop.run("main", "");
    Workshop.write(folder.resolve("java/Mine.java"), "class Mine {}");
    Workshop.write(folder.resolve("classes/BVector.class"), "");
    workshop.net("a.net", "network A(x) { y = x }");
    workshop.run("main", "");

    assertThat(workshop.outputs()).containsExactly("classes/AVector128.class", "classes/BVector.class", "java/A.java",
        "java/Mine.java", "vector/AVector128.java");
    workshop.delete("a.net");
    workshop.run("main", "");
    assertThat(workshop.outputs()).containsExactly("classes/BVector.class", "java/Mine.java");
  }

  @Test
  void executionsShareAFolder() {
    workshop.net("a/a.net", "network A(x) { y = x }");
    workshop.net("b/b.net", "network B(x) { y = x }");
    workshop.run("first", "a");
    workshop.run("second", "b");
    assertThat(workshop.outputs()).containsExactly("java/a/A.java", "java/b/B.java");

    workshop.nextBuild();
    assertThat(workshop.run("first", "a").compiled()).isEmpty();
    assertThat(workshop.run("second", "b").compiled()).isEmpty();
    workshop.delete("a/a.net");
    workshop.nextBuild().run("first", "a");
    workshop.run("second", "b");
    assertThat(workshop.outputs()).containsExactly("java/b/B.java");
  }

  /**
   * A file moves from the second execution to the first: what the first now writes is no longer for the second to
   * delete.
   */
  @Test
  void executionsDoNotDeleteWhatAnotherWrites() {
    workshop.net("b/b.net", "network B(x) { y = x }");
    workshop.run("second", "");

    workshop.nextBuild().run("first", "b");
    workshop.run("second", "none");
    assertThat(workshop.outputs()).containsExactly("java/b/B.java");
  }

  @Test
  void aDamagedLedgerIsNone() {
    workshop.net("a.net", "network A(x) { y = x }");
    workshop.run("main", "");
    Workshop.write(workshop.ledger("main"), "configuration\nfile\nread");

    assertThat(workshop.run("main", "").compiled()).containsExactly("a.net");
    assertThat(workshop.run("main", "").compiled()).isEmpty();
  }
}
