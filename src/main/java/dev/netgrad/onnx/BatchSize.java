package dev.netgrad.onnx;

/**
 * How the size of the batch, which is known when a network runs, goes through what a model computes of shapes: as a
 * prime number that no size is. Where it comes out of the arithmetic whole, it is the batch again.
 */
final class BatchSize {
  static final int EXTENT = 10_007;

  private BatchSize() {}
}
