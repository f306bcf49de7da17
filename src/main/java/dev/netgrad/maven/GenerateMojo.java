package dev.netgrad.maven;

import java.io.File;
import java.util.List;
import javax.inject.Inject;
import org.apache.maven.artifact.DependencyResolutionRequiredException;
import org.apache.maven.model.Resource;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.plugins.annotations.ResolutionScope;
import org.codehaus.plexus.build.BuildContext;

/**
 * Generates Java from the project's {@code .net} files and adds it to the sources to compile. What has not changed
 * since the last build is left as it is.
 */
@Mojo(name = "generate", defaultPhase = LifecyclePhase.GENERATE_SOURCES,
    requiresDependencyResolution = ResolutionScope.COMPILE, threadSafe = true)
public final class GenerateMojo extends GenerationMojo {
  /** Where the {@code .net} files are. */
  @Parameter(property = "netgrad.sourceDirectory", defaultValue = "${project.basedir}/src/main/net")
  private File sourceDirectory;

  /** The source root to generate. */
  @Parameter(property = "netgrad.outputDirectory", defaultValue = "${project.build.directory}/generated-sources/net")
  private File outputDirectory;

  /** Where the sources of kernels for the Vector API go, for reading; no source root. */
  @Parameter(property = "netgrad.vectorOutputDirectory",
      defaultValue = "${project.build.directory}/generated-sources/net-vector")
  private File vectorOutputDirectory;

  @Parameter(defaultValue = "${project.build.outputDirectory}", readonly = true, required = true)
  private File classesDirectory;

  @Inject
  public GenerateMojo(BuildContext buildContext) {
    super(buildContext);
  }

  @Override
  File sourceDirectory() {
    return sourceDirectory;
  }

  @Override
  Folders folders() {
    return new Folders(outputDirectory.toPath(), vectorOutputDirectory.toPath(), classesDirectory.toPath());
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
  void addSourceRoot(String folder) {
    project().addCompileSourceRoot(folder);
  }
}
