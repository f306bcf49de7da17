package dev.netgrad.plan.block;

/** Where a block stands, which decides what may be done with arrays that it is given. */
public enum Role {
  /** It is the network: its passes follow each other in one pool, and what it was given stays as it is. */
  NETWORK,
  /** Others call it, and between its passes they use the pool. */
  CALLED,
  /** As {@link #CALLED}, and some call applies it more than once. */
  REPEATED,
  /** It is an optimizer's formula: what it gives takes the place of what it read. */
  OPTIMIZER;

  /** Whether there are callers whose arrays it may hand on. */
  public boolean isCalled() {
    return this == CALLED || this == REPEATED;
  }
}
