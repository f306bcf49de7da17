package dev.netgrad.loop.code;

import java.util.ArrayList;
import java.util.List;

/**
 * Divides a kernel among the threads of a team: what they share, each runs; what is between such loops is a
 * {@link Code.Single} part. After each of these phases all threads meet, after the last one, too, as the next kernel
 * needs what this one leaves.
 */
public final class Phases {
  private Phases() {}

  /** The body with its single-threaded parts and the meetings between phases. */
  public static List<Code> of(List<Code> body) {
    List<Code> phases = new ArrayList<>();
    for (int i = 0; i < body.size(); ) {
      boolean shared = isShared(body, i);
      int end = i + 1;
      while (end < body.size() && isShared(body, end) == shared) {
        end++;
      }
      List<Code> phase = body.subList(i, end);
      phases.addAll(shared ? phase : List.of(new Code.Single(phase)));
      phases.add(new Code.Sync());
      i = end;
    }
    return phases;
  }

  /** Whether all threads run a statement; local variables are for what comes next. */
  private static boolean isShared(List<Code> body, int i) {
    int next = i;
    while (next + 1 < body.size()
        && (body.get(next) instanceof Code.Offset || body.get(next) instanceof Code.Let)) {
      next++;
    }
    return isShared(body.get(next));
  }

  private static boolean isShared(Code c) {
    return c.match(
        loop -> loop.kind() == Code.Kind.SHARED || loop.body().stream().anyMatch(Phases::isShared),
        offset -> false,
        pick -> false,
        let -> false,
        start -> false,
        update -> false,
        winner -> false,
        store -> false,
        accumulate -> false,
        compensate -> false,
        when -> when.body().stream().anyMatch(Phases::isShared),
        call -> false,
        single -> true,
        sync -> true);
  }
}
