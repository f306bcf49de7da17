package dev.netgrad.maven;

import dev.netgrad.compiler.Compiler;
import dev.netgrad.compiler.Options;
import dev.netgrad.compiler.VectorClasses;
import dev.netgrad.compiler.VectorModule;
import dev.netgrad.emit.EmitOptions;
import dev.netgrad.emit.GeneratedSource;
import dev.netgrad.plan.MemoryBudget;
import dev.netgrad.schedule.Convolutions;
import dev.netgrad.schedule.Profile;
import dev.netgrad.schedule.ScheduleException;
import dev.netgrad.schedule.Schedules;
import dev.netgrad.source.ImportPath;
import dev.netgrad.tensor.ElementType;
import dev.netgrad.tensor.Network;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Parameter;
import org.codehaus.plexus.build.BuildContext;

/** Generates Java from a folder of {@code .net} files. */
abstract class GenerationMojo extends NetMojo {
  /** The package of all generated classes. By default, that of a file's folder below the source directory. */
  @Parameter(property = "netgrad.packageName")
  private String packageName;

  /** Whether the backward pass gives the gradients of inputs, too. */
  @Parameter(property = "netgrad.inputGradients", defaultValue = "false")
  private boolean inputGradients;

  /**
   * Whether to generate, for each network, the class that implements {@code dev.netgrad.train.Model}, by which all of
   * {@code dev.netgrad.train} drives it. The project then needs this plugin's artifact as a
   * dependency.
   */
  @Parameter(property = "netgrad.trainer", defaultValue = "false")
  private boolean trainer;

  /**
   * What arrays of the generated code consist of: {@code float}, or {@code double}, which has plain kernels alone and
   * no {@code trainer}, as {@code dev.netgrad.train} has float arrays.
   */
  @Parameter(property = "netgrad.type", defaultValue = "float")
  private String type;

  /**
   * Which kernels to generate: {@code all}, or {@code plain} for those in plain Java alone. The others use the Vector
   * API where the application runs with {@code --add-modules jdk.incubator.vector}; they are compiled here, so that the
   * build needs no option, and only a JDK with that module can.
   */
  @Parameter(property = "netgrad.kernels", defaultValue = "all")
  private String kernels;

  /**
   * How vector kernels compute convolutions of 3 by 3 and their gradients: {@code toom-cook}, with a quarter of the
   * multiplications, from sums over tiles of 6 by 6 pixels, so that errors are relative to the largest pixel of a
   * tile, and an infinity spreads in it; or {@code direct}, each output from its own pixels, which takes longer.
   */
  @Parameter(property = "netgrad.convolutions", defaultValue = "toom-cook")
  private String convolutions;

  /**
   * What machines vector kernels are made for: {@code any}, vectors of 512, 256 and 128 bits, of which those run that
   * fit; {@code avx512}, vectors of 512 bits, two at a time; {@code avx512-halves}, each in two halves; {@code avx2},
   * vectors of 256 bits and 16 registers; {@code neon}, vectors of 128 bits. The machine that builds is not asked.
   */
  @Parameter(property = "netgrad.target", defaultValue = "any")
  private String target;

  /**
   * A file with forms and tiles of nests, in place of those with the least cost by the model, for an execution with one
   * network: what {@code netgrad compile --print-after schedule} prints, changed. What it leaves out is chosen as
   * without it; a form or a tile that does not fit is an error.
   */
  @Parameter(property = "netgrad.schedule")
  private File schedule;

  /**
   * Bytes that the arrays of training may take, such as {@code 150000000} or {@code 150M}, for batches of {@code batch}
   * samples. To keep within it, the backward pass computes again what else would be kept, which takes time and changes
   * no result.
   */
  @Parameter(property = "netgrad.memoryBudget")
  private String memoryBudget;

  /** Samples in the training step that {@code memoryBudget} is for. */
  @Parameter(property = "netgrad.batch", defaultValue = "1")
  private int batch;

  GenerationMojo(BuildContext buildContext) {
    super(buildContext);
  }

  abstract Folders folders();

  /** Has Java compile a folder with the project's sources. */
  abstract void addSourceRoot(String folder);

