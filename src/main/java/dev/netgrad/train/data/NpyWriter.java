package dev.netgrad.train.data;

import dev.netgrad.train.DataException;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Writes arrays in NumPy's format, as {@link DataSources} reads them. */
public final class NpyWriter {
  private static final int ALIGNMENT = 64;

  private NpyWriter() {}

  /**
   * Writes an array of 32-bit floats.
   *
   * @param samples each with as many values as {@code shape} says
   * @param shape the extents of a sample
   * @param file where to
   * @throws DataException if it can't be written
   */
  public static void write(List<float[]> samples, int[] shape, Path file) {
    int[] all = IntStream.concat(IntStream.of(samples.size()), Arrays.stream(shape)).toArray();
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      write(samples, all, out);
    } catch (IOException e) {
      throw DataException.of(file, e);
    }
  }

  /**
   * The file of an array of 32-bit floats.
   *
   * @param values row by row
   * @param shape its extents
   * @return its bytes
   */
  public static byte[] bytes(float[] values, int... shape) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      write(List.of(values), shape, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static void write(List<float[]> parts, int[] shape, OutputStream out) throws IOException {
    String extents = Arrays.stream(shape).mapToObj(e -> e + ",").collect(Collectors.joining(" "));
    String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + extents + "), }";
    int length = Math.floorDiv(10 + header.length() + ALIGNMENT, ALIGNMENT) * ALIGNMENT - 10;
    String padded = header + " ".repeat(length - header.length() - 1) + "\n";
    ByteBuffer start = ByteBuffer.allocate(10 + length).order(ByteOrder.LITTLE_ENDIAN);
    start.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0}).putShort((short) length)
        .put(padded.getBytes(StandardCharsets.US_ASCII));
    out.write(start.array());
    for (float[] part : parts) {
      ByteBuffer bytes = ByteBuffer.allocate(4 * part.length).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asFloatBuffer().put(part);
      out.write(bytes.array());
    }
  }
}
