package dev.netgrad.train.data;

import dev.netgrad.train.Batch;
import dev.netgrad.train.DataException;
import dev.netgrad.train.Port;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * CIFAR-10 and CIFAR-100 in their binary form: records of one byte with the class, in CIFAR-100 after one with the
 * group of classes, and 3,072 bytes of 32 by 32 pixels, all of red, then of green and of blue.
 *
 * <p>Source: Krizhevsky, the CIFAR-10 dataset, section "Binary version", cs.toronto.edu/~kriz/cifar.html.
 */
final class CifarFiles {
  private static final int SIDE = 32;
  private static final int PIXELS = SIDE * SIDE;
  private static final int COLOURS = 3;

  private CifarFiles() {}

  static Optional<Data> open(Path path, Needs needs) {
    if (!Files.isDirectory(path)) {
      return Optional.empty();
    }
    List<Path> ten = IntStream.rangeClosed(1, 5).mapToObj(i -> path.resolve("data_batch_" + i + ".bin"))
        .filter(Files::exists).toList();
    if (!ten.isEmpty()) {
      return Optional.of(new CifarFiles().read(ten, path.resolve("test_batch.bin"), path.resolve("batches.meta.txt"),
          1, 10, needs));
    }
    Path hundred = path.resolve("train.bin");
    return !Files.exists(hundred) ? Optional.empty() : Optional.of(new CifarFiles().read(List.of(hundred),
        path.resolve("test.bin"), path.resolve("fine_label_names.txt"), 2, 100, needs));
  }

  private Data read(List<Path> train, Path test, Path names, int labels, int classes, Needs needs) {
    String shown = "CIFAR-" + classes;
    Port picture = needs.picture(shown);
    Port label = needs.label(shown);
    if (label.classes() != classes) {
      throw new DataException(shown + " has " + classes + " classes, but the network learns " + label);
    }
    return new Data(read(train, labels, picture, label), read(List.of(test), labels, picture, label),
        needs.classes().isEmpty() ? names(names, classes) : needs.classes(), shown + ", binary");
  }

  private static List<String> names(Path file, int classes) {
    if (!Files.exists(file)) {
      return List.of();
    }
    try {
      List<String> names = Files.readAllLines(file).stream().map(String::strip).filter(n -> !n.isEmpty()).toList();
      if (names.size() != classes) {
        throw DataException.in(file, names.size() + " names for " + classes + " classes");
      }
      return names;
    } catch (IOException e) {
      throw DataException.of(file, e);
    }
  }

  private static Samples read(List<Path> files, int labels, Port picture, Port label) {
    int record = labels + COLOURS * PIXELS;
    long samples = 0;
    for (Path file : files) {
      try {
        samples += (Files.size(file) + record - 1) / record;
      } catch (IOException e) {
        throw DataException.of(file, e);
      }
    }
    if (samples == 0) {
      throw DataException.in(files.get(0), "no samples");
    }
    Planes planes = new Planes(Math.toIntExact(samples), SIDE, SIDE, COLOURS);
    int[] classes = new int[(int) samples];
    int done = 0;
    for (Path file : files) {
      try (Bytes in = new Bytes(file)) {
        for (; !in.isAtEnd(); done++) {
          long start = in.position();
          byte[] bytes = in.take(record, "sample " + (start / record + 1));
          classes[done] = bytes[labels - 1] & 0xFF;
          if (classes[done] >= label.classes()) {
            throw in.error(start + labels - 1, "class " + classes[done] + " of " + label.classes());
          }
          planes.set(done, Arrays.copyOfRange(bytes, labels, record));
        }
      }
    }
    return planes.samples(picture, new Batch(done).with(label.name(), classes), label, files.get(0) + " …");
  }
}
