package dev.netgrad.checks;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Writes small networks at random: layers of the library, blocks, repeats, fan-outs, elementwise expressions and
 * formulas with reads of every kind. The same seed gives the same text.
 */
final class RandomNet {
  private static final int[] WIDTHS = {16, 16, 17, 20, 24, 32, 33, 40, 48};

  private final Random random;
  private final boolean wide;
  private final int mostElements;
  private final StringBuilder blocks = new StringBuilder();
  private final StringBuilder body = new StringBuilder();
  private final List<Image> images = new ArrayList<>();
  private int names;

  /** A tensor of the body. */
  private record Image(String name, int h, int w, int c) {
    String index() {
      return "[h, w, c]";
    }

    String domain() {
      return "[h < " + h + ", w < " + w + ", c < " + c + "]";
    }
  }

  private RandomNet(long seed, boolean wide) {
    this.random = new Random(seed);
    this.wide = wide;
    this.mostElements = wide ? 1200 : 80;
  }

  static String text(long seed) {
    return new RandomNet(seed, false).write();
  }

  /** With channels that fill vectors, 16 to 48 of them. */
  static String wide(long seed) {
    return new RandomNet(seed, true).write();
  }

  private int channels() {
    return wide ? WIDTHS[random.nextInt(WIDTHS.length)] : between(1, 3);
  }

  private String write() {
    Image input = new Image("x", between(2, 5), between(2, 5), channels());
    images.add(input);
    for (int i = between(2, 6); i > 0; i--) {
      statement();
    }
    String head = "network Random(x[" + input.h + ", " + input.w + ", " + input.c + "]";
    return blocks + head + ending() + "}\n";
  }

  /** The inputs that the loss needs, the body, and one of several losses or none. */
  private String ending() {
    Image last = last();
    return switch (random.nextInt(5)) {
      case 0 -> ", label: class[3]) {\n" + body + "  logits = " + last.name + " -> globalAveragePool -> dense(3)\n"
          + "  loss = crossEntropy(logits, label)\n";
      case 1 -> ", target[2]) {\n" + body + "  y = " + last.name + " -> dense(2)\n"
          + "  loss = meanSquaredError(y, target)\n";
      case 2 -> ") {\n" + body + "  y = " + last.name + " -> dense(3) -> softmax\n  loss = sum[k < 3] (y[k] - k/3)^2\n";
      case 3 -> ") {\n" + body + "  y = " + last.name + "\n  loss = sum[n, h < " + last.h + ", w < " + last.w + ", c < "
          + last.c + "] sin(y[h, w, c])/N\n";
      default -> ") {\n" + body + "  y = " + last.name + "\n";
    };
  }

  private void statement() {
    Image x = random.nextInt(3) == 0 ? images.get(random.nextInt(images.size())) : last();
    switch (random.nextInt(7)) {
      case 0, 1 -> layer(x);
      case 2 -> join(x);
      case 3 -> block(x);
      case 4, 5 -> elementwise(x);
      default -> reads(x);
    }
  }

  private void layer(Image x) {
    switch (random.nextInt(8)) {
      case 0, 1, 2 -> convolution(x);
      case 3 -> call(x, x.h * x.w > 1 ? "batchNorm" : "relu", x.h, x.w, x.c);
      case 4 -> call(x, "relu", x.h, x.w, x.c);
      case 5 -> window(x, "maxPool");
      case 6 -> window(x, "averagePool");
      default -> {
        int stride = between(1, 3);
        int more = 2 * between(0, 1);
        call(x, "padIdentity(" + (x.c + more) + ", " + stride + ")", (x.h + stride - 1) / stride,
            (x.w + stride - 1) / stride, x.c + more);
      }
    }
  }

  private void convolution(Image x) {
    int size = between(1, 3);
    int stride = between(1, 3);
    int pad = between(0, 2);
    int k = channels();
    if (size <= Math.min(x.h, x.w) + 2 * pad) {
      call(x, "conv(" + k + ", " + size + ", " + stride + ", " + pad + ")",
          (x.h + 2 * pad - size) / stride + 1, (x.w + 2 * pad - size) / stride + 1, k);
    }
  }

  private void window(Image x, String pool) {
    int size = between(1, 3);
    int stride = between(1, 3);
    int pad = random.nextInt(size + 1) / 2;
    if (size <= Math.min(x.h, x.w) + 2 * pad) {
      call(x, pool + "(" + size + ", " + stride + ", " + pad + ")",
          (x.h + 2 * pad - size) / stride + 1, (x.w + 2 * pad - size) / stride + 1, x.c);
    }
  }

  private void call(Image x, String layer, int h, int w, int c) {
    if (h * w * c <= mostElements) {
      define(h, w, c, x.name + " -> " + layer);
    }
  }

  /** Two of the same shape, or one with itself; x fans out. */
  private void join(Image x) {
    List<Image> alike = images.stream().filter(i -> i.h == x.h && i.w == x.w && i.c == x.c).toList();
    Image other = alike.get(random.nextInt(alike.size()));
    define(x.h, x.w, x.c, switch (random.nextInt(4)) {
      case 0 -> x.name + "*tanh(" + other.name + ")";
      case 1 -> x.name + " - 0.5*" + other.name;
      default -> x.name + " + " + other.name;
    });
  }

