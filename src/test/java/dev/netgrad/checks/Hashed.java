package dev.netgrad.checks;

import java.nio.charset.StandardCharsets;

/**
 * Numbers that depend on a name and a position alone: SplitMix64 (Steele, Lea and Flood, OOPSLA 2014) started at the
 * name's FNV-1a hash. {@code src/test/python/resnet20_step.py} computes the same ones.
 */
public final class Hashed {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private Hashed() {}

  /** The FNV-1a hash of a name, 64 bits. */
  static long fnv1a(String name) {
    long hash = 0xCBF29CE484222325L;
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xFF)) * 0x100000001B3L;
    }
    return hash;
  }

  static long bits(String name, long position) {
    long z = fnv1a(name) + (position + 1) * GOLDEN;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** In [0, 1). */
  public static double unit(String name, long position) {
    return (bits(name, position) >>> 11) * 0x1p-53;
  }

  /** As many numbers in [centre − bound, centre + bound). */
  public static double[] around(String name, double centre, double bound, long count) {
    double[] values = new double[Math.toIntExact(count)];
    for (int i = 0; i < values.length; i++) {
      values[i] = centre + bound * (2 * unit(name, i) - 1);
    }
    return values;
  }

  /** As many class numbers below {@code classes}. */
  public static double[] classes(String name, long classes, long count) {
    double[] values = new double[Math.toIntExact(count)];
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.floor(unit(name, i) * classes);
    }
    return values;
  }
}
