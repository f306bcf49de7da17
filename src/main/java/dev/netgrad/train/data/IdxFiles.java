package dev.netgrad.train.data;

import dev.netgrad.train.Batch;
import dev.netgrad.train.DataException;
import dev.netgrad.train.Port;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Files in the IDX format of MNIST and its kin, plain or compressed: two zeros, a byte for the type of the values, one
 * for the number of dimensions, each dimension in four bytes, the largest first, then the values, of which bytes are
 * read.
 *
 * <p>Source: LeCun, Cortes and Burges, the MNIST database, section "File formats".
 */
final class IdxFiles {
  private static final int UNSIGNED_BYTES = 8;

  private IdxFiles() {}

  static Optional<Data> open(Path path, Needs needs) {
    Optional<Path> images = file(path, "train", "images-idx3");
    if (!Files.isDirectory(path) || images.isEmpty()) {
      return Optional.empty();
    }
    String shown = path.toString();
    Port picture = needs.picture(shown);
    Port label = needs.label(shown);
    return Optional.of(new Data(read(path, "train", picture, label), read(path, "t10k", picture, label),
        needs.classes(), "IDX files"));
  }

  private static Optional<Path> file(Path folder, String part, String what) {
    return Stream.of("-", ".").flatMap(dot -> Stream.of("", ".gz")
        .map(packed -> folder.resolve(part + "-" + what + dot + "ubyte" + packed))).filter(Files::exists).findFirst();
  }

  private static Samples read(Path folder, String part, Port picture, Port label) {
    Path images = file(folder, part, "images-idx3").orElseThrow(() -> missing(folder, part + "-images-idx3-ubyte"));
    Path labels = file(folder, part, "labels-idx1").orElseThrow(() -> missing(folder, part + "-labels-idx1-ubyte"));
    try (Bytes pixels = new Bytes(images); Bytes classes = new Bytes(labels)) {
      int[] extents = header(pixels, 3);
      int samples = header(classes, 1)[0];
      if (samples != extents[0]) {
        throw DataException.in(labels, samples + " classes for " + extents[0] + " pictures");
      }
      if (samples == 0) {
        throw DataException.in(images, "no samples");
      }
      Planes planes = new Planes(samples, extents[1], extents[2], 1);
      int[] numbers = new int[samples];
      for (int i = 0; i < samples; i++) {
        planes.set(i, pixels.take(Math.multiplyExact(extents[1], extents[2]), "picture " + (i + 1) + " of " + samples));
        long at = classes.position();
        numbers[i] = classes.take(1, "class " + (i + 1) + " of " + samples)[0] & 0xFF;
        if (numbers[i] >= label.classes()) {
          throw classes.error(at, "class " + numbers[i] + " of " + label.classes());
        }
      }
      requireEnd(pixels);
      requireEnd(classes);
      return planes.samples(picture, new Batch(samples).with(label.name(), numbers), label, images.toString());
    }
  }

  private static DataException missing(Path folder, String name) {
    return DataException.in(folder, "there is no " + name + ", plain or .gz");
  }

  private static int[] header(Bytes in, int dimensions) {
    byte[] magic = in.take(4, "the header");
    if (magic[0] != 0 || magic[1] != 0) {
      throw in.error(0, "no IDX file, which begins with two zeros");
    }
    if (magic[2] != UNSIGNED_BYTES) {
      throw in.error(2, "values of type " + (magic[2] & 0xFF) + "; only bytes, type 8, can be read");
    }
    if (magic[3] != dimensions) {
      throw in.error(3, magic[3] + " dimensions, where " + dimensions + " are needed");
    }
    int[] extents = new int[dimensions];
    for (int i = 0; i < dimensions; i++) {
      long at = in.position();
      extents[i] = ByteBuffer.wrap(in.take(4, "the header")).getInt();
      if (extents[i] < 0 || i > 0 && extents[i] > 1 << 15) {
        throw in.error(at, "an extent of " + Integer.toUnsignedString(extents[i]));
      }
    }
    return extents;
  }

  private static void requireEnd(Bytes in) {
    if (!in.isAtEnd()) {
      throw in.error(in.position(), "values go on after the last sample");
    }
  }
}
