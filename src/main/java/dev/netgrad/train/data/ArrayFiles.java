package dev.netgrad.train.data;

import dev.netgrad.train.DataException;
import dev.netgrad.train.NamedArray;
import dev.netgrad.train.Port;
import dev.netgrad.train.Safetensors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** An array for each input of a network, in files of their own or in one; its first dimension counts the samples. */
final class ArrayFiles {
  private static final String ONE_FILE = ".safetensors";
  private static final String FILE_EACH = ".npy";

  private ArrayFiles() {}

  static Optional<Data> open(Path path, Needs needs) {
    if (Files.isRegularFile(path)) {
      return path.toString().endsWith(ONE_FILE) ? Optional.of(divided(inOne(path, needs.inputs()), needs))
          : Optional.empty();
    }
    String name = needs.inputs().get(0).name();
    if (Files.exists(path.resolve("train" + ONE_FILE))) {
      return Optional.of(data(inOne(path.resolve("train" + ONE_FILE), needs.inputs()),
          inOne(path.resolve("test" + ONE_FILE), needs.inputs()), needs));
    } else if (Files.exists(path.resolve("train").resolve(name + FILE_EACH))) {
      return Optional.of(data(inEach(path.resolve("train"), needs.inputs()),
          inEach(path.resolve("test"), needs.inputs()), needs));
    } else if (Files.exists(path.resolve(name + FILE_EACH))) {
      return Optional.of(divided(inEach(path, needs.inputs()), needs));
    }
    return Optional.empty();
  }

  /** What a network is given alone; empty where there are no arrays. */
  static Optional<Samples> open(Path path, List<Port> inputs) {
    if (Files.isDirectory(path)) {
      return Files.exists(path.resolve(inputs.get(0).name() + FILE_EACH)) ? Optional.of(inEach(path, inputs))
          : Optional.empty();
    } else if (path.toString().endsWith(ONE_FILE)) {
      return Optional.of(inOne(path, inputs));
    } else if (path.toString().endsWith(FILE_EACH) && inputs.size() == 1) {
      return Optional.of(each(List.of(path), inputs, path));
    }
    return Optional.empty();
  }

  private static Data divided(Samples all, Needs needs) {
    if (all.size() < 2) {
      throw new DataException(all.origin(0) + ": a single sample can't be divided into training and test");
    }
    Samples[] parts = Subset.split(all, needs.seed());
    return data(parts[0], parts[1], needs);
  }

  private static Data data(Samples train, Samples test, Needs needs) {
    return new Data(train, test, needs.classes(), "arrays by name");
  }

  private static Samples inEach(Path folder, List<Port> inputs) {
    return each(inputs.stream().map(p -> folder.resolve(p.name() + FILE_EACH)).toList(), inputs, folder);
  }

  private static Samples each(List<Path> files, List<Port> inputs, Path origin) {
    List<ArraySamples.Values> arrays = new ArrayList<>();
    int samples = -1;
    for (int i = 0; i < files.size(); i++) {
      NpyFile array = new NpyFile(files.get(i));
      samples = require(files.get(i), inputs.get(i), array.samples(), array.sampleShape(), samples);
      arrays.add(array);
    }
    return new ArraySamples(samples, inputs, arrays, origin.toString());
  }

  private static Samples inOne(Path file, List<Port> inputs) {
    List<NamedArray> all = Safetensors.read(file).arrays();
    List<ArraySamples.Values> arrays = new ArrayList<>();
    int samples = -1;
    for (Port port : inputs) {
      NamedArray array = all.stream().filter(a -> a.name().equals(port.name())).findFirst().orElseThrow(() ->
          DataException.in(file, "has no " + port.name() + ", which the network takes, but "
              + all.stream().map(NamedArray::name).toList()));
      int[] shape = array.shape();
      samples = require(file, port, shape.length == 0 ? 0 : shape[0],
          shape.length == 0 ? shape : Arrays.copyOfRange(shape, 1, shape.length), samples);
      int size = port.size();
      arrays.add((sample, into) -> System.arraycopy(array.values(), sample * size, into, 0, size));
    }
    return new ArraySamples(samples, inputs, arrays, file.toString());
  }

  /** @param before how many samples other arrays have; −1 if there is none yet */
  private static int require(Path file, Port port, int samples, int[] shape, int before) {
    if (!Arrays.equals(shape, port.shape())) {
      throw DataException.in(file, "a sample of " + port.name() + " has the shape " + Arrays.toString(shape)
          + ", but the network takes " + Arrays.toString(port.shape()));
    } else if (samples == 0) {
      throw DataException.in(file, "no samples");
    } else if (before >= 0 && samples != before) {
      throw DataException.in(file, samples + " samples of " + port.name() + ", but " + before + " of others");
    }
    return samples;
  }
}