  /** A residual block of its own, used once or several times. */
  private void block(Image x) {
    String name = "block" + ++names;
    String inner = pick("conv(C, 3)", "conv(C, 1)", "relu", "batchNorm", "conv(C, 3) -> tanhOf -> conv(C, 3)");
    String normalised = x.h * x.w > 1 ? inner : inner.replace("batchNorm", "relu");
    if (blocks.indexOf("tanhOf") < 0) {
      blocks.append("layer tanhOf(x[I...]) {\n  y[i...] = tanh(x[i...])\n}\n");
    }
    blocks.append("block ").append(name).append("(x[H, W, C]) {\n  f = x -> ").append(normalised).append("\n  ")
        .append(pick("f + x", "relu(f + x)", "tanh(f)*x", "f", "0.5*f - x")).append("\n}\n");
    String again = pick("", "repeat(2) ", "repeat(3) ");
    define(x.h, x.w, x.c, x.name + " -> " + again + name + pick("", " -> " + name));
  }

  private void elementwise(Image x) {
    formula(x.h, x.w, x.c, scalar(x.name + x.index(), 2));
  }

  private String scalar(String x, int depth) {
    if (depth == 0) {
      return pick(x, x, "0.7", "(h + 1)", "c", "(-0.3)");
    }
    String a = scalar(x, depth - 1);
    String b = scalar(x, depth - 1);
    return switch (random.nextInt(14)) {
      case 0 -> "(" + a + " + " + b + ")";
      case 1 -> "(" + a + " - " + b + ")";
      case 2 -> "tanh(" + a + ")*" + b;
      case 3 -> a + "/(1 + " + b + "^2)";
      case 4 -> "exp(-(" + a + ")^2)";
      case 5 -> "log(1 + (" + a + ")^2)";
      case 6 -> "sqrt(0.5 + (" + a + ")^2)";
      case 7 -> "sin(" + a + ")*cos(" + b + ")";
      case 8 -> "max(" + a + ", " + b + " + 0.1)";
      case 9 -> "min(" + a + ", 2*" + b + " + 0.1)";
      case 10 -> "abs(" + a + " - 0.05)";
      case 11 -> "(if " + a + " < 0.3 then " + b + " else 0.5*(" + a + "))";
      case 12 -> "(1 + (" + a + ")^2)^0.75/3";
      default -> "(if h <= w and c == 0 then " + a + " else -(" + b + "))";
    };
  }

  /** Reversed, transposed, dilated, strided, triangular, divided reads; sums and maxima, over the batch too. */
  private void reads(Image x) {
    String at = x.name;
    switch (random.nextInt(9)) {
      case 0 -> formula(x.h, x.w, x.c, at + "[" + (x.h - 1) + " - h, w, c]*" + at + "[h, w, c]");
      case 1 -> formula(x.w, x.h, x.c, at + "[w, h, c] + tanh(" + at + "[w, h, " + (x.c - 1) + " - c])");
      case 2 -> formula(x.h, x.w, x.c, "sum[r < 3] (" + at + "[h + 2*r - 2, w, c] else 0)*(r + 1)/2");
      case 3 -> formula(x.h, x.w, x.c, "sum[k < " + x.h + " | k <= h, (h + k) % 2 == 0] " + at + "[k, w, c]");
      case 4 -> formula(x.h, x.w, x.c, "max[k < " + x.w + " | k >= w - 1] " + at + "[h, k, c]");
      case 5 -> formula(x.h, x.w, x.c, at + "[h, w, c] - max[n] " + at + "[h, w, c]");
      case 6 -> formula(x.h, x.w, x.c, at + "[h, w, c]*(sum[n, r < " + x.h + "] " + at + "[r, w, c]/N)");
      case 7 -> {
        if (x.h % 2 == 0) {
          formula(x.h / 2, x.w, x.c, at + "[2*h, w, c]*" + at + "[2*h + 1, w, c]");
        }
      }
      default -> {
        if (4 * x.h * x.w * x.c <= mostElements) {
          formula(2 * x.h, 2 * x.w, x.c, "sum[r < 2, s < 3 | (h + r) % 2 == 0, (w - s) % 2 == 0] ("
              + at + "[(h + r)/2, (w - s)/2, c] else 0)*(r - s + 0.5)");
        }
      }
    }
  }

  private void formula(int h, int w, int c, String scalar) {
    Image image = new Image("t" + ++names, h, w, c);
    body.append("  ").append(image.name).append(image.domain()).append(" = ").append(scalar).append('\n');
    images.add(image);
  }

  private void define(int h, int w, int c, String value) {
    Image image = new Image("t" + ++names, h, w, c);
    body.append("  ").append(image.name).append(" = ").append(value).append('\n');
    images.add(image);
  }

  private Image last() {
    return images.get(images.size() - 1);
  }

  private String pick(String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  private int between(int least, int most) {
    return least + random.nextInt(most - least + 1);
  }
}
