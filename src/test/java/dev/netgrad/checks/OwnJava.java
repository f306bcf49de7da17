package dev.netgrad.checks;

import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.loop.VectorApi;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A Java of its own for a check, with the Vector API: vectors have another width there, or the JIT has seen nothing but
 * what is checked.
 */
public final class OwnJava {
  private OwnJava() {}

  /**
   * Runs the {@code main} of a class of the tests.
   *
   * @param folder for what it says
   * @param options of the virtual machine
   * @throws AssertionError with what it said, if it fails
   */
  public static void run(Class<?> type, Path folder, List<String> options, Object... arguments)
      throws IOException, InterruptedException {
    run(List.of(), type, folder, options, arguments);
  }

  /** The same, in a Unix where it is given no more than so many kilobytes of addresses. */
  public static void runWithin(long kilobytes, Class<?> type, Path folder, List<String> options, Object... arguments)
      throws IOException, InterruptedException {
    run(List.of("sh", "-c", "ulimit -v " + kilobytes + " && exec \"$0\" \"$@\""), type, folder, options, arguments);
  }

  /** The same, in a Unix with another locale. */
  public static void runIn(String locale, Class<?> type, Path folder, Object... arguments)
      throws IOException, InterruptedException {
    run(List.of("env", "LC_ALL=" + locale), type, folder, List.of(), arguments);
  }

  private static void run(List<String> before, Class<?> type, Path folder, List<String> options, Object... arguments)
      throws IOException, InterruptedException {
    Path output = folder.resolve("output");
    List<String> command = new ArrayList<>(before);
    command.addAll(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--add-modules", VectorApi.MODULE, "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path")));
    command.addAll(options);
    command.add(type.getName());
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    Process java = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
    try {
      int exitCode = java.waitFor();
      assertWithMessage(Files.readString(output, StandardCharsets.UTF_8)).that(exitCode).isEqualTo(0);
    } finally {
      java.destroyForcibly();
    }
  }

  /** The option for vectors that are no wider. */
  public static String widest(int bits) {
    return "-XX:MaxVectorSize=" + bits / Byte.SIZE;
  }
}
