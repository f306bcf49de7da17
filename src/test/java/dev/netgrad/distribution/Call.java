package dev.netgrad.distribution;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A program that is called, and what came of it. */
record Call(int exitCode, String out) {

  /**
   * Runs a program to its end.
   *
   * @param environment what is other than here; an empty value is none
   * @return with what it printed on both of its streams
   */
  static Call of(Path directory, Map<String, String> environment, List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
    builder.redirectInput(Path.of("/dev/null").toFile());
    environment.forEach((name, value) -> {
      if (value.isEmpty()) {
        builder.environment().remove(name);
      } else {
        builder.environment().put(name, value);
      }
    });
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      return new Call(process.waitFor(), out);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * The same as a user who has no home to write to: another one where that may be chosen, as by root, and at least one
   * without the variable.
   */
  static Call asStranger(Path directory, Map<String, String> environment, List<String> command) throws IOException {
    Path setpriv = Path.of("/usr/bin/setpriv");
    List<String> whole = new ArrayList<>();
    if (System.getProperty("user.name").equals("root") && Files.isExecutable(setpriv)) {
      whole.addAll(List.of(setpriv.toString(), "--reuid=65534", "--regid=65534", "--clear-groups"));
    }
    whole.addAll(command);
    Map<String, String> homeless = new HashMap<>(environment);
    homeless.put("HOME", "/nonexistent");
    return of(directory, homeless, whole);
  }
}
