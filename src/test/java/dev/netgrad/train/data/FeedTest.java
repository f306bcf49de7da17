package dev.netgrad.train.data;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.netgrad.train.Batch;
import dev.netgrad.train.DataException;
import dev.netgrad.train.Port;
import dev.netgrad.train.Scaling;
import dev.netgrad.train.Shuffle;
import dev.netgrad.train.data.Preparation.Fit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FeedTest {
  private static final Port IMAGE = Port.numbers("image", 8, 8, 2);
  private static final Port MASK = Port.wholes("mask", 256, 8, 8);
  private static final List<Port> PORTS = List.of(IMAGE, MASK);

  /** Of a sample's picture the first channel is its mask, and the second 1000 times its number. */
  private static class Marked implements Samples {
    @Override
    public int size() {
      return 45;
    }

    @Override
    public List<Field> fields() {
      return List.of(new Field("image", Field.Kind.PICTURE), new Field("mask", Field.Kind.MASK));
    }

    @Override
    public void read(int sample, List<Raster> into) throws DamageException {
      float[] picture = into.get(0).reset(8, 8, 2);
      float[] mask = into.get(1).reset(8, 8, 1);
      for (int i = 0; i < 64; i++) {
        mask[i] = (sample * 64 + i * 7) % 256;
        picture[2 * i] = mask[i];
        picture[2 * i + 1] = 1000 * sample;
      }
    }

    @Override
    public String origin(int sample) {
      return "sample " + sample;
    }
  }

  private static final class Broken extends Marked {
    private final int which;

    Broken(int which) {
      this.which = which;
    }

    @Override
    public void read(int sample, List<Raster> into) throws DamageException {
      if (sample == which) {
        throw new DamageException(origin(sample) + " is broken");
      }
      super.read(sample, into);
    }
  }

  private static Preparation preparation(String augmentations) {
    return new Preparation(Fit.NONE, Augmentation.parse(augmentations), Map.of());
  }

  /** All values of a pass, batch by batch. */
  private static List<String> batches(Samples samples, Preparation preparation, int threads, int from) {
    Feed feed = new Feed(samples, PORTS, preparation, 10, threads);
    List<String> batches = new ArrayList<>();
    int[] order = Shuffle.permutation(samples.size(), new SplittableRandom(3));
    try (Feed.Pass pass = feed.pass(order, from, 99)) {
      for (Optional<Batch> batch = pass.next(); batch.isPresent(); batch = pass.next()) {
        int n = batch.get().samples();
        batches.add(Arrays.toString(Arrays.copyOf(batch.get().numbers("image"), n * 128))
            + Arrays.toString(Arrays.copyOf(batch.get().wholes("mask"), n * 64)));
      }
    }
    return batches;
  }

  @Test
  void batchesDoNotDependOnThreads() {
    Preparation preparation = preparation("pad-crop:2,flip,rotate:30,resized-crop:0.3");
    List<String> one = batches(new Marked(), preparation, 1, 0);

    assertThat(one).hasSize(5);
    for (int threads : new int[] {2, 3, 7}) {
      assertThat(batches(new Marked(), preparation, threads, 0)).isEqualTo(one);
    }
    assertThat(batches(new Marked(), preparation, 2, 20)).isEqualTo(one.subList(2, 5));
  }

  @Test
  void masksMoveWithTheirPictures() {
    Feed feed = new Feed(new Marked(), PORTS, preparation("pad-crop:3,flip"), 45, 2);
    int[] order = Shuffle.permutation(45, new SplittableRandom(3));
    try (Feed.Pass pass = feed.pass(order, 0, 99)) {
      Batch batch = pass.next().orElseThrow();
      int moved = 0;
      for (int i = 0; i < 45 * 64; i++) {
        assertThat(batch.numbers("image")[2 * i]).isEqualTo((float) batch.wholes("mask")[i]);
        float second = batch.numbers("image")[2 * i + 1];
        assertThat(second == 0 || second == 1000 * order[i / 64]).isTrue();
        moved += batch.wholes("mask")[i] == (order[i / 64] * 64 + i % 64 * 7) % 256 ? 0 : 1;
      }
      assertThat(moved).isAtLeast(45 * 32);
    }
  }

  /** However fast samples are read, no more are in memory than a few batches have. */
  @Test
  void readsNoFurtherThanAFewBatchesAhead() {
    AtomicInteger read = new AtomicInteger();
    Samples counted = new Marked() {
      @Override
      public int size() {
        return 1000;
      }

      @Override
      public void read(int sample, List<Raster> into) throws DamageException {
        read.incrementAndGet();
        super.read(sample, into);
      }
    };
    Feed feed = new Feed(counted, PORTS, preparation(""), 10, 4);
    try (Feed.Pass pass = feed.pass(Shuffle.permutation(1000, new SplittableRandom(1)), 0, 1)) {
      for (int taken = 1; taken <= 100; taken++) {
        pass.next().orElseThrow();
        assertThat(read.get()).isAtMost(10 * (taken + 2));
      }
      assertThat(pass.next()).isEqualTo(Optional.empty());
    }
    assertThat(read.get()).isEqualTo(1000);
  }

  @Test
  void whatCannotBeReadIsToldToWhoeverWaits() {
    DataException e = assertThrows(DataException.class, () -> batches(new Broken(17), preparation(""), 3, 0));
    assertThat(e).hasMessageThat().isEqualTo("sample 17 is broken");

    Port few = Port.wholes("mask", 200, 8, 8);
    Feed feed = new Feed(new Marked(), List.of(IMAGE, few), preparation(""), 45, 1);
    try (Feed.Pass pass = feed.pass(new int[] {0}, 0, 1)) {
      assertThat(assertThrows(DataException.class, pass::next)).hasMessageThat()
          .contains("sample 0: mask is 203, but the classes are 0 to 199");
    }
  }

  @Test
  void surveyFindsScalingAndDamage() {
    Survey survey = Survey.of(new Broken(17), PORTS, Fit.NONE, List.of("image"), 3);
    Survey alone = Survey.of(new Broken(17), PORTS, Fit.NONE, List.of("image"), 1);

    assertThat(survey.damaged()).containsExactly("sample 17 is broken");
    assertThat(survey.samples().size()).isEqualTo(44);
    assertThat(survey.samples().origin(17)).isEqualTo("sample 18");
    Scaling scaling = survey.scaling().get("image");
    // The mean of 0 to 44 without 17, and of their squares.
    double mean = (990 - 17) * 1000.0 / 44;
    double squares = (29370 - 289) * 1e6 / 44;
    assertThat(scaling.mean()[1]).isWithin(1e-2f).of((float) mean);
    assertThat(scaling.deviation()[1]).isWithin(1e-2f).of((float) Math.sqrt(squares - mean * mean));
    assertThat(alone.scaling().get("image").mean()).isEqualTo(scaling.mean());
    assertThat(alone.scaling().get("image").deviation()).isEqualTo(scaling.deviation());
  }
}
