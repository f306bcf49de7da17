package dev.netgrad.train.data;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.netgrad.train.Batch;
import dev.netgrad.train.DataException;
import dev.netgrad.train.Port;
import dev.netgrad.train.Scaling;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RowFilesTest {
  private static final Port POINT = Port.numbers("point", 2);
  private static final Port LABEL = Port.wholes("label", 2);

  private static Data open(Path path, int seed, String... classes) {
    return RowFiles.open(path, new Needs(List.of(POINT, LABEL), Set.of("point"), List.of(classes), seed)).orElseThrow();
  }

  private static Samples read(Path file, int classes, String... names) {
    return CsvReader.read(file, POINT, Optional.of(Port.wholes("label", classes)), List.of(names));
  }

  /** A field of all samples, one after the other. */
  private static float[] values(Samples samples, int field) throws DamageException {
    List<Float> all = new ArrayList<>();
    List<Raster> into = samples.fields().stream().map(f -> new Raster()).toList();
    for (int i = 0; i < samples.size(); i++) {
      samples.read(i, into);
      for (int k = 0; k < into.get(field).size(); k++) {
        all.add(into.get(field).values()[k]);
      }
    }
    float[] values = new float[all.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = all.get(i);
    }
    return values;
  }

  @TempDir private Path folder;

  @Test
  void readsAFolderOfTrainingAndTestFile() throws IOException, DamageException {
    write("digits.tra", "0,16,1\n8,4,0\n");
    write("digits.tes", "1,2,1\n");
    Data data = open(folder, 1);
    assertThat(values(data.train(), 0)).isEqualTo(new float[] {0, 16, 8, 4});
    assertThat(values(data.train(), 1)).isEqualTo(new float[] {1, 0});
    assertThat(values(data.test(), 0)).isEqualTo(new float[] {1, 2});
    assertThat(data.test().origin(0)).isEqualTo(folder.resolve("digits.tes") + ", sample 1");
  }

  @Test
  void splitsAFileBySeed() throws IOException, DamageException {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 50; i++) {
      rows.append(i).append(",0,").append(i % 2).append('\n');
    }
    Path file = write("rows.csv", rows.toString());
    Data data = open(file, 1);
    assertThat(data.train().size()).isEqualTo(40);
    assertThat(data.test().size()).isEqualTo(10);
    float[] train = values(data.train(), 0);
    float[] test = values(data.test(), 0);
    float[] all = new float[50];
    for (int i = 0; i < 50; i++) {
      all[i] = i < 40 ? train[i * 2] : test[(i - 40) * 2];
      float label = i < 40 ? values(data.train(), 1)[i] : values(data.test(), 1)[i - 40];
      assertThat(label).isEqualTo(all[i] % 2);
    }
    Arrays.sort(all);
    for (int i = 0; i < 50; i++) {
      assertThat(all[i]).isEqualTo((float) i);
    }
    assertThat(values(open(file, 1).test(), 0)).isEqualTo(test);
    assertThat(values(open(file, 2).test(), 0)).isNotEqualTo(test);
  }

  @Test
  void acceptsHeaderBlankLinesSpacesAndWindowsLineEnds() throws IOException, DamageException {
    Path file = write("rows.csv", "\uFEFFlength,width,kind\r\n\r\n 1.5 , -2e3,1\r\n0,0,0.0");
    Samples data = read(file, 2);
    assertThat(values(data, 0)).isEqualTo(new float[] {1.5f, -2000, 0, 0});
    assertThat(values(data, 1)).isEqualTo(new float[] {1, 0});
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1,2         | 2 values, but a row has point, 2 numbers, and the class",
        "1,2,3,1     | 4 values, but a row has point, 2 numbers, and the class",
        "1,x,1       | value 2 is no number: \"x\"",
        "1,,1        | value 2 is empty",
        "NaN,1,1     | value 1 is missing: \"NaN\"",
        "1,NA,1      | value 2 is missing: \"NA\"",
        "1,1,        | the class, last in its row, is empty",
        "1,\"1,1      | a quote without an end",
        "1,'1,5',1   | 4 values, but a row has point, 2 numbers, and the class",
        "1f,1,1      | value 1 is no number: \"1f\"",
        "1,1e99,1    | value 2 is no number: \"1e99\"",
        "1,1,2       | class \"2\", but the network has the classes 0 to 1; --classes 0,2 names them in this order",
        "1,1,-1      | class \"-1\", but the network has the classes 0 to 1; --classes -1,0 names them in this order",
        "1,1,0.5     | class \"0.5\", but the network has the classes 0 to 1; --classes 0,0.5 names them in this order",
        "1,1,cat     | class \"cat\", but the network has the classes 0 to 1; --classes 0,cat names them in this order",
      })
  void saysWhereARowDoesNotFit(String row, String message) throws IOException {
    Path file = write("rows.csv", "1,1,0\n\n" + row + "\n");
    DataException e = assertThrows(DataException.class, () -> open(file, 1));
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
  void readsWhatIsWrittenElsewhere(String text) throws IOException, DamageException {
    Samples data = read(write("rows.csv", text), 2);
    assertThat(values(data, 0)).isEqualTo(new float[] {1.5f, -2000, 0, 0});
    assertThat(values(data, 1)).isEqualTo(new float[] {1, 0});
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"cat:dog:a, b | cat", "1:2:3 | 1", "-1:0:1 | -1", "01:2.0:3 | 1.0"})
  void namesClasses(String names, String first) throws IOException, DamageException {
    List<String> classes = List.of(names.split(":"));
    StringBuilder rows = new StringBuilder("x;y;class\n");
    for (int i = 3; i-- > 0; ) {
      rows.append(i).append(";0;\"").append(i == 0 ? first : classes.get(i)).append("\"\n");
    }
    Samples data = read(write("rows.csv", rows.toString()), 3, names.split(":"));
    assertThat(values(data, 1)).isEqualTo(new float[] {2, 1, 0});
  }

  @Test
  void saysWhichClassesThereAre() throws IOException {
    String rows = "x,y,class\n1,1,10\n1,1,9\n1,1,cat\n";
    Path file = write("rows.csv", rows);
    DataException other = assertThrows(DataException.class, () -> open(file, 1));
    assertThat(other).hasMessageThat().isEqualTo(file + ":2: class \"10\", but the network has the classes 0 to 1; the"
        + " file has 3, 9,10,cat, and --classes names those of the network");
    DataException none =
        assertThrows(DataException.class, () -> open(file, 1, "9", "10"));
    assertThat(none).hasMessageThat().isEqualTo(file + ":4: class \"cat\", but the classes are 9,10");
  }

  @Test
  void namesTheColumn() throws IOException {
    Path file = write("rows.csv", "length;width;kind\n1;2;0\n1;NA;0\n");
    DataException e = assertThrows(DataException.class, () -> open(file, 1));
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
    write("a.tra", "1,1,0\n");
    assertError("needs one file *.tra to train on and one *.tes to test on, has 0 *.tes", folder);
    write("b.tra", "1,1,0\n");
    assertError("needs one file *.tra to train on and one *.tes to test on, has 2 *.tra", folder);
  }

  @Test
  void scalesByTheTrainingSet() throws IOException {
    write("digits.tra", "1,7,0\n3,7,1\n");
    write("digits.tes", "4,8,0\n");
    Scaling scaling = survey(open(folder, 1).train(), List.of(POINT, LABEL), "point");
    assertThat(scaling.mean()).isEqualTo(new float[] {2, 7});
    assertThat(scaling.deviation()).isEqualTo(new float[] {1, 1});
  }

  @Test
  void scalesAnImageByChannel() {
    Port image = Port.numbers("image", 1, 2, 2);
    Samples one = new ArraySamples(new Batch(1).with("image", new float[] {0, 10, 2, 30}), List.of(image), "image");
    assertThat(survey(one, List.of(image), "image").mean()).isEqualTo(new float[] {1, 20});
  }

  private static Scaling survey(Samples samples, List<Port> ports, String scaled) {
    return Survey.of(samples, ports, Preparation.Fit.NONE, List.of(scaled), 1).scaling().get(scaled);
  }

  @Test
  void rowsMayHaveNoClass() throws IOException, DamageException {
    Samples rows = Questions.open(List.of(write("a.csv", "x,y\n1,2\n3,4\n"), write("b.tsv", "5\t6\n")), List.of(POINT));
    assertThat(values(rows, 0)).isEqualTo(new float[] {1, 2, 3, 4, 5, 6});
    assertThat(rows.origin(2)).isEqualTo(folder.resolve("b.tsv") + ", sample 1");
    Path file = write("c.csv", "1,2\n1,2,0\n");
    assertThat(assertThrows(DataException.class, () -> Questions.open(List.of(file), List.of(POINT)))).hasMessageThat()
        .isEqualTo(file + ":2: 3 values, but a row has point, 2 numbers");
  }

  private void assertError(String message, Path path) {
    DataException e = assertThrows(DataException.class, () -> open(path, 1));
    assertThat(e).hasMessageThat().isEqualTo(path + ": " + message);
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text, StandardCharsets.UTF_8);
  }
}
