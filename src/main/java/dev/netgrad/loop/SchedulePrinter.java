package dev.netgrad.loop;

import java.util.stream.Collectors;

/**
 * The text of what was chosen for each nest and each width of vectors:
 * <pre>
 * kernel conv, 512 bits
 *   toom-cook tile: 8 by 2 vectors of patches, of 2 samples 4 rows of patches at once, from 4 samples on
 *   tile: 8 by 2 vectors of outputs along w, sums in blocks
 * kernel maxPool, 512 bits
 *   tile: 8 by 2 vectors of outputs along w
 *   not toom-cook tile: no sum of products
 * kernel exp, 512 bits
 *   plain: a function of the library
 * </pre>
 */
public final class SchedulePrinter {
  private SchedulePrinter() {}

  public static String print(Program program) {
    if (program.vectors().isEmpty()) {
      return "Plain loops alone: no vectors are wanted.\n";
    }
    return program.vectors().stream().flatMap(unit -> unit.schedules().stream()
        .map(schedule -> print(schedule, unit.bits()))).collect(Collectors.joining());
  }

  private static String print(Schedule schedule, int bits) {
    StringBuilder out = new StringBuilder("kernel " + schedule.kernel() + ", " + bits + " bits\n");
    for (Schedule.Chosen chosen : schedule.chosen()) {
      out.append("  ").append(chosen.form()).append(": ").append(chosen.size())
          .append(chosen.samples() > 1 ? ", from " + chosen.samples() + " samples on" : "").append('\n');
    }
    schedule.obstacle().ifPresent(why -> out.append("  plain: ").append(why).append('\n'));
    schedule.declined()
        .forEach(d -> out.append("  not ").append(d.form()).append(": ").append(d.reason()).append('\n'));
    return out.toString();
  }
}
