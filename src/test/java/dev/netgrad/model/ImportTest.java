package dev.netgrad.model;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.source.Diagnostics;
import dev.netgrad.source.ImportPath;
import dev.netgrad.tensor.Network;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which file an import means. Each layer {@code f} multiplies by a number of its own, which tells where it is from. */
class ImportTest {
  @TempDir
  private Path folder;

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private Path jar(String name, Map<String, String> files) throws IOException {
    Path jar = folder.resolve(name);
    try (OutputStream out = Files.newOutputStream(jar); ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, String> file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue().getBytes(StandardCharsets.UTF_8));
      }
    }
    return jar;
  }

  private static String f(int factor) {
    return "layer f(x[C]) { " + factor + "*x }";
  }

  private static String importing(String path) {
    return "import \"" + path + "\"\nnetwork Net(x[1]) { y = x -> f }";
  }

  private static List<Network> networks(Path main, Diagnostics diagnostics, Path... importPath) {
    try (ImportPath path = new ImportPath(List.of(importPath))) {
      Diagnostics reading = new Diagnostics();
      Analysis analysis = Analysis.of(Modules.load(main, path, reading), reading);
      diagnostics.addAll(analysis.diagnostics());
      return analysis.networks();
    }
  }

  /** The factor of the layer that the network uses. */
  private static int factor(Path main, Path... importPath) {
    Diagnostics diagnostics = new Diagnostics();
    List<Network> networks = networks(main, diagnostics, importPath);
    diagnostics.throwIfErrors();
    return (int) Nets.output(networks.get(0), 1, Map.of("x", new double[] {1}))[0];
  }

  /** The one message about a file. */
  private static String complaint(Path main, Path... importPath) {
    Diagnostics diagnostics = new Diagnostics();
    networks(main, diagnostics, importPath);
    assertWithMessage("errors").that(diagnostics.sorted()).hasSize(1);
    return diagnostics.sorted().get(0).span() + " " + diagnostics.sorted().get(0).code() + " "
        + diagnostics.sorted().get(0).message();
  }

  @Test
  void isLookedForBesideTheFileThenAtTheTopOfItsFolderThenInEachEntry() throws IOException {
    Path main = write("src/nets/main.net", importing("parts/f.net"));
    Path source = folder.resolve("src");
    Path library = folder.resolve("library");
    Path jar = jar("layers.jar", Map.of("parts/f.net", f(2)));

    assertThat(factor(main, source, library, jar)).isEqualTo(2);
    write("library/parts/f.net", f(3));
    assertThat(factor(main, source, library, jar)).isEqualTo(3);
    assertThat(factor(main, source, jar, library)).isEqualTo(2);
    write("src/parts/f.net", f(5));
    assertThat(factor(main, source, library, jar)).isEqualTo(5);
    write("src/nets/parts/f.net", f(7));
    assertThat(factor(main, source, library, jar)).isEqualTo(7);
  }

  @Test
  void aFilesFolderIsTheEntryThatHoldsIt() throws IOException {
    Path main = write("src/nets/main.net", importing("../f.net"));
    write("src/f.net", f(2));

    assertThat(factor(main, folder.resolve("src"))).isEqualTo(2);
    assertThat(complaint(main)).startsWith("main.net:1:1 E202 an import stays in its folder");
  }

  @Test
  void aJarHasNothingAboveIt() throws IOException {
    Path main = write("src/main.net", importing("../f.net"));
    Path jar = jar("layers.jar", Map.of("f.net", f(2), "g.net", "import \"../f.net\""));

    assertThat(complaint(main, folder.resolve("src"), jar))
        .startsWith("main.net:1:1 E202 an import stays in its folder");
    write("src/main.net", "import \"g.net\"");
    assertThat(complaint(main, folder.resolve("src"), jar)).startsWith("g.net:1:1 E202 an import stays in its folder");
  }

  @Test
  void filesOfAJarImportFromTheirJarFirst() throws IOException {
    Path main = write("src/main.net", importing("lib/g.net"));
    write("src/lib/f.net", f(2));
    Path jar = jar("layers.jar", Map.of("lib/g.net", "import \"f.net\"", "lib/f.net", f(3)));

    assertThat(factor(main, folder.resolve("src"), jar)).isEqualTo(3);
    Path other = jar("other.jar", Map.of("lib/g.net", "import \"more/f.net\"", "lib/f.net", f(5)));
    Path more = jar("more.jar", Map.of("more/f.net", f(7)));
    assertThat(factor(main, folder.resolve("src"), other, more)).isEqualTo(7);
  }

  @Test
  void errorsInAJarHaveTheirPlace() throws IOException {
    Path main = write("main.net", importing("lib/f.net"));
    Path jar = jar("layers.jar", Map.of("lib/f.net", "layer f(x[C]) {\n  x -> unheardOf\n}"));

    assertThat(complaint(main, jar)).startsWith("lib/f.net:2:8 E206");
  }

  @Test
  void whatIsMissingIsSaidAtTheImport() throws IOException {
    Path main = write("main.net", "// One layer.\nimport \"lib/f.net\"");
    Path notAJar = write("lib.jar", "no jar");

    assertThat(complaint(main, folder.resolve("nowhere"), notAJar))
        .isEqualTo("main.net:2:1 E201 there is no file `lib/f.net` to import");
  }

  @Test
  void linksDoNotLeadOut() throws IOException {
    Path main = write("src/main.net", importing("f.net"));
    Path outside = write("f.net", f(2));
    Files.createSymbolicLink(folder.resolve("src/f.net"), outside);
    assertThat(complaint(main))
        .startsWith("main.net:1:1 E202 an import stays in its folder, and `f.net` leads out of it");

    Path other = write("src/other.net", importing("linked/f.net"));
    Files.createSymbolicLink(folder.resolve("src/linked"), folder);
    assertThat(complaint(other)).startsWith("other.net:1:1 E202");
  }

  @Test
  void linksWithinTheFolderLeadToTheSameFile() throws IOException {
    Path main = write("src/main.net", "import \"again.net\"\n" + importing("f.net"));
    Path file = write("src/f.net", f(2));
    Files.createSymbolicLink(folder.resolve("src/again.net"), file);
    Files.createSymbolicLink(folder.resolve("sources"), folder.resolve("src"));

    assertThat(factor(main)).isEqualTo(2);
    assertThat(factor(folder.resolve("sources/main.net"))).isEqualTo(2);
  }

  @Test
  void circlesCloseOverTheTopOfTheFolder() throws IOException {
    Path main = write("src/a/main.net", "import \"b/f.net\"");
    write("src/b/f.net", "import \"a/main.net\"");

    assertThat(complaint(main, folder.resolve("src"))).startsWith("b/f.net:1:1 E203");
  }

  /** Two files on each of forty floors, each importing both of the floor below: 2⁴⁰ ways down. */
  @Test
  @Timeout(20)
  void eachFileIsReadOnce() throws IOException {
    int floors = 40;
    for (int floor = 0; floor < floors; floor++) {
      String below = floor == 0 ? "import \"f.net\""
          : "import \"a" + (floor - 1) + ".net\"\nimport \"b" + (floor - 1) + ".net\"";
      write("a" + floor + ".net", below);
      write("b" + floor + ".net", below);
    }
    write("f.net", f(2));

    assertThat(factor(write("main.net", importing("a39.net")))).isEqualTo(2);
  }

  @Test
  void tellsWhatEachFileImports() throws IOException {
    Path main = write("src/main.net", importing("lib/f.net"));
    Path jar = jar("layers.jar", Map.of("lib/f.net", "import \"g.net\"\nlayer f(x[C]) { x -> g }", "lib/g.net",
        "layer g(x[C]) { 2*x }"));
    try (ImportPath path = new ImportPath(List.of(jar))) {
      Modules modules = Modules.load(main, path, new Diagnostics());

      assertThat(modules.imports().entrySet().stream().map(e -> e.getKey() + " " + e.getValue()).toList())
          .containsExactly("main.net {lib/f.net=lib/f.net}", "lib/f.net {g.net=lib/g.net}", "lib/g.net {}").inOrder();
      assertThat(modules.imports().keySet().iterator().next().path()).hasValue(main);
    }
  }
}
