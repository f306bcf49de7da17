package dev.netgrad.train;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A file of weights is the former one or the new one, never part of either: with several writers, and with killed ones.
 */
class WholeFilesTest {
  private static final int WRITERS = 4;
  private static final int READERS = 2;
  private static final int SAVES = 40;
  private static final int KILLS = 6;
  private static final int ELEMENTS = 100_000;

  @TempDir private Path folder;

  /** An array of one number, and the same number beside it. */
  private static Safetensors of(int number) {
    float[] values = new float[ELEMENTS];
    Arrays.fill(values, number);
    return new Safetensors(List.of(new NamedArray("w", new int[] {ELEMENTS}, values)), Map.of("number", "" + number));
  }

  private static void assertWhole(Path file) {
    Safetensors read = Safetensors.read(file);
    float number = Float.parseFloat(read.metadata().get("number"));
    for (float value : read.arrays().get(0).values()) {
      assertThat(value).isEqualTo(number);
    }
  }

  @Test
  void severalWritersAndReaders() throws Exception {
    Path file = folder.resolve("weights");
    of(0).write(file);
    AtomicInteger writing = new AtomicInteger(WRITERS);
    List<Callable<Integer>> work = new ArrayList<>();
    IntStream.range(0, WRITERS).forEach(writer -> work.add(() -> {
      try {
        for (int save = 0; save < SAVES; save++) {
          of(writer * SAVES + save).write(file);
        }
      } finally {
        writing.decrementAndGet();
      }
      return SAVES;
    }));
    IntStream.range(0, READERS).forEach(reader -> work.add(() -> {
      int reads = 0;
      for (; writing.get() > 0; reads++) {
        assertWhole(file);
      }
      return reads;
    }));
    ExecutorService threads = Executors.newFixedThreadPool(work.size());
    try {
      for (Future<Integer> done : threads.invokeAll(work)) {
        assertThat(done.get()).isGreaterThan(0);
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(files()).containsExactly("weights");
  }

  /** The process says when it has saved for the first time, and is killed at some moment of the saves after that. */
  @Test
  void killedWriters() throws IOException, InterruptedException {
    Path file = folder.resolve("weights");
    Random random = new Random(1);
    for (int kill = 0; kill < KILLS; kill++) {
      Process writer = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
          "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), WholeFilesTest.class.getName(),
          file.toString()).redirectErrorStream(true).start();
      try {
        assertWithMessage("what the writer says first").that(writer.getInputStream().read()).isEqualTo('.');
        writer.getInputStream().readNBytes(1 + random.nextInt(4));
        busy(random.nextInt(5_000_000));
      } finally {
        writer.destroyForcibly().waitFor();
      }
      assertWhole(file);
    }
  }

  private static void busy(long nanoseconds) {
    long start = System.nanoTime();
    while (System.nanoTime() - start < nanoseconds) {
      Thread.onSpinWait();
    }
  }

  /** Saves to the file that is named until it is killed. */
  public static void main(String[] arguments) {
    for (int number = 0; ; number++) {
      of(number).write(Path.of(arguments[0]));
      System.out.print('.');
      System.out.flush();
    }
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
