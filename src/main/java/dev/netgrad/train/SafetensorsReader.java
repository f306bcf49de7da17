package dev.netgrad.train;

import dev.netgrad.train.Json.JsonException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads {@link Safetensors}, trusting nothing: no array is made before the file is known to hold its values. */
final class SafetensorsReader {
  private static final int CHUNK = 1 << 16;

  private final Path file;
  private final FileChannel channel;

  private SafetensorsReader(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /** An array's place among the values; {@code begin} and {@code end} in bytes. */
  private record Entry(String name, int[] shape, long begin, long end) {}

  static Safetensors read(Path file, FileChannel channel) throws IOException {
    return new SafetensorsReader(file, channel).read();
  }

  private Safetensors read() throws IOException {
    long size = channel.size();
    if (size < Long.BYTES) {
      throw foreign(size + " bytes are too few");
    }
    long headerLength = bytes(Long.BYTES).getLong();
    // Unsigned in the format; what would be negative here is too long in any case.
    if (headerLength < 2 || headerLength > Safetensors.LONGEST_HEADER || headerLength > size - Long.BYTES) {
      throw foreign("a header of %s bytes in a file of %d".formatted(Long.toUnsignedString(headerLength), size));
    }
    Map<?, ?> header = header(bytes((int) headerLength));
    Map<String, String> metadata = metadata(header.get(Safetensors.METADATA));
    List<Entry> entries = new ArrayList<>();
    for (Map.Entry<?, ?> member : header.entrySet()) {
      if (!member.getKey().equals(Safetensors.METADATA)) {
        entries.add(entry((String) member.getKey(), member.getValue()));
      }
    }
    entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    requireNoGaps(entries, size - Long.BYTES - headerLength);
    List<NamedArray> arrays = new ArrayList<>();
    for (Entry entry : entries) {
      arrays.add(new NamedArray(entry.name(), entry.shape(), floats((int) ((entry.end() - entry.begin()) / 4))));
    }
    return new Safetensors(arrays, metadata);
  }

  private Map<?, ?> header(ByteBuffer bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
      if (text.startsWith("{") && Json.parse(text) instanceof Map<?, ?> header) {
        return header;
      }
    } catch (CharacterCodingException e) {
      throw foreign("the header is no text in UTF-8");
    } catch (JsonException e) {
      throw error("the header is no JSON: " + e.getMessage());
    }
    throw foreign("the header is no JSON object");
  }

  private Map<String, String> metadata(Object value) {
    Map<String, String> metadata = new LinkedHashMap<>();
    if (value == null) {
      return metadata;
    }
    if (!(value instanceof Map<?, ?> members)) {
      throw error(Safetensors.METADATA + " is no JSON object");
    }
    members.forEach((key, text) -> {
      if (!(text instanceof String string)) {
        throw error(Safetensors.METADATA + " has a value that is no string, for " + key);
      }
      metadata.put((String) key, string);
    });
    return metadata;
  }

  private Entry entry(String name, Object value) {
    if (name.isEmpty()) {
      throw error("an array without a name");
    }
    if (!(value instanceof Map<?, ?> members)) {
      throw error(name + " is described by no JSON object");
    }
    if (!"F32".equals(members.get("dtype"))) {
      throw error(name + " is of type " + members.get("dtype") + "; only F32 can be read");
    }
    long[] extents = wholeNumbers(name, "shape", members.get("shape"));
    int[] shape = new int[extents.length];
    for (int i = 0; i < shape.length; i++) {
      if (extents[i] > Integer.MAX_VALUE) {
        throw error(name + " has an extent of " + extents[i] + ": more than an array can hold");
      }
      shape[i] = (int) extents[i];
    }
    long[] offsets = wholeNumbers(name, "data_offsets", members.get("data_offsets"));
    if (offsets.length != 2 || offsets[0] > offsets[1]) {
      throw error(name + " has data_offsets that are not a begin and an end");
    }
    long elements;
    try {
      elements = Shapes.size(shape);
    } catch (IllegalArgumentException e) {
      throw error(name + ": " + e.getMessage());
    }
    if (offsets[1] - offsets[0] != elements * Float.BYTES) {
      throw error(
          "%s of shape %s needs %d bytes, its data_offsets give it %d"
              .formatted(name, Shapes.format(shape), elements * Float.BYTES, offsets[1] - offsets[0]));
    }
    return new Entry(name, shape, offsets[0], offsets[1]);
  }

  private long[] wholeNumbers(String name, String key, Object value) {
    if (!(value instanceof List<?> elements)) {
      throw error(name + " has no list " + key);
    }
    long[] numbers = new long[elements.size()];
    for (int i = 0; i < numbers.length; i++) {
      if (!(elements.get(i) instanceof Long number) || number < 0) {
        throw error(name + " has " + elements.get(i) + " in its " + key + ", where whole numbers from 0 belong");
      }
      numbers[i] = number;
    }
    return numbers;
  }

  /** The format asks for it: each byte after the header belongs to one array. */
  private void requireNoGaps(List<Entry> entries, long dataSize) {
    long end = 0;
    String before = "the header";
    for (Entry entry : entries) {
      if (entry.begin() < end) {
        throw error("the values of " + entry.name() + " overlap those of " + before);
      }
      if (entry.begin() > end) {
        throw error("%d bytes of no array before %s".formatted(entry.begin() - end, entry.name()));
      }
      end = entry.end();
      before = entry.name();
    }
    if (end > dataSize) {
      throw error("cut off: %d bytes of values are announced, %d are there".formatted(end, dataSize));
    }
    if (end < dataSize) {
      throw error("%d bytes of no array at the end".formatted(dataSize - end));
    }
  }

  private float[] floats(int count) throws IOException {
    float[] values = new float[count];
    for (int done = 0; done < count; ) {
      int part = Math.min(CHUNK, count - done);
      bytes(part * Float.BYTES).asFloatBuffer().get(values, done, part);
      done += part;
    }
    return values;
  }

  private ByteBuffer bytes(int count) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw error("cut off");
      }
    }
    return buffer.flip();
  }

  private DataException foreign(String message) {
    return error("this is no file in the safetensors format, in which weights are saved: " + message);
  }

  private DataException error(String message) {
    return DataException.in(file, message);
  }
}
