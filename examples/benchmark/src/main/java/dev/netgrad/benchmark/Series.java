package dev.netgrad.benchmark;

import java.util.ArrayList;
import java.util.List;

/** Milliseconds of an iteration, round by round. */
final class Series {
  private final List<Double> values = new ArrayList<>();

  void add(double value) {
    values.add(value);
  }

  double median() {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  double least() {
    return values.stream().mapToDouble(v -> v).min().orElse(Double.NaN);
  }

  double greatest() {
    return values.stream().mapToDouble(v -> v).max().orElse(Double.NaN);
  }

  /** Each round's value divided by the other's in that round, so that what slowed a whole round cancels. */
  Series dividedBy(Series other) {
    Series quotients = new Series();
    for (int i = 0; i < values.size(); i++) {
      quotients.add(values.get(i) / other.values.get(i));
    }
    return quotients;
  }
}
