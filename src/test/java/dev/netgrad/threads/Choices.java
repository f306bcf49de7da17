package dev.netgrad.threads;

import java.util.ArrayList;
import java.util.List;

/**
 * The decisions of one execution after the other, in depth-first order: each time, the last one that is left is
 * another.
 */
final class Choices {
  private final List<int[]> taken = new ArrayList<>();
  private int position;

  /** One of {@code count}, the first of them where nothing else is to be tried yet. */
  int next(int count) {
    if (count == 1) {
      return 0;
    }
    if (position == taken.size()) {
      taken.add(new int[] {0, count});
    }
    int[] choice = taken.get(position++);
    if (choice[1] != count) {
      throw new IllegalStateException("the execution does not repeat: " + choice[1] + " choices were " + count);
    }
    return choice[0];
  }

  /** Goes to the next execution; false if there is none. */
  boolean advance() {
    position = 0;
    while (!taken.isEmpty()) {
      int[] last = taken.get(taken.size() - 1);
      if (++last[0] < last[1]) {
        return true;
      }
      taken.remove(taken.size() - 1);
    }
    return false;
  }

  /** Which alternative was taken at each decision. */
  @Override
  public String toString() {
    return taken.stream().map(c -> Integer.toString(c[0])).toList().toString();
  }
}
