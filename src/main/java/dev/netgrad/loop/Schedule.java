package dev.netgrad.loop;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How one nest is computed for vectors of one width, and what stood against other forms.
 *
 * @param kernel the nest's name
 * @param chosen what it takes: of two, the first for as many samples as it wants, the second for fewer; none where the
 *     plain loops serve
 * @param declined the forms that were looked at before and do not fit
 * @param obstacle why the plain loops serve; absent where they do not
 */
public record Schedule(String kernel, List<Chosen> chosen, List<Declined> declined, Optional<String> obstacle) {
  public Schedule {
    chosen = List.copyOf(chosen);
    declined = List.copyOf(declined);
    if (chosen.isEmpty() != obstacle.isPresent()) {
      throw new IllegalArgumentException(kernel + ": a form, or why there is none");
    }
  }

  /** The forms that nests have, for each kind of nest those with fewer operations first. */
  public enum Form {
    /** Outputs of a reduction in registers, by the law on sliding sums. */
    TOOM_COOK_TILE,
    /** Outputs of a reduction in registers. */
    TILE,
    /** Part of an array that is summed over the batch, by the law on sliding sums. */
    TOOM_COOK_SLICE,
    /** Part of an array that is summed over the batch, whose operands are copied side by side. */
    PANEL_SLICE,
    /** Part of an array that is summed over the batch. */
    SLICE,
    /** Formulas without a reduction, row by row. */
    ROWS;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace("toom_cook", "toom-cook").replace('_', ' ');
    }
  }

  /**
   * A form with what was chosen for it.
   *
   * @param samples from so many on
   * @param size such as how many outputs are in registers
   */
  public record Chosen(Form form, long samples, String size) {
    Chosen(Form form, String size) {
      this(form, 1, size);
    }
  }

  /** A form that does not fit. */
  public record Declined(Form form, String reason) {}
}
