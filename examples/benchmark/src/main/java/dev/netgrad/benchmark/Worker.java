package dev.netgrad.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * The worker's side of the protocol. A line {@code COMMAND SECONDS} is answered with a line: the milliseconds of one
 * iteration, the mean over at least that time. {@code quit}, or the end of the input, ends the worker. Between two
 * commands it waits for input, and uses no processor.
 */
final class Worker {
  /** Whatever one iteration does. */
  interface Iteration {
    void run() throws Exception;
  }

  /** Makes an iteration, with the memory that it needs. */
  interface Preparation {
    Iteration prepare() throws Exception;
  }

  private Worker() {}

  /** @param work by command; prepared when it is first asked for */
  static void serve(Map<String, Preparation> work) throws Exception {
    PrintStream answers = System.out;
    System.setOut(System.err);
    BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    Map<String, Iteration> ready = new HashMap<>();
    for (String line = commands.readLine(); line != null && !line.equals("quit"); line = commands.readLine()) {
      String[] words = line.split(" ");
      Preparation preparation = work.get(words[0]);
      if (preparation == null) {
        throw new IOException("unknown command " + line);
      }
      if (!ready.containsKey(words[0])) {
        ready.put(words[0], preparation.prepare());
      }
      answers.println(measure(ready.get(words[0]), Double.parseDouble(words[1])));
      answers.flush();
    }
  }

  private static double measure(Iteration iteration, double seconds) throws Exception {
    long start = System.nanoTime();
    int count = 0;
    long elapsed;
    do {
      iteration.run();
      count++;
      elapsed = System.nanoTime() - start;
    } while (elapsed < seconds * 1e9);
    return elapsed / 1e6 / count;
  }
}
