package dev.netgrad.maven;

import dev.netgrad.compiler.EnvironmentException;
import dev.netgrad.compiler.FaultReport;
import dev.netgrad.compiler.NameEncoding;
import dev.netgrad.plan.BudgetException;
import dev.netgrad.source.DiagnosticPrinter;
import dev.netgrad.source.ImportPath;
import dev.netgrad.source.SizingException;
import dev.netgrad.source.SourceFile;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.maven.artifact.DependencyResolutionRequiredException;
import org.apache.maven.model.Resource;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;
import org.codehaus.plexus.build.BuildContext;
import org.codehaus.plexus.util.DirectoryScanner;

/** What the goals share that read {@code .net} files: which files, from where they import, and how errors are told. */
abstract class NetMojo extends AbstractMojo {
  /**
   * Which files to compile, as patterns of paths below the source directory. Those left out can be imported all the
   * same. Links are not followed.
   */
  @Parameter(property = "netgrad.includes", defaultValue = "**/*.net")
  private Set<String> includes;

  /** Which of these files not to compile. */
  @Parameter(property = "netgrad.excludes")
  private Set<String> excludes = Set.of();

  /**
   * Folders and jars to import from. They are searched after the source directory, and before the project's resources
   * and its dependencies.
   */
  @Parameter(property = "netgrad.importPath")
  private List<File> importPath = List.of();

  /**
   * Sizes, and other numbers, in the heads of networks: {@code K=16} for the networks that have a {@code K},
   * {@code Net(K=16, H=4)} for one, and {@code Net(K=16) as Net16} for one that gets a class of its own, beside others
   * of it. Each of the files has to have such a network: others go into an execution of their own.
   */
  @Parameter(property = "netgrad.sizes")
  private List<String> sizes = List.of();

  /** Whether to do nothing. */
  @Parameter(property = "netgrad.skip", defaultValue = "false")
  private boolean skip;

  @Parameter(defaultValue = "${project}", readonly = true, required = true)
  private MavenProject project;

  @Parameter(defaultValue = "${mojoExecution}", readonly = true, required = true)
  private MojoExecution execution;

  @Parameter(defaultValue = "${project.build.directory}/netgrad", readonly = true, required = true)
  private File ledgerDirectory;

  private final BuildContext buildContext;

  /** @param buildContext where messages go: the log, or the editor that runs the build */
  NetMojo(BuildContext buildContext) {
    this.buildContext = buildContext;
  }

  /** Where the files are. */
  abstract File sourceDirectory();

  /** The resources that go with the Java of {@link #sourceDirectory}, and those that this Java sees. */
  abstract List<Resource> resources();

  /** The folders and jars that this Java sees. */
  abstract List<String> classPath() throws DependencyResolutionRequiredException;

  /** Which of them the Java itself becomes: nothing is imported from there. */
  abstract File classesDirectory();

  /**
   * The goal's work.
   *
   * @param files those that are to be compiled, in one order on every machine
   * @param before what the execution did when it last ran
   */
  abstract void run(List<Path> files, ImportPath importPath, Ledger before) throws MojoFailureException;

  @Override
  public final void execute() throws MojoExecutionException, MojoFailureException {
    if (skip) {
      getLog().info("netgrad is skipped");
      return;
    }
    try (ImportPath entries = new ImportPath(importPath())) {
      run(files(), entries, Ledger.read(ledgerFile()));
    } catch (EnvironmentException e) {
      throw new MojoExecutionException(e.getMessage(), e);
    } catch (BudgetException e) {
      throw new MojoFailureException(e.getMessage(), e);
    } catch (SizingException e) {
      throw new MojoFailureException("sizes: " + e.getMessage(), e);
    } catch (RuntimeException | StackOverflowError e) {
      throw new MojoExecutionException(String.join("\n  ", FaultReport.lines(e)), e);
    }
  }

  private List<Path> files() {
    return sourceDirectory().isDirectory() ? files(root(), includes, excludes) : List.of();
  }

