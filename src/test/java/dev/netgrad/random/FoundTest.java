package dev.netgrad.random;

import static com.google.common.truth.Truth.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Networks that failed once, as {@link Shrinking} left them, and what the matter was. */
class FoundTest {
  @TempDir private Path folder;

  private static final List<String> FOUND = List.of(
      // What a sum in blocks is added to was lost where a guard leaves out every block: where i is not 0.
      """
      network Lost(a[2], b[100, 2]) {
        y[i < 3, j < 2] = a[j] + (sum[r < 100 | i <= 0] b[r, j])
      }
      """,
      // The same in tiles.
      """
      network LostInTiles(a[32], b[100], w[100, 32]) {
        y[i < 3, j < 32] = a[j] + (sum[r < 100 | i <= 0] b[r]*w[r, j])
      }
      """,
      // The divisibility of 2*i + 2*j by 3 follows from two guards together.
      """
      network Divisible(x[2, 2, 1]) {
        y = x -> padIdentity(2, 3) -> flatten
      }
      """,
      // A vector whose first lanes take one branch loaded what the other one reads in all its lanes.
      """
      network Lanes(x[1, 1, 17]) {
        y = concat(x, x)
      }
      """,
      // A quotient that moves along the row was used in front of its loop.
      """
      network Quotient(x[1, 1, 1]) {
        y = x -> depthwiseConv(1, 2, 1) -> flatten -> relu -> dense(3)
      }
      """,
      // What had been computed within the row's loop was used in front of it.
      """
      network Before(x[1, 2, 2]) {
        t[h < 1, w < 2, c < 2] = (h + 1)/3
        y = t + (t -> layerNorm(0.1)) + x
      }
      """,
      // Threads shared the samples of a sum that all of them added up in one array.
      """
      network Race(x[6, 4, 8]) {
        y = x -> groupedConv(4, 4, 2, 2, 0, 2) -> groupNorm(4, 0.01) -> flatten -> relu -> dense(3)
      }
      """,
      // Threads halved a gradient that others had not yet added up.
      """
      block halved(x[H, W, C]) {
        f = x -> conv(C, 3)
        0.5*f - x
      }
      network Halved(x[8, 8, 16]) {
        y = x -> halved
      }
      """,
      // What is kept between repetitions was in arrays of the pool that nothing had handed out.
      """
      block twice(x[H, W, C]) {
        f = x -> relu
        f + x
      }
      network Twice(x[1, 1, 1]) {
        y = x -> repeat(2) twice
      }
      """,
      // The last repetition's result is kept, and takes turns with an array that is not.
      """
      block thrice(x[H, W, C]) {
        f = x -> tanh
        f + x
      }
      network Thrice(x[4, 4, 1]) {
        y = x -> conv(1, 3, 1, 1) -> repeat(3) thrice -> relu -> thrice
      }
      """);

  @Test
  void agree() {
    List<Trial> trials = FOUND.stream().flatMap(text -> Stream.of(Trial.Other.values()).map(o -> new Trial(text, 2, o)))
        .toList();
    assertThat(new Search(folder).failing(trials)).isEmpty();
  }
}
