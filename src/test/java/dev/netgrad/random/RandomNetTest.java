package dev.netgrad.random;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.checks.OwnJava;
import dev.netgrad.loop.VectorApi;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Networks made at random, see {@link Agreement}. The long run goes through the seeds from {@code netgrad.random.from}
 * to {@code netgrad.random.to}, system properties, says how far it is, and so can go on where it was left:
 * <pre>
 * mvn test -Plong -Dtest=RandomNetTest -Dnetgrad.random.from=1200 -Dnetgrad.random.to=1400
 * </pre>
 */
class RandomNetTest {
  private static final int EVERYDAY = 16;
  private static final int SEVERAL_OUTPUTS = 6;
  private static final int MANY = 2000;
  /** So many networks are compiled at once. */
  private static final int SLICE = 10;

  @TempDir private Path folder;

  @Test
  void agree() {
    check(folder, LongStream.range(0, EVERYDAY));
  }

  /** Without a loss: the backward pass is given an adjoint for each output. */
  @Test
  void severalOutputsAgree() {
    check(folder, LongStream.iterate(0, seed -> seed + 1)
        .filter(seed -> RandomNet.of(seed).trial().text().contains("  output ")).limit(SEVERAL_OUTPUTS));
  }

  /** Those that did not agree when the long run came to them. */
  @Test
  void thoseThatDidNotAgreeDoNow() {
    check(folder, LongStream.of(337));
  }

  @Tag("long")
  @Test
  void manyAgree() {
    check(folder, LongStream.range(Long.getLong("netgrad.random.from", 0), Long.getLong("netgrad.random.to", MANY)));
  }

  /** A Java of its own, whose vectors are narrower, runs {@link #main}. */
  @Tag("long")
  @ParameterizedTest
  @ValueSource(ints = {128, 256})
  void manyAgreeInNarrowVectors(int bits) throws IOException, InterruptedException {
    OwnJava.run(RandomNetTest.class, folder, List.of(OwnJava.widest(bits)), bits, folder,
        Long.getLong("netgrad.random.from", 0), Long.getLong("netgrad.random.to", MANY));
  }

  /** Fails where networks do not agree: the width of the vectors, a folder, the first seed and the end of the seeds. */
  public static void main(String[] arguments) {
    assertThat(VectorApi.preferredBits()).isEqualTo(Integer.parseInt(arguments[0]));
    check(Path.of(arguments[1]), LongStream.range(Long.parseLong(arguments[2]), Long.parseLong(arguments[3])));
  }

  private static void check(Path folder, LongStream seeds) {
    Search search = new Search(folder);
    List<String> failures = new ArrayList<>();
    List<Long> all = seeds.boxed().toList();
    for (int first = 0; first < all.size(); first += SLICE) {
      List<Long> slice = all.subList(first, Math.min(all.size(), first + SLICE));
      List<Trial> trials = slice.stream().map(seed -> RandomNet.of(seed).trial()).toList();
      for (Trial failing : search.failing(trials)) {
        long seed = slice.get(trials.indexOf(failing));
        failures.add("seed " + seed + ": " + search.explained(RandomNet.of(seed)));
      }
      if (all.size() > EVERYDAY) {
        System.out.println("random networks " + slice.get(0) + " to " + slice.get(slice.size() - 1) + ": "
            + failures.size() + " failed so far");
      }
    }
    assertWithMessage(String.join("\n", failures)).that(failures).isEmpty();
  }

  @Test
  void aGenomeWithoutWhatDoesNotMatterIsTheSameNetwork() {
    for (long seed = 0; seed < 300; seed++) {
      RandomNet net = RandomNet.of(seed);
      assertThat(RandomNet.of(net.genome())).isEqualTo(net);
    }
  }

  @Test
  void whatFailsBecomesSmall() {
    RandomNet large = LongStream.range(0, 300).mapToObj(RandomNet::of)
        .filter(net -> net.trial().text().contains("maxPool") && net.trial().text().lines().count() > 15).findFirst()
        .orElseThrow();
    RandomNet small = Shrinking.shrink(large, trial -> trial.text().contains("maxPool"));
    assertThat(small.trial().text()).isEqualTo("""
        network Random(x[1, 1, 1]) {
          t1 = x -> maxPool(1, 1, 0)
          y = t1
        }
        """);
    assertThat(small.trial().batch()).isEqualTo(1);
  }
}
