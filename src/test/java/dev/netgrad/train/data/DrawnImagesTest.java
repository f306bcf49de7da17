package dev.netgrad.train.data;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.netgrad.train.DataException;
import dev.netgrad.train.Port;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DrawnImagesTest {
  private static final Port LABEL = Port.wholes("label", 10);

  private static Data draw(Port image, int train, int test, long seed) {
    return DrawnImages.draw(image, LABEL, train, test, seed);
  }

  private static float[] pixels(Samples samples, int sample) throws DamageException {
    List<Raster> into = List.of(new Raster(), new Raster());
    samples.read(sample, into);
    return Arrays.copyOf(into.get(0).values(), into.get(0).size());
  }

  @Test
  void drawsTheSameFromTheSameSeed() throws DamageException {
    Port image = Port.numbers("image", 12, 16, 3);
    Data first = draw(image, 30, 20, 7);
    for (int i = 0; i < 20; i++) {
      assertThat(pixels(first.train(), i)).isEqualTo(pixels(draw(image, 30, 20, 7).train(), i));
      assertThat(pixels(first.test(), i)).isEqualTo(pixels(draw(image, 40, 20, 7).test(), i));
    }
    assertThat(pixels(first.train(), 0)).isNotEqualTo(pixels(draw(image, 30, 20, 8).train(), 0));
    assertThat(pixels(first.train(), 0)).isNotEqualTo(pixels(first.test(), 0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"6,6", "64", "8,8,1", "7,9,2", "32,32,3"})
  void drawsAnyShape(String text) throws DamageException {
    Port image = Port.numbers("image", Arrays.stream(text.split(",")).mapToInt(Integer::parseInt).toArray());
    Samples images = draw(image, 20, 10, 1).train();
    assertThat(images.size()).isEqualTo(20);
    List<Raster> into = List.of(new Raster(), new Raster());
    images.read(13, into);
    assertThat(into.get(1).values()[0]).isEqualTo(3);
    assertThat(pixels(images, 13)).hasLength(image.size());
    for (float value : pixels(images, 13)) {
      assertThat(value).isAtLeast(0f);
      assertThat(value).isAtMost(1f);
    }
  }

  @Test
  void saysWhatItCannotDraw() {
    assertError("images can't be drawn for image, 2 numbers; an image of at least 6×6 is needed", 10, 2);
    assertError("images can't be drawn for image, 40 numbers; an image of at least 6×6 is needed", 10, 40);
    assertError("images can't be drawn for image, 3×3×1 numbers; an image of at least 6×6 is needed", 10, 3, 3, 1);
    assertError("images can be drawn for 1 to 10 classes, not for 1000", 1000, 32, 32, 3);
    assertError("20 images of image, 16000×16000×1 numbers are more than an array can hold", 10, 16000, 16000, 1);
  }

  private static void assertError(String message, int classes, int... shape) {
    DataException e = assertThrows(DataException.class, () -> DrawnImages.draw(Port.numbers("image", shape),
        Port.wholes("label", classes), 20, 10, 1));
    assertThat(e).hasMessageThat().startsWith(message);
  }
}
