package dev.netgrad.maven;

import dev.netgrad.compiler.EnvironmentException;
import dev.netgrad.compiler.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** An execution's files in the folders that it may share with others: it writes and deletes its own alone. */
final class Outputs {
  private final Folders folders;
  private final Claims claims;
  private final String execution;
  private final Ledger before;
  private final Set<Path> changed = new LinkedHashSet<>();

  /**
   * @param claims of all executions that have run in this build
   * @param before what this one did when it last ran
   */
  Outputs(Folders folders, Claims claims, String execution, Ledger before) {
    this.folders = folders;
    this.claims = claims;
    this.execution = execution;
    this.before = before;
  }

  /** Networks that would be written to one file, by this execution or by it and another. */
  List<String> collisions(Job job) {
    List<Path> java = new ArrayList<>();
    for (Path file : job.upToDate()) {
      before.written(file).stream().filter(written -> !written.startsWith(folders.classes())).forEach(java::add);
    }
    job.compiled().values().forEach(result -> result.sources().forEach(source -> java.add(folders.file(source))));
    List<String> names = new ArrayList<>();
    List<String> errors = new ArrayList<>();
    for (Path file : java) {
      names.add(shown(file));
      Optional<String> other = claims.other(file, execution);
      if (other.isPresent()) {
        errors.add(shown(file) + " is written by " + other.get()
            + ", too; give one of them another packageName or outputDirectory");
      }
    }
    Optional<String> both = Output.collision(names);
    if (both.isPresent()) {
      errors.add(0, "two networks would be written to one file: " + both.get());
    }
    return errors;
  }

  /** The path below the folder of the sources, be they for the Vector API or not: classes are in one folder. */
  private String shown(Path file) {
    Path root = file.startsWith(folders.sources()) ? folders.sources() : folders.vectorSources();
    return root.relativize(file).toString().replace('\\', '/');
  }

  /**
   * Writes what has been compiled, deletes what was written the last time and is not any more, and keeps the ledger.
   *
   * @throws EnvironmentException if that can't be done
   */
  void write(Job job, String configuration, Path ledgerFile) {
    Map<Path, Ledger.Entry> entries = new LinkedHashMap<>();
    Set<Path> all = new LinkedHashSet<>();
    for (Path file : job.upToDate()) {
      entries.put(file, before.files().get(file));
      all.addAll(before.written(file));
    }
    if (job.compiled().isEmpty() && entries.size() == before.files().size()) {
      claims.claim(all, execution);
      return;
    }
    Map<Path, Set<Path>> written = new LinkedHashMap<>();
    Map<Path, byte[]> contents = new LinkedHashMap<>();
    job.compiled().forEach((file, result) -> {
      Map<Path, byte[]> own = folders.contents(result.sources());
      written.put(file, own.keySet());
      contents.putAll(own);
    });
    all.addAll(contents.keySet());
    claims.claim(all, execution);
    deleteStale(all);
    changed.addAll(Output.write(contents));
    job.compiled().forEach((file, result) -> entries.put(file, Ledger.Entry.of(result.imports(), written.get(file))));
    new Ledger(configuration, entries).write(ledgerFile);
  }

  private void deleteStale(Set<Path> all) {
    for (Path file : before.files().keySet().stream().flatMap(f -> before.written(f).stream()).toList()) {
      if (!all.contains(file) && claims.other(file, execution).isEmpty()) {
        try {
          if (Files.deleteIfExists(file)) {
            changed.add(file);
          }
        } catch (IOException e) {
          throw new EnvironmentException("cannot delete " + file + ": " + e.getMessage(), e);
        }
      }
    }
  }

  /** The files that were written or deleted. */
  Set<Path> changed() {
    return changed;
  }
}
