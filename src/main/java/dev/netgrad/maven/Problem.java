package dev.netgrad.maven;

import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.SourceFile;
import dev.netgrad.source.Span;
import java.io.File;
import java.nio.file.FileSystems;
import java.nio.file.Path;

/**
 * A message and the file that it is about.
 *
 * @param file on the disk, or in a jar
 */
record Problem(Path file, Diagnostic diagnostic) {

  /** @param main the file that was compiled, for messages about none in particular */
  static Problem of(Diagnostic diagnostic, Path main) {
    return new Problem(diagnostic.span().file().path().orElse(main), diagnostic);
  }

  boolean isError() {
    return diagnostic.severity() == Diagnostic.Severity.ERROR;
  }

  /** The file; the jar, if it is in one. */
  File fileOnDisk() {
    return fileOnDisk(file);
  }

  static File fileOnDisk(SourceFile file) {
    return fileOnDisk(file.path().orElseThrow());
  }

  private static File fileOnDisk(Path file) {
    return isOnDisk(file) ? file.toFile() : new File(file.getFileSystem().toString());
  }

  private static boolean isOnDisk(Path file) {
    return file.getFileSystem() == FileSystems.getDefault();
  }

  /** File, line, column, code and message in one line; of a file in a jar, after the jar and an exclamation mark. */
  String line() {
    Span span = diagnostic.span();
    return (isOnDisk(file) ? file.toString() : fileOnDisk() + "!" + file)
        + (span.hasLine() ? ":" + span.line() + ":" + span.column() : "") + " " + diagnostic.code() + " "
        + diagnostic.message();
  }

  /** An imported file's errors are found once for each file that imports it. */
  boolean isSameAs(Problem other) {
    return file.toUri().equals(other.file.toUri()) && diagnostic.span().start() == other.diagnostic.span().start()
        && diagnostic.code().equals(other.diagnostic.code()) && diagnostic.message().equals(other.diagnostic.message());
  }
}
