package dev.netgrad.maven;

import dev.netgrad.compiler.Compiler;
import dev.netgrad.compiler.NetFile;
import dev.netgrad.compiler.Options;
import dev.netgrad.compiler.Output;
import dev.netgrad.emit.EmitOptions;
import dev.netgrad.emit.GeneratedSource;
import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.Diagnostics;
import dev.netgrad.source.InvalidNetException;
import dev.netgrad.tensor.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.lang.model.SourceVersion;

/** Compiles every {@code .net} file below a directory; knows nothing of Maven. */
final class Generation {
  private final Path root;
  private final String packageName;
  private final boolean inputGradients;
  private final EmitOptions emit;
  private final List<Path> files = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();
  private final List<String> errors = new ArrayList<>();
  private final List<GeneratedSource> sources = new ArrayList<>();

  /** A message, and the file that it is about. */
  record Problem(Path file, Diagnostic diagnostic) {}

  /**
   * @param packageName null or empty for the package of each file's directory
   * @param emit the rest of what to generate
   */
  Generation(Path root, String packageName, boolean inputGradients, EmitOptions emit) {
    this.root = root;
    this.packageName = packageName == null ? "" : packageName.strip();
    this.inputGradients = inputGradients;
    this.emit = emit;
  }

  void run() throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      // In one order on every machine.
      all.filter(f -> f.getFileName().toString().endsWith(".net") && Files.isRegularFile(f))
          .sorted((a, b) -> root.relativize(a).toString().compareTo(root.relativize(b).toString())).forEach(files::add);
    }
    if (!packageName.isEmpty() && !SourceVersion.isName(packageName)) {
      errors.add("`" + packageName + "` is no name of a package");
      return;
    }
    files.forEach(this::compile);
    Output.collision(sources).ifPresent(both -> errors.add("two networks would be written to one file: " + both));
  }

  /** All files, whether right or wrong. */
  List<Path> files() {
    return files;
  }

  List<Problem> problems() {
    return problems;
  }

  /** What is wrong at no place in a file. */
  List<String> errors() {
    return errors;
  }

  List<GeneratedSource> sources() {
    return sources;
  }

  private void compile(Path file) {
    try {
      NetFile net = NetFile.read(file);
      add(file, net.warnings());
      for (Network network : net.networks()) {
        String target = packageName.isEmpty() ? packageOf(file) : packageName;
        Options options = Options.of(target).withEmit(emit.withPackageName(target)).withInputGradients(inputGradients);
        sources.addAll(Compiler.compile(network, options).sources());
      }
    } catch (InvalidNetException e) {
      add(file, e.diagnostics());
    }
  }

  private String packageOf(Path file) {
    Path directory = root.relativize(file).getParent();
    String name = directory == null ? "" : StreamSupport.stream(directory.spliterator(), false).map(Path::toString)
        .collect(Collectors.joining("."));
    if (!name.isEmpty() && !SourceVersion.isName(name)) {
      errors.add(file + ": its directory would be the package `" + name + "`, which is no name; packageName sets one");
    }
    return name;
  }

  /** Diagnostics name files relative to the directory of the one that was compiled. */
  private void add(Path main, Diagnostics diagnostics) {
    for (Diagnostic diagnostic : diagnostics.sorted()) {
      Path file = main.resolveSibling(diagnostic.span().file().name());
      Problem problem = new Problem(Files.exists(file) ? file : main, diagnostic);
      if (problems.stream().noneMatch(p -> isSame(p, problem))) {
        problems.add(problem);
      }
    }
  }

  /** An imported file's errors are found once for each file that imports it. */
  private static boolean isSame(Problem a, Problem b) {
    return a.file().equals(b.file()) && a.diagnostic().span().start() == b.diagnostic().span().start()
        && a.diagnostic().code().equals(b.diagnostic().code())
        && a.diagnostic().message().equals(b.diagnostic().message());
  }
}
