package dev.netgrad.maven;

import dev.netgrad.compiler.Compiler;
import dev.netgrad.compiler.Options;
import dev.netgrad.highway.Effect;
import dev.netgrad.highway.Highway;
import dev.netgrad.highway.HighwayCheck;
import dev.netgrad.source.ImportPath;
import dev.netgrad.tensor.Network;
import java.io.File;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
 * Fails the build, at the line, if something is on the skip path of a network that is not allowed there: say, a ReLU
 * after an addition. What happens to the gradient is proven on the derived adjoints.
 */
@Mojo(name = "highway", defaultPhase = LifecyclePhase.VERIFY, requiresDependencyResolution = ResolutionScope.COMPILE,
    threadSafe = true)
public final class HighwayMojo extends NetMojo {
  /** Where the {@code .net} files are. */
  @Parameter(property = "netgrad.sourceDirectory", defaultValue = "${project.basedir}/src/main/net")
  private File sourceDirectory;

  /**
   * What the gradient may meet on the skip path: scaled, masked, curved, gated, dropped, selected, joined, moved,
   * pooled, resampled, normalised, projected. Without any, the path has to be the identity. A network without a skip
   * path fails the build; {@code excludes} leaves its file out.
   */
  @Parameter(property = "netgrad.allow")
  private Set<String> allow = Set.of();

  @Parameter(defaultValue = "${project.build.outputDirectory}", readonly = true, required = true)
  private File classesDirectory;

  @Inject
  public HighwayMojo(BuildContext buildContext) {
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
    Set<Effect> allowed = allowed();
    String configuration = configuration(allowed, sizes());
    Job job = new Job(importPath, sizes(), (file, network) -> {
      check(network, allowed);
      return List.of();
    });
    job.run(files, configuration, before);
    report(job);
    if (!job.errors().isEmpty()) {
      throw failure(lines(job.errors()));
    }
    Map<Path, Ledger.Entry> good = new LinkedHashMap<>();
    job.upToDate().forEach(file -> good.put(file, before.files().get(file)));
    job.compiled().forEach((file, result) -> good.put(file, Ledger.Entry.of(result.imports(), List.of())));
    new Ledger(configuration, good).write(ledgerFile());
    getLog().info(job.summary("checked"));
  }

  private static void check(Network network, Set<Effect> allowed) {
    HighwayCheck.check(Highway.of(Compiler.derive(network, Options.of("").withInputGradients(true))), allowed)
        .throwIfErrors();
  }

  private Set<Effect> allowed() throws MojoFailureException {
    Set<Effect> allowed = EnumSet.noneOf(Effect.class);
    for (String word : allow) {
      allowed.add(Effect.of(word.strip()).orElseThrow(() -> new MojoFailureException(
          "<allow>: there is no effect `" + word + "`; the documentation of the goal lists them")));
    }
    return allowed;
  }
}
