package dev.netgrad.report.training;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.netgrad.train.Batch;
import dev.netgrad.train.DataException;
import dev.netgrad.train.LogisticRegression;
import dev.netgrad.train.data.Data;
import dev.netgrad.train.data.Preparation;
import dev.netgrad.train.data.Preparation.Fit;
import dev.netgrad.train.loop.Recipe;
import dev.netgrad.train.loop.Training;
import dev.netgrad.train.store.RunFolder;
import dev.netgrad.train.use.Mistakes;
import dev.netgrad.train.use.Mistakes.Mistake;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingPageTest {
  private static final List<String> CLASSES = List.of("<b>dark</b>", "bright");
  private static final Preparation PREPARATION = new Preparation(Fit.NONE, List.of(), Map.of());

  @TempDir
  private Path folder;

  private final LogisticRegression model = new LogisticRegression(new int[] {2, 2}, 2);

  /** Pictures of four pixels, dark and bright in turn; of the test samples the third has the wrong class. */
  private Data data() {
    float[] pixels = new float[24];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = i / 4 % 2 == 0 ? -1 : 1;
    }
    Batch train = new Batch(6).with("x", pixels).with("label", new int[] {0, 1, 0, 1, 0, 1});
    Batch test = new Batch(4).with("x", pixels).with("label", new int[] {0, 1, 1, 1});
    Data arrays = Data.of(model, train, test);
    return new Data(arrays.train(), arrays.test(), CLASSES, "pixels");
  }

  private String page(boolean isEnded) {
    try (RunFolder run = RunFolder.open(folder, model.name())) {
      new Training(model, data(), Recipe.defaults().withEpochs(3).withRate(1)).keepIn(run, "", 0).run();
    }
    if (isEnded) {
      Findings.of(model, data(), PREPARATION, 2, 1, Map.of("machine", "abacus & co")).write(
          Findings.file(folder, model.name()));
    }
    return TrainingPage.of(folder);
  }

  @Test
  void tellsWhatBecameOfATraining() {
    String page = page(true);

    assertThat(page).contains("<h1>Training of LogisticRegression</h1>");
    assertThat(page).contains("Epoch 1 of 3 was the best: accuracy 75.00%, loss 0.6");
    assertThat(page).contains("{steps:[1,2,3],names:[\"accuracy\"],values:[[0.75,0.75,0.75]],log:false}");
    assertThat(page).contains("names:[\"dense\"]");
    assertThat(page).contains("<tr><th>bright</th><td class=\"share\" style=\"background: color-mix(in srgb,"
        + " var(--effect) 20%, transparent)\">1</td>");
    assertThat(page).contains("alt=\"bright, taken for &lt;b&gt;dark&lt;/b&gt; (");
    assertThat(page).contains("arrays to test on, sample 3");
    assertThat(page).contains("<dt>machine</dt><dd>abacus &amp; co</dd>");
    assertThat(page).contains("<dt>seed</dt><dd>1</dd>");
  }

  /** The library's own comment names its home; nothing is fetched from there. */
  @Test
  void needsNothingBesideItself() {
    String page = page(true);

    assertThat(page).doesNotContainMatch("(src|href)=\"(?!data:)|@import|url\\(|fetch\\(|import\\(");
    assertThat(page.split("</script>", -1)).hasLength(2);
    assertThat(page).contains("uPlot");
  }

  @Test
  void tellsOfOneThatIsUnderWay() {
    String page = page(false);

    assertThat(page).contains("The training has not ended");
    assertThat(page).doesNotContain("Which are taken for which");
  }

  @Test
  void picturesAreThoseOfTheSamples() throws IOException {
    page(true);
    List<Mistake> mistakes = Mistakes.of(model, data().test(), PREPARATION, 3, 1, 10);
    assertThat(mistakes).hasSize(1);
    assertThat(mistakes.get(0).sample()).isEqualTo(2);
    assertThat(mistakes.get(0).known()).isEqualTo(1);
    assertThat(mistakes.get(0).said()).isEqualTo(0);
    assertThat(mistakes.get(0).probability()).isGreaterThan(0.5);

    Findings found = Findings.read(Findings.file(folder, model.name()));
    assertThat(found.confusion()).isEqualTo(new long[][] {{1, 0}, {1, 2}});
    byte[] png = Base64.getDecoder().decode(found.mistakes().get(0).picture());
    assertThat(ImageIO.read(new ByteArrayInputStream(png)).getRGB(1, 1)).isEqualTo(0xFF000000);
  }

  @Test
  void aFolderWithoutATrainingIsNamed() throws IOException {
    assertThat(assertThrows(DataException.class, () -> TrainingPage.of(folder))).hasMessageThat()
        .isEqualTo(folder + ": has no training: there is no *.last.safetensors");
    page(false);
    Files.writeString(folder.resolve("metrics.csv"), "step,epoch\n1\n");
    assertThat(assertThrows(DataException.class, () -> TrainingPage.of(folder))).hasMessageThat()
        .isEqualTo(folder.resolve("metrics.csv") + ": has no row yet");
  }
}
