package dev.netgrad.train.data;

/**
 * Which part of a picture is looked at, and as how many pixels: what is cut out, enlarged, mirrored and turned is one
 * and the same for the picture and for a mask that belongs to it. What lies outside is 0.
 */
sealed interface View {
  /** Rows of what is seen. */
  int height();

  /** Columns of what is seen. */
  int width();

  /**
   * A rectangle with its sides along the picture's, in pixels of the picture, whose first begins at 0; it may stand
   * out.
   *
   * @param mirrored whether left and right change places
   */
  record Box(double top, double left, double tall, double wide, int height, int width, boolean mirrored)
      implements View {}

  /**
   * The picture turned about its middle, of the size that it has.
   *
   * @param angle in radians, against the clock
   */
  record Turned(double angle, int height, int width) implements View {}
}
