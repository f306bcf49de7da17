package dev.netgrad.train.loop;

/** Told how training goes on, by the thread that trains. */
public interface Listener {
  /**
   * After each step.
   *
   * @param step what it came to
   */
  default void step(StepReport step) {}

  /**
   * After each epoch, when it is tested and saved.
   *
   * @param epoch what it came to
   */
  default void epoch(EpochReport epoch) {}

  /**
   * Now and then.
   *
   * @param text what a person may want to know, in a line
   */
  default void note(String text) {}
}
