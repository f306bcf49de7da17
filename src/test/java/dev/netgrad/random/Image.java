package dev.netgrad.random;

/** A tensor of the network's body, {@code name[h, w, c]}. */
record Image(String name, int h, int w, int c) {

  int elements() {
    return h * w * c;
  }

  boolean isLike(Image other) {
    return h == other.h && w == other.w && c == other.c;
  }

  String domain() {
    return "[h < " + h + ", w < " + w + ", c < " + c + "]";
  }

  /** The element at the point of a formula over {@link #domain}. */
  String here() {
    return name + "[h, w, c]";
  }
}
