package dev.netgrad.maven;

import dev.netgrad.compiler.EnvironmentException;
import dev.netgrad.compiler.Output;
import dev.netgrad.compiler.VectorClasses;
import dev.netgrad.compiler.VectorModule;
import dev.netgrad.emit.EmitOptions;
import dev.netgrad.emit.GeneratedSource;
import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.DiagnosticPrinter;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import javax.inject.Inject;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;
import org.codehaus.plexus.build.BuildContext;

/**
 * Generates Java from the project's {@code .net} files and adds it to the sources to compile.
 */
@Mojo(name = "generate", defaultPhase = LifecyclePhase.GENERATE_SOURCES, threadSafe = true)
public final class GenerateMojo extends AbstractMojo {
  /** Where the {@code .net} files are. */
  @Parameter(property = "netgrad.sourceDirectory", defaultValue = "${project.basedir}/src/main/net")
  private File sourceDirectory;

  /** The source root to generate. */
  @Parameter(property = "netgrad.outputDirectory", defaultValue = "${project.build.directory}/generated-sources/net")
  private File outputDirectory;

  /** The package of all generated classes; by default that of a file's directory below the source directory. */
  @Parameter(property = "netgrad.packageName")
  private String packageName;

  /** Whether the backward pass gives the gradients of inputs, too. */
  @Parameter(property = "netgrad.inputGradients", defaultValue = "false")
  private boolean inputGradients;

  /**
   * Whether to generate the classes that implement {@code dev.netgrad.train.Model}, too; they need this artifact as a
   * dependency.
   */
  @Parameter(property = "netgrad.adapter", defaultValue = "false")
  private boolean adapter;

  /**
   * Which kernels to generate: {@code all}, or {@code plain} for those in plain Java alone. The others use the Vector API
   * where the application runs with {@code --add-modules jdk.incubator.vector}; they are compiled here, so that the build
   * needs no option, and only a JDK with that module can.
   */
  @Parameter(property = "netgrad.kernels", defaultValue = "all")
  private String kernels;

  /** Where the sources of kernels for the Vector API go, for reading; no source root. */
  @Parameter(property = "netgrad.vectorOutputDirectory",
      defaultValue = "${project.build.directory}/generated-sources/net-vector")
  private File vectorOutputDirectory;

  @Parameter(defaultValue = "${project.build.outputDirectory}", readonly = true, required = true)
  private File classesDirectory;

  /** Whether to do nothing. */
  @Parameter(property = "netgrad.skip", defaultValue = "false")
  private boolean skip;

  @Parameter(defaultValue = "${project}", readonly = true, required = true)
  private MavenProject project;

  private final BuildContext buildContext;

  /** @param buildContext where messages go: the log, or the editor that runs the build */
  @Inject
  public GenerateMojo(BuildContext buildContext) {
    this.buildContext = buildContext;
  }

  @Override
  public void execute() throws MojoExecutionException, MojoFailureException {
    if (skip) {
      getLog().info("netgrad is skipped");
      return;
    }
    if (!sourceDirectory.isDirectory()) {
      getLog().info("there is no " + sourceDirectory);
      return;
    }
    Generation generation = new Generation(sourceDirectory.toPath(), packageName, inputGradients,
        EmitOptions.of("").withAdapter(adapter).withVectorBits(vectorBits()));
    List<Path> files;
    try {
      generation.run();
      generation.files().forEach(file -> buildContext.removeMessages(file.toFile()));
      generation.problems().forEach(this::report);
      failIfWrong(generation);
      files = write(generation.sources());
    } catch (EnvironmentException | IOException e) {
      throw new MojoExecutionException(e.getMessage(), e);
    } catch (RuntimeException | StackOverflowError e) {
      throw new MojoExecutionException("this is a fault of netgrad, not of your files; please report it: " + e, e);
    }
    project.addCompileSourceRoot(outputDirectory.getAbsolutePath());
    buildContext.refresh(outputDirectory);
    getLog().info("generated " + files.size() + (files.size() == 1 ? " file" : " files") + " in " + outputDirectory);
  }

  private List<Integer> vectorBits() throws MojoFailureException {
    if (!List.of("all", "plain").contains(kernels)) {
      throw new MojoFailureException("kernels is `all` or `plain`, not `" + kernels + "`");
    } else if (kernels.equals("all") && !VectorClasses.canCompile()) {
      getLog().info("kernels are plain Java only: this Java can't compile for " + VectorModule.NAME);
    } else if (kernels.equals("all")) {
      return EmitOptions.ALL_VECTOR_BITS;
    }
    return List.of();
  }

  private List<Path> write(List<GeneratedSource> sources) {
    List<GeneratedSource> vector = sources.stream().filter(GeneratedSource::vector).toList();
    List<Path> files = new ArrayList<>(
        Output.write(outputDirectory.toPath(), sources.stream().filter(s -> !s.vector()).toList()));
    Output.write(vectorOutputDirectory.toPath(), vector);
    VectorClasses.write(classesDirectory.toPath(), sources);
    return files;
  }

  private void report(Generation.Problem problem) {
    Diagnostic d = problem.diagnostic();
    boolean error = d.severity() == Diagnostic.Severity.ERROR;
    buildContext.addMessage(problem.file().toFile(), d.span().line(), d.span().column(),
        DiagnosticPrinter.print(d).stripTrailing(), error ? BuildContext.SEVERITY_ERROR : BuildContext.SEVERITY_WARNING,
        null);
  }

  private void failIfWrong(Generation generation) throws MojoFailureException {
    List<String> errors = generation.problems().stream()
        .filter(p -> p.diagnostic().severity() == Diagnostic.Severity.ERROR)
        .map(p -> p.file() + ":" + p.diagnostic().span().line() + ":" + p.diagnostic().span().column() + " "
            + p.diagnostic().code() + " " + p.diagnostic().message())
        .collect(Collectors.toList());
    errors.addAll(generation.errors());
    if (!errors.isEmpty()) {
      throw new MojoFailureException((errors.size() == 1 ? "1 error" : errors.size() + " errors") + " in "
          + sourceDirectory + "\n" + String.join("\n", errors));
    }
  }
}
