package dev.netgrad.train.data;

import dev.netgrad.train.DataException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

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
    StringBuilder extents = new StringBuilder(samples.size() + ",");
    for (int extent : shape) {
      extents.append(' ').append(extent).append(',');
    }
    String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + extents + "), }";
    int length = Math.floorDiv(10 + header.length() + ALIGNMENT, ALIGNMENT) * ALIGNMENT - 10;
    String padded = header + " ".repeat(length - header.length() - 1) + "\n";
    ByteBuffer start = ByteBuffer.allocate(10 + length).order(ByteOrder.LITTLE_ENDIAN);
    start.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0}).putShort((short) length)
        .put(padded.getBytes(StandardCharsets.US_ASCII));
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      out.write(start.array());
      for (float[] sample : samples) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * sample.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(sample);
        out.write(bytes.array());
      }
    } catch (IOException e) {
      throw DataException.of(file, e);
    }
  }
}
