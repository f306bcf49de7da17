package dev.netgrad.loop;

import dev.netgrad.loop.code.Program;
import dev.netgrad.schedule.Choice;
import dev.netgrad.schedule.Schedule;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The text of what was chosen for each nest and each width of vectors; a cost is the time that a sample takes by the
 * model, that of a multiply-add of vectors being 1:
 * <pre>
 * kernel conv, 512 bits
 *   toom-cook tile: 8 by 2 vectors of patches, of 1 sample 7 rows of patches at once, from 2 samples on, cost 135475
 *   tile: 7 by 2 vectors of outputs along w, sums in blocks, cost 496742
 * kernel maxPool, 512 bits
 *   tile: 7 by 2 vectors of outputs along w, cost 15680
 *   not toom-cook tile: no picture that slides over another
 * kernel exp, 512 bits
 *   plain: a function of the library
 *   not rows: a function of the library
 * </pre>
 */
public final class SchedulePrinter {
  private SchedulePrinter() {}

  public static String print(Program program) {
    if (program.vectors().isEmpty()) {
      return "Plain loops alone: no vectors are wanted.\n";
    }
    return program.vectors().stream().flatMap(unit -> unit.choices().stream()
        .map(choice -> print(choice, unit.bits()))).collect(Collectors.joining());
  }

  private static String print(Choice choice, int bits) {
    StringBuilder out = new StringBuilder("kernel " + choice.kernel() + ", " + bits + " bits\n");
    for (Schedule schedule : choice.taken()) {
      out.append("  ").append(schedule.form()).append(": ").append(schedule.choices())
          .append(choice.taken().size() > 1 && schedule.fewestSamples() > 1
              ? ", from " + schedule.fewestSamples() + " samples on" : "")
          .append(choice.isPlain() ? "" : String.format(Locale.ROOT, ", cost %.0f", schedule.cost())).append('\n');
    }
    choice.declined()
        .forEach(d -> out.append("  not ").append(d.form()).append(": ").append(d.reason()).append('\n'));
    return out.toString();
  }
}
