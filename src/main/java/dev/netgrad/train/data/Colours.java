package dev.netgrad.train.data;

import dev.netgrad.train.data.Decoder.UndecodableException;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;

/** What a decoded picture's numbers mean, as brightness from 0 to 255. */
final class Colours {
  static final int LARGEST = 255;
  /** Asks for a mask's values. */
  static final int AS_THEY_ARE = 0;

  private Colours() {}

  /**
   * Fills {@code to} with a picture.
   *
   * @param channels how many are wanted; or {@link #AS_THEY_ARE}, for one with the values that the file has
   */
  static void fill(BufferedImage image, int channels, Raster to) throws UndecodableException {
    ColorModel model = image.getColorModel();
    int space = model.getColorSpace().getType();
    if (channels == AS_THEY_ARE) {
      requireNumbers(image.getRaster());
      fillByValue(image, 1, 1, 1, to);
    } else if (space == ColorSpace.TYPE_CMYK) {
      fillByInk(image.getRaster(), channels, to);
    } else if (isPlain(model)) {
      float scale = (float) LARGEST / ((1 << model.getComponentSize(0)) - 1);
      fillByValue(image, model.getNumColorComponents(), scale, channels, to);
    } else {
      fillByColour(image, channels, to);
    }
  }

  /** Whether the values are those of the screen: another space's, or grey behind a palette, take a conversion. */
  private static boolean isPlain(ColorModel model) {
    boolean isGrey = model.getColorSpace().getType() == ColorSpace.TYPE_GRAY;
    return model instanceof ComponentColorModel && model.getTransferType() <= DataBuffer.TYPE_USHORT
        && (isGrey || model.getColorSpace().isCS_sRGB());
  }

  private static void fillByValue(BufferedImage image, int colours, float scale, int channels, Raster to)
      throws UndecodableException {
    java.awt.image.Raster pixels = image.getRaster();
    int width = image.getWidth();
    int bands = pixels.getNumBands();
    float[] row = new float[width * bands];
    float[] values = to.reset(image.getHeight(), width, channels);
    for (int y = 0; y < image.getHeight(); y++) {
      pixels.getPixels(0, y, width, 1, row);
      for (int x = 0; x < width; x++) {
        colour(row, x * bands, colours, scale, values, (y * width + x) * channels, channels);
      }
    }
  }

  /** Of cyan, magenta, yellow and black, what they let through. */
  private static void fillByInk(java.awt.image.Raster pixels, int channels, Raster to) throws UndecodableException {
    int width = pixels.getWidth();
    float[] row = new float[4 * width];
    float[] light = new float[3];
    float[] values = to.reset(pixels.getHeight(), width, channels);
    for (int y = 0; y < pixels.getHeight(); y++) {
      pixels.getPixels(0, y, width, 1, row);
      for (int x = 0; x < width; x++) {
        for (int c = 0; c < 3; c++) {
          light[c] = (LARGEST - row[4 * x + c]) * (LARGEST - row[4 * x + 3]) / LARGEST;
        }
        colour(light, 0, 3, 1, values, (y * width + x) * channels, channels);
      }
    }
  }

  private static void fillByColour(BufferedImage image, int channels, Raster to) throws UndecodableException {
    int height = image.getHeight();
    int width = image.getWidth();
    float[] values = to.reset(height, width, channels);
    int[] colours = new int[width];
    float[] rgb = new float[3];
    for (int y = 0; y < height; y++) {
      image.getRGB(0, y, width, 1, colours, 0, width);
      for (int x = 0; x < width; x++) {
        rgb[0] = colours[x] >> 16 & LARGEST;
        rgb[1] = colours[x] >> 8 & LARGEST;
        rgb[2] = colours[x] & LARGEST;
        colour(rgb, 0, 3, 1, values, (y * width + x) * channels, channels);
      }
    }
  }

  /** A mask's values are numbers of classes; a picture whose channels differ has none. */
  private static void requireNumbers(java.awt.image.Raster pixels) throws UndecodableException {
    int bands = pixels.getNumBands();
    if (bands < 3) {
      return;
    }
    int[] row = new int[pixels.getWidth() * bands];
    for (int y = 0; y < pixels.getHeight(); y++) {
      pixels.getPixels(0, y, pixels.getWidth(), 1, row);
      for (int i = 0; i < row.length; i += bands) {
        if (row[i] != row[i + 1] || row[i] != row[i + 2]) {
          throw new UndecodableException("is no mask: it has colours, where one number for each pixel belongs");
        }
      }
    }
  }

  /** Sets {@code wanted} channels of a pixel from those that there are. */
  static void colour(float[] from, int at, int colours, float scale, float[] to, int place, int wanted)
      throws UndecodableException {
    if (colours == wanted) {
      for (int c = 0; c < wanted; c++) {
        to[place + c] = scale * from[at + c];
      }
    } else if (colours == 1) {
      for (int c = 0; c < wanted; c++) {
        to[place + c] = scale * from[at];
      }
    } else if (wanted == 1 && colours == 3) {
      // Luma of ITU-R BT.601, as Pillow and OpenCV make grey of colours.
      to[place] = scale * (0.299f * from[at] + 0.587f * from[at + 1] + 0.114f * from[at + 2]);
    } else {
      throw new UndecodableException("has " + colours + " channels, where " + wanted + " are wanted");
    }
  }
}
