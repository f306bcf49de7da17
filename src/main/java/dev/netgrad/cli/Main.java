package dev.netgrad.cli;

import dev.netgrad.compiler.DeepStack;
import dev.netgrad.compiler.NameEncoding;
import dev.netgrad.train.loop.ProgressLine;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The program {@code netgrad}. */
@Command(name = "netgrad", versionProvider = Main.Version.class,
    description = "Compiles neural networks written as formulas to Java, gradients included.",
    footer = {"", "Exit codes: 0, 1 if the input is wrong, 2 if the call is wrong.",
        "", "Example: netgrad compile examples/resnet20.net -o out"})
public final class Main implements Callable<Integer>, Streams {
  private static final List<Class<? extends NetgradCommand>> COMMANDS = List.of(CheckCommand.class,
      ExplainCommand.class, FmtCommand.class, LspCommand.class, CompileCommand.class, DeriveCommand.class,
      HighwayCommand.class, WhyCommand.class, DrawCommand.class, StatsCommand.class, GradCommand.class,
      GradcheckCommand.class, TrainCommand.class, ReportCommand.class, EvaluateCommand.class, PredictCommand.class,
      RunCommand.class, FlowCommand.class, ImportCommand.class, BenchCommand.class);

  private final PrintStream out;
  private final PrintStream err;

  @Spec
  private CommandSpec spec;

  @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help.")
  @SuppressWarnings("UnusedVariable") // picocli shows it.
  private boolean help;

  @Option(names = "--version", versionHelp = true, description = "Show the version.")
  @SuppressWarnings("UnusedVariable") // picocli shows it.
  private boolean version;

  private Main(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  public static void main(String[] arguments) {
    // Numbers look the same everywhere.
    Locale.setDefault(Locale.ROOT);
    WatchedOutput watched = new WatchedOutput(new FileOutputStream(FileDescriptor.out));
    PrintStream out = stream(watched);
    PrintStream err = stream(new FileOutputStream(FileDescriptor.err));
    Restart.endWithParent();
    int exitCode = run(new Main(out, err), true, arguments);
    out.flush();
    if (watched.failure().isPresent()) {
      err.println("error: cannot write the output: " + watched.failure().get());
      exitCode = Failures.CALL;
    }
    err.flush();
    System.exit(exitCode);
  }

  private static PrintStream stream(OutputStream bytes) {
    return new PrintStream(bytes, true, charset());
  }

  /** What is printed may be a {@code .net} file, which is UTF-8; only a console says itself what it can show. */
  private static Charset charset() {
    return ProgressLine.onConsole() ? System.console().charset() : StandardCharsets.UTF_8;
  }

  /**
   * Runs a command, in this process.
   *
   * @return the exit code
   */
  public static int run(PrintStream out, PrintStream err, String... arguments) {
    return run(new Main(out, err), false, arguments);
  }

  private static int run(Main main, boolean restart, String... arguments) {
    CommandLine line = line(main, arguments);
    line.setOut(new PrintWriter(main.out, true, charset()));
    line.setErr(new PrintWriter(main.err, true, charset()));
    number(line, int.class, Integer::valueOf, "a whole number of 32 bits");
    number(line, Integer.class, Integer::valueOf, "a whole number of 32 bits");
    number(line, long.class, Long::valueOf, "a whole number of 64 bits");
    number(line, Float.class, Float::valueOf, "a number");
    number(line, Double.class, Double::valueOf, "a number");
    line.registerConverter(Path.class, Main::path);
    line.setParameterExceptionHandler((e, args) -> misused(e));
    line.setExecutionStrategy(parsed -> execute(parsed, restart, new Failures(main.err)));
    return line.execute(arguments);
  }

  /** All commands with their options, for texts that are made from them. */
  static CommandLine line() {
    return line(new Main(System.out, System.err));
  }

  private static CommandLine line(Main main, String... arguments) {
    CommandLine line = new CommandLine(main);
    commands(arguments).forEach(line::addSubcommand);
    line.setUsageHelpWidth(100);
    return line;
  }

  /** How options of a type are read; what is no such number is answered in the words of a person, not of Java. */
  private static <T> void number(CommandLine line, Class<T> type, Function<String, T> parse, String what) {
    line.registerConverter(type, text -> {
      try {
        return parse.apply(text);
      } catch (NumberFormatException e) {
        throw new TypeConversionException("`" + text + "` is not " + what);
      }
    });
  }

  /** A path whose name this Java can read and write. */
  private static Path path(String text) {
    try {
      if (!NameEncoding.isBroken(text)) {
        return Path.of(text);
      }
    } catch (InvalidPathException e) {
      throw new TypeConversionException(e.getReason().startsWith("Malformed") ? NameEncoding.unknown(text)
          : "`" + text + "` is no path: " + e.getReason());
    }
    throw new TypeConversionException(NameEncoding.unknown(text));
  }

  /** The command that is called, or all: to learn the options of all of them takes longer than some of them run. */
  private static List<Class<? extends NetgradCommand>> commands(String... arguments) {
    return COMMANDS.stream()
        .filter(c -> arguments.length > 0 && c.getAnnotation(Command.class).name().equals(arguments[0])).findFirst()
        .<List<Class<? extends NetgradCommand>>>map(List::of).orElse(COMMANDS);
  }

  private static int execute(ParseResult parsed, boolean restart, Failures failures) {
    try {
      List<String> options = restart ? javaOptions(parsed) : List.of();
      OptionalInt exitCode = Restart.helps(options) ? Restart.run(options, parsed.originalArgs()) : OptionalInt.empty();
      if (exitCode.isPresent()) {
        return exitCode.getAsInt();
      }
      return DeepStack.call(() -> new CommandLine.RunLast().execute(parsed));
    } catch (ParameterException e) {
      throw e;
    } catch (Throwable e) {
      return failures.report(e);
    }
  }

  private static List<String> javaOptions(ParseResult parsed) {
    ParseResult command = parsed.subcommand();
    boolean runs = command != null && !parsed.isUsageHelpRequested() && !command.isUsageHelpRequested()
        && !parsed.isVersionHelpRequested();
    return runs ? ((NetgradCommand) command.commandSpec().userObject()).javaOptions() : List.of();
  }

  private static int misused(ParameterException e) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("error: " + e.getMessage());
    CommandLine.UnmatchedArgumentException.printSuggestions(e, err);
    err.println("see " + command.getCommandSpec().qualifiedName() + " --help");
    err.flush();
    return CommandLine.ExitCode.USAGE;
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(err);
    return CommandLine.ExitCode.USAGE;
  }

  @Override
  public PrintStream out() {
    return out;
  }

  @Override
  public PrintStream err() {
    return err;
  }

  /** The version that the jar's manifest tells. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"netgrad " + (version == null ? "(development)" : version)};
    }
  }
}
