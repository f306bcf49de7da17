package dev.netgrad;

import static com.google.common.truth.Truth.assertWithMessage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Texts that were read and accepted. {@code -Drecreate=true} rewrites them; read them before they are committed. */
public final class Golden {
  private Golden() {}

  /** Asserts that a text is the file's. */
  public static void expect(Path file, String text) throws IOException {
    if (Boolean.getBoolean("recreate")) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    }
    assertWithMessage("%s; -Drecreate=true rewrites it", file).that(text).isEqualTo(Files.readString(file));
  }
}
