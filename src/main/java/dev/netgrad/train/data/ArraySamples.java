package dev.netgrad.train.data;

import dev.netgrad.train.Batch;
import dev.netgrad.train.Port;
import dev.netgrad.train.data.Field.Kind;
import java.util.List;

/**
 * Samples in arrays, in memory or in files. Numbers with two or three dimensions are taken for a picture, and what else
 * has as many rows and columns as the first such, for what belongs to each of its pixels.
 */
public final class ArraySamples implements Samples {
  private final int size;
  private final List<Port> ports;
  private final List<Values> arrays;
  private final List<Field> fields;
  private final String origin;

  /** Numbers of samples, one after the other. */
  interface Values {
    /** Fills {@code into} with those of a sample, as many as it has. */
    void read(int sample, float[] into);
  }

  /**
   * Takes arrays as they are.
   *
   * @param arrays of all samples, one for each port; not copied
   * @param ports what a sample has
   * @param origin where they are from, for messages
   * @throws IllegalArgumentException if an array is missing or too short
   */
  public ArraySamples(Batch arrays, List<Port> ports, String origin) {
    this(arrays.samples(), ports, ports.stream().map(p -> values(arrays, p)).toList(), origin);
  }

  ArraySamples(int size, List<Port> ports, List<Values> arrays, String origin) {
    this.size = size;
    this.ports = List.copyOf(ports);
    this.arrays = arrays;
    Port picture = ports.stream().filter(Pictures::fit).findFirst().orElse(null);
    this.fields = ports.stream().map(p -> new Field(p.name(), kind(p, picture))).toList();
    this.origin = origin;
  }

  private static Values values(Batch arrays, Port port) {
    int size = port.size();
    int length = port.isWhole() ? arrays.wholes(port.name()).length : arrays.numbers(port.name()).length;
    if (length < port.length(arrays.samples())) {
      throw new IllegalArgumentException(port.name() + " has " + length + " values, but " + arrays.samples()
          + " samples of it have " + port.length(arrays.samples()));
    }
    if (!port.isWhole()) {
      float[] numbers = arrays.numbers(port.name());
      return (sample, into) -> System.arraycopy(numbers, sample * size, into, 0, size);
    }
    int[] wholes = arrays.wholes(port.name());
    return (sample, into) -> {
      for (int i = 0; i < size; i++) {
        into[i] = wholes[sample * size + i];
      }
    };
  }

  /** What is of another size than the picture does not move along with it. */
  private static Kind kind(Port port, Port picture) {
    boolean isGrid = Pictures.fit(port) && !picture.isWhole() && Pictures.height(port) == Pictures.height(picture)
        && Pictures.width(port) == Pictures.width(picture);
    return !isGrid ? Kind.NUMBERS : port.isWhole() ? Kind.MASK : Kind.PICTURE;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public List<Field> fields() {
    return fields;
  }

  @Override
  public void read(int sample, List<Raster> into) {
    for (int i = 0; i < ports.size(); i++) {
      Port port = ports.get(i);
      int last = port.shape().length == 0 ? 1 : Math.max(1, port.shape()[port.shape().length - 1]);
      arrays.get(i).read(sample, fields.get(i).kind() == Kind.NUMBERS
          ? into.get(i).reset(1, port.size() / last, last)
          : into.get(i).reset(Pictures.height(port), Pictures.width(port), Pictures.channels(port)));
    }
  }

  @Override
  public String origin(int sample) {
    return origin + ", sample " + (sample + 1);
  }
}
