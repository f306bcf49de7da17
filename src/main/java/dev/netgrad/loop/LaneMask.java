package dev.netgrad.loop;

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

  /** One bit for each lane, the first lane's lowest. */
  public long bits() {
    return ((count == Long.SIZE ? 0 : 1L << count) - 1) << first;
  }
}
