package dev.netgrad.maven;

import java.io.File;
import java.util.ArrayList;
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
 * Generates Java from {@code .net} files that only the project's tests need, and adds it to the test sources to
 * compile.
 */
@Mojo(name = "generate-test", defaultPhase = LifecyclePhase.GENERATE_TEST_SOURCES,
    requiresDependencyResolution = ResolutionScope.TEST, threadSafe = true)
public final class GenerateTestMojo extends GenerationMojo {
  /** Where the {@code .net} files are. */
  @Parameter(property = "netgrad.testSourceDirectory", defaultValue = "${project.basedir}/src/test/net")
  private File sourceDirectory;

  /** The test source root to generate. */
  @Parameter(property = "netgrad.testOutputDirectory",
      defaultValue = "${project.build.directory}/generated-test-sources/net")
  private File outputDirectory;

  /** Where the sources of kernels for the Vector API go, for reading; no source root. */
  @Parameter(property = "netgrad.testVectorOutputDirectory",
      defaultValue = "${project.build.directory}/generated-test-sources/net-vector")
  private File vectorOutputDirectory;

  @Parameter(defaultValue = "${project.build.testOutputDirectory}", readonly = true, required = true)
  private File classesDirectory;

  @Inject
  public GenerateTestMojo(BuildContext buildContext) {
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
    List<Resource> resources = new ArrayList<>(project().getTestResources());
    resources.addAll(project().getResources());
    return resources;
  }

  @Override
  List<String> classPath() throws DependencyResolutionRequiredException {
    return project().getTestClasspathElements();
  }

  @Override
  File classesDirectory() {
    return classesDirectory;
  }

  @Override
  void addSourceRoot(String folder) {
    project().addTestCompileSourceRoot(folder);
  }
}
