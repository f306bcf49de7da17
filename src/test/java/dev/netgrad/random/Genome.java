package dev.netgrad.random;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * The numbers that decide what a network is.
 *
 * @param start those of the input, the batch and the loss
 * @param statements those of each statement; an empty list is no statement
 */
record Genome(List<Integer> start, List<List<Integer>> statements) {
  private static final int MOST_STATEMENTS = 7;
  private static final int NUMBERS = 60;

  Genome {
    start = List.copyOf(start);
    statements = List.copyOf(statements);
  }

  /** The same seed gives the same numbers. */
  static Genome of(long seed) {
    Random random = new Random(seed);
    List<Integer> start = numbers(random);
    int count = 1 + random.nextInt(MOST_STATEMENTS);
    return new Genome(start, IntStream.range(0, count).mapToObj(i -> numbers(random)).toList());
  }

  private static List<Integer> numbers(Random random) {
    return random.ints(NUMBERS, 0, 1 << 20).boxed().toList();
  }

  Genome withStart(List<Integer> changed) {
    return new Genome(changed, statements);
  }

  Genome withStatements(List<List<Integer>> changed) {
    return new Genome(start, changed);
  }

  Genome withStatement(int index, List<Integer> changed) {
    List<List<Integer>> all = new ArrayList<>(statements);
    all.set(index, changed);
    return withStatements(all);
  }
}