  /** The files below a folder that the patterns say, in one order on every machine; none is a link, or behind one. */
  static List<Path> files(Path root, Set<String> includes, Set<String> excludes) {
    DirectoryScanner scanner = new DirectoryScanner();
    scanner.setBasedir(root.toFile());
    scanner.setIncludes(includes.toArray(new String[0]));
    scanner.setExcludes(excludes.toArray(new String[0]));
    scanner.addDefaultExcludes();
    // The scanner asks this of folders alone.
    scanner.setFollowSymlinks(false);
    scanner.scan();
    checkNames(root);
    return Arrays.stream(scanner.getIncludedFiles()).map(name -> name.replace('\\', '/')).sorted().map(root::resolve)
        .filter(file -> !Files.isSymbolicLink(file)).toList();
  }

  /**
   * To the scanner, a file whose name this Java can't read is none; a path keeps the bytes of the name and knows
   * better.
   *
   * @throws EnvironmentException if there is one, as nobody can say whether the patterns mean it
   */
  private static void checkNames(Path root) {
    try (Stream<Path> all = Files.walk(root)) {
      all.filter(path -> path.toString().endsWith(".net") && NameEncoding.isBroken(root.relativize(path).toString()))
          .sorted().findFirst().ifPresent(path -> {
            throw new EnvironmentException(NameEncoding.unknown(root.relativize(path).toString()));
          });
    } catch (IOException | UncheckedIOException e) {
      throw new EnvironmentException("cannot read " + root + ": " + e.getMessage(), e);
    }
  }

  private List<Path> importPath() throws MojoExecutionException {
    List<Path> entries = new ArrayList<>(List.of(root()));
    for (File entry : importPath) {
      entries.add(entry.toPath());
    }
    for (Resource resource : resources()) {
      if (resource.getTargetPath() == null) {
        entries.add(Path.of(resource.getDirectory()));
      }
    }
    try {
      for (String entry : classPath()) {
        if (!entry.equals(classesDirectory().getPath())) {
          entries.add(Path.of(entry));
        }
      }
    } catch (DependencyResolutionRequiredException e) {
      throw new MojoExecutionException(e.getMessage(), e);
    }
    return entries;
  }

  /** The source directory. */
  final Path root() {
    return sourceDirectory().toPath().toAbsolutePath().normalize();
  }

  /** What is set from outside. */
  final List<String> sizes() {
    return sizes;
  }

  /** Where the execution keeps its {@link Ledger}. */
  final Path ledgerFile() {
    return ledgerDirectory.toPath().resolve(executionName().replaceAll("[^\\w@.-]", "_") + ".ledger");
  }

  /** The execution's name among those of the project. */
  final String executionName() {
    return execution.getGoal() + "@" + execution.getExecutionId();
  }

  /** A digest of what the outputs depend on beside the files: the compiler, Java, and the goal's settings. */
  final String configuration(Object... settings) {
    File compiler = execution.getMojoDescriptor().getPluginDescriptor().getPluginArtifact().getFile();
    List<Object> all = List.of(Ledger.stamp(compiler.toPath()), System.getProperty("java.runtime.version"),
        List.of(settings));
    return Ledger.digest(all.toString().getBytes(StandardCharsets.UTF_8));
  }

  final MavenProject project() {
    return project;
  }

  final BuildContext buildContext() {
    return buildContext;
  }

  /** Tells the messages about all compiled files, and takes back those of an earlier time. */
  final void report(Job job) {
    Set<File> files = new LinkedHashSet<>();
    for (Job.Result result : job.compiled().values()) {
      for (SourceFile file : result.imports().keySet()) {
        files.add(Problem.fileOnDisk(file));
      }
    }
    for (Problem problem : job.problems()) {
      files.add(problem.fileOnDisk());
    }
    for (File file : files) {
      buildContext.removeMessages(file);
    }
    for (Problem problem : job.problems()) {
      buildContext.addMessage(problem.fileOnDisk(), problem.diagnostic().span().line(),
          problem.diagnostic().span().column(), DiagnosticPrinter.print(problem.diagnostic()).stripTrailing(),
          problem.isError() ? BuildContext.SEVERITY_ERROR : BuildContext.SEVERITY_WARNING, null);
    }
  }

  /** The problems, a line each. */
  static List<String> lines(List<Problem> problems) {
    List<String> lines = new ArrayList<>();
    for (Problem problem : problems) {
      lines.add(problem.line());
    }
    return lines;
  }

  /** The end of a build with errors. */
  final MojoFailureException failure(List<String> errors) {
    return new MojoFailureException((errors.size() == 1 ? "1 error" : errors.size() + " errors") + " in "
        + sourceDirectory() + "\n" + String.join("\n", errors));
  }
}
