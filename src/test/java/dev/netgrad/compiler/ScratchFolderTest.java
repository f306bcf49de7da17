package dev.netgrad.compiler;

import static com.google.common.truth.Truth.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ScratchFolderTest {
  /** As a killed process leaves it: files, and a lock that nobody holds. */
  private static Path leftover(Instant made) throws IOException {
    Path folder = Files.createTempDirectory("netgrad");
    Files.createDirectory(folder.resolve("classes"));
    Files.writeString(folder.resolve("classes/A.java"), "class A {}");
    Files.setLastModifiedTime(Files.createFile(folder.resolve(".lock")), FileTime.from(made));
    return folder;
  }

  @Test
  void thoseOfKilledProcessesAreDeletedAndOthersStay() throws IOException {
    Path old = leftover(Instant.now().minusSeconds(3600));
    Path other = Files.createTempDirectory("netgrad");
    try (ScratchFolder first = ScratchFolder.open()) {
      Files.setLastModifiedTime(first.path().resolve(".lock"), FileTime.from(Instant.now().minusSeconds(3600)));
      try (ScratchFolder second = ScratchFolder.open()) {
        assertThat(Files.exists(old)).isFalse();
        assertThat(Files.exists(other)).isTrue();
        assertThat(Files.isDirectory(first.path())).isTrue();
        assertThat(second.path()).isNotEqualTo(first.path());
      }
      assertThat(Files.isDirectory(first.path())).isTrue();
    }
    Files.delete(other);
  }
}
