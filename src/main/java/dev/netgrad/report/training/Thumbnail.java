package dev.netgrad.report.training;

import dev.netgrad.train.data.DamageException;
import dev.netgrad.train.data.Field;
import dev.netgrad.train.data.Raster;
import dev.netgrad.train.data.Samples;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/** The picture of a sample, small enough for a page. */
final class Thumbnail {
  private static final int LONGEST_SIDE = 128;
  private static final int LARGEST_BYTE = 255;

  private Thumbnail() {}

  /** A PNG in base 64; nothing if the sample has no picture. */
  static Optional<String> of(Samples samples, int sample) {
    int field = samples.fields().stream().map(Field::kind).toList().indexOf(Field.Kind.PICTURE);
    if (field < 0) {
      return Optional.empty();
    }
    List<Raster> rasters = samples.fields().stream().map(f -> new Raster()).toList();
    try {
      samples.read(sample, rasters);
      ByteArrayOutputStream png = new ByteArrayOutputStream();
      ImageIO.write(reduced(image(rasters.get(field))), "png", png);
      return Optional.of(Base64.getEncoder().encodeToString(png.toByteArray()));
    } catch (DamageException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The first three channels, or the first alone; brightness as in files of pictures, or from 0 to 1. */
  private static BufferedImage image(Raster raster) {
    float largest = 0;
    for (int i = 0; i < raster.size(); i++) {
      largest = Math.max(largest, raster.values()[i]);
    }
    float scale = largest <= 1 ? LARGEST_BYTE : 1;
    BufferedImage image = new BufferedImage(raster.width(), raster.height(), BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < raster.width() * raster.height(); i++) {
      int pixel = i;
      int rgb = IntStream.range(0, 3).map(c -> raster.channels() < 3 ? 0 : c).map(c -> Math.max(0,
          Math.min(LARGEST_BYTE, Math.round(scale * raster.values()[pixel * raster.channels() + c]))))
          .reduce(0, (all, c) -> all << 8 | c);
      image.setRGB(i % raster.width(), i / raster.width(), rgb);
    }
    return image;
  }

  private static BufferedImage reduced(BufferedImage image) {
    double by = (double) LONGEST_SIDE / Math.max(image.getWidth(), image.getHeight());
    if (by >= 1) {
      return image;
    }
    BufferedImage small = new BufferedImage((int) Math.max(1, Math.round(image.getWidth() * by)),
        (int) Math.max(1, Math.round(image.getHeight() * by)), BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = small.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(image, 0, 0, small.getWidth(), small.getHeight(), null);
    graphics.dispose();
    return small;
  }
}
