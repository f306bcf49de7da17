package dev.netgrad.cli;

import dev.netgrad.compiler.Collisions;
import dev.netgrad.compiler.Compilation;
import dev.netgrad.compiler.Compiler;
import dev.netgrad.compiler.EnvironmentException;
import dev.netgrad.compiler.NetFile;
import dev.netgrad.compiler.Options;
import dev.netgrad.compiler.Output;
import dev.netgrad.compiler.PackageNames;
import dev.netgrad.compiler.Stage;
import dev.netgrad.compiler.Timing;
import dev.netgrad.compiler.VectorClasses;
import dev.netgrad.compiler.VectorModule;
import dev.netgrad.emit.EmitOptions;
import dev.netgrad.emit.GeneratedSource;
import dev.netgrad.schedule.Profile;
import dev.netgrad.tensor.ElementType;
import dev.netgrad.tensor.Network;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code netgrad compile}: Java from the networks of files. */
@Command(name = "compile",
    description = "Writes the Java of the networks in files: of all, or, if one can't be compiled, of none.",
    footer = {"", "Example: netgrad compile examples/resnet20.net -o out --package com.example.nets"})
final class CompileCommand extends NetgradCommand {
  @Mixin
  private PackagedFiles files;

  @Mixin
  private Imports imports;

  @Option(names = {"-o", "--output"}, paramLabel = "DIR", required = true,
      description = "The source root to write to; created if need be.")
  private Path directory;

  @Option(names = "--package", paramLabel = "P", defaultValue = "",
      description = "The package of the generated classes; none by default.")
  private String packageName;

  @Option(names = "--input-gradients", description = "The backward pass gives the inputs' gradients, too.")
  private boolean inputGradients;

  @Option(names = "--adapter", description = "Also write the class that implements dev.netgrad.train.Model.")
  private boolean adapter;

  @Mixin
  private TypeChoice type;

  @Mixin
  private MemoryChoice memory;

  @Option(names = "--batch", paramLabel = "N", defaultValue = "1",
      description = "Samples in the training step that --memory-budget is for; ${DEFAULT-VALUE} by default.")
  private int batch;

  @Option(names = "--kernel-set", paramLabel = "SET", defaultValue = "plain", description = {
      "plain, the default: loops in plain Java. all: kernels for the Vector API, too. javac would need an option to"
          + " compile these, so they go to DIR-vector beside DIR, sources and class files. An application uses them if"
          + " DIR-vector is on its class path and Java runs it with --add-modules jdk.incubator.vector."})
  private String set;

  @Mixin
  private TargetChoice target;

  @Mixin
  private ConvolutionChoice convolutions;

  @Mixin
  private Strictness strictness;

  @Option(names = "--print-after", paramLabel = "STAGE", split = ",",
      description = {"Print what a stage gives: model, primal, grad, simplify, plan, schedule, loop, java, or all.",
          "schedule tells for each nest and each width of vectors which form it takes, and what stood against others."})
  private List<String> stages = List.of();

  @Mixin
  private ScheduleChoice schedule;

  @Option(names = "--timings", description = "Print on standard error how long each stage took.")
  private boolean timings;

  /** It is over before code from C2 would pay for what it takes to make it. */
  @Override
  List<String> javaOptions() {
    return List.of("-XX:TieredStopAtLevel=1");
  }

  @Override
  public Integer call() {
    require(PackageNames.isValid(packageName), "`" + packageName + "` is no name of a package");
    require(List.of("plain", "all").contains(set), "--kernel-set: there is no set `" + set
        + "`; there are plain and all");
    require(batch >= 1, "--batch is at least 1, not " + batch);
    boolean vector = set.equals("all");
    boolean isFloat = type.type() == ElementType.FLOAT;
    require(isFloat || !adapter, "--adapter is for --type float: dev.netgrad.train has float arrays");
    require(isFloat || !vector, "--kernel-set all is for --type float: there are no vector kernels of type "
        + type.type());
    require(vector || !schedule.isGiven(), "--schedule is for vector kernels; it takes --kernel-set all");
    if (vector && !VectorClasses.canCompile()) {
      throw new EnvironmentException("--kernel-set all takes a JDK with the module " + VectorModule.NAME);
    }
    Profile profile = target.profile();
    EmitOptions emit = EmitOptions.of(packageName).withElementType(type.type()).withAdapter(adapter)
        .withVectorBits(vector ? profile.bits() : List.of());
    Options options = Options.of(packageName).withEmit(emit).withInputGradients(inputGradients)
        .withMemoryBudget(memory.budget(this, batch, type.type())).withConvolutions(convolutions.convolutions(this))
        .withProfile(profile).withSchedules(schedule.schedules()).withDumps(stages(), out()::print);
    Map<Network, String> networks = networks();
    require(!schedule.isGiven() || networks.size() == 1, "--schedule is for one network; there are " + networks.size());
    Map<Network, List<GeneratedSource>> compiled = new LinkedHashMap<>();
    networks.forEach((network, own) -> {
      Compilation compilation = Compiler.compile(network, options.withEmit(emit.withPackageName(own)));
      compiled.put(network, compilation.sources());
      if (timings) {
        err().println(network.name() + ": "
            + compilation.timings().stream().map(Timing::toString).collect(Collectors.joining(", ")));
      }
    });
    Collisions.reject(compiled);
    List<GeneratedSource> sources = compiled.values().stream().flatMap(List::stream).toList();
    List<Path> written = new ArrayList<>(Output.write(directory, sources.stream().filter(s -> !s.vector()).toList()));
    if (vector) {
      written.addAll(Output.write(vectorDirectory(), sources.stream().filter(GeneratedSource::vector).toList()));
      written.addAll(VectorClasses.write(vectorDirectory(), sources));
    }
    // What stages give is read back, as a schedule is: nothing else stands beside it.
    written.forEach(path -> (stages().isEmpty() ? out() : err()).println(shown(path)));
    return 0;
  }

  /** All networks of all files, each with its package. */
  private Map<Network, String> networks() {
    Map<Network, String> networks = new LinkedHashMap<>();
    List<PackagedFiles.Packaged> all = files.all(packageName);
    for (PackagedFiles.Packaged one : all) {
      NetFile net = strictness.accepted(imports.read(one.file(), this));
      warn(net.diagnostics());
      net.networks().forEach(network -> networks.put(network, one.packageName()));
    }
    if (networks.isEmpty()) {
      throw new InputException((all.size() == 1 ? shown(all.get(0).file()) + " has" : "the files have")
          + " no network to compile");
    }
    return networks;
  }

  private Path vectorDirectory() {
    Path plain = directory.normalize().toString().isEmpty() ? directory.toAbsolutePath().normalize()
        : directory.normalize();
    require(plain.getFileName() != null, "--kernel-set all: there is nothing beside " + shown(directory));
    return plain.resolveSibling(plain.getFileName() + "-vector");
  }

  private Set<Stage> stages() {
    Set<Stage> wanted = EnumSet.noneOf(Stage.class);
    for (String word : stages) {
      wanted.addAll(Stage.parse(word).orElseThrow(() -> misuse("--print-after: there is no stage `" + word
          + "`; there are "
          + Arrays.stream(Stage.values()).map(Stage::toString).collect(Collectors.joining(", ")) + ", and all")));
    }
    return wanted;
  }
}
