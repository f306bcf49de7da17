package dev.netgrad.train.data;

import dev.netgrad.train.data.Augmentation.ResizedCrop;
import java.util.random.RandomGenerator;

/** Which view of a picture a network is shown, where that is of one size and the picture of another, or by chance. */
final class Framing {
  private static final int TRIES = 10;
  private static final double LONGEST_SIDE = 4 / 3.0;

  private Framing() {}

  /** The largest middle part of a picture that has the sides' ratio of what is wanted. */
  static View middle(int tall, int wide, int height, int width) {
    double scale = Math.min((double) tall / height, (double) wide / width);
    return new View.Box((tall - scale * height) / 2, (wide - scale * width) / 2, scale * height, scale * width,
        height, width, false);
  }

  /** The middle of a picture, pixel by pixel. */
  static View inner(int tall, int wide, int height, int width) {
    return new View.Box(Math.floorDiv(tall - height, 2), Math.floorDiv(wide - width, 2), height, width, height, width,
        false);
  }

  /**
   * @param tall rows of the picture: those that are wanted, but for {@link ResizedCrop}
   * @param height rows that are wanted
   */
  static View by(Augmentation augmentation, int tall, int wide, int height, int width, RandomGenerator random) {
    return augmentation.match(
        padCrop -> new View.Box(shift(padCrop.pixels(), random), shift(padCrop.pixels(), random), tall, wide, tall,
            wide, false),
        resizedCrop -> part(resizedCrop.share(), tall, wide, height, width, random),
        flip -> new View.Box(0, 0, tall, wide, tall, wide, random.nextBoolean()),
        rotation -> new View.Turned(Math.toRadians(rotation.degrees()) * (2 * random.nextDouble() - 1), tall, wide));
  }

  private static int shift(int pixels, RandomGenerator random) {
    return random.nextInt(2 * pixels + 1) - pixels;
  }

  private static View part(double share, int tall, int wide, int height, int width, RandomGenerator random) {
    for (int i = 0; i < TRIES; i++) {
      double area = (share + (1 - share) * random.nextDouble()) * tall * wide;
      double ratio = Math.exp(Math.log(LONGEST_SIDE) * (2 * random.nextDouble() - 1));
      double partWide = Math.rint(Math.sqrt(area * ratio));
      double partTall = Math.rint(Math.sqrt(area / ratio));
      if (partWide >= 1 && partTall >= 1 && partWide <= wide && partTall <= tall) {
        int top = random.nextInt(tall - (int) partTall + 1);
        int left = random.nextInt(wide - (int) partWide + 1);
        return new View.Box(top, left, partTall, partWide, height, width, false);
      }
    }
    return middle(tall, wide, height, width);
  }
}
