package dev.netgrad.maven;

import dev.netgrad.source.ImportPath;
import java.io.File;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.inject.Inject;
import org.apache.maven.artifact.DependencyResolutionRequiredException;
import org.apache.maven.model.Resource;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.plugins.annotations.ResolutionScope;
import org.codehaus.plexus.build.BuildContext;

/**
 * Fails the build if there is an error in the project's {@code .net} files. {@code generate} finds the same errors in
 * what it compiles; this goal is for files that are compiled elsewhere, such as layers that a library carries for
 * others.
 */
@Mojo(name = "check", defaultPhase = LifecyclePhase.VERIFY, requiresDependencyResolution = ResolutionScope.COMPILE,
    threadSafe = true)
public final class CheckMojo extends NetMojo {
  /** Where the {@code .net} files are. */
  @Parameter(property = "netgrad.sourceDirectory", defaultValue = "${project.basedir}/src/main/net")
  private File sourceDirectory;

  /** Whether warnings, too, fail the build. */
  @Parameter(property = "netgrad.failOnWarning", defaultValue = "false")
  private boolean failOnWarning;

  @Parameter(defaultValue = "${project.build.outputDirectory}", readonly = true, required = true)
  private File classesDirectory;

  @Inject
  public CheckMojo(BuildContext buildContext) {
    super(buildContext);
  }

  @Override
  File sourceDirectory() {
    return sourceDirectory;
  }

  @Override
  List<Resource> resources() {
    return project().getResources();
  }

  @Override
  List<String> classPath() throws DependencyResolutionRequiredException {
    return project().getCompileClasspathElements();
  }

  @Override
  File classesDirectory() {
    return classesDirectory;
  }

  @Override
  void run(List<Path> files, ImportPath importPath, Ledger before) throws MojoFailureException {
    String configuration = configuration(sizes());
    Job job = new Job(importPath, sizes(), (file, network) -> List.of());
    job.run(files, configuration, before);
    report(job);
    List<Problem> reasons = failOnWarning ? job.problems() : job.errors();
    if (!reasons.isEmpty()) {
      throw failure(lines(reasons));
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
