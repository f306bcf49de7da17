package dev.netgrad.plan;

import dev.netgrad.source.Foreseen;
import java.util.Locale;

/** A memory budget that no plan meets. The message is for the user and says what the least is. */
public final class BudgetException extends RuntimeException implements Foreseen {
  private static final long serialVersionUID = 1L;

  private final long least;

  BudgetException(String network, MemoryBudget budget, long least) {
    super(String.format(Locale.ROOT, "%s needs at least %,d bytes to train on %s, and the memory budget is %,d",
        network, least, budget.batch() == 1 ? "a batch of 1" : "batches of " + budget.batch(), budget.bytes()));
    this.least = least;
  }

  /** The bytes of a budget that can be met. */
  public long least() {
    return least;
  }
}
