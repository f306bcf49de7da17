package dev.netgrad.highway;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a step does to the gradient that takes it; one without any is the identity. */
public enum Effect {
  /** Times a number, or a trained one for each channel. */
  SCALED("times a factor that does not depend on the data"),
  /** Let through or set to 0, as values decide: ReLU. */
  MASKED("let through or set to 0, element by element, as a value decides"),
  /** Times the slope of a function of the value itself: tanh. */
  CURVED("times the slope of a function of the value itself"),
  /** Times a value that is computed otherwise: a gate. */
  GATED("times a value that is computed otherwise"),
  /** Let through or set to 0, as random numbers decide. */
  DROPPED("let through or set to 0 at random"),
  /** Some elements have no reader: strides and padding of option A. */
  SELECTED("unchanged where it arrives, and 0 at elements that are not read"),
  /** All elements arrive unchanged, from a part of something larger: concatenation. */
  JOINED("unchanged, from its part of a larger tensor"),
  /** All elements arrive unchanged, from other places. */
  MOVED("unchanged, from another place"),
  /** Spread over what was summed, or sent to what won. */
  POOLED("spread over the elements that were summed, or sent to the largest"),
  /** Summed over the places to which an element was copied. */
  RESAMPLED("summed over the places to which an element was copied"),
  /** Carried on from one point to the next: a scan. */
  SCANNED("carried on from one point of a scan to the next"),
  /** Mixed with all of which mean and variance were taken: batch norm. */
  NORMALISED("rescaled, less what would change mean and variance"),
  /** Through trained weights. */
  PROJECTED("through trained weights");

  private final String meaning;

  Effect(String meaning) {
    this.meaning = meaning;
  }

  /** What becomes of the gradient, in words. */
  public String meaning() {
    return meaning;
  }

  /** The effect of a word. */
  public static Optional<Effect> of(String word) {
    return Arrays.stream(values()).filter(effect -> effect.toString().equals(word)).findFirst();
  }

  /** Whether a number beside it is part of it, as the 1/(1 - rate) of dropout is. */
  boolean absorbsNumbers() {
    return switch (this) {
      case CURVED, DROPPED, POOLED, SCANNED, NORMALISED, PROJECTED -> true;
      case SCALED, MASKED, GATED, SELECTED, JOINED, MOVED, RESAMPLED -> false;
    };
  }

  /** The word in reports and options. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
