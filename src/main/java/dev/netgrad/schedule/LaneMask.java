package dev.netgrad.schedule;

import java.util.Optional;

/**
 * A run of a vector's lanes.
 *
 * @param first the first lane
 * @param count how many
 * @param lanes how many a vector has
 */
public record LaneMask(int first, int count, int lanes) {

  public boolean isAll() {
    return count == lanes;
  }

  /** The lanes of both. */
  public LaneMask and(LaneMask other) {
    int from = Math.max(first, other.first);
    return new LaneMask(from, Math.max(0, Math.min(first + count, other.first + other.count) - from), lanes);
  }

  /** The lanes of this one that are not of another, if they are next to each other. */
  public Optional<LaneMask> without(LaneMask other) {
    LaneMask common = and(other);
    int before = common.first - first;
    int after = count - before - common.count;
    if (common.count == 0) {
      return Optional.of(this);
    }
    return before > 0 && after > 0 ? Optional.empty()
        : Optional.of(new LaneMask(before > 0 ? first : common.first + common.count, before + after, lanes));
  }

  /** One bit for each lane, the first lane's lowest. */
  public long bits() {
    return ((count == Long.SIZE ? 0 : 1L << count) - 1) << first;
  }
}
