package dev.netgrad.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * An error of netgrad, not of its input: what was thrown, with the stage that ran and the part of the input that it was
 * at. Passes don't catch anything. They do their work on one part after the other by {@link #at}, and whatever comes
 * out of it that is not {@link Foreseen} comes out as a fault that knows the part; where parts lie within each other,
 * the innermost one.
 */
public final class Fault extends RuntimeException {
  private static final long serialVersionUID = 1L;
  /** Of a statement: a formula is rarely longer, and a network as a whole always is. */
  private static final int MOST_TEXT = 100;

  private final String stage;
  private final transient Optional<Part> part;

  private Fault(String stage, Optional<Part> part, Throwable cause) {
    super(told(stage, part) + cause, cause);
    this.stage = stage;
    this.part = part;
  }

  private static String told(String stage, Optional<Part> part) {
    return String.join("", where(stage, part).stream().map(line -> line + ": ").toList());
  }

  /** Gives what the work on a part gives. */
  public static <T> T at(Part part, Supplier<T> work) {
    return caught("", Optional.of(part), work);
  }

  /** Does the work on a part. */
  public static void at(Part part, Runnable work) {
    at(part, () -> {
      work.run();
      return null;
    });
  }

  /**
   * Gives what a stage gives.
   *
   * @param stage such as {@code loop of network ResNet20}
   */
  public static <T> T during(String stage, Supplier<T> work) {
    return caught(stage, Optional.empty(), work);
  }

  private static <T> T caught(String stage, Optional<Part> part, Supplier<T> work) {
    try {
      return work.get();
    } catch (Fault within) {
      throw new Fault(within.stage.isEmpty() ? stage : within.stage, within.part.or(() -> part), within.getCause());
    } catch (RuntimeException | StackOverflowError | AssertionError e) {
      if (e instanceof Foreseen) {
        throw e;
      }
      throw new Fault(stage, part, e);
    }
  }

  /** Whether it is that the input is nested more deeply than the stack has room for. */
  public boolean isOfDepth() {
    return getCause() instanceof StackOverflowError;
  }

  /** The stage and the part, as far as they are known: a line for the stage and for each place. */
  public List<String> where() {
    return where(stage, part);
  }

  private static List<String> where(String stage, Optional<Part> part) {
    List<String> lines = new ArrayList<>();
    if (!stage.isEmpty()) {
      lines.add("in stage " + stage);
    }
    part.ifPresent(at -> {
      for (Span place : at.places()) {
        lines.add(place == at.places().get(0)
            ? "at " + (at.name().isEmpty() ? "" : "`" + at.name() + "`, ") + line(place)
            : "called at " + line(place));
      }
    });
    return lines;
  }

  /** The place with the beginning of what stands there. */
  private static String line(Span place) {
    String text = place.text().strip().lines().findFirst().orElse("");
    return place.lineReference() + ", " + (text.length() > MOST_TEXT ? text.substring(0, MOST_TEXT) + "…" : text);
  }
}