  @Override
  final void run(List<Path> files, ImportPath importPath, Ledger before) throws MojoFailureException {
    if (files.isEmpty() && before.files().isEmpty()) {
      getLog().info("there are no .net files in " + sourceDirectory());
      return;
    }
    if (!List.of("all", "plain").contains(kernels)) {
      throw new MojoFailureException("kernels is `all` or `plain`, not `" + kernels + "`");
    }
    if (ElementType.parse(type).isEmpty()) {
      throw new MojoFailureException("type is `float` or `double`, not `" + type + "`");
    } else if (trainer && element() != ElementType.FLOAT) {
      throw new MojoFailureException("trainer is for type float: dev.netgrad.train has float arrays");
    }
    Convolutions how = Convolutions.parse(convolutions).orElseThrow(() -> new MojoFailureException(
        "convolutions is `toom-cook` or `direct`, not `" + convolutions + "`"));
    Profile profile = Profile.parse(target).orElseThrow(() -> new MojoFailureException(
        "there is no target `" + target + "`; there are " + Profile.names()));
    String forms = schedule();
    Optional<MemoryBudget> budget = budget();
    addSourceRoot(folders().sources().toString());
    Packages packages = new Packages(root(), packageName);
    String configuration = configuration(packages, sizes(), inputGradients, type, trainer, kernels, profile.name(), how,
        forms, budget, folders().sources(), folders().vectorSources(), folders().classes());
    Job job = new Job(importPath, sizes(), (file, network) -> compile(network, packages.of(file), Options.of("")
        .withProfile(profile).withConvolutions(how).withMemoryBudget(budget)
        .withSchedules(hasVectors() ? Schedules.parse(forms) : Schedules.NONE)));
    try {
      job.run(files, configuration, before);
    } catch (ScheduleException e) {
      throw new MojoFailureException("schedule: " + e.getMessage());
    }
    report(job);
    Outputs outputs = new Outputs(folders(), claims(), executionName(), before);
    List<String> errors = lines(job.errors());
    errors.addAll(packages.errors());
    errors.addAll(outputs.collisions(job));
    if (!errors.isEmpty()) {
      throw failure(errors);
    }
    outputs.write(job, configuration, ledgerFile());
    for (Path file : outputs.changed()) {
      buildContext().refresh(file.toFile());
    }
    getLog().info(job.summary("compiled to " + folders().sources()));
    if (!job.compiled().isEmpty() && kernels.equals("all") && !VectorClasses.canCompile()) {
      getLog().info("kernels are plain Java only: this Java can't compile for " + VectorModule.NAME);
    }
  }

  private Optional<MemoryBudget> budget() throws MojoFailureException {
    if (memoryBudget == null) {
      return Optional.empty();
    }
    if (batch < 1) {
      throw new MojoFailureException("batch is at least 1, not " + batch);
    }
    long bytes = MemoryBudget.parseBytes(memoryBudget).orElseThrow(() -> new MojoFailureException(
        "memoryBudget is a number of bytes such as 150000000 or 150M, not `" + memoryBudget + "`"));
    return Optional.of(new MemoryBudget(bytes, batch, element()));
  }

  /** The text of the schedule; empty without one. */
  private String schedule() throws MojoFailureException {
    if (schedule == null) {
      return "";
    }
    try {
      return Files.readString(schedule.toPath());
    } catch (IOException e) {
      throw new MojoFailureException("schedule: cannot read " + schedule, e);
    }
  }

  private List<GeneratedSource> compile(Network network, String inPackage, Options options) {
    EmitOptions emit = EmitOptions.of(inPackage).withElementType(element()).withAdapter(trainer)
        .withVectorBits(hasVectors() ? options.profile().bits() : List.of());
    return Compiler.compile(network, options.withEmit(emit).withInputGradients(inputGradients)).sources();
  }

  private boolean hasVectors() {
    return kernels.equals("all") && element() == ElementType.FLOAT && VectorClasses.canCompile();
  }

  private ElementType element() {
    return ElementType.parse(type).orElseThrow();
  }

  /** Maven keeps a context for the plugin and the project until the build ends. */
  @SuppressWarnings("unchecked") // The interface is older than generics.
  private Claims claims() {
    Map<Object, Object> context = getPluginContext();
    return (Claims) context.computeIfAbsent(Claims.class, key -> new Claims());
  }
}
