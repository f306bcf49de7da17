package dev.netgrad.train.data;

import dev.netgrad.train.DataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * An array in NumPy's format, whose first dimension counts samples; read from the disk sample by sample.
 *
 * <p>Source: NumPy Enhancement Proposal 1, A Simple File Format for NumPy Arrays.
 */
final class NpyFile implements ArraySamples.Values {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final Pattern TYPE = Pattern.compile("'descr' *: *'([^']*)'");
  private static final Pattern ORDER = Pattern.compile("'fortran_order' *: *True");
  private static final Pattern SHAPE = Pattern.compile("'shape' *: *\\(([\\d, ]*)\\)");

  private final Path file;
  private final FileChannel channel;
  private final Type type;
  private final int[] shape;
  private final long start;

  /** How values are stored. */
  private enum Type {
    F4("<f4", 4), F8("<f8", 8), U1("|u1", 1), I1("|i1", 1), B1("|b1", 1), I2("<i2", 2), U2("<u2", 2), I4("<i4", 4),
    I8("<i8", 8);

    private final String text;
    private final int bytes;

    Type(String text, int bytes) {
      this.text = text;
      this.bytes = bytes;
    }

    float get(ByteBuffer from, int i) {
      return switch (this) {
        case F4 -> from.getFloat(i * 4);
        case F8 -> (float) from.getDouble(i * 8);
        case U1, B1 -> from.get(i) & 0xFF;
        case I1 -> from.get(i);
        case I2 -> from.getShort(i * 2);
        case U2 -> from.getShort(i * 2) & 0xFFFF;
        case I4 -> from.getInt(i * 4);
        case I8 -> from.getLong(i * 8);
      };
    }
  }

  /** @throws DataException if it is no such file, or shorter than it says */
  NpyFile(Path file) {
    this.file = file;
    try {
      channel = FileChannel.open(file);
      ByteBuffer begin = at(0, 10, "the header");
      if (!ByteBuffer.wrap(MAGIC).equals(begin.slice(0, MAGIC.length))) {
        throw error(0, "no .npy file, which begins with \\x93NUMPY");
      }
      boolean isLong = begin.get(6) > 1;
      int offset = isLong ? 12 : 10;
      int length = isLong ? at(8, 4, "the header").getInt(0) : begin.getShort(8) & 0xFFFF;
      if (length < 0 || length > channel.size()) {
        throw error(8, "a header of " + Integer.toUnsignedString(length) + " bytes");
      }
      String header = new String(at(offset, length, "the header").array(), StandardCharsets.ISO_8859_1);
      start = (long) offset + length;
      type = type(header, offset);
      shape = shape(header, offset);
      long size = Arrays.stream(shape).asLongStream().reduce(type.bytes, Math::multiplyExact);
      if (channel.size() - start != size) {
        throw error(Math.min(channel.size(), start + size), shape[0] + " samples take " + size + " bytes, there are "
            + (channel.size() - start));
      }
    } catch (IOException e) {
      throw DataException.of(file, e);
    } catch (ArithmeticException e) {
      throw error(0, "more values than a file has");
    }
  }

  private Type type(String header, long at) {
    Matcher found = TYPE.matcher(header);
    String text = found.find() ? found.group(1) : "none";
    return Arrays.stream(Type.values()).filter(t -> t.text.equals(text)).findFirst().orElseThrow(() ->
        error(at, "values of type " + text + "; what can be read is "
            + Arrays.stream(Type.values()).map(t -> t.text).collect(Collectors.joining(", "))));
  }

  private int[] shape(String header, long at) {
    Matcher found = SHAPE.matcher(header);
    if (!found.find() || found.group(1).isBlank() || ORDER.matcher(header).find()) {
      throw error(at, "no array with a first dimension of samples, in the order of C");
    }
    try {
      return Arrays.stream(found.group(1).split(",")).map(String::strip).filter(s -> !s.isEmpty())
          .mapToInt(Integer::parseInt).toArray();
    } catch (NumberFormatException e) {
      throw error(at, "an extent beyond 2147483647");
    }
  }

  int samples() {
    return shape[0];
  }

  /** Extents of a sample. */
  int[] sampleShape() {
    return Arrays.copyOfRange(shape, 1, shape.length);
  }

  @Override
  public void read(int sample, float[] into) {
    int size = Arrays.stream(sampleShape()).reduce(1, (a, b) -> a * b);
    long at = start + (long) sample * size * type.bytes;
    try {
      ByteBuffer bytes = at(at, size * type.bytes, "sample " + (sample + 1));
      for (int i = 0; i < size; i++) {
        into[i] = type.get(bytes, i);
      }
    } catch (IOException e) {
      throw DataException.of(file, e);
    }
  }

  private ByteBuffer at(long position, int count, String what) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, position + buffer.position()) < 0) {
        throw error(position + buffer.position(), "the file ends in the middle of " + what);
      }
    }
    return buffer.flip();
  }

  private DataException error(long at, String message) {
    return DataException.in(file, "byte " + at + ": " + message);
  }
}
