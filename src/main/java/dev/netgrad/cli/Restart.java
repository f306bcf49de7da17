package dev.netgrad.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Runs the program again, in a Java with other options: a module that incubates is there only if the command line names
 * it, and neither a jar's manifest nor a running Java can; nor can they choose the JIT. Everything else of the call
 * stays as it is.
 */
final class Restart {
  /** The property that a restarted program has: the process that waits for it. */
  private static final String PARENT = "netgrad.parent";

  /** What Java prints on standard error before anything else. */
  private static final byte[] WARNING = "WARNING: Using incubator modules".getBytes(StandardCharsets.US_ASCII);

  /** Java adds what these say to the command line, and the command line of this process has it already. */
  private static final List<String> OPTION_VARIABLES =
      List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

  /**
   * A heap with little beside the arrays of a network. These come once and stay, and what else is made, mostly before
   * the kernels are compiled, is garbage at once: other collectors let it take as much memory again before they clear
   * it away.
   */
  private static final List<String> SMALL_HEAP = List.of("-XX:+UseSerialGC", "-Xmn16m");
  private static final Pattern COLLECTOR = Pattern.compile("-XX:[+]Use\\w+GC");

  private static final long SECONDS_TO_END = 70;

  private Restart() {}

  /** Whether another Java would have options that this one lacks. */
  static boolean helps(List<String> options) {
    return isPossible() && !arguments().containsAll(options);
  }

  /** What was started so starts no other, nor does what someone debugs. */
  private static boolean isPossible() {
    return System.getProperty(PARENT) == null
        && arguments().stream().noneMatch(a -> a.startsWith("-agentlib:jdwp") || a.startsWith("-Xrunjdwp"));
  }

  /** In a restarted program, sees to it that it does not outlive the one that waits for it. */
  @SuppressWarnings("FutureReturnValueIgnored") // Nobody is left to be told.
  static void endWithParent() {
    String parent = System.getProperty(PARENT);
    if (parent != null) {
      ProcessHandle.of(Long.parseLong(parent)).ifPresentOrElse(
          p -> p.onExit().thenRun(() -> Runtime.getRuntime().halt(Failures.CALL)),
          () -> Runtime.getRuntime().halt(Failures.CALL));
    }
  }

  /**
   * Runs the program with more options, its standard streams being this one's.
   *
   * @return its exit code; nothing if no other Java can be started
   */
  static OptionalInt run(List<String> options, List<String> arguments) {
    ProcessBuilder builder = new ProcessBuilder(command(options, arguments));
    builder.environment().keySet().removeAll(OPTION_VARIABLES);
    builder.redirectInput(ProcessBuilder.Redirect.INHERIT).redirectOutput(ProcessBuilder.Redirect.INHERIT);
    Process child;
    try {
      child = builder.start();
    } catch (IOException e) {
      return OptionalInt.empty();
    }
    try {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> end(child)));
      Thread errors = new Thread(() -> copy(child.getErrorStream()), "errors");
      errors.start();
      int exitCode = child.waitFor();
      errors.join();
      return OptionalInt.of(exitCode);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> arguments() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments();
  }

  private static List<String> command(List<String> options, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command()
        .orElseGet(() -> Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    if (arguments().stream().noneMatch(a -> COLLECTOR.matcher(a).matches())) {
      command.addAll(SMALL_HEAP);
    }
    command.addAll(arguments());
    command.addAll(options);
    command.add("-D" + PARENT + "=" + ProcessHandle.current().pid());
    command.addAll(List.of("-classpath", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(arguments);
    return command;
  }

  /** Ctrl-C reaches both; whoever ends this process alone means the other as well. */
  private static void end(Process child) {
    child.destroy();
    try {
      if (!child.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
        child.destroyForcibly();
      }
    } catch (InterruptedException e) {
      child.destroyForcibly();
    }
  }

  /** Passes on what comes, as it comes; the first line not, if it is Java's warning. */
  private static void copy(InputStream from) {
    OutputStream to = System.err;
    try {
      byte[] start = from.readNBytes(WARNING.length);
      if (Arrays.equals(start, WARNING)) {
        for (int b = from.read(); b >= 0 && b != '\n'; ) {
          b = from.read();
        }
      } else {
        to.write(start);
      }
      byte[] buffer = new byte[1 << 12];
      for (int length = from.read(buffer); length >= 0; length = from.read(buffer)) {
        to.write(buffer, 0, length);
        to.flush();
      }
    } catch (IOException e) {
      // One of the two has ended.
    }
  }
}
