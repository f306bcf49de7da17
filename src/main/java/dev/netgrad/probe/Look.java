package dev.netgrad.probe;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import javax.imageio.ImageIO;

/**
 * What an array is like.
 *
 * @param least of its numbers, those that are NaN left out; NaN if there is no other
 * @param most of them
 * @param norm the root of the sum of their squares
 * @param zeros the share of numbers that are 0
 * @param nan the share of those that are NaN
 */
public record Look(double least, double most, double norm, double zeros, double nan) {

  /** What the numbers of an array are like. */
  public static Look at(float[] values) {
    double least = Double.NaN;
    double most = Double.NaN;
    double squares = 0;
    int zeros = 0;
    int nan = 0;
    for (float value : values) {
      if (Float.isNaN(value)) {
        nan++;
        continue;
      }
      least = value < least || Double.isNaN(least) ? value : least;
      most = value > most || Double.isNaN(most) ? value : most;
      squares += (double) value * value;
      zeros += value == 0 ? 1 : 0;
    }
    double all = Math.max(1, values.length);
    return new Look(least, most, nan > 0 ? Double.NaN : Math.sqrt(squares), zeros / all, nan / all);
  }

  /**
   * A picture of rows and columns, as PNG: channels as tiles beside and below each other. From black to white are the
   * least and the most; where there is both below and above 0, blue is below, red above and white 0. NaN is green.
   *
   * @param shape of two extents, or three, the last then being channels
   * @return nothing for other shapes
   */
  public static Optional<byte[]> picture(float[] values, int... shape) {
    if (shape.length != 2 && shape.length != 3) {
      return Optional.empty();
    }
    int channels = shape.length == 3 ? shape[2] : 1;
    int across = (int) Math.ceil(Math.sqrt(channels));
    int down = (channels + across - 1) / across;
    BufferedImage image = new BufferedImage(across * (shape[1] + 1) - 1, down * (shape[0] + 1) - 1,
        BufferedImage.TYPE_INT_RGB);
    Look look = at(values);
    for (int h = 0; h < shape[0]; h++) {
      for (int w = 0; w < shape[1]; w++) {
        for (int c = 0; c < channels; c++) {
          image.setRGB(c % across * (shape[1] + 1) + w, c / across * (shape[0] + 1) + h,
              look.colour(values[(h * shape[1] + w) * channels + c]));
        }
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Optional.of(out.toByteArray());
  }

  private int colour(float value) {
    if (Float.isNaN(value)) {
      return rgb(0, 1, 0);
    } else if (least < 0 && most > 0) {
      double share = Math.min(1, Math.abs(value) / Math.max(-least, most));
      return value < 0 ? rgb(1 - share, 1 - share, 1) : rgb(1, 1 - share, 1 - share);
    }
    double share = most > least ? Math.min(1, (value - least) / (most - least)) : 0.5;
    return rgb(share, share, share);
  }

  private static int rgb(double red, double green, double blue) {
    return (int) Math.round(255 * red) << 16 | (int) Math.round(255 * green) << 8 | (int) Math.round(255 * blue);
  }
}
