package dev.netgrad.random;

import dev.netgrad.tensor.Operator;

/**
 * Formulas of the network's own: reversed, transposed, dilated, strided, triangular and divided reads; sums, products,
 * minima and maxima, over the batch too; the position of a maximum.
 */
final class OwnFormula {
  private final NetWriter net;
  private final Choices choices;

  OwnFormula(NetWriter net, Choices choices) {
    this.net = net;
    this.choices = choices;
  }

  void write(Image x) {
    switch (choices.below(23)) {
      case 0 -> same(x, "X[#H - 1 - h, w, c]*X[h, w, c]");
      case 1 -> net.formula(x.w(), x.h(), x.c(), with(x, "X[w, h, c] + tanh(X[w, h, #C - 1 - c])"));
      case 2 -> same(x, "sum[r < 3] (X[h + 2*r - 2, w, c] else 0)*(r + 1)/3");
      case 3 -> same(x, "(sum[k < #H | k <= h, (h + k) % 2 == 0] X[k, w, c])/2");
      case 4 -> same(x, "max[k < #W | k >= w - 1] X[h, k, c]");
      case 5 -> same(x, "X[h, w, c] - max[n] X[h, w, c]");
      case 6 -> same(x, "X[h, w, c]*tanh(sum[n, r < #H] X[r, w, c]/N)");
      case 7 -> halved(x);
      case 8 -> net.formula(2 * x.h(), 2 * x.w(), x.c(), with(x,
          "sum[r < 2, s < 3 | (h + r) % 2 == 0, (w - s) % 2 == 0] (X[(h + r)/2, (w - s)/2, c] else 0)*(r - s + 0.5)"));
      case 9 -> winner(x);
      case 10 -> same(x, "if h < 1 then (X[h, w + 1, c] else 0.5) else X[h - 1, w, c]/2");
      case 11 -> same(x, "(max[r < 3, s < 2] (X[h + r - 1, w + s, c] else -infinity)) - X[h, w, c]/2");
      case 12 -> net.formula(x.h(), x.c(), x.w(), with(x, "X[h, c, w]*(1 + (X[h, c, w - 1] else 0))/2"));
      case 13 -> net.formula(1, x.w(), x.c(), with(x, "(sum[r < #H] X[r, w, c]*(r + 1))/#H"));
      case 14 -> net.formula(x.h(), x.w(), 1, with(x, "(sum[k < #C] X[h, w, k]*X[h, w, #C - 1 - k])/#C"));
      case 15 -> net.formula(x.h() + 2, x.w() + 1, x.c(), with(x, "(X[h - 1, w, c] else 0.5*h - w)"));
      case 16 -> third(x);
      case 17 -> branch(x);
      case 18 -> same(x, "prod[k < 3] (X[h, w + k - 1, c] else 1)");
      case 19 -> same(x, "prod[k < #C | k <= c] (1 + X[h, w, k]/3)");
      case 20 -> same(x, "X[h, w, c]/2 + min[r < 3, s < 2] (X[h + r - 1, w + s, c] else infinity)");
      case 21 -> net.formula(1, x.w(), x.c(), with(x, "(prod[h < #H] (1 + X[h, w, c]/4)) - min[n, h < #H] X[h, w, c]"));
      default -> same(x, "X[h, w, c]/sqrt(1 + (sum[n, h1 < #H, w1 < #W] X[h1, w1, c]^2)/(N*#H*#W))");
    }
  }

  /** The formula for a tensor: X is its name, #H, #W and #C are its sizes. */
  private static String with(Image x, String formula) {
    return formula.replace("X[", x.name() + "[").replace("#H", Integer.toString(x.h()))
        .replace("#W", Integer.toString(x.w()))
        .replace("#C", Integer.toString(x.c()));
  }

  private void same(Image x, String formula) {
    net.formula(x.h(), x.w(), x.c(), with(x, formula));
  }

  private void halved(Image x) {
    if (x.h() > 1) {
      net.formula(x.h() / 2, x.w(), x.c(), with(x, "X[2*h, w, c]*tanh(X[2*h + 1, w, c])"));
    }
  }

  private void third(Image x) {
    if (x.w() > 2) {
      net.formula(x.h(), (x.w() - 1) / 2, x.c(), with(x, "X[h, 2*w + 2, c] - (sum[s < 3] X[h, 2*w + s, c])/3"));
    }
  }

  /**
   * An operator whose value has a name and is used where it is an ordinary number, element by element or in windows.
   */
  private void branch(Image x) {
    String value = net.fresh("q");
    String operand = with(x, "X[h, w, c]");
    net.line(value + x.domain() + " = " + ScalarText.of(choices.of(Operator.values()), operand,
        choices.of(operand, with(x, "X[#H - 1 - h, w, c]"), "(c - 1)")));
    same(x, choices.of("if 0.01 < Q and Q < 3 then Q else X[h, w, c]/2",
        "sum[r < 2] if 0.01 < Q and Q < 3 and r <= h then X[h - r, w, c]*Q else 0.1*h")
        .replace("Q", value + "[h, w, c]"));
  }

  /** Where a maximum is, is an integer, and may be compared. */
  private void winner(Image x) {
    String at = net.fresh("at");
    if (choices.below(2) == 0) {
      net.line(at + "[h < " + x.h() + ", w < " + x.w() + "] = argmax[k < " + x.c() + "] " + x.name() + "[h, w, k]");
      same(x, "if c == " + at + "[h, w] then X[h, w, c] else 0.5*X[h, w, c]");
    } else {
      net.line(at + "[c < " + x.c() + "] = argmax[r < " + x.h() + ", s < " + x.w() + "] " + x.name() + "[r, s, c]");
      same(x, "[" + at + "[c] == h*" + x.w() + " + w]*X[h, w, c] + X[h, w, c]/4");
    }
  }
}
