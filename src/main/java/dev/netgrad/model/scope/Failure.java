package dev.netgrad.model.scope;

import dev.netgrad.source.Foreseen;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/** Ends the elaboration of a statement; what is wrong has been said. */
public final class Failure extends RuntimeException implements Foreseen {
  private static final long serialVersionUID = 1L;

  public Failure() {
    super(null, null, false, false);
  }

  /** What comes of each part; fails only when all have been looked at, so that what is wrong with every one is said. */
  public static <T, R> List<R> each(Collection<T> parts, Function<T, R> look) {
    List<R> results = new ArrayList<>();
    boolean failed = false;
    for (T part : parts) {
      try {
        results.add(look.apply(part));
      } catch (Failure failure) {
        failed = true;
      }
    }
    if (failed) {
      throw new Failure();
    }
    return results;
  }
}
