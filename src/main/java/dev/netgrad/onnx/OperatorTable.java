package dev.netgrad.onnx;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** All operators that are known, by name. */
final class OperatorTable {
  static final int OLDEST = 6;
  static final int NEWEST = 27;

  private static final Map<String, OperatorRule> RULES = new TreeMap<>();

  static {
    Stream.of(Elementwise.rules(), Shaping.rules(), Moving.rules(), Choosing.rules(), Products.rules(),
        Reducing.rules(), Convolving.rules(), Pooling.rules(), Normalising.rules(),
        Resizing.rules(), Losses.rules()).flatMap(List::stream)
        .forEach(rule -> RULES.put(rule.name(), rule));
  }

  private OperatorTable() {}

  static Optional<OperatorRule> find(String operator) {
    return Optional.ofNullable(RULES.get(operator));
  }

  /** In the order of their names. */
  static Collection<OperatorRule> all() {
    return RULES.values();
  }
}
