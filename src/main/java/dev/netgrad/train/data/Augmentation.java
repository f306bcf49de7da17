package dev.netgrad.train.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * A change of pictures by chance, so that no two visits of one are alike; a mask that belongs to it moves along. What
 * moves in from outside is 0: black, and of a mask the first class.
 */
public sealed interface Augmentation {
  /**
   * One answer for each kind, so that a new kind does not compile until everyone has one.
   *
   * @param <R> what is answered
   * @param padCrop for a padded crop
   * @param resizedCrop for a part of the picture
   * @param flip for left and right changing places
   * @param rotation for a turn
   * @return the answer for this one
   */
  <R> R match(Function<PadCrop, R> padCrop, Function<ResizedCrop, R> resizedCrop, Function<Flip, R> flip,
      Function<Rotation, R> rotation);

  /**
   * Black pixels around the picture, of which then a part of the former size is cut out (He et al. 2015, section 4.2).
   *
   * @param pixels how many on each side, from 0 to 1000
   */
  record PadCrop(int pixels) implements Augmentation {
    /**
     * Checks the range.
     *
     * @param pixels from 0 to 1000
     * @throws IllegalArgumentException if it is out of range
     */
    public PadCrop {
      require(pixels >= 0 && pixels <= 1000, "pad-crop: from 0 to 1000 pixels, not " + pixels);
    }

    @Override
    public <R> R match(Function<PadCrop, R> padCrop, Function<ResizedCrop, R> resizedCrop, Function<Flip, R> flip,
        Function<Rotation, R> rotation) {
      return padCrop.apply(this);
    }

    @Override
    public String toString() {
      return "pad-crop:" + pixels;
    }
  }

  /**
   * A part of the whole picture, enlarged or reduced to what the network takes: a share of its area by chance, with
   * sides of 3:4 to 4:3 (Szegedy et al., Going Deeper with Convolutions, arXiv 1409.4842, section 6).
   *
   * @param share the least share of the area, above 0 and at most 1
   */
  record ResizedCrop(double share) implements Augmentation {
    /**
     * Checks the range.
     *
     * @param share above 0, at most 1
     * @throws IllegalArgumentException if it is out of range
     */
    public ResizedCrop {
      require(share > 0 && share <= 1, "resized-crop: a share of the area above 0, at most 1, not " + share);
    }

    @Override
    public <R> R match(Function<PadCrop, R> padCrop, Function<ResizedCrop, R> resizedCrop, Function<Flip, R> flip,
        Function<Rotation, R> rotation) {
      return resizedCrop.apply(this);
    }

    @Override
    public String toString() {
      return "resized-crop:" + share;
    }
  }

  /** Left and right change places, for every second visit. */
  record Flip() implements Augmentation {
    @Override
    public <R> R match(Function<PadCrop, R> padCrop, Function<ResizedCrop, R> resizedCrop, Function<Flip, R> flip,
        Function<Rotation, R> rotation) {
      return flip.apply(this);
    }

    @Override
    public String toString() {
      return "flip";
    }
  }

  /**
   * The picture is turned about its middle.
   *
   * @param degrees how far at most, either way, from 0 to 180
   */
  record Rotation(double degrees) implements Augmentation {
    /**
     * Checks the range.
     *
     * @param degrees from 0 to 180
     * @throws IllegalArgumentException if it is out of range
     */
    public Rotation {
      require(degrees >= 0 && degrees <= 180, "rotate: from 0 to 180 degrees, not " + degrees);
    }

    @Override
    public <R> R match(Function<PadCrop, R> padCrop, Function<ResizedCrop, R> resizedCrop, Function<Flip, R> flip,
        Function<Rotation, R> rotation) {
      return rotation.apply(this);
    }

    @Override
    public String toString() {
      return "rotate:" + degrees;
    }
  }

  /**
   * Reads augmentations as they print: {@code pad-crop:4}, {@code resized-crop:0.25}, {@code flip}, {@code rotate:15},
   * with commas between them.
   *
   * @param text any; blank for none
   * @return in the order of the text, which is that in which they are applied
   * @throws IllegalArgumentException if one is unknown or its number is none or out of range
   */
  static List<Augmentation> parse(String text) {
    List<Augmentation> all = new ArrayList<>();
    for (String one : text.isBlank() ? new String[0] : text.strip().split("\\s*,\\s*", -1)) {
      String[] parts = one.split(":", 2);
      all.add(switch (parts[0].toLowerCase(Locale.ROOT)) {
        case "pad-crop" -> new PadCrop((int) number(one, parts, true));
        case "resized-crop" -> new ResizedCrop(number(one, parts, false));
        case "rotate" -> new Rotation(number(one, parts, false));
        case "flip" -> {
          require(parts.length == 1, "flip takes no number");
          yield new Flip();
        }
        default -> throw new IllegalArgumentException(
            "there is no `" + one + "`; there are pad-crop:PIXELS, resized-crop:SHARE, flip and rotate:DEGREES");
      });
    }
    return all;
  }

  private static double number(String one, String[] parts, boolean isWhole) {
    boolean fits = parts.length == 2 && parts[1].matches(isWhole ? "\\d{1,9}" : "\\d{1,9}(\\.\\d{1,9})?");
    require(fits, "`" + one + "` needs a " + (isWhole ? "whole number" : "number") + ", as in " + parts[0] + ":"
        + (isWhole ? "4" : parts[0].equals("rotate") ? "15" : "0.25"));
    return Double.parseDouble(parts[1]);
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
