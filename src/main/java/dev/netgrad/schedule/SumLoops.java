package dev.netgrad.schedule;

import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Substitution;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The loops of a sum over the batch, for one element and one sample.
 *
 * @param last the last reduced axis, along which the innermost loop runs; the sample if no other is reduced
 * @param around the other reduced axes, outermost first
 * @param taps axes that a guard couples with the last one, such as those of a window
 * @param guards that do
 * @param loopGuards the others
 */
public record SumLoops(Axis last, List<Axis> around, List<Axis> taps, List<Condition> guards,
    List<Condition> loopGuards) {
  public SumLoops {
    around = List.copyOf(around);
    taps = List.copyOf(taps);
    guards = List.copyOf(guards);
    loopGuards = List.copyOf(loopGuards);
  }

  static SumLoops of(Contraction nest) {
    List<Axis> reduced = nest.reduced();
    Axis last = reduced.isEmpty() ? nest.sample() : reduced.get(reduced.size() - 1);
    List<Condition> guards = new ArrayList<>(nest.formula().reduction().guards());
    guards.removeIf(g -> !Scalars.axes(g).contains(last));
    List<Condition> loopGuards = new ArrayList<>(nest.formula().reduction().guards());
    loopGuards.removeAll(guards);
    Set<Axis> taps = axes(guards);
    taps.remove(last);
    return new SumLoops(last, reduced.isEmpty() ? List.of() : reduced.subList(0, reduced.size() - 1),
        List.copyOf(taps), guards, loopGuards);
  }

  /** The axes that some guards mention. */
  static Set<Axis> axes(List<Condition> guards) {
    Set<Axis> axes = new LinkedHashSet<>();
    guards.forEach(g -> axes.addAll(Scalars.axes(g)));
    return axes;
  }

  /** All taps of the window. */
  public List<Substitution> allTaps() {
    return Taps.of(taps);
  }

  /** A tap where the innermost loop is at a place: the last axis, or where it is skewed, its sum with the tap. */
  Substitution at(Substitution tap, Affine place, boolean skewed) {
    return Taps.with(tap, last, place.plus(-shift(tap, skewed)));
  }

  private long shift(Substitution tap, boolean skewed) {
    return skewed ? Taps.value(tap, taps.get(0)) : 0;
  }

  /** A run of the innermost loop in which the same taps take part. */
  public record Run(long from, long to, List<Substitution> taps) {}

  /** The runs of the innermost loop. */
  List<Run> runs(boolean skewed) {
    if (last.extent().isBatch()) {
      return List.of(new Run(0, 0, allTaps()));
    }
    long extent = last.extent().size();
    long end = extent + (skewed ? taps.get(0).extent().size() - 1 : 0);
    List<Run> runs = new ArrayList<>();
    for (long i = 0; i < end; i++) {
      List<Substitution> present = new ArrayList<>();
      for (Substitution tap : allTaps()) {
        long along = i - shift(tap, skewed);
        Substitution point = at(tap, Affine.of(i), skewed);
        if (along >= 0 && along < extent && guards.stream().allMatch(g -> Taps.holds(g, point))) {
          present.add(tap);
        }
      }
      Run before = runs.isEmpty() ? null : runs.get(runs.size() - 1);
      if (before != null && before.taps().equals(present)) {
        runs.set(runs.size() - 1, new Run(before.from(), i + 1, present));
      } else {
        runs.add(new Run(i, i + 1, present));
      }
    }
    runs.removeIf(r -> r.taps().isEmpty());
    return runs;
  }

  /** A tap of the window, and where along the last axis it takes part. */
  public record Tap(Substitution values, long from, long to) {}

  /** The taps that take part anywhere, where a guard leaves of the last axis a piece without gaps. */
  List<Tap> present() {
    List<Tap> found = new ArrayList<>();
    for (Substitution tap : allTaps()) {
      long low = -1;
      long high = -1;
      for (long i = 0; i < last.extent().size(); i++) {
        Substitution place = Taps.with(tap, last, Affine.of(i));
        if (guards.stream().allMatch(g -> Taps.holds(g, place))) {
          low = low < 0 ? i : low;
          high = i + 1;
        }
      }
      if (low >= 0) {
        found.add(new Tap(tap, low, high));
      }
    }
    return found;
  }
}
