package dev.netgrad.random;

import java.util.List;

/** One statement of the network's body, or none. */
final class Statement {
  private final NetWriter net;
  private final Choices choices;

  Statement(NetWriter net, Choices choices) {
    this.net = net;
    this.choices = choices;
  }

  void write() {
    int kind = choices.below(20);
    Image x = net.operand(choices);
    switch (kind) {
      case 0 -> { }
      case 1, 2, 3, 4, 5, 6, 7 -> new LibraryLayer(net, choices).write(x);
      case 8, 9, 10 -> join(x);
      case 11, 12, 13 -> new OwnBlock(net, choices).write(x);
      case 14, 15 -> new OwnLayer(net, choices).write(x);
      case 16 -> net.formula(x.h(), x.w(), x.c(), new ScalarText(choices, x.here()).write(2));
      case 17 -> gradient(x);
      default -> new OwnFormula(net, choices).write(x);
    }
  }

  /** Two of the same shape, or one with itself; x fans out. */
  private void join(Image x) {
    List<Image> alike = net.like(x);
    String other = alike.get(choices.below(alike.size())).name();
    net.define(x.h(), x.w(), x.c(), choices.of("NAME + OTHER", "NAME - 0.5*OTHER", "NAME*tanh(OTHER)",
        "relu(NAME + OTHER)", "0.5*OTHER + tanh(NAME)*NAME").replace("NAME", x.name()).replace("OTHER", other));
  }

  /** A gradient as a term, of which there is a gradient again. */
  private void gradient(Image x) {
    if (choices.below(3) < 2) {
      net.formula(x.h(), x.w(), x.c(), new ScalarText(choices, x.here()).write(1));
      return;
    }
    String energy = net.fresh("energy");
    net.line(energy + " = sum[h < " + x.h() + ", w < " + x.w() + ", c < " + x.c() + "] "
        + choices.of("X^2", "tanh(X)", "sin(X)*cos(X)", "sqrt(1 + X^2)").replace("X", x.here()) + "/2");
    net.define(x.h(), x.w(), x.c(), choices.of("", "0.5*") + "grad(" + energy + ", " + x.name() + ")");
  }
}
