package dev.netgrad.schedule;

import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import java.util.ArrayList;
import java.util.List;

/**
 * Where vectors lie along a row: blocks that start at {@code from}, {@code from + step}, … below {@code to}, each of
 * several vectors next to each other.
 *
 * @param fresh the lanes that no block before has done: all, unless a last vector overlaps, as the row is no multiple
 */
public record RowBlock(long from, long to, long step, int vectors, LaneMask fresh) {

  /** Blocks of so many vectors, then one of what is left, then, overlapping, the last elements. */
  public static List<RowBlock> of(long extent, int lanes, int vectors) {
    if (extent < lanes) {
      throw new IllegalArgumentException("a row of " + extent + " is shorter than a vector of " + lanes);
    }
    LaneMask all = new LaneMask(0, lanes, lanes);
    List<RowBlock> blocks = new ArrayList<>();
    long step = (long) vectors * lanes;
    long whole = extent / step * step;
    if (whole > 0) {
      blocks.add(new RowBlock(0, whole, step, vectors, all));
    }
    int left = (int) ((extent - whole) / lanes);
    if (left > 0) {
      blocks.add(new RowBlock(whole, whole + (long) left * lanes, (long) left * lanes, left, all));
    }
    int rest = (int) (extent % lanes);
    if (rest > 0) {
      blocks.add(new RowBlock(extent - lanes, extent, lanes, 1, new LaneMask(lanes - rest, rest, lanes)));
    }
    return blocks;
  }

  /** One of its own for each start. */
  List<RowBlock> apart() {
    List<RowBlock> blocks = new ArrayList<>();
    for (long start = from; start < to; start += step) {
      blocks.add(new RowBlock(start, start + step, step, vectors, fresh));
    }
    return blocks;
  }

  /** Where the first vector of a block begins. */
  public Affine begin(Axis start) {
    return isOne() ? Affine.of(from) : Affine.of(start);
  }

  /** Where each vector of a block begins. */
  public List<Affine> starts(Axis start, int lanes) {
    List<Affine> starts = new ArrayList<>();
    for (int v = 0; v < vectors; v++) {
      starts.add(begin(start).plus((long) v * lanes));
    }
    return starts;
  }

  boolean isOne() {
    return from + step >= to;
  }
}
