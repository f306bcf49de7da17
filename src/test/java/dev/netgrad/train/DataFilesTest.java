package dev.netgrad.train;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DataFilesTest {
  private static final int[] TWO = {2};

  @TempDir private Path folder;

  @Test
  void readsAFolderOfTrainingAndTestFile() throws IOException {
    write("digits.tra", "0,16,1\n8,4,0\n");
    write("digits.tes", "1,2,1\n");
    Split split = DataFiles.read(folder, TWO, 2, 1);
    assertThat(split.train().features()).isEqualTo(new float[] {0, 16, 8, 4});
    assertThat(split.train().labels()).isEqualTo(new int[] {1, 0});
    assertThat(split.test().features()).isEqualTo(new float[] {1, 2});
    assertThat(split.test().shape()).isEqualTo(TWO);
  }

  @Test
  void splitsAFileBySeed() throws IOException {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 50; i++) {
      rows.append(i).append(",0,").append(i % 2).append('\n');
    }
    Path file = write("rows.csv", rows.toString());
    Split split = DataFiles.read(file, TWO, 2, 1);
    assertThat(split.train().size()).isEqualTo(40);
    assertThat(split.test().size()).isEqualTo(10);
    float[] all = new float[50];
    for (int i = 0; i < 50; i++) {
      all[i] = i < 40 ? split.train().features()[i * 2] : split.test().features()[(i - 40) * 2];
      int label = i < 40 ? split.train().labels()[i] : split.test().labels()[i - 40];
      assertThat(label).isEqualTo((int) all[i] % 2);
    }
    Arrays.sort(all);
    for (int i = 0; i < 50; i++) {
      assertThat(all[i]).isEqualTo((float) i);
    }
    assertThat(DataFiles.read(file, TWO, 2, 1).test().features()).isEqualTo(split.test().features());
    assertThat(DataFiles.read(file, TWO, 2, 2).test().features()).isNotEqualTo(split.test().features());
  }

  @Test
  void acceptsHeaderBlankLinesSpacesAndWindowsLineEnds() throws IOException {
    Path file = write("rows.csv", "\uFEFFlength,width,kind\r\n\r\n 1.5 , -2e3,1\r\n0,0,0.0");
    Dataset data = CsvReader.read(file, TWO, 2, List.of());
    assertThat(data.features()).isEqualTo(new float[] {1.5f, -2000, 0, 0});
    assertThat(data.labels()).isEqualTo(new int[] {1, 0});
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1,2         | 2 values, but the network's input of 2 needs 2 and the class",
        "1,2,3,1     | 4 values, but the network's input of 2 needs 2 and the class",
        "1,x,1       | value 2 is no number: \"x\"",
        "1,,1        | value 2 is empty",
        "NaN,1,1     | value 1 is missing: \"NaN\"",
        "1,NA,1      | value 2 is missing: \"NA\"",
        "1,1,        | the class, last in its row, is empty",
        "1,\"1,1      | a quote without an end",
        "1,'1,5',1   | 4 values, but the network's input of 2 needs 2 and the class",
        "1f,1,1      | value 1 is no number: \"1f\"",
        "1,1e99,1    | value 2 is no number: \"1e99\"",
        "1,1,2       | class \"2\", but the network has the classes 0 to 1; --classes 0,2 names them in this order",
        "1,1,-1      | class \"-1\", but the network has the classes 0 to 1; --classes -1,0 names them in this order",
        "1,1,0.5     | class \"0.5\", but the network has the classes 0 to 1; --classes 0,0.5 names them in this order",
        "1,1,cat     | class \"cat\", but the network has the classes 0 to 1; --classes 0,cat names them in this order",
      })
  void saysWhereARowDoesNotFit(String row, String message) throws IOException {
    Path file = write("rows.csv", "1,1,0\n\n" + row + "\n");
    DataException e = assertThrows(DataException.class, () -> DataFiles.read(file, TWO, 2, 1));
    assertThat(e).hasMessageThat().isEqualTo(file + ":3: " + message);
  }

  /** The same four rows as spreadsheets of different places write them. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.5,-2e3,1\n0,0,0\n",
        "1.5;-2e3;1\r\n0;0;0\r\n\r\n",
        "1,5;-2000;1\n0;0,0;0\n",
        "1.5\t-2e3\t1\n0\t0\t0",
        "\uFEFF\"length\";\"width;height\";\"kind\"\n\"1,5\";\"-2000,0\";\"1\"\n0;0;\"0\"",
        "length,\"wid\"\"th\",kind\n \"1.5\" , -2000 , 1.0\n\n0,0,00\n\n\n",
      })
  void readsWhatIsWrittenElsewhere(String text) throws IOException {
    Dataset data = CsvReader.read(write("rows.csv", text), TWO, 2, List.of());
    assertThat(data.features()).isEqualTo(new float[] {1.5f, -2000, 0, 0});
    assertThat(data.labels()).isEqualTo(new int[] {1, 0});
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"cat:dog:a, b | cat", "1:2:3 | 1", "-1:0:1 | -1", "01:2.0:3 | 1.0"})
  void namesClasses(String names, String first) throws IOException {
    List<String> classes = List.of(names.split(":"));
    StringBuilder rows = new StringBuilder("x;y;class\n");
    for (int i = 3; i-- > 0; ) {
      rows.append(i).append(";0;\"").append(i == 0 ? first : classes.get(i)).append("\"\n");
    }
    Dataset data = CsvReader.read(write("rows.csv", rows.toString()), TWO, 3, classes);
    assertThat(data.labels()).isEqualTo(new int[] {2, 1, 0});
  }

  @Test
  void saysWhichClassesThereAre() throws IOException {
    String rows = "x,y,class\n1,1,10\n1,1,9\n1,1,cat\n";
    Path file = write("rows.csv", rows);
    DataException other = assertThrows(DataException.class, () -> DataFiles.read(file, TWO, 2, 1));
    assertThat(other).hasMessageThat().isEqualTo(file + ":2: class \"10\", but the network has the classes 0 to 1; the"
        + " file has 3, 9,10,cat, and --classes names those of the network");
    DataException none =
        assertThrows(DataException.class, () -> DataFiles.read(file, TWO, 2, List.of("9", "10"), 1));
    assertThat(none).hasMessageThat().isEqualTo(file + ":4: class \"cat\", but the classes are 9,10");
  }

  @Test
  void namesTheColumn() throws IOException {
    Path file = write("rows.csv", "length;width;kind\n1;2;0\n1;NA;0\n");
    DataException e = assertThrows(DataException.class, () -> DataFiles.read(file, TWO, 2, 1));
    assertThat(e).hasMessageThat().isEqualTo(file + ":3: value 2, \"width\", is missing: \"NA\"");
  }

  @Test
  void saysWhatIsWrongWithAFile() throws IOException {
    assertError("no samples", write("empty.csv", ""));
    assertError("no samples", write("header.csv", "a,b,class\n"));
    assertError("a single sample can't be split into training and test set", write("one.csv", "1,1,0\n"));
    assertError("no such file or folder", folder.resolve("none.csv"));
    Path bytes = Files.write(folder.resolve("bytes.csv"), new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
    assertError("not a text file in UTF-8", bytes);
    assertError("needs one file *.tra to train on and one *.tes to test on, has 0 *.tra", folder);
    write("a.tra", "1,1,0\n");
    write("b.tra", "1,1,0\n");
    assertError("needs one file *.tra to train on and one *.tes to test on, has 2 *.tra", folder);
  }

  @Test
  void scalesByTheTrainingSet() {
    Dataset train = new Dataset(new float[] {1, 7, 3, 7}, new int[] {0, 1}, TWO, 2);
    Dataset test = new Dataset(new float[] {4, 8}, new int[] {0}, TWO, 2);
    Scaling scaling = Scaling.of(train);
    assertThat(scaling.mean()).isEqualTo(new float[] {2, 7});
    assertThat(scaling.deviation()).isEqualTo(new float[] {1, 1});
    Split scaled = new Split(train, test).scaled(scaling);
    assertThat(scaled.train().features()).isEqualTo(new float[] {-1, 0, 1, 0});
    assertThat(scaled.test().features()).isEqualTo(new float[] {2, 1});
    assertThat(scaling.metadata()).containsExactly("input.mean", "[2.0, 7.0]", "input.deviation", "[1.0, 1.0]");
  }

  @Test
  void scalesAnImageByChannel() {
    Dataset image = new Dataset(new float[] {0, 10, 2, 30}, new int[] {0}, new int[] {1, 2, 2}, 1);
    assertThat(Scaling.of(image).mean()).isEqualTo(new float[] {1, 20});
    assertThat(Scaling.of(image).apply(image).features()).isEqualTo(new float[] {-1, -1, 1, 1});
  }

  private void assertError(String message, Path path) {
    DataException e = assertThrows(DataException.class, () -> DataFiles.read(path, TWO, 2, 1));
    assertThat(e).hasMessageThat().isEqualTo(path + ": " + message);
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text, StandardCharsets.UTF_8);
  }
}
