package dev.netgrad.cli;

import dev.netgrad.train.data.Augmentation;
import dev.netgrad.train.loop.Recipe;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** How to train. */
final class RecipeChoice {
  private static final String DEFAULT_RATE = "0.05";

  @Option(names = "--epochs", paramLabel = "E", defaultValue = "10",
      description = "Passes over the training set; ${DEFAULT-VALUE} by default.")
  private int epochs;

  @Option(names = "--batch", paramLabel = "B", defaultValue = "32",
      description = "Samples in a step; ${DEFAULT-VALUE} by default.")
  private int batch;

  @Option(names = "--seed", paramLabel = "S", defaultValue = "1",
      description = "Decides initial weights, order, augmentation, drawn images and which samples are for the test;"
          + " ${DEFAULT-VALUE} by default.")
  private long seed;

  @Option(names = "--rate", paramLabel = "LR", description = {
      "The learning rate of the first half of the epochs; " + DEFAULT_RATE
          + " by default. A tenth of it is that of the third"
          + " quarter, a hundredth that of the last. A network whose optimizer says what its rate is takes none."})
  private Float rate;

  @Option(names = "--augment", paramLabel = "HOW", defaultValue = "", description = {
      "Change pictures at random whenever they are learned from, and masks with them, in this order:"
          + " pad-crop:PIXELS, a part of the picture with so much black around it; flip, left and right, every second"
          + " time; rotate:DEGREES, at most, either way; resized-crop:SHARE, a part with at least this share of the"
          + " area, enlarged. With commas between them."})
  private String augment;

  @Option(names = "--fit", paramLabel = "HOW", defaultValue = "middle", description = {
      "How pictures of another size are brought to the network's. middle, the default: their largest middle part with"
          + " the right ratio of the sides. stretch: the whole. none: they are damaged."})
  private String fit;

  @Option(names = "--shift", paramLabel = "PIXELS", defaultValue = "0",
      description = "As --augment pad-crop:PIXELS, before others; ${DEFAULT-VALUE} by default.")
  private int shift;

  @Option(names = "--accumulate", paramLabel = "N", defaultValue = "1", description =
      "Make a step of so many batches, whose gradients are added up: as a larger batch, in the memory of a small one.")
  private int accumulate;

  @Option(names = "--clip", paramLabel = "NORM",
      description = "Shorten a gradient whose norm is larger than this; by default none.")
  private Double clip;

  @Option(names = "--freeze", paramLabel = "NAME", defaultValue = "", description =
      "Leave parameters and states of this name as they are, where * stands for any text: --freeze 'stage1.*'.")
  private String freeze;

  @Option(names = "--average", paramLabel = "SHARE", defaultValue = "0", description =
      "Test and keep a moving average of the weights, of which each step keeps this share, such as 0.999.")
  private Double average;

  @Option(names = "--patience", paramLabel = "E", defaultValue = "0",
      description = "Stop after so many epochs without a better one; by default never.")
  private int patience;

  boolean hasRate() {
    return rate != null;
  }

  Recipe recipe(NetgradCommand command) {
    try {
      List<Augmentation> augmentations = new ArrayList<>();
      if (shift != 0) {
        augmentations.add(new Augmentation.PadCrop(shift));
      }
      augmentations.addAll(Augmentation.parse(augment));
      return new Recipe(epochs, batch, accumulate, rate == null ? Float.parseFloat(DEFAULT_RATE) : rate, seed,
          clip == null ? Double.POSITIVE_INFINITY : clip, freeze, average, patience, DataChoice.fit(command, fit),
          augmentations);
    } catch (IllegalArgumentException e) {
      String option = e.getMessage().matches("(pad-crop|resized-crop|rotate|flip|there is|`).*") ? "--augment: " : "--";
      throw command.misuse(option + e.getMessage());
    }
  }
}
