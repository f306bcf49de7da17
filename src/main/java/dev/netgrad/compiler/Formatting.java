package dev.netgrad.compiler;

import dev.netgrad.source.Diagnostics;
import dev.netgrad.source.SourceFile;
import dev.netgrad.syntax.Formatter;
import dev.netgrad.syntax.Syntax;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A {@code .net} file and how it should be laid out.
 *
 * @param path the file itself, not a link to it
 * @param before its text
 * @param after its text in the canonical layout
 */
public record Formatting(Path path, String before, String after) {

  /**
   * Reads and formats a file; what it imports is not looked at.
   *
   * @throws dev.netgrad.source.InvalidNetException with the errors of its syntax
   */
  public static Formatting of(Path file) {
    return DeepStack.call(() -> {
      Diagnostics diagnostics = new Diagnostics();
      Optional<SourceFile> source = Syntax.read(file, file.toString().replace('\\', '/'), diagnostics);
      Optional<String> formatted = source.flatMap(s -> Formatter.format(s, diagnostics));
      diagnostics.throwIfErrors();
      return new Formatting(real(file), source.orElseThrow().text(), formatted.orElseThrow());
    });
  }

  private static Path real(Path file) {
    try {
      return file.toRealPath();
    } catch (IOException e) {
      throw new EnvironmentException("cannot read " + file, e);
    }
  }

  public boolean changes() {
    return !before.equals(after);
  }

  /**
   * Puts the formatted text in the file's place, the whole of it or nothing.
   *
   * @throws EnvironmentException if it cannot be written; the file is then as it was
   */
  public void write() {
    Output.write(Map.of(path, after.getBytes(StandardCharsets.UTF_8)));
  }
}
