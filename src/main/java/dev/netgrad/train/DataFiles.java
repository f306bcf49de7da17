package dev.netgrad.train;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Datasets in files of rows: the features of a sample, row by row and channel by channel, then its class, with commas,
 * semicolons or tabs between them.
 */
public final class DataFiles {
  private static final int TEST_SHARE = 5;

  private DataFiles() {}

  /**
   * Reads a folder with one file {@code *.tra} to train on and one {@code *.tes} to test on, as the UCI repository
   * publishes them; or a single file, of which one row in five, chosen by the seed, becomes the test set.
   *
   * @param path the folder or the file
   * @param shape the network's input shape
   * @param classes the network's number of classes
   * @param names what the file calls the classes, in their order; if empty, by whole numbers from 0
   * @param seed decides which rows of a single file are for the test
   * @return samples to train and to test on, at least one of each
   * @throws DataException if a file is missing, unreadable or empty, or at the first row that does not fit the network,
   *     as {@code file:line: …}
   */
  public static Split read(Path path, int[] shape, int classes, List<String> names, long seed) {
    if (Files.isDirectory(path)) {
      return new Split(CsvReader.read(only(path, "tra"), shape, classes, names),
          CsvReader.read(only(path, "tes"), shape, classes, names));
    }
    Dataset all = CsvReader.read(path, shape, classes, names);
    if (all.size() < 2) {
      throw DataException.in(path, "a single sample can't be split into training and test set");
    }
    return split(all, seed);
  }

  /**
   * The same of a file whose classes are whole numbers from 0.
   *
   * @param path the folder or the file
   * @param shape the network's input shape
   * @param classes the network's number of classes
   * @param seed decides which rows of a single file are for the test
   * @return samples to train and to test on, at least one of each
   * @throws DataException if a file is missing, unreadable or empty, or at the first row that does not fit the network
   */
  public static Split read(Path path, int[] shape, int classes, long seed) {
    return read(path, shape, classes, List.of(), seed);
  }

  /** A fifth of the samples, chosen by the seed and at least one, for the test; both parts in their former order. */
  static Split split(Dataset all, long seed) {
    int[] order = Shuffle.permutation(all.size(), new SplittableRandom(seed));
    int tests = Math.max(1, all.size() / TEST_SHARE);
    return new Split(select(all, order, tests, all.size()), select(all, order, 0, tests));
  }

  private static Dataset select(Dataset all, int[] order, int from, int to) {
    int[] chosen = Arrays.copyOfRange(order, from, to);
    Arrays.sort(chosen);
    int sampleSize = all.sampleSize();
    float[] features = new float[chosen.length * sampleSize];
    int[] labels = new int[chosen.length];
    for (int i = 0; i < chosen.length; i++) {
      System.arraycopy(all.features(), chosen[i] * sampleSize, features, i * sampleSize, sampleSize);
      labels[i] = all.labels()[chosen[i]];
    }
    return new Dataset(features, labels, all.shape(), all.classes());
  }

  private static Path only(Path folder, String extension) {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*." + extension)) {
      files.forEach(found::add);
    } catch (IOException e) {
      throw DataException.of(folder, e);
    } catch (DirectoryIteratorException e) {
      throw DataException.of(folder, e.getCause());
    }
    if (found.size() != 1) {
      throw DataException.in(
          folder, "needs one file *.tra to train on and one *.tes to test on, has " + found.size() + " *." + extension);
    }
    return found.get(0);
  }
}
