package dev.netgrad.train;

/** Told how training goes on, by the thread that trains. */
public interface TrainingListener {
  /**
   * After each step.
   *
   * @param epoch counted from 1
   * @param done training samples visited in this epoch
   * @param samples training samples in an epoch
   * @param loss the mean over those visited
   */
  default void step(int epoch, int done, int samples, double loss) {}

  /**
   * After each epoch; the model may be saved here.
   *
   * @param epoch what it came to
   */
  default void epoch(Epoch epoch) {}
}
