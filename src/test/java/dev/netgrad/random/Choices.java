package dev.netgrad.random;

import java.util.ArrayList;
import java.util.List;

/** Decisions read from a list of numbers; when it is used up, each is the first, which is the simplest. */
final class Choices {
  private final List<Integer> numbers;
  private final List<Integer> made = new ArrayList<>();

  Choices(List<Integer> numbers) {
    this.numbers = numbers;
  }

  /** A number from 0 to {@code bound} − 1. */
  int below(int bound) {
    int choice = made.size() < numbers.size() ? numbers.get(made.size()) % bound : 0;
    made.add(choice);
    return choice;
  }

  int between(int least, int most) {
    return least + below(most - least + 1);
  }

  @SafeVarargs
  final <T> T of(T... choices) {
    return choices[below(choices.length)];
  }

  /** The decisions so far: a list that leads to the same ones, and has no number that does not matter. */
  List<Integer> made() {
    List<Integer> needed = new ArrayList<>(made);
    while (!needed.isEmpty() && needed.get(needed.size() - 1) == 0) {
      needed.remove(needed.size() - 1);
    }
    return needed;
  }
}
