package dev.netgrad.train;

import java.util.SplittableRandom;

/** Random orders. */
public final class Shuffle {
  private Shuffle() {}

  /**
   * The numbers 0 … n − 1 in an order that the generator decides (Fisher and Yates).
   *
   * @param n how many, at least 0
   * @param random is asked for n numbers
   * @return all of them, each once
   */
  public static int[] permutation(int n, SplittableRandom random) {
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
