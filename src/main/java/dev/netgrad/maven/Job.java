package dev.netgrad.maven;

import dev.netgrad.compiler.Collisions;
import dev.netgrad.compiler.NetFile;
import dev.netgrad.emit.GeneratedSource;
import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.Diagnostics;
import dev.netgrad.source.ImportPath;
import dev.netgrad.source.InvalidNetException;
import dev.netgrad.source.SourceFile;
import dev.netgrad.tensor.Network;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** Compiles those files of an execution that are not as they were when it last ran; knows nothing of Maven. */
final class Job {
  private final ImportPath importPath;
  private final List<String> sizes;
  private final BiFunction<Path, Network, List<GeneratedSource>> compiler;
  private final List<Path> upToDate = new ArrayList<>();
  private final Map<Path, Result> compiled = new LinkedHashMap<>();
  private final List<Problem> problems = new ArrayList<>();

  /**
   * What became of a file without errors.
   *
   * @param imports as {@link NetFile#imports} has them
   * @param warned whether there is a warning about it or its imports
   */
  record Result(List<GeneratedSource> sources, Map<SourceFile, Map<String, SourceFile>> imports, boolean warned) {}

  /**
   * @param sizes what is set from outside, in each of the files
   * @param compiler a network of a file to Java
   */
  Job(ImportPath importPath, List<String> sizes, BiFunction<Path, Network, List<GeneratedSource>> compiler) {
    this.importPath = importPath;
    this.sizes = sizes;
    this.compiler = compiler;
  }

  /**
   * @param configuration what the outputs depend on beside the files
   * @param before what the execution did when it last ran
   */
  void run(List<Path> files, String configuration, Ledger before) {
    for (Path file : files) {
      if (before.isCurrent(file, configuration, importPath)) {
        upToDate.add(file);
      } else {
        compile(file);
      }
    }
  }

  private void compile(Path file) {
    try {
      NetFile net = NetFile.read(file, importPath, sizes);
      add(file, net.diagnostics());
      Map<Network, List<GeneratedSource>> sources = new LinkedHashMap<>();
      net.networks().forEach(network -> sources.put(network, compiler.apply(file, network)));
      Collisions.reject(sources);
      compiled.put(file, new Result(sources.values().stream().flatMap(List::stream).toList(), net.imports(),
          !net.diagnostics().isEmpty()));
    } catch (InvalidNetException e) {
      add(file, e.diagnostics());
    }
  }

  private void add(Path main, Diagnostics diagnostics) {
    for (Diagnostic diagnostic : diagnostics.sorted()) {
      Problem problem = Problem.of(diagnostic, main);
      if (problems.stream().noneMatch(problem::isSameAs)) {
        problems.add(problem);
      }
    }
  }

  /** The files that did not need to be compiled. */
  List<Path> upToDate() {
    return upToDate;
  }

  /** The others, those with errors left out. */
  Map<Path, Result> compiled() {
    return compiled;
  }

  /** Each message once. */
  List<Problem> problems() {
    return problems;
  }

  /** The errors among them. */
  List<Problem> errors() {
    List<Problem> errors = new ArrayList<>(problems);
    errors.removeIf(problem -> !problem.isError());
    return errors;
  }

  /** How many files there are and what has been done with them. */
  String summary(String done) {
    int all = compiled.size() + upToDate.size();
    String files = all == 1 ? "1 .net file" : all + " .net files";
    return files + (compiled.isEmpty() ? ", unchanged" : ", " + compiled.size() + " " + done);
  }
}
