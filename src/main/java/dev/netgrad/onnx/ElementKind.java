package dev.netgrad.onnx;

/** What the elements of a model's tensor are. */
enum ElementKind {
  /** Numbers, which a network computes with. */
  FLOAT,
  /** Whole numbers: sizes and positions if they are known, else class numbers. */
  INTEGER,
  /** Truth values, in a network 1 and 0. */
  BOOLEAN
}
