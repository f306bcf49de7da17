package dev.netgrad.maven;

import static com.google.common.truth.Truth.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A linked file is compiled no more than what lies in a linked folder. */
final class LinksTest {
  @TempDir
  private Path folder;

  @Test
  void linksAreNotFollowed() throws IOException {
    Path root = Files.createDirectories(folder.resolve("net"));
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
    Path other = Files.writeString(elsewhere.resolve("other.net"), "");
    Path own = Files.writeString(Files.createDirectories(root.resolve("a")).resolve("own.net"), "");
    Files.writeString(root.resolve("a/left-out.net"), "");
    Files.createSymbolicLink(root.resolve("folder"), elsewhere);
    Files.createSymbolicLink(root.resolve("file.net"), other);
    Files.createSymbolicLink(root.resolve("within.net"), own);

    assertThat(NetMojo.files(root, Set.of("**/*.net"), Set.of("**/left-out.net"))).containsExactly(own);
  }
}
