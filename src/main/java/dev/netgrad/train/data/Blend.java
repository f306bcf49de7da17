package dev.netgrad.train.data;

import java.util.Arrays;

/**
 * Of which places of a row each place of another is made, and with which weights: those of place i are at
 * {@code begin[i]} to {@code begin[i + 1]}. A place outside has the value 0, so it has no tap.
 */
final class Blend {
  int[] begin = new int[1];
  int[] place = {};
  float[] weight = {};
  private int count;

  /**
   * @param from where the first of {@code length} places begins, in places of the row of {@code size}
   * @param extent over how many of them they reach
   * @param isNearest whether each is made of one
   */
  void set(double from, double extent, int length, int size, boolean isNearest, boolean mirrored) {
    begin = begin.length > length ? begin : new int[length + 1];
    count = 0;
    double step = extent / length;
    for (int i = 0; i < length; i++) {
      double centre = from + ((mirrored ? length - 1 - i : i) + 0.5) * step;
      if (isNearest) {
        add((int) Math.floor(centre), 1, size);
      } else {
        triangle(centre, Math.max(step, 1), size, from, extent);
      }
      begin[i + 1] = count;
    }
  }

  /**
   * Weights fall linearly to 0 at a distance of {@code radius} and add to 1; next to a picture's edge, over the rest.
   */
  private void triangle(double centre, double radius, int size, double from, double extent) {
    boolean standsOut = from < 0 || from + extent > size;
    int first = (int) Math.floor(centre - radius + 0.5);
    int last = (int) Math.ceil(centre + radius - 0.5);
    double total = 0;
    for (int p = first; p < last; p++) {
      total += p >= 0 && p < size || standsOut ? height(p, centre, radius) : 0;
    }
    for (int p = first; p < last; p++) {
      double height = height(p, centre, radius);
      if (height > 0) {
        add(p, (float) (height / total), size);
      }
    }
  }

  private static double height(int place, double centre, double radius) {
    return Math.max(0, 1 - Math.abs(place + 0.5 - centre) / radius);
  }

  private void add(int p, float w, int size) {
    if (p < 0 || p >= size) {
      return;
    }
    if (count == place.length) {
      place = Arrays.copyOf(place, Math.max(64, 2 * count));
      weight = Arrays.copyOf(weight, place.length);
    }
    place[count] = p;
    weight[count++] = w;
  }
}
