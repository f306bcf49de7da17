package dev.netgrad.model;

import dev.netgrad.source.Diagnostics;
import dev.netgrad.source.SourceFile;
import dev.netgrad.syntax.Ast;
import dev.netgrad.syntax.Syntax;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The standard library: files beside this class on the class path, one for each subject. */
public final class StandardLibrary {
  private static final List<String> SUBJECTS = List.of("convolution", "pooling", "dense", "normalisation", "activation",
      "sequence", "recurrent", "shape", "dropout", "loss", "metric", "optimizer", "schedule");

  private StandardLibrary() {}

  /** The files, such as {@code standard/convolution.net}. */
  public static List<SourceFile> files() {
    return SUBJECTS.stream().map(subject -> read("standard/" + subject + ".net")).toList();
  }

  /** Whether one of the files is called so. */
  static boolean isSubject(String name) {
    return SUBJECTS.contains(name);
  }

  static List<Ast.File> parse(Diagnostics diagnostics) {
    return files().stream().map(file -> Syntax.parse(file, diagnostics)).toList();
  }

  private static SourceFile read(String name) {
    try (InputStream in = StandardLibrary.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is not on the class path");
      }
      return new SourceFile(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
