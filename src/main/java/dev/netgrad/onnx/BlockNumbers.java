package dev.netgrad.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The numbers in which parts of a network differ, as few formals of a block: one that is the same everywhere is
 * written, one that is always a multiple of another is said so.
 */
final class BlockNumbers {
  private static final String LETTERS = "KLMPQSUVABDEFG";
  private static final int LARGEST_MULTIPLE = 16;

  /**
   * A formal.
   *
   * @param values of each part
   */
  record Formal(String name, double[] values) {}

  /**
   * A number as the block says it.
   *
   * @param values of each part
   */
  record Said(String text, double[] values) {
    boolean isLiteral() {
      return Arrays.stream(values).distinct().count() == 1 && !text.matches("[A-Za-z].*");
    }
  }

  private final double[] channels;
  private final List<Formal> formals = new ArrayList<>();

  /** @param channels the last extent of what each part reads */
  BlockNumbers(double... channels) {
    this.channels = channels;
  }

  List<Formal> formals() {
    return List.copyOf(formals);
  }

  /**
   * How a number is said that has these values; NaN where a part has none.
   *
   * @return nothing if a part has none, and it does not follow from the others
   */
  Optional<Said> said(String name, double... values) {
    boolean isEverywhere = Arrays.stream(values).noneMatch(Double::isNaN);
    // What only some parts have is rather one of the numbers that tell them apart.
    Optional<Said> known = isEverywhere ? literal(values).or(() -> known(values))
        : known(values).or(() -> literal(values));
    if (known.isPresent()) {
      return known;
    }
    for (int m = 2; m <= LARGEST_MULTIPLE; m++) {
      if (agrees(values, scaled(channels, m))) {
        return Optional.of(new Said(m + "*C", scaled(channels, m)));
      } else if (agrees(values, scaled(channels, 1.0 / m))) {
        return Optional.of(new Said("C/" + m, scaled(channels, 1.0 / m)));
      }
    }
    if (!isEverywhere || formals.size() == LETTERS.length()) {
      return Optional.empty();
    }
    String letter = name.isEmpty() || formals.stream().anyMatch(f -> f.name().equals(name))
        ? LETTERS.charAt(formals.size()) + "" : name;
    formals.add(new Formal(letter, values));
    return Optional.of(new Said(letter, values));
  }

  private static Optional<Said> literal(double... values) {
    double first = Arrays.stream(values).filter(v -> !Double.isNaN(v)).findFirst().orElseThrow();
    double[] same = new double[values.length];
    Arrays.fill(same, first);
    return agrees(values, same) ? Optional.of(new Said(TermText.number(first), same)) : Optional.empty();
  }

  private Optional<Said> known(double... values) {
    if (agrees(values, channels)) {
      return Optional.of(new Said("C", channels));
    }
    for (Formal formal : formals) {
      for (int m = 1; m <= LARGEST_MULTIPLE; m++) {
        double[] multiple = scaled(formal.values(), m);
        if (agrees(values, multiple)) {
          return Optional.of(new Said(m == 1 ? formal.name() : m + "*" + formal.name(), multiple));
        }
      }
    }
    return Optional.empty();
  }

  private static double[] scaled(double[] values, double by) {
    return Arrays.stream(values).map(v -> v * by).toArray();
  }

  private static boolean agrees(double[] values, double[] with) {
    for (int i = 0; i < values.length; i++) {
      if (!Double.isNaN(values[i]) && values[i] != with[i]) {
        return false;
      }
    }
    return true;
  }
}
