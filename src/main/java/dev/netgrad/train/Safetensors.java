package dev.netgrad.train;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Files in the safetensors format, as published by Hugging Face: the length of the header in 8 bytes, the header in
 * JSON, then the values, all little-endian. Values are 32-bit floats ({@code F32}).
 *
 * @param arrays in the order of their values in the file
 * @param metadata what the file says about itself, under {@code __metadata__}
 */
public record Safetensors(List<NamedArray> arrays, Map<String, String> metadata) {
  static final String METADATA = "__metadata__";
  static final int LONGEST_HEADER = 100_000_000;
  private static final int CHUNK = 1 << 16;

  /**
   * Keeps copies of the list and the map, not of the arrays.
   *
   * @param arrays what the file holds
   * @param metadata what it says about itself
   */
  public Safetensors {
    arrays = List.copyOf(arrays);
    metadata = Map.copyOf(metadata);
  }

  /**
   * Writes {@code file}, by name in ascending order: the same arrays give the same bytes. Whoever reads it finds the
   * former file or this one, each as a whole, however many write it at the same time and wherever one of them is
   * killed: each writes aside, under a name of its own, waits for the disk, and moves. What a killed one leaves aside
   * ends in {@code .part}.
   *
   * @param file where to; its folder is there already
   * @throws DataException if the file can't be written
   * @throws IllegalArgumentException if a name occurs twice or is {@code __metadata__}
   */
  public void write(Path file) {
    List<NamedArray> sorted = arrays.stream().sorted(Comparator.comparing(NamedArray::name)).toList();
    byte[] header = header(sorted);
    Path aside = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".part");
    try {
      try (FileChannel channel =
          FileChannel.open(
              aside, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        writeAll(channel, sorted, header);
        channel.force(true);
      }
      move(aside, file);
    } catch (IOException e) {
      try {
        Files.deleteIfExists(aside);
      } catch (IOException unfinished) {
        e.addSuppressed(unfinished);
      }
      throw DataException.of(file, e);
    }
  }

  /**
   * Reads {@code file}.
   *
   * @param file a file in the safetensors format
   * @return its arrays, all of them in memory, and its metadata
   * @throws DataException if it can't be read, is not in the format in any way, or holds anything but 32-bit floats
   */
  public static Safetensors read(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return SafetensorsReader.read(file, channel);
    } catch (IOException e) {
      throw DataException.of(file, e);
    }
  }

  private byte[] header(List<NamedArray> sorted) {
    StringBuilder json = new StringBuilder("{");
    if (!metadata.isEmpty()) {
      json.append(Json.quote(METADATA)).append(":{");
      new TreeMap<>(metadata)
          .forEach((key, value) -> json.append(Json.quote(key)).append(':').append(Json.quote(value)).append(','));
      json.setCharAt(json.length() - 1, '}');
      json.append(',');
    }
    Set<String> names = new HashSet<>();
    long begin = 0;
    for (NamedArray array : sorted) {
      if (array.name().equals(METADATA) || !names.add(array.name())) {
        throw new IllegalArgumentException("the name " + array.name() + " is taken");
      }
      long end = begin + (long) array.values().length * Float.BYTES;
      json.append(Json.quote(array.name())).append(":{\"dtype\":\"F32\",\"shape\":[");
      for (int i = 0; i < array.shape().length; i++) {
        json.append(i == 0 ? "" : ",").append(array.shape()[i]);
      }
      json.append("],\"data_offsets\":[").append(begin).append(',').append(end).append("]},");
      begin = end;
    }
    if (json.charAt(json.length() - 1) == ',') {
      json.setLength(json.length() - 1);
    }
    json.append('}');
    // Spaces, so that the values start at a multiple of 8 bytes.
    int length = json.toString().getBytes(StandardCharsets.UTF_8).length;
    return json.append(" ".repeat(-length & 7)).toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void writeAll(FileChannel channel, List<NamedArray> sorted, byte[] header) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
    drain(buffer.putLong(header.length), channel);
    ByteBuffer text = ByteBuffer.wrap(header);
    while (text.hasRemaining()) {
      channel.write(text);
    }
    for (NamedArray array : sorted) {
      for (float value : array.values()) {
        if (buffer.remaining() < Float.BYTES) {
          drain(buffer, channel);
        }
        buffer.putFloat(value);
      }
    }
    drain(buffer, channel);
  }

  private static void drain(ByteBuffer buffer, FileChannel channel) throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    buffer.clear();
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
