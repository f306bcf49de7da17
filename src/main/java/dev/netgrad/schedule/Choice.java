package dev.netgrad.schedule;

import java.util.List;

/**
 * How one nest is computed for vectors of one width, and what stood against other forms.
 *
 * @param kernel the nest's name
 * @param taken of two, the first for as many samples as it wants, the second for fewer
 * @param declined the other forms that nests of its kind have
 */
public record Choice(String kernel, List<Schedule> taken, List<Declined> declined) {
  public Choice {
    taken = List.copyOf(taken);
    declined = List.copyOf(declined);
    if (taken.isEmpty()) {
      throw new IllegalArgumentException(kernel + ": plain loops are a form, too");
    }
  }

  /** A form that was not taken, and why. */
  public record Declined(Schedule.Form form, String reason) {}

  /** Whether there is nothing for vectors. */
  public boolean isPlain() {
    return taken.stream().allMatch(s -> s.form() == Schedule.Form.PLAIN);
  }
}
