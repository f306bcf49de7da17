package dev.netgrad.loop;

import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Reduction;
import java.util.List;

/**
 * A statement of a kernel. Integer variables, loop variables and offsets alike, are axes; {@link Kernel#BATCH} is the
 * batch size.
 */
public sealed interface Code {

  /**
   * {@code for (variable = max(from); variable < min(to); variable += step)}.
   *
   * @param phase where the step is not 1, what the variable is congruent to modulo the step; the loop starts at the
   *     first
   *     such number from the lower bound on
   * @param kind what else is known of the iterations
   */
  record Loop(Axis variable, List<Bound> from, List<Bound> to, long step, Affine phase, Kind kind, List<Code> body)
      implements Code {

    public Loop {
      from = List.copyOf(from);
      to = List.copyOf(to);
      body = List.copyOf(body);
    }
  }

  /** What is known of a loop's iterations. */
  enum Kind {
    /** They follow each other. */
    SERIAL,
    /** They are independent of each other and run along contiguous arrays. */
    ROW,
    /** They are divided among the threads: each runs all that is around the loop, and its share of the iterations. */
    SHARED
  }

  /** {@code numerator / divisor}, rounded down, or up where {@code up}. */
  record Bound(Affine numerator, long divisor, boolean up) {
    static Bound of(Affine affine) {
      return new Bound(affine, 1, false);
    }
  }

  /** An integer variable, {@code numerator / divisor}; exact, or else the numerator is the batch size. */
  record Offset(Axis name, Affine numerator, long divisor) implements Code {}

  /** A local number that does not change. */
  record Let(Local local, Value value) implements Code {}

  /** A local number that {@link Update} or {@link Winner} changes. */
  record Start(Local local, Value value) implements Code {}

  /** {@code local += value}, or the larger of the two. */
  record Update(Local local, Reduction.Kind kind, Value value) implements Code {}

  /** If the value is larger than the best so far, or the first, it is the best and its position the winner. */
  record Winner(Local best, Local position, Value value, Affine at) implements Code {}

  /** {@code place = value}. */
  record Store(Place place, Value value) implements Code {}

  /** {@code place += value}, or the larger of the two. */
  record Accumulate(Place place, Reduction.Kind kind, Value value) implements Code {}

  /** {@code if (test) body}. */
  record When(Test test, List<Code> body) implements Code {
    public When {
      body = List.copyOf(body);
    }
  }

  /** A local variable, an {@code int} or of the element type. */
  record Local(String name, boolean integer) {}

  /** An element of an array. */
  record Place(Buffer buffer, Affine offset) {}
}
