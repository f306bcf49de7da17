package dev.netgrad.train.data;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.netgrad.train.data.Decoder.UndecodableException;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;

class DecoderTest {
  private final Decoder decoder = new Decoder();
  private final Raster raster = new Raster();

  private static byte[] png(BufferedImage image) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, "png", out)).isTrue();
    return out.toByteArray();
  }

  private float[] decoded(byte[] bytes, int channels) throws UndecodableException {
    decoder.picture(bytes, channels, raster);
    return Arrays.copyOf(raster.values(), raster.size());
  }

  @Test
  void coloursAreThoseOfThePicture() throws Exception {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, 0x0A6403);
    image.setRGB(1, 0, 0xFF00C8);

    assertThat(decoded(png(image), 3)).isEqualTo(new float[] {10, 100, 3, 255, 0, 200});
    assertThat(decoded(png(image), 1)).usingTolerance(1e-3).containsExactly(new float[] {62.032f, 99.045f}).inOrder();
  }

  /** Java takes grey for light and converts it, which would make 100 of it 168. */
  @Test
  void greyStaysWhatItIs() throws Exception {
    BufferedImage image = new BufferedImage(3, 1, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setPixels(0, 0, 3, 1, new int[] {0, 100, 255});

    assertThat(decoded(png(image), 1)).isEqualTo(new float[] {0, 100, 255});
    assertThat(decoded(png(image), 3)).isEqualTo(new float[] {0, 0, 0, 100, 100, 100, 255, 255, 255});
  }

  @Test
  void sixteenBitsKeepTheirFractions() throws Exception {
    BufferedImage grey = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
    grey.getRaster().setPixels(0, 0, 2, 1, new int[] {65535, 300});
    ComponentColorModel model = new ComponentColorModel(ColorSpace.getInstance(ColorSpace.CS_sRGB), true, false,
        Transparency.TRANSLUCENT, DataBuffer.TYPE_USHORT);
    WritableRaster pixels = model.createCompatibleWritableRaster(1, 1);
    pixels.setPixel(0, 0, new int[] {257, 65535, 128, 9});
    BufferedImage colours = new BufferedImage(model, pixels, false, null);

    assertThat(decoded(png(grey), 1)).usingTolerance(1e-4).containsExactly(new float[] {255, 300 / 257f}).inOrder();
    assertThat(decoded(png(colours), 3)).usingTolerance(1e-4)
        .containsExactly(new float[] {1, 255, 128 / 257f}).inOrder();
  }

  @Test
  void maskOfAPaletteHasThePlacesInIt() throws Exception {
    byte[] red = {0, (byte) 200, 10};
    BufferedImage image = new BufferedImage(3, 1, BufferedImage.TYPE_BYTE_INDEXED,
        new IndexColorModel(8, 3, red, red, new byte[3]));
    image.getRaster().setPixels(0, 0, 3, 1, new int[] {2, 0, 1});
    BufferedImage colours = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
    colours.setRGB(0, 0, 0x010203);

    decoder.mask(png(image), raster);
    assertThat(Arrays.copyOf(raster.values(), 3)).isEqualTo(new float[] {2, 0, 1});
    assertThat(decoded(png(image), 3)).isEqualTo(new float[] {10, 10, 0, 0, 0, 0, 200, 200, 0});
    assertThat(assertThrows(UndecodableException.class, () -> decoder.mask(png(colours), raster)))
        .hasMessageThat().contains("it has colours");
  }

  /** A JPEG of four channels, all pixels (245, 155, 55, 225), with Adobe's marker or without. */
  private static byte[] inks(int transform) throws IOException {
    WritableRaster pixels = java.awt.image.Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 16, 16, 4, null);
    for (int i = 0; i < 256; i++) {
      pixels.setPixel(i % 16, i / 16, new int[] {245, 155, 55, 225});
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
      writer.setOutput(stream);
      writer.write(new IIOImage(pixels, null, null));
    }
    byte[] jpeg = out.toByteArray();
    if (transform < 0) {
      return jpeg;
    }
    byte[] marker = {(byte) 0xFF, (byte) 0xEE, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, (byte) transform};
    ByteArrayOutputStream marked = new ByteArrayOutputStream();
    marked.write(jpeg, 0, 2);
    marked.write(marker);
    marked.write(jpeg, 2, jpeg.length - 2);
    return marked.toByteArray();
  }

  /** Expected are Pillow's colours for the same files. */
  @Test
  void inksBecomeLight() throws Exception {
    assertThat(Arrays.copyOf(decoded(inks(0), 3), 3)).usingTolerance(3).containsExactly(new float[] {216, 137, 49});
    assertThat(Arrays.copyOf(decoded(inks(2), 3), 3)).usingTolerance(3).containsExactly(new float[] {99, 0, 0});
    assertThat(Arrays.copyOf(decoded(inks(-1), 3), 3)).usingTolerance(3).containsExactly(new float[] {216, 137, 49});
  }

  @Test
  void brokenFilesAreSaidToBe() throws Exception {
    byte[] png = png(new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB));
    byte[] jpeg = inks(0);

    assertThat(failure(new byte[0])).isEqualTo("is empty");
    assertThat(failure("hello".getBytes(StandardCharsets.US_ASCII))).contains("no picture in a format");
    assertThat(failure(Arrays.copyOf(png, 60))).contains("can't be decoded: ");
    assertThat(failure(Arrays.copyOf(jpeg, 300))).contains("can't be decoded: ");
    assertThat(decoded(png, 3)).hasLength(64 * 64 * 3);
  }

  /** Of a picture that would take gigabytes only the head is looked at. */
  @Test
  void picturesMadeToFillMemoryAreRefused() throws Exception {
    byte[] png = png(new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB));
    ByteBuffer.wrap(png).putInt(16, 60_000).putInt(20, 60_000);
    CRC32 sum = new CRC32();
    sum.update(png, 12, 17);
    ByteBuffer.wrap(png).putInt(29, (int) sum.getValue());

    assertThat(failure(png)).contains("has 60000 by 60000 pixels, more than");
  }

  private String failure(byte[] bytes) {
    return assertThrows(UndecodableException.class, () -> decoded(bytes, 3)).getMessage();
  }
}
