package dev.netgrad.loop;

import java.util.List;

/**
 * The choice of tiles: how many outputs a contraction keeps in registers at once. Everything that is chosen by
 * estimate stands here.
 *
 * @param along outputs along the tile axis
 * @param vectors vectors along the row
 */
record Tiling(long along, int vectors) {
  /** So many multiply-adds that do not wait for each other keep the units busy: their latency times their number. */
  private static final long LATENCY = 8;

  /**
   * More terms in one loop body make methods that the JIT takes long to compile, or does not take at all: C1 of JDK 17
   * runs out of registers at about 2,000 bytes of vector code, and what it does not compile may stay interpreted.
   */
  private static final long LARGEST_BODY = 100;

  /** A slice of weights up to this many bytes stays in the cache beside what else is there. */
  static final long CACHED_BYTES = 1 << 18;

  /** Rows from this length on are packed. */
  static final long LONG_ROW = 128;

  /** Loads of one body for a tile. */
  interface Loads {
    long of(long along, int vectors);
  }

  /**
   * The tile with the fewest loads for each multiply-add that fits the registers.
   *
   * @param extent of the tile axis
   * @param rowVectors vectors in the row, the last one perhaps not full
   * @param outputs outputs at one point of the tile axis, for one vector of the row
   * @param terms multiply-adds for one output in one body
   * @param operands vectors that are multiplied by numbers, for one vector of the row
   * @param loads loads of a body
   * @param divides whether the tile must divide the axis
   */
  static Tiling choose(Machine machine, long extent, long rowVectors, long outputs, long terms, long operands,
      Loads loads, boolean divides) {
    Tiling best = new Tiling(1, 1);
    double least = Double.POSITIVE_INFINITY;
    for (int vectors : List.of(1, 2, 4)) {
      for (long along = 1; along <= Math.min(extent, machine.registers()); along++) {
        long accumulators = along * vectors * outputs;
        boolean fits = accumulators + Math.min(operands, 8) * vectors + 1 <= machine.registers()
            && accumulators * terms <= LARGEST_BODY && vectors <= rowVectors && (!divides || extent % along == 0);
        if (!fits) {
          continue;
        }
        double multiplications = accumulators * terms;
        double perMultiplication = loads.of(along, vectors) / multiplications;
        double cost = Math.max(1, perMultiplication) + 0.2 * perMultiplication;
        cost *= Math.max(1, (double) LATENCY / accumulators);
        cost *= extent % along == 0 ? 1 : 1.1;
        cost *= rowVectors % vectors == 0 ? 1 : 1.1;
        if (cost < least - 1e-9) {
          least = cost;
          best = new Tiling(along, vectors);
        }
      }
    }
    return best;
  }
}
