package dev.netgrad.loop;

import dev.netgrad.law.ToomCook;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.stream.LongStream;

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

  /** Of more operations after the reduction, written for each output of a tile, they get a loop of their own. */
  static final long LARGEST_EPILOGUE = 90;

  /** A load that misses the first cache takes as long as so many more. */
  static final long CONFLICT = 4;

  /** A slice of weights up to this many bytes stays in the cache beside what else is there. */
  static final long CACHED_BYTES = 1 << 18;

  /** So many bytes of what weights are multiplied by stay in a core's second cache while the weights pass. */
  private static final long STAYING_BYTES = 1 << 18;

  /**
   * For how many units of the output, such as its rows, one slice of the weights is used before the next one: for all
   * of them, or for so many that what the weights are multiplied by needs to be read once only.
   *
   * @param weights bytes
   * @param slices of the weights
   * @param operands bytes that are multiplied by them, of a unit
   * @return a number of units; nothing for all
   */
  static OptionalLong unitsOfSlice(long weights, long slices, long operands) {
    if (weights <= CACHED_BYTES) {
      return OptionalLong.of(1);
    }
    long length = Math.max(1, STAYING_BYTES / operands);
    return weights / length + operands < operands * slices ? OptionalLong.of(length) : OptionalLong.empty();
  }

  /** Rows from this length on are packed. */
  static final long LONG_ROW = 128;

  /** So many numbers of each array, written row by row, are done before the next ones. */
  private static final long STRETCH = 1 << 13;

  /** How many of a sample's points are done together: a divisor of their number. */
  static long stretch(long points, long rowLength) {
    return largestDivisor(points, STRETCH / rowLength);
  }

  private static long largestDivisor(long number, long most) {
    return LongStream.rangeClosed(1, Math.min(number, most)).filter(d -> number % d == 0).max().orElse(1);
  }

  /** Rows whose distance is a power of two share a set of the first cache, which has room for so many lines. */
  private static final long WAYS = 8;

  /** How many neighbouring columns are copied to rows at once: a divisor of their number. */
  static long neighbours(long columns) {
    return largestDivisor(columns, WAYS);
  }

  /**
   * Points that a slice of a sum over the batch takes at once: enough to pay for adding it up, few enough for the
   * caches.
   */
  private static final long POINTS = 400;

  /** Samples whose points are summed at once, where a sample has few. */
  static long samples(long points) {
    return Math.max(1, POINTS / points);
  }

  /**
   * Rows of points that are summed at once, where a sample has many: a divisor of their number, and more than
   * {@code overhang}.
   */
  static long blockRows(long rows, long points, long overhang) {
    return blockRows(rows, points / rows, overhang, POINTS);
  }

  /** The same, of so many points a row, and at most so many in all. */
  static long blockRows(long rows, long pointsOfRow, long overhang, long most) {
    List<Long> divisors = LongStream.rangeClosed(1 + overhang, rows).filter(d -> rows % d == 0).boxed().toList();
    return divisors.stream().filter(d -> d * pointsOfRow <= most).reduce((a, b) -> b)
        .orElse(divisors.isEmpty() ? rows : divisors.get(0));
  }

  /** Points that are summed at once, of those of a group of samples: blocks of equal length, but for the last. */
  static long blockPoints(long points, long samples) {
    return samples > 1 ? points : evenly(points, POINTS);
  }

  /** Patches whose transforms share one reading of the weights' transforms: some samples where each has few. */
  private static final long PATCHES = 32;

  /** Numbers that the transformed patches of a block may have, all products and channels: in a core's second cache. */
  private static final long BLOCK = 1 << 15;

  /** Samples whose patches are multiplied together, where a sample has few. */
  static long samplesOfPatches(long patches) {
    return Math.max(1, PATCHES / patches);
  }

  /** Fewer patches do not pay for transforming the weights, or leave threads without work. */
  private static final long PAYING = 64;

  /** Samples that have patches enough. */
  static long fewestSamples(long patches) {
    return (PAYING + patches - 1) / patches;
  }

  /** Rows of patches that are multiplied together, where a sample has many. */
  static long rowsOfPatches(long rows, long patchesAlong, long channels) {
    long ofRow = ToomCook.PRODUCTS * ToomCook.PRODUCTS * patchesAlong * channels;
    return evenly(rows, BLOCK / ofRow);
  }

  /** The size of equal blocks of at most so many rows, but for the last one. */
  static long evenly(long rows, long most) {
    long atMost = Math.max(1, most);
    long blocks = (rows + atMost - 1) / atMost;
    return (rows + blocks - 1) / blocks;
  }

  /** The size of blocks of at most so many rows: equal ones, or if these were small, equal but for the last one. */
  static long cut(long rows, long most) {
    long divisor = largestDivisor(rows, most);
    return 2 * divisor > most ? divisor : evenly(rows, most);
  }

  /** Patches over which slices are summed at once: fewer do not pay for turning sums into taps. */
  static final long PATCHES_OF_SLICE = 64;

  /** Outputs of their own that threads may add to, where these are small. */
  static final long CHUNKS = 8;

  /** Whether as many outputs as there are chunks stay in the caches. */
  static boolean isSmall(long output) {
    return output * CHUNKS <= 1 << 19;
  }

  /** What happens at the end of an axis that a tile does not divide. */
  enum Rest {
    /** It must divide. */
    NONE,
    /** Another tile follows, with fewer outputs. */
    APART,
    /** There is room for a whole tile. */
    PADDED
  }

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
   * @param terms operations for one output in one body
   * @param operands vectors that are multiplied by numbers, for one vector of the row
   * @param loads loads of a body
   * @param rest what happens at the end of an axis that the tile does not divide
   */
  static Tiling choose(Machine machine, Predicate<Tiling> wanted, long extent, long rowVectors, long outputs,
      long terms, long operands, Loads loads, Rest rest) {
    Optional<Tiling> best = Optional.of(new Tiling(1, 1)).filter(wanted);
    double least = Double.POSITIVE_INFINITY;
    for (int vectors : List.of(1, 2, 4)) {
      for (long along = 1; along <= Math.min(extent, machine.registers()); along++) {
        long accumulators = along * vectors * outputs;
        boolean fits = accumulators + Math.min(operands, 8) * vectors + 1 <= machine.registers()
            && accumulators * terms <= LARGEST_BODY && vectors <= rowVectors
            && (rest != Rest.NONE || extent % along == 0);
        if (!fits || !wanted.test(new Tiling(along, vectors))) {
          continue;
        }
        double multiplications = accumulators * terms;
        double perMultiplication = loads.of(along, vectors) / multiplications;
        double cost = Math.max(1, perMultiplication) + 0.2 * perMultiplication;
        cost *= Math.max(1, (double) LATENCY / accumulators);
        cost *= rest == Rest.PADDED ? (double) ((extent + along - 1) / along * along) / extent
            : extent % along == 0 ? 1 : 1.1;
        cost *= rowVectors % vectors == 0 ? 1 : 1.1;
        if (cost < least - 1e-9) {
          least = cost;
          best = Optional.of(new Tiling(along, vectors));
        }
      }
    }
    return best.orElseThrow(() -> new NoVectorForm("a tile of another size is set, which does not fit"));
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
