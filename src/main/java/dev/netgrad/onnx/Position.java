package dev.netgrad.onnx;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;

/**
 * Where something is read: a sum of factors with whole coefficients and a constant, which may be divided, exactly, by a
 * divisor.
 *
 * @param coefficients without zeros
 * @param divisor 1 but where a stride is undone
 */
record Position(Map<Factor, Integer> coefficients, int constant, int divisor) {
  Position {
    coefficients = new LinkedHashMap<>(coefficients);
    coefficients.values().removeIf(c -> c == 0);
  }

  static Position of(Factor factor) {
    return new Position(Map.of(factor, 1), 0, 1);
  }

  static Position of(int constant) {
    return new Position(Map.of(), constant, 1);
  }

  Position plus(int summand) {
    return new Position(coefficients, constant + summand * divisor, divisor);
  }

  Position plus(Position other) {
    undivided();
    other.undivided();
    Map<Factor, Integer> sum = new LinkedHashMap<>(coefficients);
    other.coefficients.forEach((factor, c) -> sum.merge(factor, c, Integer::sum));
    return new Position(sum, constant + other.constant, 1);
  }

  Position times(int by) {
    undivided();
    Map<Factor, Integer> product = new LinkedHashMap<>();
    coefficients.forEach((factor, c) -> product.put(factor, c * by));
    return new Position(product, constant * by, 1);
  }

  /** A quotient without a remainder, which a guard has to see to. */
  Position dividedBy(int by) {
    return new Position(coefficients, constant, divisor * by);
  }

  /** The factor that this is, and nothing else. */
  Optional<Factor> plain() {
    return constant == 0 && divisor == 1 && coefficients.size() == 1 && coefficients.containsValue(1)
        ? Optional.of(coefficients.keySet().iterator().next()) : Optional.empty();
  }

  Set<Factor> factors() {
    return coefficients.keySet();
  }

  /** With positions in place of factors; of a factor that is read at a quotient, no other may be in the sum. */
  Position with(Map<Factor, Position> replacements) {
    Position sum = of(constant);
    int over = divisor;
    for (Map.Entry<Factor, Integer> term : coefficients.entrySet()) {
      Position by = replacements.getOrDefault(term.getKey(), of(term.getKey()));
      if (by.divisor == 1) {
        sum = sum.plus(by.times(term.getValue()));
      } else if (coefficients.size() == 1 && divisor == 1) {
        over = by.divisor;
        sum = of(constant * over)
            .plus(new Position(by.coefficients, by.constant, 1).times(term.getValue()));
      } else {
        throw new IllegalArgumentException("a quotient within a sum");
      }
    }
    return new Position(sum.coefficients, sum.constant, over);
  }

  int value(ToIntFunction<Factor> values) {
    int sum = constant;
    for (Map.Entry<Factor, Integer> term : coefficients.entrySet()) {
      sum += term.getValue() * values.applyAsInt(term.getKey());
    }
    return sum / divisor;
  }

  /** The smallest and the largest value, if each factor takes all of its own. */
  boolean isWithin(int extent) {
    long least = constant;
    long most = constant;
    for (Map.Entry<Factor, Integer> term : coefficients.entrySet()) {
      long reach = (long) term.getValue() * (term.getKey().extent() - 1);
      least += Math.min(reach, 0);
      most += Math.max(reach, 0);
    }
    return divisor == 1 && least >= 0 && most < extent;
  }

  private void undivided() {
    if (divisor != 1) {
      throw new IllegalArgumentException("a quotient within a sum");
    }
  }
}
