package dev.netgrad.random;

import java.util.List;

/** Blocks of the user's own, residual ones above all, used once, again on other shapes, or repeated. */
final class OwnBlock {
  private final NetWriter net;
  private final Choices choices;

  OwnBlock(NetWriter net, Choices choices) {
    this.net = net;
    this.choices = choices;
  }

  void write(Image x) {
    switch (choices.below(4)) {
      case 0 -> plain(x);
      case 1 -> strided(x);
      case 2 -> nested(x);
      default -> gate(x);
    }
  }

  /** Layers that keep the shape, whatever it is. */
  private String chain(Image x) {
    StringBuilder chain = new StringBuilder();
    for (int i = choices.between(1, 3); i > 0; i--) {
      String norm = x.h() * x.w() > 1 ? "batchNorm" : "leakyRelu";
      chain.append(" -> ").append(choices.of("relu", "conv(C, 1)", "conv(C, 3)", norm, "depthwiseConv(3)", "tanh",
          "groupNorm(1, 0.1)", "silu", "conv(C, 3, dilation = 2)", "dropout(0.25)"));
    }
    return chain.toString();
  }

  private String joined() {
    return choices.of("f + x", "relu(f + x)", "f", "tanh(f)*x", "0.5*f - x", "f*(tanh(x) + 1.5) + x");
  }

  private String times() {
    return choices.of("", "repeat(2) ", "", "repeat(3) ");
  }

  private void plain(Image x) {
    String name = net.fresh("residual");
    net.declare(name, "block " + name + "(x[H, W, C]) {\n  f = x" + chain(x) + "\n  " + joined() + "\n}\n");
    net.define(x.h(), x.w(), x.c(), x.name() + " -> " + times() + name
        + choices.of("", " -> " + name, " -> relu -> " + name));
  }

  /** With a projection where the shape changes. */
  private void strided(Image x) {
    int stride = choices.between(1, 2);
    int k = net.channels(choices);
    net.declare("basic", """
        block basic(x[H, W, C], K, stride = 1) {
          f    = x -> conv(K, 3, stride) -> layerNorm(0.1) -> relu -> conv(K, 3)
          skip = if stride == 1 and C == K then x else x -> conv(K, 1, stride)
          relu(f + skip)
        }
        """);
    net.define((x.h() - 1) / stride + 1, (x.w() - 1) / stride + 1, k,
        x.name() + " -> basic(" + k + ", " + stride + ")" + choices.of("", " -> basic(" + k + ")",
            " -> repeat(2) basic(" + k + ")"));
  }

  /** A block in a block, and the same layer twice under one label. */
  private void nested(Image x) {
    String name = net.fresh("outer");
    String inner = net.fresh("inner");
    net.declare(inner, "block " + inner + "(x[H, W, C]) {\n  f = x" + chain(x) + "\n  " + joined() + "\n}\n");
    net.declare(name, "block " + name + "(x[H, W, C]) {\n  f = x -> " + times() + inner
        + choices.of("", " -> same: conv(C, 1) -> tanh -> same: conv(C, 1)", " -> " + inner) + "\n  " + joined()
        + "\n}\n");
    net.define(x.h(), x.w(), x.c(), x.name() + " -> " + times() + name);
  }

  /** A block of two tensors; when it is repeated, the second is always the same. */
  private void gate(Image x) {
    net.declare("gate", """
        block gate(x[H, W, C], by[H, W, C]) {
          x*(0.5 + (by -> sigmoid)) + 0.1*by
        }
        """);
    List<Image> alike = net.like(x);
    Image by = alike.get(choices.below(alike.size()));
    net.define(x.h(), x.w(), x.c(), x.name() + " -> " + times() + "gate(" + by.name() + ")");
  }
}
