package dev.netgrad.schedule;

import java.util.List;

/**
 * How many outputs a contraction keeps in registers at once.
 *
 * @param along outputs along the tile axis
 * @param vectors vectors along the row
 */
public record Tiling(long along, int vectors) {

  /** What happens at the end of an axis that a tile does not divide. */
  enum Rest {
    /** It must divide. */
    NONE,
    /** Another tile follows, with fewer outputs. */
    APART,
    /** There is room for a whole tile. */
    PADDED
  }

  /** Loads of one body for a tile, counted as loads from the first cache. */
  interface Loads {
    long of(long along, int vectors);
  }

  /** A tile, and the time of one operation in it: 1 if the units for multiply-adds are always busy. */
  record Costed(Tiling tiling, double cost) {}

  /**
   * The loop body that a tile is chosen for.
   *
   * @param extent of the tile axis
   * @param rowVectors vectors in the row, the last one perhaps not full
   * @param outputs outputs at one point of the tile axis, for one vector of the row
   * @param terms operations for one output in one body
   * @param operands vectors that are multiplied by numbers, for one vector of the row
   * @param loads loads of a body
   * @param rest what happens at the end of an axis that the tile does not divide
   */
  record Body(long extent, long rowVectors, long outputs, long terms, long operands, Loads loads, Rest rest) {
    /** A body of one multiply-add for each output, which loads every number and every vector once. */
    static Body ofProducts(long extent, long rowVectors, Rest rest) {
      return new Body(extent, rowVectors, 1, 1, 1, (along, vectors) -> along + vectors, rest);
    }

    /** The tile with the fewest loads for each operation that fits the registers, of those that are wanted. */
    Match<Costed> choose(Wanted wanted) {
      Target target = wanted.target();
      Tiling one = new Tiling(1, 1);
      Costed best = wanted.tiles().test(one) ? new Costed(one, cost(one, target)) : null;
      double least = Double.POSITIVE_INFINITY;
      for (int vectors : List.of(1, 2, 4)) {
        for (long along = 1; along <= Math.min(extent, target.vectors().registers()); along++) {
          Tiling tiling = new Tiling(along, vectors);
          if (!fits(tiling, target) || !wanted.tiles().test(tiling)) {
            continue;
          }
          double cost = cost(tiling, target);
          if (cost < least - 1e-9) {
            least = cost;
            best = new Costed(tiling, cost);
          }
        }
      }
      return best == null ? Match.no("a tile of another size is set, which does not fit") : Match.fits(best);
    }

    private boolean fits(Tiling t, Target target) {
      long accumulators = t.along * t.vectors * outputs;
      return accumulators + Math.min(operands, 8) * t.vectors + 1 <= target.vectors().registers()
          && accumulators * terms <= target.methods().terms() && t.vectors <= rowVectors
          && (rest != Rest.NONE || extent % t.along == 0);
    }

    /** The time of an operation: loads pass beside multiply-adds, but not quite for nothing. */
    double cost(Tiling t, Target target) {
      long accumulators = t.along * t.vectors * outputs;
      double loading = target.vectors().load() * loads.of(t.along, t.vectors) / (accumulators * terms);
      double cost = Math.max(1, loading) + 0.2 * loading;
      cost *= Math.max(1, (double) target.vectors().inFlight() / accumulators);
      cost *= rest == Rest.PADDED ? (double) ((extent + t.along - 1) / t.along * t.along) / extent
          : extent % t.along == 0 ? 1 : 1.1;
      return cost * (rowVectors % t.vectors == 0 ? 1 : 1.1);
    }
  }

  /** What is in registers at once, such as {@code 7 by 2 vectors}. */
  @Override
  public String toString() {
    return along + " by " + counted(vectors, "vector");
  }

  static String counted(long number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }
}
