package dev.netgrad.schedule;

import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Substitution;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Unrolled axes: the taps of a window are the combinations of their values. */
public final class Taps {
  /** No axis has a value. */
  public static final Substitution NONE = new Substitution(Map.of());

  private Taps() {}

  /** All combinations of the values of some axes, the last axis's innermost. */
  static List<Substitution> of(List<Axis> axes) {
    List<Substitution> taps = List.of(NONE);
    for (Axis axis : axes) {
      List<Substitution> more = new ArrayList<>();
      for (Substitution tap : taps) {
        for (long i = 0; i < axis.extent().size(); i++) {
          more.add(with(tap, axis, Affine.of(i)));
        }
      }
      taps = more;
    }
    return taps;
  }

  /** A tap where one more axis has a value. */
  static Substitution with(Substitution tap, Axis axis, Affine value) {
    Map<Axis, Index> values = new LinkedHashMap<>(tap.values());
    values.put(axis, Index.of(value));
    return new Substitution(values);
  }

  /** The value of an axis that a tap has one of. */
  static long value(Substitution tap, Axis axis) {
    return tap.values().get(axis).numerator().constant();
  }

  /** Whether a constraint holds at a point that says where all of its axes are. */
  static boolean holds(Condition constraint, Substitution point) {
    Affine affine = point.apply(((Condition.Constraint) constraint).affine()).numerator();
    if (!affine.isConstant()) {
      throw new IllegalArgumentException(constraint + " is not decided at " + point);
    }
    return constraint instanceof Condition.Divisible d ? Math.floorMod(affine.constant(), d.modulus()) == 0
        : affine.constant() >= 0;
  }
}
