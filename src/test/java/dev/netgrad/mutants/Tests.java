package dev.netgrad.mutants;

import dev.netgrad.tensor.Tensor;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Runs a package's unit tests on changed classes, in a worker's JVM that is ended when a mutant does not come to an
 * end. What a mutant may take is counted in the processors' time, so that a busy machine kills none.
 */
final class Tests implements AutoCloseable {
  /** What one mutant may take. */
  private static final Duration LIMIT = Duration.ofSeconds(20);
  /** A mutant that waits for ever takes next to no processor's time; one among much other work takes more than this. */
  private static final Duration SIGN_OF_LIFE = Duration.ofMillis(500);
  private static final Duration WAITING = Duration.ofMinutes(3);
  /** The tests of a package take so much without a mutant, which leaves room for mutants that slow them down. */
  private static final Duration BUDGET = Duration.ofSeconds(12);
  /** A worker's memory keeps what its tests leave behind, so it is replaced now and then. */
  private static final int RUNS = 50;

  /** What came of one run: the milliseconds of those that passed, and the one that failed, if any. */
  record Outcome(Map<String, Long> passed, Optional<String> failed, boolean tookTooLong) {}

  private final Path folder;
  private Process worker;
  private PrintWriter orders;
  private BlockingQueue<String> answers;
  private int runs;

  /** With a folder for the changed classes, which is emptied before each run. */
  Tests(Path folder) {
    this.folder = folder;
  }

  /**
   * The test methods of a package and those in it, the quickest first, as many as fit the budget. They pass, as every
   * verdict rests on that.
   */
  List<String> ofPackage(String room) throws IOException, InterruptedException {
    List<String> classes;
    Path root = location(Tests.class);
    try (Stream<Path> files = Files.walk(root.resolve("dev/netgrad/" + room))) {
      classes = files.map(file -> root.relativize(file).toString()).filter(name -> name.endsWith("Test.class")).sorted()
          .map(name -> name.replace(".class", "").replace(File.separatorChar, '.')).toList();
    }
    Map<String, Long> millis = new LinkedHashMap<>();
    for (String name : classes) {
      // Slow classes are measured too; what is over the limit has told how far it came.
      Outcome outcome = run(Map.of(), List.of(name));
      if (outcome.failed().isPresent()) {
        throw new IllegalStateException("fails without a mutant: " + outcome.failed().get());
      }
      millis.putAll(outcome.passed());
    }
    List<String> quickest = millis.keySet().stream().sorted((a, b) -> Long.compare(millis.get(a), millis.get(b)))
        .toList();
    List<String> chosen = new ArrayList<>();
    long sum = 0;
    for (String test : quickest) {
      sum += millis.get(test);
      if (sum <= BUDGET.toMillis()) {
        chosen.add(test);
      }
    }
    return chosen;
  }

  /** Runs tests, up to the first that fails, with classes that stand in for those of the same names. */
  Outcome run(Map<String, byte[]> changed, List<String> tests) throws IOException, InterruptedException {
    empty(folder);
    Files.createDirectories(folder);
    for (Map.Entry<String, byte[]> type : changed.entrySet()) {
      Path file = folder.resolve(type.getKey() + ".class");
      Files.createDirectories(file.getParent());
      Files.write(file, type.getValue());
    }
    if (worker == null || !worker.isAlive() || ++runs > RUNS) {
      start();
    }
    Duration before = used();
    Duration alive = before;
    long deadline = System.nanoTime() + WAITING.toNanos();
    orders.println(folder + "\t" + String.join("\t", tests));
    Map<String, Long> passed = new LinkedHashMap<>();
    Optional<String> failed = Optional.empty();
    while (true) {
      String answer = answers.poll(200, TimeUnit.MILLISECONDS);
      if (answer == null) {
        Duration now = used();
        if (now.minus(alive).compareTo(SIGN_OF_LIFE) > 0) {
          alive = now;
          deadline = System.nanoTime() + WAITING.toNanos();
        }
        if (now.minus(before).compareTo(LIMIT) > 0 || System.nanoTime() > deadline || !worker.isAlive()) {
          close();
          return new Outcome(passed, failed, failed.isEmpty());
        }
      } else if (answer.equals("end")) {
        return new Outcome(passed, failed, false);
      } else {
        String[] words = answer.split("\t");
        if (words[0].equals("passed")) {
          passed.put(words[1], Long.parseLong(words[2]));
        } else {
          failed = Optional.of(words[1]);
        }
      }
    }
  }

  private Duration used() {
    return worker.toHandle().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  private void start() throws IOException {
    close();
    runs = 0;
    worker = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx1g",
        "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "--add-modules", "jdk.incubator.vector",
        "-Dnetgrad.matrix=false", "-cp", System.getProperty("java.class.path"), Worker.class.getName(),
        location(Tests.class).toString(), location(Tensor.class).toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD).start();
    orders = new PrintWriter(worker.outputWriter(StandardCharsets.UTF_8), true);
    BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    answers = lines;
    BufferedReader out = worker.inputReader(StandardCharsets.UTF_8);
    Thread reader = new Thread(() -> out.lines().forEach(lines::add), "answers of the worker");
    reader.setDaemon(true);
    // The worker's end closes its output in the middle of a line, which is none of the reader's business.
    reader.setUncaughtExceptionHandler((thread, end) -> { });
    reader.start();
  }

  @Override
  public void close() {
    if (worker != null) {
      worker.destroyForcibly().onExit().join();
    }
  }

  private static void empty(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        files.map(Path::toFile).sorted((a, b) -> b.compareTo(a)).forEach(File::delete);
      }
    }
  }

  /** The folder that a class came from. */
  static Path location(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toAbsolutePath();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
