package dev.netgrad.train.data;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.netgrad.train.Batch;
import dev.netgrad.train.DataException;
import dev.netgrad.train.NamedArray;
import dev.netgrad.train.Port;
import dev.netgrad.train.Safetensors;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataTest {
  private static final Port IMAGE = Port.numbers("image", 4, 4, 3);
  private static final Port LABEL = Port.wholes("label", 2);

  @TempDir
  private Path folder;

  private static Needs needs(Port answer, String... classes) {
    return new Needs(List.of(IMAGE, answer), Set.of("image"), List.of(classes), 1);
  }

  /** 4 by 4 pixels of one colour. */
  private static byte[] png(int grey) {
    BufferedImage image = new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 16; i++) {
      image.setRGB(i % 4, i / 4, grey * 0x010101);
    }
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ImageIO.write(image, "png", out);
      return out.toByteArray();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void file(String name, byte... content) {
    try {
      Files.createDirectories(folder.resolve(name).getParent());
      Files.write(folder.resolve(name), content);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void file(String name, String text) {
    file(name, text.getBytes(StandardCharsets.UTF_8));
  }

  private String failure(Port answer, String... classes) {
    return assertThrows(DataException.class, () -> DataSources.open(folder, needs(answer, classes))).getMessage()
        .replace(folder.toString(), "DIR");
  }

  /** The first value of each field of each sample. */
  private static List<String> firsts(Samples samples) throws DamageException {
    List<Raster> rasters = List.of(new Raster(), new Raster());
    List<String> firsts = new ArrayList<>();
    for (int i = 0; i < samples.size(); i++) {
      samples.read(i, rasters);
      firsts.add((int) rasters.get(0).values()[0] + " " + (int) rasters.get(1).values()[0]);
    }
    return firsts;
  }

  private void classFolders(String parent) {
    for (int i = 0; i < 5; i++) {
      file(parent + "cat/" + i + ".png", png(i));
      file(parent + "dog/" + i + ".png", png(100 + i));
    }
  }

  @Test
  void foldersOfClasses() throws Exception {
    classFolders("train/");
    file("test/cat/a.png", png(50));
    file("test/dog/b.PNG", png(60));
    file("test/dog/.DS_Store", "x");
    file("test/dog/readme.txt", "x");

    Data data = DataSources.open(folder, needs(LABEL));

    assertThat(data.classes()).containsExactly("cat", "dog").inOrder();
    assertThat(firsts(data.train())).containsExactly("0 0", "1 0", "2 0", "3 0", "4 0", "100 1", "101 1", "102 1",
        "103 1", "104 1").inOrder();
    assertThat(firsts(data.test())).containsExactly("50 0", "60 1").inOrder();
    assertThat(data.train().origin(5)).isEqualTo(folder + "/train/dog/0.png");
    assertThat(firsts(DataSources.open(folder, needs(LABEL, "dog", "cat")).test()))
        .containsExactly("60 0", "50 1").inOrder();
  }

  @Test
  void oneFolderIsDividedByTheSeed() throws Exception {
    classFolders("");

    Data data = DataSources.open(folder, needs(LABEL));
    Data other = DataSources.open(folder, new Needs(List.of(IMAGE, LABEL), Set.of("image"), List.of(), 2));

    assertThat(data.train().size()).isEqualTo(8);
    assertThat(data.test().size()).isEqualTo(2);
    List<String> all = new ArrayList<>(firsts(data.train()));
    all.addAll(firsts(data.test()));
    assertThat(Set.copyOf(all)).hasSize(10);
    assertThat(firsts(data.test())).isEqualTo(firsts(DataSources.open(folder, needs(LABEL)).test()));
    assertThat(firsts(data.test())).isNotEqualTo(firsts(other.test()));
  }

  @Test
  void zipsAreAsFolders() throws Exception {
    Path zip = folder.resolve("pictures.zip");
    try (OutputStream file = Files.newOutputStream(zip); ZipOutputStream out = new ZipOutputStream(file)) {
      for (String name : new String[] {"train/cat/1.png", "train/dog/2.png", "test/cat/3.png", "test/dog/4.png"}) {
        out.putNextEntry(new ZipEntry("all/" + name));
        out.write(png(name.charAt(name.length() - 5) - '0'));
      }
      out.putNextEntry(new ZipEntry("__MACOSX/all/._1.png"));
    }

    Data data = DataSources.open(zip, needs(LABEL));

    assertThat(firsts(data.train())).containsExactly("1 0", "2 1").inOrder();
    assertThat(data.test().origin(0)).endsWith("pictures.zip/all/test/cat/3.png");
    file("pictures.zip", Arrays.copyOf(Files.readAllBytes(zip), 300));
    assertThat(assertThrows(DataException.class, () -> DataSources.open(zip, needs(LABEL)))).hasMessageThat()
        .startsWith(zip + ": ");
  }

  @Test
  void picturesWithMasks() throws Exception {
    for (int i = 0; i < 10; i++) {
      file("images/" + i + ".png", png(10 * i));
      file("masks/" + i + ".png", png(i % 3));
    }
    Data data = DataSources.open(folder, needs(Port.wholes("mask", 3, 4, 4)));

    assertThat(data.train().size()).isEqualTo(8);
    assertThat(data.train().fields().get(1).kind()).isEqualTo(Field.Kind.MASK);
    for (String first : firsts(data.train())) {
      int picture = Integer.parseInt(first.split(" ")[0]);
      assertThat(first).isEqualTo(picture + " " + picture / 10 % 3);
    }
    Files.delete(folder.resolve("masks/4.png"));
    assertThat(failure(Port.wholes("mask", 3, 4, 4))).isEqualTo("DIR/images/4.png has no mask in masks/");
    assertThat(failure(LABEL)).isEqualTo("DIR has masks, but the network learns label, a class from 0 to"
        + " 1");
  }

  @Test
  void picturesWithNumbers() throws Exception {
    for (int i = 0; i < 10; i++) {
      file("p" + i + ".png", png(10 * i));
    }
    StringBuilder table = new StringBuilder("file;left;right\n");
    IntStream.range(0, 10).forEach(i -> table.append("p" + i + ".png;" + i + ",5;0\n"));
    file("numbers.csv", table.toString());
    Port target = Port.numbers("target", 2);

    for (String first : firsts(DataSources.open(folder, needs(target)).train())) {
      int picture = Integer.parseInt(first.split(" ")[0]);
      assertThat(first).isEqualTo(picture + " " + picture / 10);
    }
    file("numbers.csv", table.toString().replace("p3.png;3,5", "p3.png;x"));
    assertThat(failure(target)).isEqualTo("DIR/numbers.csv:5: value 2 is no number: \"x\"");
    file("numbers.csv", table.toString().replace("p3.png;3,5;0", "p3.png;3"));
    assertThat(failure(target)).isEqualTo("DIR/numbers.csv:5: 2 values, but a picture's name and 2 numbers are needed");
    file("numbers.csv", table.toString().replace("p3.png", "q.png"));
    assertThat(failure(target)).isEqualTo("DIR/numbers.csv:5: there is no q.png");
  }

  @Test
  void whatDoesNotFitIsSaid() throws Exception {
    assertThat(failure(LABEL)).isEqualTo("DIR: the folder is empty");
    file("train/cat/1.png", png(1));
    assertThat(failure(LABEL)).isEqualTo("DIR: has train/, but no test/ beside it");
    file("test/cat/1.png", png(1));
    assertThat(failure(LABEL)).isEqualTo("DIR: 1 classes, cat, but the network learns label, a class from 0 to 1");
    file("train/dog/1.png", png(1));
    assertThat(failure(LABEL)).isEqualTo("DIR/test/dog has no pictures");
    file("test/dog/1.txt", png(1));
    assertThat(failure(LABEL)).isEqualTo("DIR/test/dog has no pictures; each folder is a class");
    file("test/dog/1.png", png(1));
    file("test/cow/1.png", png(1));
    assertThat(failure(LABEL)).isEqualTo("DIR/test/cow is no class; the classes are cat, dog");
    Files.delete(folder.resolve("test/cow/1.png"));
    assertThat(failure(Port.numbers("target", 3)))
        .isEqualTo("DIR has classes, but the network learns target, 3 numbers");
    Needs two = new Needs(List.of(IMAGE, Port.numbers("age"), LABEL), Set.of("image", "age"), List.of(), 1);
    assertThat(assertThrows(DataException.class, () -> DataSources.open(folder, two))).hasMessageThat()
        .contains("has pictures, but the network takes image, 4×4×3 numbers; age, a number: pictures fit one input");
  }

  @Test
  void damagedPicturesAreSetAside() {
    classFolders("train/");
    classFolders("test/");
    file("train/cat/3.png", Arrays.copyOf(png(1), 50));
    BufferedImage wide = new BufferedImage(9, 4, BufferedImage.TYPE_INT_RGB);
    file("train/dog/0.png", png(wide));

    Data data = DataSources.open(folder, needs(LABEL));
    Survey survey = Survey.of(data.train(), List.of(IMAGE, LABEL), Preparation.Fit.NONE, List.of(), 2);

    assertThat(survey.samples().size()).isEqualTo(8);
    assertThat(survey.damaged()).hasSize(2);
    assertThat(survey.damaged().get(0)).startsWith(folder + "/train/cat/3.png: can't be decoded: ");
    assertThat(survey.damaged().get(1))
        .isEqualTo(folder + "/train/dog/0.png: 4 rows of 9 pixels, but the network takes 4 of 4");
    assertThat(Survey.of(data.train(), List.of(IMAGE, LABEL), Preparation.Fit.MIDDLE, List.of(), 2).damaged())
        .hasSize(1);
  }

  private static byte[] png(BufferedImage image) {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ImageIO.write(image, "png", out);
      return out.toByteArray();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Red 1, green 2, blue 3 in the record's first pixel, plus ten times the class. */
  private static byte[] cifar(int labels, int... classes) {
    ByteBuffer bytes = ByteBuffer.allocate(classes.length * (labels + 3072));
    for (int k : classes) {
      bytes.put(new byte[labels - 1]).put((byte) k);
      for (int colour = 1; colour <= 3; colour++) {
        bytes.put((byte) (10 * k + colour)).put(new byte[1023]);
      }
    }
    return bytes.array();
  }

  @Test
  void cifarInItsBinaryForm() throws Exception {
    Port image = Port.numbers("image", 32, 32, 3);
    Port label = Port.wholes("label", 10);
    Needs needs = new Needs(List.of(image, label), Set.of("image"), List.of(), 1);
    file("data_batch_1.bin", cifar(1, 3, 9));
    file("data_batch_2.bin", cifar(1, 0));
    file("test_batch.bin", cifar(1, 7));
    file("batches.meta.txt", "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n\n");

    Data data = DataSources.open(folder, needs);

    assertThat(firsts(data.train())).containsExactly("31 3", "91 9", "1 0").inOrder();
    assertThat(firsts(data.test())).containsExactly("71 7");
    assertThat(data.classes()).hasSize(10);
    List<Raster> rasters = List.of(new Raster(), new Raster());
    data.test().read(0, rasters);
    assertThat(Arrays.copyOf(rasters.get(0).values(), 4)).isEqualTo(new float[] {71, 72, 73, 0});

    file("data_batch_2.bin", Arrays.copyOf(cifar(1, 0, 1), 4000));
    assertThat(message(needs)).isEqualTo("DIR/data_batch_2.bin: byte 4000: the file ends in the middle of sample 2");
    file("data_batch_2.bin", cifar(1, 1, 10));
    assertThat(message(needs)).isEqualTo("DIR/data_batch_2.bin: byte 3073: class 10 of 10");
  }

  private String message(Needs needs) {
    return assertThrows(DataException.class, () -> DataSources.open(folder, needs)).getMessage()
        .replace(folder.toString(), "DIR");
  }

  @Test
  void cifarOfAHundredClasses() throws Exception {
    Needs needs = new Needs(List.of(Port.numbers("image", 32, 32, 3), Port.wholes("label", 100)), Set.of("image"),
        List.of(), 1);
    file("train.bin", cifar(2, 5, 20));
    file("test.bin", cifar(2, 1));

    assertThat(firsts(DataSources.open(folder, needs).train())).containsExactly("51 5", "201 20").inOrder();
  }

  private static byte[] idx(int... header) {
    int pixels = Arrays.stream(header).skip(1).reduce(1, (a, b) -> a * b);
    ByteBuffer bytes = ByteBuffer.allocate(4 * header.length + pixels);
    Arrays.stream(header).forEach(bytes::putInt);
    IntStream.range(0, pixels).forEach(i -> bytes.put((byte) (i % 9)));
    return bytes.array();
  }

  @Test
  void idxFilesPlainAndPacked() throws Exception {
    Needs needs = new Needs(List.of(Port.numbers("image", 3, 2), Port.wholes("label", 9)), Set.of("image"), List.of(),
        1);
    file("train-images-idx3-ubyte", idx(0x0803, 4, 3, 2));
    file("train-labels-idx1-ubyte", idx(0x0801, 4));
    file("t10k-images-idx3-ubyte", idx(0x0803, 1, 3, 2));
    file("t10k-labels-idx1-ubyte", idx(0x0801, 1));
    List<String> plain = firsts(DataSources.open(folder, needs).train());
    assertThat(plain).containsExactly("0 0", "6 1", "3 2", "0 3").inOrder();

    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(idx(0x0803, 4, 3, 2));
    }
    Files.delete(folder.resolve("train-images-idx3-ubyte"));
    file("train-images-idx3-ubyte.gz", packed.toByteArray());
    assertThat(firsts(DataSources.open(folder, needs).train())).isEqualTo(plain);

    file("train-images-idx3-ubyte.gz", Arrays.copyOf(packed.toByteArray(), 25));
    assertThat(message(needs)).containsMatch("^DIR/train-images-idx3-ubyte.gz: byte \\d+: the compressed file ends");
    Files.delete(folder.resolve("train-images-idx3-ubyte.gz"));
    file("train-images-idx3-ubyte", Arrays.copyOf(idx(0x0803, 4, 3, 2), 30));
    assertThat(message(needs))
        .isEqualTo("DIR/train-images-idx3-ubyte: byte 30: the file ends in the middle of picture 3 of 4");
    file("train-images-idx3-ubyte", idx(0x0D03, 4, 3, 2));
    assertThat(message(needs)).contains("byte 2: values of type 13; only bytes, type 8, can be read");
    file("train-images-idx3-ubyte", idx(0x0803, 5, 3, 2));
    assertThat(message(needs)).contains("4 classes for 5 pictures");
  }

  private static byte[] npy(String type, String shape, ByteBuffer values) {
    String header = "{'descr': '" + type + "', 'fortran_order': False, 'shape': (" + shape + "), }\n";
    ByteBuffer bytes = ByteBuffer.allocate(10 + header.length() + values.capacity()).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0}).putShort((short) header.length());
    return bytes.put(header.getBytes(StandardCharsets.US_ASCII)).put(values.array()).array();
  }

  private static ByteBuffer doubles(double... values) {
    ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    Arrays.stream(values).forEach(bytes::putDouble);
    return bytes;
  }

  @Test
  void npyFilesByTheNamesOfTheInputs() throws Exception {
    Needs needs = new Needs(List.of(Port.numbers("x", 2), Port.wholes("label", 3)), Set.of("x"), List.of(), 1);
    file("train/x.npy", npy("<f8", "3, 2", doubles(1, 2, 3, 4, 5, 6)));
    file("train/label.npy", npy("|u1", "3,", ByteBuffer.wrap(new byte[] {0, 2, 1})));
    file("test/x.npy", npy("<f8", "1, 2", doubles(7, 8)));
    file("test/label.npy", npy("|u1", "1,", ByteBuffer.wrap(new byte[] {1})));

    assertThat(firsts(DataSources.open(folder, needs).train())).containsExactly("1 0", "3 2", "5 1").inOrder();

    file("train/label.npy", npy("|u1", "2,", ByteBuffer.wrap(new byte[] {0, 2})));
    assertThat(message(needs)).isEqualTo("DIR/train/label.npy: 2 samples of label, but 3 of others");
    file("train/label.npy", npy("|u1", "4,", ByteBuffer.wrap(new byte[] {0, 2})));
    assertThat(message(needs)).containsMatch("label.npy: byte \\d+: 4 samples take 4 bytes, there are 2");
    file("train/label.npy", npy("<c8", "4,", ByteBuffer.wrap(new byte[] {0, 2})));
    assertThat(message(needs)).contains("values of type <c8; what can be read is <f4");
    file("train/label.npy", npy("|u1", "3, 1", ByteBuffer.wrap(new byte[] {0, 2, 1})));
    assertThat(message(needs)).contains("a sample of label has the shape [1], but the network takes []");
  }

  @Test
  void safetensorsByTheNamesOfTheInputs() throws Exception {
    Needs needs = new Needs(List.of(Port.numbers("x", 2), Port.wholes("label", 3)), Set.of("x"), List.of(), 1);
    Path file = folder.resolve("all.safetensors");
    new Safetensors(List.of(new NamedArray("x", new int[] {5, 2}, new float[] {0, 0, 1, 1, 2, 2, 3, 3, 4, 4}),
        new NamedArray("label", new int[] {5}, new float[] {0, 1, 2, 0, 1})), Map.of()).write(file);

    Data data = DataSources.open(file, needs);

    assertThat(data.train().size()).isEqualTo(4);
    for (String first : firsts(data.train())) {
      assertWithMessage(first).that(first).isIn(List.of("0 0", "1 1", "2 2", "3 0", "4 1"));
    }
  }

  @Test
  void arraysInMemoryAreSamples() {
    float[] values = {1, Float.NaN, 3};
    Samples samples = new ArraySamples(new Batch(3).with("x", values), List.of(Port.numbers("x")),
        "values");

    Survey survey = Survey.of(samples, List.of(Port.numbers("x")), Preparation.Fit.NONE, List.of("x"), 2);

    assertThat(survey.damaged()).containsExactly("values, sample 2: value 1 of x is NaN");
    assertThat(survey.scaling().get("x").mean()[0]).isEqualTo(2);
  }
}
