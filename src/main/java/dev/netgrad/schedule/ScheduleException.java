package dev.netgrad.schedule;

import dev.netgrad.source.Foreseen;

/** A schedule that was set by hand is none: a line that says nothing, or a form or a tile that a nest can't have. */
public final class ScheduleException extends RuntimeException implements Foreseen {
  private static final long serialVersionUID = 1;

  ScheduleException(String message) {
    super(message);
  }
}
