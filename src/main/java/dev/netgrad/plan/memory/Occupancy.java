package dev.netgrad.plan.memory;

import java.util.BitSet;

/**
 * Which of several things are taken when: a tree over the steps, each of whose nodes knows what is taken in some step
 * below it and what in all of them, so that long times take no longer to ask for than short ones.
 */
final class Occupancy {
  private final int steps;
  private final BitSet[] inSome;
  private final BitSet[] inAll;

  /** @param steps how many there are */
  Occupancy(int steps) {
    this.steps = Math.max(1, steps);
    int nodes = 2 * Integer.highestOneBit(2 * this.steps);
    this.inSome = new BitSet[nodes];
    this.inAll = new BitSet[nodes];
  }

  /** From a step to another one, both included, a thing is taken. */
  void take(int thing, int from, int to) {
    take(thing, from, to, 1, 0, steps - 1);
  }

  private void take(int thing, int from, int to, int node, int first, int last) {
    if (to < first || last < from) {
      return;
    }
    set(inSome, node, thing);
    if (from <= first && last <= to) {
      set(inAll, node, thing);
      return;
    }
    int middle = (first + last) / 2;
    take(thing, from, to, 2 * node, first, middle);
    take(thing, from, to, 2 * node + 1, middle + 1, last);
  }

  private static void set(BitSet[] of, int node, int thing) {
    if (of[node] == null) {
      of[node] = new BitSet();
    }
    of[node].set(thing);
  }

  /** What is taken in a step or more from one to another, both included. */
  BitSet taken(int from, int to) {
    BitSet taken = new BitSet();
    collect(from, to, 1, 0, steps - 1, taken);
    return taken;
  }

  private void collect(int from, int to, int node, int first, int last, BitSet into) {
    if (to < first || last < from || inSome[node] == null) {
      return;
    }
    boolean within = from <= first && last <= to;
    BitSet here = within ? inSome[node] : inAll[node];
    if (here != null) {
      into.or(here);
    }
    if (!within) {
      int middle = (first + last) / 2;
      collect(from, to, 2 * node, first, middle, into);
      collect(from, to, 2 * node + 1, middle + 1, last, into);
    }
  }
}
