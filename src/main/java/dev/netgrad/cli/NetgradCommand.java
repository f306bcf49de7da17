package dev.netgrad.cli;

import dev.netgrad.source.Diagnostics;
import dev.netgrad.train.loop.ProgressLine;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** What all commands share. */
abstract class NetgradCommand implements Callable<Integer> {
  @ParentCommand
  private Streams main;

  @Spec
  private CommandSpec spec;

  @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help.")
  @SuppressWarnings("UnusedVariable") // picocli shows it.
  private boolean help;

  /** Options of Java with which the command had better run; most run well enough without. */
  List<String> javaOptions() {
    return List.of();
  }

  final PrintStream out() {
    return main.out();
  }

  final PrintStream err() {
    return main.err();
  }

  final void warn(Diagnostics diagnostics) {
    new Failures(err()).print(diagnostics);
  }

  /** The call is wrong: exit code 2. */
  final ParameterException misuse(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  final void require(boolean holds, String message) {
    if (!holds) {
      throw misuse(message);
    }
  }

  /** Shows a line that the next one replaces, while a person watches. */
  final Consumer<String> progress() {
    if (!ProgressLine.onConsole()) {
      return text -> {};
    }
    int[] shown = {0};
    return text -> {
      err().print("\r" + text + " ".repeat(Math.max(0, shown[0] - text.length())) + "\r");
      shown[0] = text.length();
      err().flush();
    };
  }

  /** The same for what takes long, of which those who don't watch get a line each as well. */
  final Consumer<String> steps() {
    return ProgressLine.onConsole() ? progress() : text -> {
      if (!text.isEmpty()) {
        err().println(text);
      }
    };
  }

  /** A path as messages show it, with forward slashes everywhere. */
  static String shown(Path path) {
    return path.toString().replace('\\', '/');
  }
}
