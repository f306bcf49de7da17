package dev.netgrad.benchmark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a worker is started with.
 *
 * @param home this project's directory
 * @param python the Python that has PyTorch
 */
record Settings(Subject subject, int batch, int threads, Path home, String python) {

  Settings withThreads(int count) {
    return new Settings(subject, batch, count, home, python);
  }

  Path models() {
    return home.resolve("target/models");
  }

  Path log(String name) {
    return home.resolve("target/logs").resolve(name + ".log");
  }

  List<String> python(String script, Object... arguments) {
    List<String> command = new ArrayList<>(List.of(python, "-W", "ignore", home.resolve("peers/" + script).toString()));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    return command;
  }

  /** A worker of this project in a JVM like the present one. */
  List<String> java(Class<?> worker, String... options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), worker.getName(), subject.toString(),
        String.valueOf(batch), String.valueOf(threads), models().toString()));
    return command;
  }
}
