package dev.netgrad.random;

import java.util.stream.IntStream;

/** A layer of the standard library, used on one tensor or two. */
final class LibraryLayer {
  private final NetWriter net;
  private final Choices choices;

  LibraryLayer(NetWriter net, Choices choices) {
    this.net = net;
    this.choices = choices;
  }

  void write(Image x) {
    switch (choices.below(14)) {
      case 0, 1 -> call(x, activation(choices));
      case 2, 3, 4 -> convolution(x);
      case 5 -> grouped(x);
      case 6 -> depthwise(x);
      case 7 -> transposed(x);
      case 8, 9 -> call(x, norm(x));
      case 10 -> pool(x, "maxPool");
      case 11 -> pool(x, "averagePool");
      case 12 -> padIdentity(x);
      default -> concat(x);
    }
  }

  /** A layer that works element by element. */
  static String activation(Choices choices) {
    return choices.of("relu", "leakyRelu", "elu(0.7)", "gelu", "geluTanh", "sigmoid", "silu", "tanh", "dropout(0.3)",
        "softmax", "logSoftmax", "leakyRelu(0.2)");
  }

  private String norm(Image x) {
    // Of one number, the variance is 0, and differences tell nothing of what is divided by its root.
    String batch = x.h() * x.w() > 1 ? "batchNorm" : "relu";
    String layer = x.c() > 1 ? "layerNorm(0.1)" : "relu";
    return choices.of(batch, batch, layer, x.elements() > x.c() ? "groupNorm(" + divisor(x.c(), 8) + ", 0.01)"
        : "sigmoid");
  }

  /** A number of groups that a number of channels can be divided into. */
  private int divisor(int channels, int most) {
    int[] divisors = IntStream.rangeClosed(1, Math.min(channels, most)).filter(d -> channels % d == 0).toArray();
    return divisors[choices.below(divisors.length)];
  }

  /** Size, stride, pad and dilation of a window that slides over a picture. */
  private record Window(int size, int stride, int pad, int dilation) {
    int count(int extent) {
      int over = extent + 2 * pad - dilation * (size - 1) - 1;
      return over < 0 ? 0 : over / stride + 1;
    }

    String text(boolean dilated) {
      return size + ", " + stride + ", " + pad + (dilated && dilation > 1 ? ", " + dilation : "");
    }
  }

  private Window window(int mostPad) {
    int size = choices.between(1, 3);
    return new Window(size, choices.between(1, 3), choices.between(0, Math.min(mostPad, 2)), choices.of(1, 1, 1, 2));
  }

  private void slide(Image x, Window window, int c, String layer) {
    if (window.count(x.h()) > 0 && window.count(x.w()) > 0) {
      net.define(window.count(x.h()), window.count(x.w()), c, x.name() + " -> " + layer);
    }
  }

  private void convolution(Image x) {
    Window window = choices.below(3) == 0 ? new Window(3, choices.between(1, 2), 1, 1) : window(2);
    int k = net.channels(choices);
    slide(x, window, k, "conv(" + k + ", " + window.text(true) + ")");
  }

  private void grouped(Image x) {
    Window window = window(2);
    int groups = divisor(x.c(), 5);
    int k = groups * choices.between(1, x.c() / groups + 2);
    slide(x, window, k, "groupedConv(" + k + ", " + groups + ", " + window.text(true) + ")");
  }

  private void depthwise(Image x) {
    Window window = window(2);
    slide(x, window, x.c(), "depthwiseConv(" + window.text(true) + ")");
  }

  private void transposed(Image x) {
    int size = choices.between(1, 3);
    int stride = choices.between(1, 3);
    int pad = choices.between(0, size / 2);
    int more = choices.between(0, stride - 1);
    int k = net.channels(choices);
    int h = (x.h() - 1) * stride + size - 2 * pad + more;
    int w = (x.w() - 1) * stride + size - 2 * pad + more;
    if (h > 0 && w > 0) {
      net.define(h, w, k, x.name() + " -> transposedConv(" + k + ", " + size + ", " + stride + ", " + pad + ", " + more
          + ")");
    }
  }

  private void pool(Image x, String layer) {
    Window any = window(2);
    Window window = new Window(any.size, any.stride, Math.min(any.pad, any.size - 1), 1);
    slide(x, window, x.c(), layer + "(" + window.text(false) + ")");
  }

  private void padIdentity(Image x) {
    int stride = choices.between(1, 3);
    int k = x.c() + choices.of(0, 1, 2, 4);
    net.define((x.h() + stride - 1) / stride, (x.w() + stride - 1) / stride, k,
        x.name() + " -> padIdentity(" + k + ", " + stride + ")");
  }

  private void concat(Image x) {
    Image other = net.images().stream().filter(i -> i.h() == x.h() && i.w() == x.w())
        .skip(choices.below(2)).findFirst().orElse(x);
    net.define(x.h(), x.w(), x.c() + other.c(), "concat(" + x.name() + ", " + other.name() + ")");
  }

  private void call(Image x, String layer) {
    net.define(x.h(), x.w(), x.c(), x.name() + " -> " + layer);
  }
}
