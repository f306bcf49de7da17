package dev.netgrad.loop;

import java.util.Optional;

/**
 * A run of a vector's lanes.
 *
 * @param first the first lane
 * @param count how many
 * @param lanes how many a vector has
 */
public record LaneMask(int first, int count, int lanes) {

  /** The lanes of both. */
  LaneMask and(LaneMask other) {
    int from = Math.max(first, other.first);
    int common = Math.min(first + count, other.first + other.count) - from;
    return new LaneMask(common > 0 ? from : 0, Math.max(0, common), lanes);
  }

  /** The other lanes, if they are a run. */
  Optional<LaneMask> not() {
    return count == 0 || first == 0 ? Optional.of(new LaneMask(count == lanes ? 0 : count, lanes - count, lanes))
        : first + count == lanes ? Optional.of(new LaneMask(0, first, lanes)) : Optional.empty();
  }

  public boolean isAll() {
    return count == lanes;
  }

  /** One bit for each lane, the first lane's lowest. */
  public long bits() {
    return ((count == Long.SIZE ? 0 : 1L << count) - 1) << first;
  }
}
