package dev.netgrad.train;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DrawnImagesTest {
  @Test
  void drawsTheSameFromTheSameSeed() {
    int[] shape = {12, 16, 3};
    Split first = DrawnImages.draw(shape, 10, 30, 20, 7);
    assertThat(first.train().features()).isEqualTo(DrawnImages.draw(shape, 10, 30, 20, 7).train().features());
    assertThat(first.test().features()).isEqualTo(DrawnImages.draw(shape, 10, 40, 20, 7).test().features());
    assertThat(first.train().features()).isNotEqualTo(DrawnImages.draw(shape, 10, 30, 20, 8).train().features());
    assertThat(Arrays.copyOf(first.train().features(), 100))
        .isNotEqualTo(Arrays.copyOf(first.test().features(), 100));
  }

  @ParameterizedTest
  @ValueSource(strings = {"6,6", "64", "8,8,1", "7,9,2", "32,32,3"})
  void drawsAnyShape(String text) {
    int[] shape = Arrays.stream(text.split(",")).mapToInt(Integer::parseInt).toArray();
    Dataset images = DrawnImages.draw(shape, 10, 20, 10, 1).train();
    assertThat(images.shape()).isEqualTo(shape);
    assertThat(images.size()).isEqualTo(20);
    assertThat(images.labels()[13]).isEqualTo(3);
    for (float value : images.features()) {
      assertThat(value).isAtLeast(0f);
      assertThat(value).isAtMost(1f);
    }
  }

  @Test
  void saysWhatItCannotDraw() {
    assertError("images can't be drawn for an input of 2; an image of at least 6×6 is needed", 10, 2);
    assertError("images can't be drawn for an input of 40; an image of at least 6×6 is needed", 10, 40);
    assertError("images can't be drawn for an input of 3×3×1; an image of at least 6×6 is needed", 10, 3, 3, 1);
    assertError("images can be drawn for 1 to 10 classes, not for 1000", 1000, 32, 32, 3);
    assertError("20 images of 16000×16000×1 are more than an array can hold", 10, 16000, 16000, 1);
  }

  /** Learnable, but not by looking at single pixels. */
  @Test
  void aLinearClassifierGetsSomeRight() {
    int[] shape = {16, 16, 1};
    Split data = DrawnImages.draw(shape, 10, 2000, 500, 1);
    Split scaled = data.scaled(Scaling.of(data.train()));
    LogisticRegression model = new LogisticRegression(shape, 10);
    TrainingOptions options = new TrainingOptions(8, 32, 0.02f, 1, 0);
    double accuracy = Trainer.train(model, scaled, options, new TrainingListener() {}).get(7).testAccuracy();
    assertThat(accuracy).isGreaterThan(0.3);
    assertThat(accuracy).isLessThan(0.75);
  }

  private static void assertError(String message, int classes, int... shape) {
    DataException e = assertThrows(DataException.class, () -> DrawnImages.draw(shape, classes, 20, 10, 1));
    assertThat(e).hasMessageThat().startsWith(message);
  }
}
