package dev.netgrad.train.data;

/**
 * What a sample has for one input of a network.
 *
 * @param port the input's name
 * @param kind what may be done with it
 */
public record Field(String port, Kind kind) {
  /** What the values of a field are. */
  public enum Kind {
    /** Brightness, pixel by pixel: may be cut, enlarged and turned. */
    PICTURE,
    /** A class for each pixel of the picture, with which it is cut, enlarged and turned. */
    MASK,
    /** Numbers, or classes: they stay as they are. */
    NUMBERS
  }
}
