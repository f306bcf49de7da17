package dev.netgrad.train;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SafetensorsTest {
  @TempDir private Path folder;

  /** Byte by byte as the format's description has it. */
  @Test
  void writesThePublishedLayout() throws IOException {
    Path file = folder.resolve("weights.safetensors");
    new Safetensors(
            List.of(
                new NamedArray("w", new int[] {2, 1}, new float[] {1, -2}),
                new NamedArray("b", new int[0], new float[] {0.5f})),
            Map.of("input.mean", "[\"0\"]"))
        .write(file);

    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int length = (int) bytes.getLong();
    String header = new String(bytes.array(), 8, length, StandardCharsets.UTF_8);
    assertThat(header.stripTrailing())
        .isEqualTo(
            "{\"__metadata__\":{\"input.mean\":\"[\\\"0\\\"]\"},"
                + "\"b\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]},"
                + "\"w\":{\"dtype\":\"F32\",\"shape\":[2,1],\"data_offsets\":[4,12]}}");
    assertThat(length % 8).isEqualTo(0);
    assertThat(header.length() - header.stripTrailing().length()).isLessThan(8);
    bytes.position(8 + length);
    assertThat(bytes.getFloat()).isEqualTo(0.5f);
    assertThat(bytes.getInt()).isEqualTo(0x3f800000);
    assertThat(bytes.getInt()).isEqualTo(0xc0000000);
    assertThat(bytes.hasRemaining()).isFalse();
  }

  @Test
  void readsWhatItWrites() {
    float[] large = new float[100_003];
    for (int i = 0; i < large.length; i++) {
      large[i] = i * 0.1f;
    }
    large[7] = Float.NaN;
    large[8] = Float.NEGATIVE_INFINITY;
    large[9] = -0f;
    Path file = folder.resolve("w");
    String name = "Größe \"\\\n\u0001 😀";
    new Safetensors(
            List.of(
                new NamedArray(name, new int[] {large.length}, large),
                new NamedArray("none", new int[] {3, 0}, new float[0])),
            Map.of())
        .write(file);

    Safetensors read = Safetensors.read(file);
    assertThat(read.arrays().stream().map(NamedArray::name).toList()).containsExactly(name, "none");
    assertThat(read.metadata()).isEmpty();
    for (NamedArray array : read.arrays()) {
      if (array.name().equals(name)) {
        assertThat(array.values()).isEqualTo(large);
        assertThat(array.shape()).isEqualTo(new int[] {large.length});
      }
    }
  }

  @Test
  void aFileIsReplacedAsAWhole() throws IOException {
    Path file = Files.writeString(folder.resolve("w"), "former");
    new Safetensors(List.of(), Map.of()).write(file);
    assertThat(Safetensors.read(file).arrays()).isEmpty();
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.toList()).containsExactly(file);
    }
  }

  @Test
  void saysWhyAFileCannotBeWritten() throws IOException {
    Safetensors empty = new Safetensors(List.of(), Map.of());
    Path lost = folder.resolve("none").resolve("w");
    assertThat(assertThrows(DataException.class, () -> empty.write(lost)))
        .hasMessageThat()
        .isEqualTo(lost + ": no such file or folder");
    Path taken = Files.createDirectories(folder.resolve("taken").resolve("inside")).getParent();
    assertThrows(DataException.class, () -> empty.write(taken));
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.toList()).containsExactly(taken);
    }
  }

  @Test
  void aNameIsTakenOnce() {
    NamedArray array = new NamedArray("a", new int[0], new float[1]);
    NamedArray reserved = new NamedArray("__metadata__", new int[0], new float[1]);
    Path file = folder.resolve("w");
    assertThrows(
        IllegalArgumentException.class, () -> new Safetensors(List.of(array, array), Map.of()).write(file));
    assertThrows(
        IllegalArgumentException.class, () -> new Safetensors(List.of(reserved), Map.of()).write(file));
    assertThat(Files.exists(file)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "8 | {'a':{'dtype':'F16','shape':[2],'data_offsets':[0,4]}} | a is of type F16; only F32 can be read",
        "4 | {'a':{'shape':[1],'data_offsets':[0,4]}} | a is of type null; only F32 can be read",
        "4 | {'a':{'dtype':'F32','shape':[2],'data_offsets':[0,4]}} | needs 8 bytes, its data_offsets give it 4",
        "4 | {'a':{'dtype':'F32','shape':[-1],'data_offsets':[0,4]}} | a has -1 in its shape",
        "4 | {'a':{'dtype':'F32','shape':[1.0],'data_offsets':[0,4]}} | a has 1.0 in its shape",
        "4 | {'a':{'dtype':'F32','shape':1,'data_offsets':[0,4]}} | a has no list shape",
        "4 | {'a':{'dtype':'F32','shape':[1]}} | a has no list data_offsets",
        "4 | {'a':{'dtype':'F32','shape':[1],'data_offsets':[4,0]}} | a has data_offsets that are not",
        "4 | {'a':{'dtype':'F32','shape':[1],'data_offsets':[0]}} | a has data_offsets that are not a begin and an end",
        "4 | {'a':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}} | 4 bytes of no array before a",
        "4 | {'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}} | cut off: 8 bytes of values are",
        "8 | {'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}} | 4 bytes of no array at the end",
        "4 | {'a':{'dtype':'F32','shape':[65536,65536],'data_offsets':[0,4]}} | more elements than an array can hold",
        "4 | {'a':{'dtype':'F32','shape':[99999999999],'data_offsets':[0,4]}} | more than an array can hold",
        "0 | {'a':{'dtype':'F32','shape':[2147483647],'data_offsets':[0,8589934588]}} | cut off: 8589934588 bytes",
        "0 | {'a':7} | a is described by no JSON object",
        "0 | {'__metadata__':7} | __metadata__ is no JSON object",
        "0 | {'__metadata__':{'k':7}} | __metadata__ has a value that is no string",
        "0 | {'':{}} | an array without a name",
        "0 | [1] | the header is no JSON object",
        "0 | {'a':{},'a':{}} | the key \"a\" again at character 9",
        "0 | {'a':{}     | the header is no JSON: ends too early at character 8",
      })
  void saysWhatIsWrong(int dataSize, String header, String message) throws IOException {
    assertError(message, file(header.replace('\'', '"'), dataSize));
  }

  @Test
  void arraysMayNotOverlap() throws IOException {
    String header =
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
            + "\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}}";
    assertError("the values of b overlap those of a", file(header, 12));
  }

  @Test
  void lengthsOfHeadersAreChecked() throws IOException {
    assertError("0 bytes are too few", new byte[0]);
    assertError("7 bytes are too few", new byte[7]);
    assertError("a header of 0 bytes", new byte[8]);
    byte[] longest = {-1, -1, -1, -1, -1, -1, -1, -1, 0};
    assertError("a header of 18446744073709551615 bytes in a file of 9", longest);
    assertError("a header of 3 bytes in a file of 10", new byte[] {3, 0, 0, 0, 0, 0, 0, 0, '{', '}'});
    assertError("the header is no text in UTF-8", new byte[] {2, 0, 0, 0, 0, 0, 0, 0, -1, -2});
    assertError("nested too deeply", file("{\"a\":" + "[".repeat(100_000), 0));
  }

  @Test
  void aMissingFileIsNamed() {
    Path file = folder.resolve("none");
    DataException e = assertThrows(DataException.class, () -> Safetensors.read(file));
    assertThat(e).hasMessageThat().isEqualTo(file + ": no such file or folder");
  }

  /** Whatever is cut off or overwritten, the answer is a file or a message. */
  @Test
  void anyDamageIsAMessage() throws IOException {
    Path file = folder.resolve("w");
    new Safetensors(
            List.of(new NamedArray("a", new int[] {2}, new float[2]), new NamedArray("b", new int[0], new float[1])),
            Map.of("k", "v"))
        .write(file);
    byte[] good = Files.readAllBytes(file);
    for (int i = 0; i < good.length; i++) {
      byte[] cut = Arrays.copyOf(good, i);
      Files.write(file, cut);
      assertThrows(DataException.class, () -> Safetensors.read(file));
      for (int flip : new int[] {1, 4, 16, 128}) {
        byte[] damaged = good.clone();
        damaged[i] ^= (byte) flip;
        Files.write(file, damaged);
        try {
          Safetensors.read(file);
        } catch (DataException e) {
          assertThat(e).hasMessageThat().startsWith(file + ": ");
        }
      }
    }
  }

  private void assertError(String message, byte[] bytes) throws IOException {
    Path file = Files.write(folder.resolve("broken"), bytes);
    DataException e = assertThrows(DataException.class, () -> Safetensors.read(file));
    assertThat(e).hasMessageThat().startsWith(file + ": ");
    assertThat(e).hasMessageThat().contains(message);
  }

  private static byte[] file(String header, int dataSize) {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + text.length + dataSize)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(text.length)
        .put(text)
        .array();
  }
}
