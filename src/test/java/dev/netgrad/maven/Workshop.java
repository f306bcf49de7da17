package dev.netgrad.maven;

import dev.netgrad.compiler.Compiler;
import dev.netgrad.compiler.Options;
import dev.netgrad.emit.EmitOptions;
import dev.netgrad.emit.GeneratedSource;
import dev.netgrad.source.ImportPath;
import dev.netgrad.tensor.Network;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A folder of {@code .net} files, and executions that compile them to another. */
final class Workshop {
  private final Path folder;
  private final List<Path> library = new ArrayList<>();
  private String packageName = "";
  private List<Integer> vectorBits = List.of();
  private Claims claims = new Claims();

  Workshop(Path folder) {
    this.folder = folder;
  }

  /** What an execution did: the files that it compiled, and what it had to complain of. */
  record Execution(List<String> compiled, List<String> errors) {}

  Workshop packageName(String name) {
    packageName = name;
    return this;
  }

  Workshop vectorBits(Integer... bits) {
    vectorBits = List.of(bits);
    return this;
  }

  Workshop importing(Path... entries) {
    library.clear();
    library.addAll(List.of(entries));
    return this;
  }

  /** The next execution is the first of another build. */
  Workshop nextBuild() {
    claims = new Claims();
    return this;
  }

  Path net(String name, String text) {
    return write(root().resolve(name), text);
  }

  static Path write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void delete(String name) {
    try {
      Files.delete(root().resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path root() {
    return folder.resolve("net");
  }

  Path ledger(String execution) {
    return folder.resolve(execution + ".ledger");
  }

  Folders folders() {
    return new Folders(folder.resolve("java"), folder.resolve("vector"), folder.resolve("classes"));
  }

  /** Everything in the output folders. */
  List<String> outputs() {
    return Stream.of(folders().sources(), folders().vectorSources(), folders().classes()).flatMap(Workshop::files)
        .map(f -> folder.relativize(f).toString().replace('\\', '/')).sorted().toList();
  }

  private static Stream<Path> files(Path root) {
    if (!Files.exists(root)) {
      return Stream.empty();
    }
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(Files::isRegularFile).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs an execution of a name on the files whose paths start so. */
  Execution run(String execution, String start) {
    Ledger before = Ledger.read(ledger(execution));
    String configuration = packageName + vectorBits;
    Packages packages = new Packages(root(), packageName);
    List<Path> entries = new ArrayList<>(List.of(root()));
    entries.addAll(library);
    try (ImportPath importPath = new ImportPath(entries)) {
      Job job = new Job(importPath, List.of(), (file, network) -> sources(packages.of(file), network));
      job.run(files(root()).filter(f -> root().relativize(f).toString().startsWith(start)).sorted().toList(),
          configuration, before);
      Outputs outputs = new Outputs(folders(), claims, execution, before);
      List<String> errors = NetMojo.lines(job.errors());
      errors.addAll(packages.errors());
      errors.addAll(outputs.collisions(job));
      if (errors.isEmpty()) {
        outputs.write(job, configuration, ledger(execution));
      }
      return new Execution(job.compiled().keySet().stream().map(f -> root().relativize(f).toString()).toList(), errors);
    }
  }

  private List<GeneratedSource> sources(String target, Network network) {
    return Compiler.compile(network,
        Options.of(target).withEmit(EmitOptions.of(target).withVectorBits(vectorBits))).sources();
  }
}
