package dev.netgrad.loop;

import dev.netgrad.tensor.Axis;

/**
 * How a group's points are summed, block by block.
 *
 * @param joined whether all points are one loop, whichever samples and rows they are of
 * @param axis of the blocks: all points, or rows
 * @param size of a block
 * @param overhang of how many rows one may be outside, at the edge of the picture: a block of more is never empty
 */
record PanelBlocks(boolean joined, Axis axis, long size, long overhang) {}
