package dev.netgrad.loop;

import java.util.ArrayList;
import java.util.List;

/** Runs of neighbouring quads, or rows, that read the same neighbours: at an edge some of them are not there. */
final class Quads {
  /** Quads from one to before another, and which of their neighbours exist. */
  record Run(long from, long to, List<Boolean> present) {}

  /** Rows from one to before another, and the taps at which they meet a row of the other operand. */
  record Rows(long from, long to, List<Long> taps) {}

  private Quads() {}

  /**
   * @param size how far one quad is from the next
   * @param neighbours how many a quad reads, from {@code low} on
   * @param extent how many there are
   */
  static List<Run> runs(long quads, long size, int neighbours, long low, long extent) {
    List<Run> runs = new ArrayList<>();
    for (long q = 0; q < quads; q++) {
      List<Boolean> present = new ArrayList<>();
      for (long i = 0; i < neighbours; i++) {
        long at = q * size + i + low;
        present.add(at >= 0 && at < extent);
      }
      Run last = runs.isEmpty() ? null : runs.get(runs.size() - 1);
      if (last != null && last.present().equals(present)) {
        runs.set(runs.size() - 1, new Run(last.from(), q + 1, present));
      } else {
        runs.add(new Run(q, q + 1, present));
      }
    }
    return runs;
  }

  /** Rows u of one operand that meet row {@code u − tap − offset} of the other, which has {@code others}. */
  static List<Rows> rows(long extent, long others, long taps, long offset) {
    List<Rows> runs = new ArrayList<>();
    for (long u = 0; u < extent; u++) {
      List<Long> present = new ArrayList<>();
      for (long r = 0; r < taps; r++) {
        long other = u - r - offset;
        if (other >= 0 && other < others) {
          present.add(r);
        }
      }
      Rows last = runs.isEmpty() ? null : runs.get(runs.size() - 1);
      if (last != null && last.taps().equals(present)) {
        runs.set(runs.size() - 1, new Rows(last.from(), u + 1, present));
      } else {
        runs.add(new Rows(u, u + 1, present));
      }
    }
    runs.removeIf(r -> r.taps().isEmpty());
    return runs;
  }

  static Code.Local orZero(Scope scope, Code.Local local) {
    if (local != null) {
      return local;
    }
    Code.Local zero = scope.lanes("zero");
    scope.add(new Code.Let(zero, new Value.Number(0)));
    return zero;
  }
}
