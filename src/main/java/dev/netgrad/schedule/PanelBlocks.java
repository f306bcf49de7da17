package dev.netgrad.schedule;

import dev.netgrad.tensor.Axis;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * How a group's points are summed: block by block, and in a block part by part, of which the sums are in registers and
 * are added up in memory.
 *
 * @param joined whether all points are one loop, whichever samples and rows they are of
 * @param axis of the blocks: all points, or rows
 * @param size of a block
 * @param samples of a group
 * @param rows of a part; 0 if it is of the innermost loop alone
 * @param length of a part along the innermost loop
 * @param terms that a part adds up, at most
 * @param parts of a group's block, at most
 */
public record PanelBlocks(boolean joined, Axis axis, long size, long samples, long rows, long length, long terms,
    long parts) {
  /**
   * The blocks of points that are one loop.
   *
   * @param points of a sample
   */
  static PanelBlocks joined(long points) {
    long samples = Blocking.samples(points);
    long size = Blocking.blockPoints(samples * points, samples);
    long length = Blocking.evenly(size, Blocks.TERMS_OF_TILE);
    return new PanelBlocks(true, new Axis("point", samples * points), size, samples, 0, length, length,
        Blocking.ceiling(size, length));
  }

  /**
   * The blocks of rows, in parts of several rows; where these are too long, in parts of one; nothing where a sum of
   * these would be rounded too often.
   *
   * @param points of a sample
   * @param along points of the innermost loop
   * @param overhang of how many rows one may be outside, at the edge of the picture: several of more are never empty
   */
  static Optional<PanelBlocks> ofRows(Axis axis, long points, long along, long overhang) {
    long all = axis.extent().size();
    long ofRow = points / all;
    long samples = Blocking.samplesApart(points);
    long most = Math.max(1, Blocking.POINTS / ofRow);
    LongFunction<Stream<PanelBlocks>> wholeRows = size -> parts(size, Blocks.TERMS / ofRow, overhang)
        .mapToObj(some -> new PanelBlocks(false, axis, size, samples, some, along, some * ofRow,
            samples * Blocking.ceiling(size, some)));
    LongFunction<Stream<PanelBlocks>> pieces =
        size -> LongStream.rangeClosed(Blocking.ceiling(along, Blocks.TERMS_OF_TILE), along)
            .map(cuts -> Blocking.ceiling(along, cuts)).mapToObj(length -> new PanelBlocks(false, axis, size, samples,
                0, length, length, samples * size * (ofRow / along) * Blocking.ceiling(along, length)));
    return parts(all, most, 0).filter(size -> all % size == 0).boxed()
        .flatMap(size -> Stream.concat(wholeRows.apply(size), pieces.apply(size)))
        .filter(PanelBlocks::keepsDigits).findFirst();
  }

  /** The sizes of parts, of at most so many, of which none is as small as the overhang: even ones, then others. */
  private static LongStream parts(long all, long most, long overhang) {
    return LongStream.of(0, 1).flatMap(uneven -> LongStream.iterate(Math.min(all, most), d -> d > overhang, d -> d - 1)
        .filter(d -> uneven == 0 ? all % d == 0 : all % d > overhang));
  }

  /** Whether a block's sums are rounded as seldom as a {@link Blocks block} of a sum may be. */
  private boolean keepsDigits() {
    return terms + parts <= Blocks.TERMS;
  }
}
