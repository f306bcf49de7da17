/**
 * Loops for vectors: what the schedules of {@link dev.netgrad.schedule} say, written down. Nothing is chosen or
 * declined here. {@code TileNest}, {@code SliceNest}, {@code PanelSlice} and {@code RowNest} write the loops of the
 * form of that name; {@code LaneValues} writes a formula in the lanes of a vector.
 */
package dev.netgrad.loop.vector;
