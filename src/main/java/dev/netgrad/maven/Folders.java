package dev.netgrad.maven;

import dev.netgrad.compiler.VectorClasses;
import dev.netgrad.emit.GeneratedSource;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where an execution writes to.
 *
 * @param sources a source root
 * @param vectorSources sources for the Vector API, to be read
 * @param classes where the project's classes go, and those for the Vector API
 */
record Folders(Path sources, Path vectorSources, Path classes) {

  /** The file that a source becomes. */
  Path file(GeneratedSource source) {
    return (source.vector() ? vectorSources : sources).resolve(source.name());
  }

  /** The files that the sources of a {@code .net} file become, those for the Vector API class files, too. */
  Map<Path, byte[]> contents(List<GeneratedSource> all) {
    Map<Path, byte[]> contents = new LinkedHashMap<>();
    all.forEach(source -> contents.put(file(source), source.text().getBytes(StandardCharsets.UTF_8)));
    VectorClasses.compile(all).forEach((name, bytes) -> contents.put(classes.resolve(name), bytes));
    return contents;
  }
}
