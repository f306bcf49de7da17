package dev.netgrad.train.data;

import java.util.Arrays;

/**
 * What a {@link View} shows of a raster. A picture is interpolated between the middles of its pixels, and where it
 * becomes smaller, averaged: by a triangle as wide as a pixel of the result, which is the bilinear filter of Pillow and
 * of PyTorch's {@code interpolate(antialias=True)}. Of a mask, whose values are names of things, the nearest one is
 * taken. Each thread has its own.
 */
final class Resampler {
  private final Raster between = new Raster();
  private final Blend rows = new Blend();
  private final Blend columns = new Blend();

  /** Fills {@code to}, which is another raster than {@code from}. */
  void show(View view, Raster from, boolean isMask, Raster to) {
    if (view instanceof View.Box box) {
      rows.set(box.top(), box.tall(), box.height(), from.height(), isMask, false);
      columns.set(box.left(), box.wide(), box.width(), from.width(), isMask, box.mirrored());
      across(from, box.width());
      down(to, box.height());
    } else if (view instanceof View.Turned turned) {
      turn(turned, from, isMask, to);
    }
  }

  /** Each row by itself. */
  private void across(Raster from, int width) {
    int channels = from.channels();
    float[] source = from.values();
    float[] target = between.reset(from.height(), width, channels);
    for (int y = 0; y < from.height(); y++) {
      int row = y * from.width();
      for (int x = 0; x < width; x++) {
        int at = (y * width + x) * channels;
        for (int c = 0; c < channels; c++) {
          float sum = 0;
          for (int tap = columns.begin[x]; tap < columns.begin[x + 1]; tap++) {
            sum += columns.weight[tap] * source[(row + columns.place[tap]) * channels + c];
          }
          target[at + c] = sum;
        }
      }
    }
  }

  /** Then each column. */
  private void down(Raster to, int height) {
    int length = between.width() * between.channels();
    float[] source = between.values();
    float[] target = to.reset(height, between.width(), between.channels());
    for (int y = 0; y < height; y++) {
      Arrays.fill(target, y * length, (y + 1) * length, 0);
      for (int tap = rows.begin[y]; tap < rows.begin[y + 1]; tap++) {
        float weight = rows.weight[tap];
        int row = rows.place[tap] * length;
        for (int i = 0; i < length; i++) {
          target[y * length + i] += weight * source[row + i];
        }
      }
    }
  }

  private static void turn(View.Turned view, Raster from, boolean isMask, Raster to) {
    int channels = from.channels();
    float[] target = to.reset(view.height(), view.width(), channels);
    double cos = Math.cos(view.angle());
    double sin = Math.sin(view.angle());
    for (int y = 0; y < view.height(); y++) {
      for (int x = 0; x < view.width(); x++) {
        double dy = y - (view.height() - 1) / 2.0;
        double dx = x - (view.width() - 1) / 2.0;
        double sourceY = cos * dy + sin * dx + (from.height() - 1) / 2.0;
        double sourceX = cos * dx - sin * dy + (from.width() - 1) / 2.0;
        int at = (y * view.width() + x) * channels;
        for (int c = 0; c < channels; c++) {
          target[at + c] = isMask
              ? pixel(from, (int) Math.floor(sourceY + 0.5), (int) Math.floor(sourceX + 0.5), c)
              : between(from, sourceY, sourceX, c);
        }
      }
    }
  }

  private static float between(Raster from, double y, double x, int channel) {
    int top = (int) Math.floor(y);
    int left = (int) Math.floor(x);
    float down = (float) (y - top);
    float right = (float) (x - left);
    return (1 - down) * ((1 - right) * pixel(from, top, left, channel) + right * pixel(from, top, left + 1, channel))
        + down * ((1 - right) * pixel(from, top + 1, left, channel) + right * pixel(from, top + 1, left + 1, channel));
  }

  private static float pixel(Raster from, int y, int x, int channel) {
    return y < 0 || y >= from.height() || x < 0 || x >= from.width() ? 0
        : from.values()[(y * from.width() + x) * from.channels() + channel];
  }
}
