package dev.netgrad.random;

/** Layers of the user's own, with parameters, states and arguments. */
final class OwnLayer {
  private final NetWriter net;
  private final Choices choices;

  OwnLayer(NetWriter net, Choices choices) {
    this.net = net;
    this.choices = choices;
  }

  void write(Image x) {
    switch (choices.below(8)) {
      case 0 -> shift(x);
      case 1 -> line(x);
      case 2 -> average(x);
      case 3 -> mix(x);
      case 4 -> squeeze(x);
      case 5 -> table(x);
      case 6 -> locally(x);
      default -> maxout(x);
    }
  }

  private void same(Image x, String call) {
    net.define(x.h(), x.w(), x.c(), x.name() + " -> " + call);
  }

  private void shift(Image x) {
    net.declare("shift", """
        layer shift(x[H, W, C], by = 1, scale = 0.5) {
          y[h, w, c] = scale*(x[h - by, w, c] else 0.25) + (x[h, w + by, c] else 0) - (x[h, w, c + by] else 0)
        }
        """);
    same(x, "shift" + choices.of("", "(2)", "(0, 2)", "(-1, scale = 0.25)"));
  }

  /** A convolution along the width, with a bias and a window that sticks out on one side. */
  private void line(Image x) {
    net.declare("line", """
        layer line(x[H, W, C], K, taps = 2, first = 0) {
          R = taps
          parameter weight[R, C, K] = normal(0.4)
          parameter bias[K] = uniform(0.2) with gain = 1
          y[h, w, k] = (sum[r, c] (x[h, w + r - first, c] else 0)*weight[r, c, k]) + bias[k]
        }
        """);
    int k = net.channels(choices);
    net.define(x.h(), x.w(), k, x.name() + " -> line(" + k + choices.of("", ", 3", ", 5, 2", ", first = 1", ", 4, 3")
        + ")");
  }

  /** Takes the batch's mean away; keeps a running one for evaluation. */
  private void average(Image x) {
    net.declare("centred", """
        layer centred(x[H, W, C], rate = 0.1) {
          state average[C] = 0.5
          mean[c] = if training then (sum[n, h, w] x[h, w, c])/(N*H*W) else average[c]
          next average[c] = (1 - rate)*average[c] + rate*mean[c]
          y[h, w, c] = x[h, w, c] - mean[c]
        }
        """);
    same(x, "centred" + choices.of("", "(0.25)"));
  }

  /** Each row becomes a mixture of rows, by how alike they are: two factors of a product are of the sample. */
  private void mix(Image x) {
    net.declare("mix", """
        layer mix(x[H, W, C]) {
          score[h, g < H] = (sum[w, c] x[h, w, c]*x[g, w, c])/(W*C)
          share = score -> softmax
          y[h, w, c] = sum[g < H] share[h, g]*x[g, w, c]
        }
        """);
    same(x, "mix");
  }

  private void squeeze(Image x) {
    net.declare("squeeze", """
        layer squeeze(x[H, W, C], slope = 0.1) {
          g = x -> globalAveragePool -> dense(C)
          y[h, w, c] = x[h, w, c]*(if g[c] > 0 then 1 + g[c] else slope*g[c])
        }
        """);
    same(x, "squeeze" + choices.of("", "(slope = 0.3)"));
  }

  /** A parameter for each pixel, read backwards, and a number that all samples share. */
  private void table(Image x) {
    net.declare("table", """
        layer table(x[H, W, C], start = 0.3) {
          parameter position[W, H] = normal(0.5)
          parameter gain[] = start
          y[h, w, c] = x[h, w, c]*(1 + position[W - 1 - w, h])*gain
        }
        """);
    same(x, "table" + choices.of("", "(1)"));
  }

  /** Weights that are not shared between pixels; the channels' products are summed in triangles. */
  private void locally(Image x) {
    net.declare("locally", """
        layer locally(x[H, W, C]) {
          parameter weight[H, W, C, C] = uniform(0.5)
          y[h, w, k < C] = sum[c | c <= k] x[h, w, c]*weight[h, w, c, k]
        }
        """);
    if (x.elements() * x.c() <= 4000) {
      same(x, "locally");
    }
  }

  private void maxout(Image x) {
    net.declare("maxout", """
        layer maxout(x[H, W, C], K, pieces = 2) {
          P = pieces
          parameter weight[C, K, P] = normal(0.5)
          z[h, w, k, p] = sum[c] x[h, w, c]*weight[c, k, p]
          y[h, w, k] = max[p] z[h, w, k, p]
        }
        """);
    int k = choices.of(1, 2, 3, 5);
    net.define(x.h(), x.w(), k, x.name() + " -> maxout(" + k + choices.of("", ", 3") + ")");
  }
}
