package dev.netgrad.maven;

import dev.netgrad.source.ImportPath;
import dev.netgrad.tensor.Network;
import java.io.File;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.maven.artifact.DependencyResolutionRequiredException;
import org.apache.maven.model.Resource;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Parameter;
import org.codehaus.plexus.build.BuildContext;

/** What the goals share that look at the project's {@code .net} files and write nothing. */
abstract class CheckingMojo extends NetMojo {
  /** Where the {@code .net} files are. */
  @Parameter(property = "netgrad.sourceDirectory", defaultValue = "${project.basedir}/src/main/net")
  private File sourceDirectory;

  @Parameter(defaultValue = "${project.build.outputDirectory}", readonly = true, required = true)
  private File classesDirectory;

  CheckingMojo(BuildContext buildContext) {
    super(buildContext);
  }

  /** The goal's settings, of which what it finds depends. */
  abstract Object setting() throws MojoFailureException;

  /** What the goal asks of a network that has no error, which it says by an exception with diagnostics. */
  abstract void check(Network network);

  /** What fails the build, a line each. */
  List<String> failures(Job job) {
    return lines(job.errors());
  }

  @Override
  final File sourceDirectory() {
    return sourceDirectory;
  }

  @Override
  final List<Resource> resources() {
    return project().getResources();
  }

  @Override
  final List<String> classPath() throws DependencyResolutionRequiredException {
    return project().getCompileClasspathElements();
  }

  @Override
  final File classesDirectory() {
    return classesDirectory;
  }

  @Override
  final void run(List<Path> files, ImportPath importPath, Ledger before) throws MojoFailureException {
    String configuration = configuration(setting(), sizes());
    Job job = new Job(importPath, sizes(), (file, network) -> {
      check(network);
      return List.of();
    });
    job.run(files, configuration, before);
    report(job);
    List<String> failures = failures(job);
    if (!failures.isEmpty()) {
      throw failure(failures);
    }
    Map<Path, Ledger.Entry> good = new LinkedHashMap<>();
    job.upToDate().forEach(file -> good.put(file, before.files().get(file)));
    job.compiled().forEach((file, result) -> {
      // What there is a warning about is to be said again.
      if (!result.warned()) {
        good.put(file, Ledger.Entry.of(result.imports(), List.of()));
      }
    });
    new Ledger(configuration, good).write(ledgerFile());
    getLog().info(job.summary("checked"));
  }
}
