package dev.netgrad.compiler;

import static com.google.common.truth.Truth.assertThat;

import dev.netgrad.tensor.Network;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The networks of papers, in {@code examples/networks/} and beside it, have exactly as many parameters as they should.
 */
class NetworksTest {
  private static final Path EXAMPLES = Path.of("examples");
  private static final Path NETWORKS = EXAMPLES.resolve("networks");

  /** Counts that are published, for the papers' tables or for implementations of them. */
  @ParameterizedTest
  @CsvSource({
      // option A
      "resnet20, 269722", "resnet32, 464154", "resnet44, 658586", "resnet56, 853018", "resnet110, 1727962",
      "resnet1202, 19421274",
      // option B; where the stride is makes no difference
      "resnet18, 11689512", "resnet34, 21797672", "resnet50, 25557032", "resnet101, 44549160", "resnet152, 60192808",
      "resnet50paper, 25557032", "resnet101paper, 44549160", "resnet152paper, 60192808",
      // k = 12, neither bottlenecks nor compression
      "densenet40, 1019722",
      "mobilenet, 4231976"})
  void published(String name, long parameters) {
    assertThat(parameters(name)).isEqualTo(parameters);
  }

  /** Counts that follow from those by what is different. */
  @ParameterizedTest
  @CsvSource({
      // an identity shortcut has no parameters, with zeros or without
      "plain20, 269722", "plain32, 464154", "plain44, 658586", "plain56, 853018", "plain110, 1727962",
      "plain1202, 19421274", "resnet110scaled, 1727962", "resnet110dropout, 1727962",
      // each batch norm has moved past another layer of as many channels, or by one convolution
      "resnet110normafter, 1727962", "resnet110relubefore, 1727962", "resnet110preactrelu, 1727962",
      "preact20, 269722", "preact110, 1727962",
      // projections with batch norm: 16·32 + 64 and 32·64 + 128; for C also 16·16 + 32, 32·32 + 64 and 64·64 + 128 for
      // each of the 3 (or 18) blocks of the first stage, the 2 (or 17) others of the second and of the third
      "resnet20b, 272474", "resnet20c, 283962", "resnet110projected, 1826202",
      // gates with bias: the same with 16, 32 and 64 in the place of 32, 64 and 128
      "resnet110gated, 1824186", "resnet110exclusive, 1824186",
      // without the projections 64·128 + 256, 128·256 + 512 and 256·512 + 1024
      "plain18, 11515688", "plain34, 21623848"})
  void derived(String name, long parameters) {
    assertThat(parameters(name)).isEqualTo(parameters);
  }

  /** Counts added up layer by layer, from the papers' descriptions. */
  @Test
  void countedByHand() {
    assertThat(parameters("highway")).isEqualTo((784 + 1) * 50 + 49 * 2 * (50 + 1) * 50 + (50 + 1) * 10);
    // two norms, four projections without bias and two layers with it for each block; then a norm and ten classes
    assertThat(parameters("attention")).isEqualTo(2 * (2 * 2 * 128 + 4 * 128 * 128 + (128 + 1) * 512 + (512 + 1) * 128)
        + 2 * 128 + (128 + 1) * 10);
    assertThat(parameters("preact164")).isEqualTo(27 * 16
        // the first of each stage: batch norms; 1×1, 3×3, 1×1; projection
        + 2 * (16 + 16 + 16) + 16 * 16 + 9 * 16 * 16 + 16 * 64 + 16 * 64
        + 2 * (64 + 32 + 32) + 64 * 32 + 9 * 32 * 32 + 32 * 128 + 64 * 128
        + 2 * (128 + 64 + 64) + 128 * 64 + 9 * 64 * 64 + 64 * 256 + 128 * 256
        // the 17 others of each stage
        + 17 * (2 * (64 + 16 + 16) + (4 + 9 + 4) * 16 * 16)
        + 17 * (2 * (128 + 32 + 32) + (4 + 9 + 4) * 32 * 32)
        + 17 * (2 * (256 + 64 + 64) + (4 + 9 + 4) * 64 * 64)
        + 2 * 256 + (256 + 1) * 10);
    long unet = (64 + 1) * 2;
    for (int width = 64, before = 1; width <= 1024; before = width, width *= 2) {
      unet += (9 * before + 1) * width + (9 * width + 1) * width;
    }
    for (int width = 512; width >= 64; width /= 2) {
      unet += (4 * 2 * width + 1) * width + (9 * 2 * width + 1) * width + (9 * width + 1) * width;
    }
    assertThat(parameters("unet")).isEqualTo(unet);
  }

  /** Four projections and two affine maps a block, with their norms; positions; and what is before and behind. */
  @Test
  void transformersHaveTheParametersThatWereCounted() {
    long block = 2 * 2 * 64 + 4 * (64 + 1) * 64 + (64 + 1) * 256 + (256 + 1) * 64;
    assertThat(parameters("vit")).isEqualTo(4 * 4 * 3 * 64 + 64 * 64 + 4 * block + 2 * 64 + (64 + 1) * 10);
    assertThat(parameters("characters")).isEqualTo(96 * 64 + 64 * 64 + 2 * block + 2 * 64 + (64 + 1) * 96);
  }

  /** Two affine maps in each of nine blocks, to an eighth of the channels and back. */
  @Test
  void squeezeAndExcitationAddsToWhatItWeighs() {
    long excited = 0;
    for (int width = 16; width <= 64; width *= 2) {
      excited += 3 * ((width + 1) * (width / 8) + (width / 8 + 1) * width);
    }
    long plain = parameters("resnet20");
    assertThat(parameters("seresnet20")).isEqualTo(plain + excited);
  }

  /** Four projections, scores and what they weigh, two layers; for each of 64 tokens. */
  @Test
  void attentionMultipliesAsCounted() {
    assertThat(statistics("attention").multiplyAdds())
        .isEqualTo(2 * 64 * (4 * 128 * 128 + 2 * 8 * 64 * 16 + 2 * 128 * 512) + 128 * 10);
  }

  /** Table 4 of arXiv 1704.04861 has 569 million; the papers on ResNets have it as in {@code StatsCommandTest}. */
  @Test
  void mobileNetMultipliesAsPublished() {
    assertThat(Math.round(statistics("mobilenet").multiplyAdds() / 1e6)).isEqualTo(569);
  }

  private static long parameters(String name) {
    return statistics(name).parameters();
  }

  private static Statistics statistics(String name) {
    String file = name + ".net";
    Path path = Files.exists(NETWORKS.resolve(file)) ? NETWORKS.resolve(file) : EXAMPLES.resolve(file);
    Network network = NetFile.read(path).networks().get(0);
    return Statistics.of(network, Options.of(""), 1);
  }
}
