package dev.netgrad.benchmark;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Starts the workers, visits each once a round, and prints what they measured. */
@Command(name = "benchmark", mixinStandardHelpOptions = true, sortOptions = false, showDefaultValues = true,
    description = "Compares netgrad's code with PyTorch, ONNX Runtime and DJL, taking turns.")
public final class Compare implements Callable<Integer> {
  @Option(names = "--network", defaultValue = "resnet20", description = "one of ${COMPLETION-CANDIDATES}")
  private Subject network;

  @Option(names = "--batch", defaultValue = "128", description = "images in a training step and in inference")
  private int batch;

  @Option(names = "--threads", defaultValue = "2", description = "threads of each worker")
  private int threads;

  @Option(names = "--workers", split = ",",
      defaultValue = "netgrad,pytorch,pytorch-frozen,pytorch-malloc,onnxruntime,djl",
      description = "some of ${COMPLETION-CANDIDATES}")
  private List<Contestant> workers;

  @Option(names = "--measures", split = ",", defaultValue = "train,infer,latency",
      description = "some of ${COMPLETION-CANDIDATES}")
  private List<Measure> measures;

  @Option(names = "--rounds", defaultValue = "9", description = "how often each worker is visited")
  private int rounds;

  @Option(names = "--seconds", defaultValue = "1", description = "how long a visit takes; one iteration at least")
  private double seconds;

  @Option(names = "--warm-up", defaultValue = "10", description = "seconds before the first round, for each worker")
  private double warmUp;

  @Option(names = "--scaling", description = "compare one process of so many threads with so many processes of one, "
      + "instead of workers with each other")
  private boolean scaling;

  @Option(names = "--start", description =
      "measure how long a new process takes until it has inferred an image and until "
      + "it trains at nine tenths of the speed that it reaches within the warm-up, instead")
  private boolean start;

  @Option(names = "--markdown", description = "print the tables as Markdown")
  private boolean markdown;

  @Option(names = "--python", defaultValue = "/usr/bin/python3", description = "the Python that has PyTorch")
  private String python;

  @Spec private CommandSpec spec;
  private PrintWriter out;
  private Settings settings;

  public static void main(String[] args) {
    System.exit(new CommandLine(new Compare()).setCaseInsensitiveEnumValuesAllowed(true).execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException, URISyntaxException {
    checkArguments();
    out = spec.commandLine().getOut();
    settings = new Settings(network, batch, threads, home(), python);
    if (workers.stream().anyMatch(Contestant::readsModels)) {
      export();
    }
    Pace pace = new Pace(rounds, warmUp, seconds);
    out.printf("%s, batch %d, threads %d, %d rounds of %s s%n", network, batch, threads, rounds, Numbers.text(seconds));
    if (scaling) {
      Scaling measured = Scaling.run(workers, settings, pace);
      print(measured.table(), measured.failures());
    } else if (start) {
      Start measured = Start.run(workers, settings, pace);
      print(measured.table(), measured.failures());
    } else {
      for (Measure measure : measures) {
        Comparison measured = Comparison.run(measure, workers, settings, pace);
        print(measured.table(), measured.failures());
      }
    }
    return 0;
  }

  private void checkArguments() {
    if (rounds < 1 || batch < 1 || threads < 1) {
      throw new ParameterException(spec.commandLine(), "--rounds, --batch and --threads are at least 1");
    }
  }

  private void print(Table table, List<String> failures) {
    out.println();
    out.println(table.text(markdown));
    failures.forEach(out::println);
    out.flush();
  }

  /** This project's directory: the one that has the folder with this class or its jar in its folder {@code target}. */
  private static Path home() throws URISyntaxException {
    Path here = Path.of(Compare.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    return here.getParent().getParent();
  }

  /** Writes the models for those peers that read them; where this fails, they will be missing. */
  private void export() throws IOException, InterruptedException {
    if (Files.exists(settings.models().resolve(network + ".pt"))) {
      return;
    }
    Path log = settings.log("export");
    Files.createDirectories(log.getParent());
    try {
      int status = new ProcessBuilder(settings.python("export.py", network, settings.models()))
          .redirectErrorStream(true).redirectOutput(log.toFile()).start().waitFor();
      if (status != 0) {
        spec.commandLine().getErr().println("the models were not exported, see " + log);
      }
    } catch (IOException e) {
      spec.commandLine().getErr().println("the models were not exported: " + e.getMessage());
    }
  }
}
