package dev.netgrad.train.data;

import static com.google.common.truth.Truth.assertThat;

import com.google.common.collect.Range;
import dev.netgrad.train.data.Augmentation.Flip;
import dev.netgrad.train.data.Augmentation.PadCrop;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ResamplerTest {
  /** 5 rows of 7: i²·37 mod 101. */
  private static Raster picture() {
    Raster raster = new Raster();
    float[] values = raster.reset(5, 7, 1);
    for (int i = 0; i < 35; i++) {
      values[i] = i * i * 37 % 101;
    }
    return raster;
  }

  private static float[] shown(View view, Raster from, boolean isMask) {
    Raster to = new Raster();
    new Resampler().show(view, from, isMask, to);
    return Arrays.copyOf(to.values(), to.size());
  }

  private static View.Box whole(int height, int width) {
    return new View.Box(0, 0, 5, 7, height, width, false);
  }

  /** Expected are those of PyTorch's interpolate(mode="bilinear", align_corners=False, antialias=True). */
  @Test
  void reducesAndEnlargesAsPyTorchDoes() {
    assertThat(shown(whole(3, 4), picture(), false)).usingTolerance(1e-4).containsExactly(new float[] {
        41.5442f, 49.6857f, 54.0286f, 47.2585f, 62.3968f, 65.8133f, 62.0222f, 49.7302f, 30.3197f, 43.5314f, 42.8286f,
        53.551f}).inOrder();
    assertThat(shown(whole(2, 2), picture(), false)).usingTolerance(1e-4)
        .containsExactly(new float[] {54.9461f, 54.6205f, 47.0941f, 52.2061f}).inOrder();
    assertThat(Arrays.copyOf(shown(whole(8, 9), picture(), false), 12)).usingTolerance(1e-4).containsExactly(
        new float[] {0, 24.6667f, 41.4444f, 43.2222f, 30, 74.3333f, 47.5555f, 17, 19, 42, 41, 47.4722f}).inOrder();
  }

  @Test
  void wholePixelsKeepTheirBits() {
    Raster picture = picture();
    float[] values = Arrays.copyOf(picture.values(), 35);

    assertThat(shown(whole(5, 7), picture, false)).isEqualTo(values);
    float[] mirrored = shown(new View.Box(0, 0, 5, 7, 5, 7, true), picture, false);
    float[] moved = shown(new View.Box(-1, 2, 5, 7, 5, 7, false), picture, false);
    for (int y = 0; y < 5; y++) {
      for (int x = 0; x < 7; x++) {
        assertThat(mirrored[y * 7 + x]).isEqualTo(values[y * 7 + 6 - x]);
        assertThat(moved[y * 7 + x]).isEqualTo(y == 0 || x > 4 ? 0 : values[(y - 1) * 7 + x + 2]);
      }
    }
  }

  @Test
  void quarterTurnMovesEachPixel() {
    Raster square = new Raster();
    System.arraycopy(new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9}, 0, square.reset(3, 3, 1), 0, 9);

    View turned = new View.Turned(Math.toRadians(90), 3, 3);

    assertThat(shown(turned, square, false)).usingTolerance(1e-5)
        .containsExactly(new float[] {3, 6, 9, 2, 5, 8, 1, 4, 7}).inOrder();
    assertThat(shown(turned, square, true)).isEqualTo(new float[] {3, 6, 9, 2, 5, 8, 1, 4, 7});
  }

  @Test
  void maskKeepsItsClasses() {
    Raster mask = picture();
    for (View view : new View[] {whole(3, 4), whole(8, 9), new View.Turned(0.3, 5, 7)}) {
      for (float value : shown(view, mask, true)) {
        assertThat(value == 0 || Arrays.toString(Arrays.copyOf(mask.values(), 35)).contains(value + "")).isTrue();
      }
    }
  }

  @Test
  void augmentationsAreThoseThatAreNamed() {
    assertThat(Augmentation.parse("pad-crop:4, flip,rotate:15,resized-crop:0.25").toString())
        .isEqualTo("[pad-crop:4, flip, rotate:15.0, resized-crop:0.25]");
    assertThat(Augmentation.parse(" ")).isEmpty();
    for (String wrong : new String[] {"blur", "pad-crop", "pad-crop:x", "flip:1", "rotate:181", "resized-crop:0",
        "pad-crop:1001", "flip,"}) {
      try {
        Augmentation.parse(wrong);
        throw new AssertionError(wrong);
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageThat().isNotEmpty();
      }
    }
  }

  /** All places of a padded crop, and both directions, come about as often. */
  @Test
  void chanceIsEven() {
    int[] places = new int[81];
    int[] flips = new int[2];
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 8100; i++) {
      View.Box box = (View.Box) Framing.by(new PadCrop(4), 32, 32, 32, 32, random);
      places[(int) ((box.top() + 4) * 9 + box.left() + 4)]++;
      flips[((View.Box) Framing.by(new Flip(), 32, 32, 32, 32, random)).mirrored() ? 1 : 0]++;
    }
    assertThat(Arrays.stream(places).min().orElseThrow()).isAtLeast(60);
    assertThat(Arrays.stream(places).max().orElseThrow()).isAtMost(150);
    assertThat(flips[0]).isIn(Range.closed(3850, 4250));
  }
}
