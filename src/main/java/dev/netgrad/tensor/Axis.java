package dev.netgrad.tensor;

/** A loop variable: a name and an extent. Two axes are the same only if they are one object. */
public final class Axis {
  private final String name;
  private final Extent extent;

  public Axis(String name, Extent extent) {
    this.name = name;
    this.extent = extent;
  }

  public Axis(String name, long size) {
    this(name, Extent.of(size));
  }

  /** A fresh batch axis, {@code n < N}. */
  public static Axis batch() {
    return new Axis("n", Extent.BATCH);
  }

  public String name() {
    return name;
  }

  public Extent extent() {
    return extent;
  }

  /** A different axis of the same name and extent. */
  public Axis fresh() {
    return new Axis(name, extent);
  }

  @Override
  public String toString() {
    return name;
  }
}
