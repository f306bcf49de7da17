package dev.netgrad.plan;

import dev.netgrad.tensor.ElementType;
import java.util.Locale;
import java.util.Optional;

/**
 * How much memory training may take: at most so many bytes for batches of so many samples. Counted are the arrays of
 * {@link Plan#peakElements}; beside them a process has what Java itself needs.
 *
 * @param element what arrays consist of
 */
public record MemoryBudget(long bytes, long batch, ElementType element) {
  private static final String UNITS = "kmg";

  /** A number of bytes such as {@code 150000000} or {@code 150M}; k, M and G are 2¹⁰, 2²⁰ and 2³⁰ bytes. */
  public static Optional<Long> parseBytes(String text) {
    String number = text.strip().toLowerCase(Locale.ROOT);
    int unit = number.isEmpty() ? -1 : UNITS.indexOf(number.charAt(number.length() - 1));
    String digits = unit < 0 ? number : number.substring(0, number.length() - 1);
    try {
      long bytes = Math.multiplyExact(Long.parseLong(digits), 1L << 10 * (unit + 1));
      return bytes > 0 ? Optional.of(bytes) : Optional.empty();
    } catch (NumberFormatException | ArithmeticException e) {
      return Optional.empty();
    }
  }
}
