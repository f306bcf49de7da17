package dev.netgrad.train.data;

import dev.netgrad.train.Shuffle;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Some of other samples, in an order of its own. */
record Subset(Samples all, int[] chosen) implements Samples {
  private static final int TEST_SHARE = 5;

  /**
   * A part to train on, and one in five, at least one, to test on; the seed decides which, and neither changes order.
   */
  static Samples[] split(Samples all, long seed) {
    int[] order = Shuffle.permutation(all.size(), new SplittableRandom(seed));
    int tests = Math.max(1, all.size() / TEST_SHARE);
    int[] test = Arrays.copyOf(order, tests);
    int[] train = Arrays.copyOfRange(order, tests, order.length);
    Arrays.sort(test);
    Arrays.sort(train);
    return new Samples[] {new Subset(all, train), new Subset(all, test)};
  }

  @Override
  public int size() {
    return chosen.length;
  }

  @Override
  public List<Field> fields() {
    return all.fields();
  }

  @Override
  public void read(int sample, List<Raster> into) throws DamageException {
    all.read(chosen[sample], into);
  }

  @Override
  public String origin(int sample) {
    return all.origin(chosen[sample]);
  }
}
