package dev.netgrad.emit;

import dev.netgrad.checks.KernelSet;
import dev.netgrad.checks.Nets;
import dev.netgrad.checks.OwnJava;
import dev.netgrad.loop.Compiled;
import dev.netgrad.loop.VectorApi;
import dev.netgrad.tensor.Network;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Calls that die of a full stack, of threads that can't be started, of a full heap, that are interrupted, that meet
 * another caller: nothing hangs, and the next call gives the right numbers. Each in a Java of its own, with a watchdog.
 */
@Tag("long")
class AttackTest {
  private static final int IMAGE = 8 * 8 * 3;
  private static final int BATCH = 5;

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"plain, 1", "plain, 2", "plain, 3", "vector, 2"})
  void fullStacks(String kernels, int threads) throws IOException, InterruptedException {
    OwnJava.run(AttackTest.class, folder, List.of(), "stack", kernels, threads, folder);
  }

  /** The address space is limited, and each thread wants a gigabyte of it. */
  @ParameterizedTest
  @CsvSource({"plain, 2", "plain, 3", "plain, 5"})
  @EnabledOnOs(OS.LINUX)
  void threadsThatCannotBeStarted(String kernels, int threads) throws IOException, InterruptedException {
    OwnJava.runWithin(32_000_000, AttackTest.class, folder, List.of("-Xmx256m", "-XX:ThreadStackSize=1048576",
        "-XX:CompilerThreadStackSize=1024", "-XX:VMThreadStackSize=1024"), "threads", kernels, threads, folder);
  }

  @ParameterizedTest
  @CsvSource({"plain, 1", "plain, 2", "plain, 3"})
  void fullHeaps(String kernels, int threads) throws IOException, InterruptedException {
    OwnJava.run(AttackTest.class, folder, List.of("-Xmx256m"), "heap", kernels, threads, folder);
  }

  @ParameterizedTest
  @CsvSource({"plain, 2", "plain, 3", "vector, 2"})
  void interrupts(String kernels, int threads) throws IOException, InterruptedException {
    OwnJava.run(AttackTest.class, folder, List.of(), "interrupts", kernels, threads, folder);
  }

  @ParameterizedTest
  @CsvSource({"plain, 1", "plain, 2", "vector, 2"})
  void severalCallers(String kernels, int threads) throws IOException, InterruptedException {
    OwnJava.run(AttackTest.class, folder, List.of(), "callers", kernels, threads, folder);
  }

  /** Attacks; says what is wrong and ends with another code than 0 if something is. */
  public static void main(String[] arguments) throws InterruptedException {
    KernelSet kernels = arguments[1].equals("plain") ? KernelSet.PLAIN
        : KernelSet.of(VectorApi.preferredBits());
    Network network = Nets.network("""
        block basic(x[H, W, C], K) {
          relu((x -> conv(K, 3) -> batchNorm -> relu -> conv(K, 3) -> batchNorm) + x)
        }
        network Small(image[8, 8, 3], label: class[10]) {
          logits = image -> conv(8, 3) -> batchNorm -> relu -> basic(8) -> globalAveragePool -> dense(10)
          loss = crossEntropy(logits, label)
          optimizer sgd(momentum = 0.9)
        }
        """);
    Compiled compiled = Compiled.with(kernels, network, Path.of(arguments[3]), false);
    Attack attack = new Attack(new Training(compiled, BATCH, Integer.parseInt(arguments[2]), IMAGE));
    attack.watch();
    switch (arguments[0]) {
      case "stack" -> attack.stack(20_000, 1 << 18);
      case "threads" -> attack.threads();
      case "heap" -> attack.heap();
      case "interrupts" -> attack.interrupts(2_000);
      case "callers" -> attack.callers(3_000);
      default -> throw new IllegalArgumentException(arguments[0]);
    }
    System.exit(0);
  }
}
