package dev.netgrad.maven;

import static com.google.common.truth.Truth.assertThat;

import dev.netgrad.emit.EmitOptions;
import dev.netgrad.emit.GeneratedSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GenerationTest {
  @TempDir
  private Path root;

  private void file(String name, String text) throws IOException {
    Files.createDirectories(root.resolve(name).getParent());
    Files.writeString(root.resolve(name), text);
  }

  private Generation generate(String packageName) throws IOException {
    Generation generation = new Generation(root, packageName, false, EmitOptions.of(""));
    generation.run();
    return generation;
  }

  @Test
  void directoriesArePackages() throws IOException {
    file("com/example/a.net", "network A(x) { y = x }");
    file("b.net", "network B(x) { y = x }");

    assertThat(generate(null).sources().stream().map(GeneratedSource::name).toList())
        .containsExactly("B.java", "com/example/A.java").inOrder();
    assertThat(generate("my.nets").sources().stream().map(GeneratedSource::name).toList())
        .containsExactly("my/nets/B.java", "my/nets/A.java").inOrder();
  }

  @Test
  void problemsHaveTheirPlacesOnceEach() throws IOException {
    file("a.net", "import \"lib/c.net\"\nnetwork A(x) { y = x -> c }");
    file("b.net", "import \"lib/c.net\"\nnetwork B(x) { y = z }");
    file("lib/c.net", "layer c(x[I...]) { y[i...] = x[i...] * }");

    Generation generation = generate("");

    assertThat(generation.problems().stream().map(p -> root.relativize(p.file()) + ":" + p.diagnostic().span().line())
        .distinct().toList()).contains("lib/c.net:1");
    assertThat(generation.problems().stream().filter(p -> p.file().endsWith("lib/c.net")).count()).isEqualTo(1);
  }

  @Test
  void packagesThatAreNoneAreErrors() throws IOException {
    file("my-nets/a.net", "network A(x) { y = x }");

    assertThat(generate(null).errors().get(0)).contains("packageName sets one");
    assertThat(generate("a..b").errors()).containsExactly("`a..b` is no name of a package");
    assertThat(generate("nets").errors()).isEmpty();
  }

  @Test
  void networksOfOneNameCollide() throws IOException {
    file("a.net", "network A(x) { y = x }");
    file("b.net", "network A(x) { y = 2*x }");

    assertThat(generate(null).errors().get(0)).contains("one file: A.java");
  }
}
