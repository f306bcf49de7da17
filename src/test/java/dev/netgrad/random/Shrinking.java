package dev.netgrad.random;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Makes a failing network small: leaves statements out, then numbers, and makes numbers smaller, as long as it fails
 * (delta debugging, Zeller and Hildebrandt, IEEE TSE 2002, on the genome rather than on the text, so that all that is
 * tried is valid).
 */
final class Shrinking {
  private static final int MOST_ATTEMPTS = 400;

  private final Predicate<Trial> fails;
  private RandomNet smallest;
  private int attempts;

  private Shrinking(RandomNet failing, Predicate<Trial> fails) {
    this.fails = fails;
    this.smallest = failing;
  }

  /**
   * @param failing a network that fails
   * @param fails whether a trial fails in the same way
   */
  static RandomNet shrink(RandomNet failing, Predicate<Trial> fails) {
    Shrinking shrinking = new Shrinking(failing, fails);
    RandomNet before;
    do {
      before = shrinking.smallest;
      shrinking.statements();
      shrinking.numbers();
    } while (!shrinking.smallest.equals(before) && shrinking.attempts < MOST_ATTEMPTS);
    return shrinking.smallest;
  }

  private boolean tried(Genome genome) {
    RandomNet net = RandomNet.of(genome);
    if (attempts >= MOST_ATTEMPTS || net.trial().equals(smallest.trial())) {
      return false;
    }
    attempts++;
    boolean failed = fails.test(net.trial());
    if (failed) {
      smallest = net;
    }
    return failed;
  }

  /**
   * From the last one to the first, because later ones use earlier ones; half of them at a time, a quarter, and so on.
   */
  private void statements() {
    for (int size = smallest.genome().statements().size(); size > 0; size /= 2) {
      for (int end = smallest.genome().statements().size(); end > 0; end -= size) {
        List<List<Integer>> fewer = new ArrayList<>(smallest.genome().statements());
        fewer.subList(Math.max(0, end - size), end).clear();
        tried(smallest.genome().withStatements(fewer));
      }
    }
  }

  private void numbers() {
    for (int i = 0; i < smallest.genome().start().size(); i++) {
      List<Integer> numbers = smallest.genome().start();
      smaller(numbers, i, changed -> tried(smallest.genome().withStart(changed)));
    }
    for (int s = 0; s < smallest.genome().statements().size(); s++) {
      int statement = s;
      for (int i = 0; i < smallest.genome().statements().get(s).size(); i++) {
        smaller(smallest.genome().statements().get(s), i,
            changed -> tried(smallest.genome().withStatement(statement, changed)));
      }
    }
  }

  /** Leaves a number out, or makes it 0, or half of what it is, or one less. */
  private static void smaller(List<Integer> numbers, int index, Predicate<List<Integer>> tried) {
    int number = numbers.get(index);
    List<Integer> without = new ArrayList<>(numbers);
    without.remove(index);
    if (number == 0 || tried.test(without)) {
      return;
    }
    for (int less : new int[] {0, number / 2, number - 1}) {
      List<Integer> changed = new ArrayList<>(numbers);
      changed.set(index, less);
      if (tried.test(changed)) {
        return;
      }
    }
  }
}
