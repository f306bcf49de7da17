package dev.netgrad.train.data;

import java.util.List;

/**
 * Samples by number, each read when it is wanted: the seam between whatever data there are and training. Those who have
 * data of another kind implement it; {@link ArraySamples} has arrays.
 *
 * <p>All samples have the same {@linkplain Field fields}. Several threads read at a time, each into rasters of its own,
 * and the same sample is always the same.
 */
public interface Samples {
  /**
   * How many samples there are.
   *
   * @return their number N
   */
  int size();

  /**
   * What each sample has.
   *
   * @return the fields, in the order in which {@link #read} fills them
   */
  List<Field> fields();

  /**
   * Reads a sample.
   *
   * @param sample its number, from 0 to N − 1
   * @param into a raster for each field, which is filled: a picture with whatever extents it has, numbers in one row
   * @throws DamageException if this one can't be read, and others may be
   * @throws dev.netgrad.train.DataException if the data as a whole can't be used
   */
  void read(int sample, List<Raster> into) throws DamageException;

  /**
   * Where a sample is from, for messages and reports.
   *
   * @param sample its number, from 0 to N − 1
   * @return such as {@code train/cat/0001.jpg}
   */
  String origin(int sample);
}
