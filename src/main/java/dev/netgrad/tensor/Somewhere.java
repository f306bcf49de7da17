package dev.netgrad.tensor;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Whether a node somewhere in an expression has a property. Answers are remembered, so that asking at every level of a
 * deep expression takes time by its size.
 */
public final class Somewhere {
  private final Predicate<Scalar> property;
  private final Map<Scalar, Boolean> known = new HashMap<>();

  /** @param property of a node, whatever its children are */
  public Somewhere(Predicate<Scalar> property) {
    this.property = property;
  }

  public boolean in(Scalar scalar) {
    Boolean answer = known.get(scalar);
    if (answer == null) {
      boolean[] found = {property.test(scalar)};
      Scalars.forEachChild(scalar, child -> found[0] = found[0] || in(child));
      answer = found[0];
      known.put(scalar, answer);
    }
    return answer;
  }
}
