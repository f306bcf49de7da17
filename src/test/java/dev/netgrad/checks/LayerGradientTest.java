package dev.netgrad.checks;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every layer of the standard library, and ways of putting layers together, against central differences. */
class LayerGradientTest {

  /** From a 5×6×2 image to the result. */
  private static final List<String> LAYERS = List.of(
      "conv(3)", "conv(3, 1)", "conv(2, 5)", "conv(2, 2)",
      "conv(3, 3, 2)", "conv(3, 3, 3)", "conv(3, 1, 2)", "conv(2, 2, 2)", "conv(2, 4, 3)",
      "conv(2, 3, 1, 0)", "conv(2, 3, 2, 0)", "conv(2, 3, 2, 2)", "conv(2, 5, 2)", "conv(2, 1, 3, 1)",
      "batchNorm", "batchNorm(epsilon = 0.1)", "relu", "softer",
      "maxPool", "maxPool(3, 2, 1)", "maxPool(3, stride = 1)", "maxPool(2, 3)",
      "averagePool", "averagePool(3, 2, 1)", "averagePool(3, stride = 1)",
      "globalAveragePool", "dense(4)", "globalAveragePool -> dense(3) -> softmax",
      "padIdentity(4)", "padIdentity(4, 2)", "padIdentity(2, 2)", "padIdentity(6, 3)", "padIdentity(5, 2)",
      "conv(2, dilation = 2)", "conv(2, 3, 2, 3, 3)", "groupedConv(4, 2)", "groupedConv(2, 2, 2, stride = 2)",
      "groupedConv(4, 2, stride = 2, dilation = 2)", "depthwiseConv", "depthwiseConv(2, 2)",
      "depthwiseConv(3, dilation = 2)", "transposedConv(2)", "transposedConv(3, 3, 2, 1, 1)", "transposedConv(2, 2, 3)",
      "transposedConv(2, 3, 1, 1)", "layerNorm", "groupNorm(1)", "groupNorm(2)", "leakyRelu", "elu", "gelu", "geluTanh",
      "sigmoid", "silu", "softmax", "logSoftmax", "flatten -> dense(3) -> logSoftmax", "dropout", "dropout(0)",
      "rmsNorm", "linear(3)", "squeezeExcite(1)", "upsample", "upsample(3)", "softplus", "mish", "hardSwish",
      "hardSigmoid", "conv(8) -> pixelShuffle");

  private static final List<String> LOSSES = List.of(
      """
      network Loss(x[4], label: class[4]) {
        y = 2*x
        loss = crossEntropy(y, label)
      }
      """,
      """
      network Loss(x[4, 3], target[4, 3]) {
        y = tanh(x)
        loss = meanSquaredError(y, target)
      }
      """,
      """
      network Loss(x[4], label: class[4]) {
        y = 2*x
        loss = crossEntropy(y, label, 0.2)
      }
      """,
      """
      network Loss(x[4, 3], target[4, 3]) {
        y = tanh(x)
        loss = binaryCrossEntropy(y, target) + meanAbsoluteError(y, target) + huber(y, target, 0.7)
      }
      """,
      """
      network Loss(x[2, 3, 4], labels[2, 3]: class[4]) {
        y = 2*x
        loss = meanCrossEntropy(y, labels) + focal(y, labels) + focal(y, labels, 0.5) + dice(y, labels, 0.1)
      }
      """,
      """
      network Loss(x[3]) {
        y = x -> dense(2)
        loss = sum[n, k < 2] y[k]^2/N
      }
      """);

  private static final List<String> SHAPES = List.of(
      // fan-out, three readers
      """
      network FanOut(x[4, 4, 2]) {
        a = x -> conv(2)
        b = x -> relu
        a*b + x
      }
      """,
      // one tensor as both operands, and x + x
      """
      network Twice(x[3]) {
        y = x*x + x + x
      }
      """,
      // shared parameters
      """
      network Shared(x[4, 4, 2]) {
        x -> same: conv(2) -> tanh -> same: conv(2)
      }
      """,
      // a sequence, positions in it, and what reads it
      """
      network Sequence(x[4, 6]) {
        a = x -> learnedPositions -> attention(2, true) -> sinusoidalPositions
        q = a -> toHeads(2, 4) -> rotary
        y = dotProductAttention(q, q, q) -> fromHeads(3)
      }
      """,
      // a block with a parameter and a class number, used under one label twice
      """
      block look(x[T, D], ids[T]: class[V]) {
        e = ids -> embedding(D)
        y[t, d] = x[t, d] + tanh(e[t, d])
      }
      network SharedBlock(x[4, 2], ids[4]: class[3]) {
        h = x -> same: look(ids) -> tanh -> same: look(ids)
        best[t < 4] = argmax[d < 2] h[t, d]
        y[t < 4] = h[t, best[t]]^2
      }
      """,
      // option A with a stride, and a repeat of what follows
      """
      block basic(x[H, W, C], K, stride = 1) {
        f    = x -> conv(K, 3, stride) -> batchNorm -> relu -> conv(K, 3) -> batchNorm
        skip = if stride == 1 and C == K then x else x -> padIdentity(K, stride)
        relu(f + skip)
      }
      network Blocks(image[4, 4, 2], label: class[3]) {
        logits = image -> repeat(2) basic(2) -> basic(4, stride = 2) -> repeat(2) basic(4)
                       -> globalAveragePool -> dense(3)
        loss = crossEntropy(logits, label)
      }
      """,
      // pre-activation, option B
      """
      block preact(x[H, W, C], K, stride = 1) {
        f    = x -> batchNorm -> relu -> conv(K, 3, stride) -> batchNorm -> relu -> conv(K, 3)
        skip = if stride == 1 and C == K then x else x -> conv(K, 1, stride)
        f + skip
      }
      network PreAct(image[4, 4, 2], target[2]) {
        y = image -> preact(2) -> preact(3, stride = 2) -> batchNorm -> relu -> globalAveragePool -> dense(2)
        loss = meanSquaredError(y, target)
      }
      """,
      // a block within a block, within a repeat, with a second argument that is a tensor
      """
      block gate(x[H, W, C], by[H, W, C]) {
        x*(tanh(by) + 1.5)
      }
      block outer(x[H, W, C], by[H, W, C]) {
        y = x -> gate(by) -> conv(C, 3)
        y -> gate(x) -> relu
      }
      network Nested(x[3, 3, 2], by[3, 3, 2]) {
        x -> repeat(3) outer(by)
      }
      """,
      // reads that are not plain: reversed, transposed, dilated, a triangle, every other one, the batch
      """
      network Reads(x[6, 4]) {
        reversed[h < 6, w < 4] = x[5 - h, w]*x[h, w]
        transposed[w < 4, h < 6] = reversed[h, w]
        dilated[w < 4, h < 6] = sum[r < 3] (transposed[w, h + 2*r - 2] else 0)*(r + 1)
        triangle[w < 4, h < 6] = sum[k < 6 | k <= h, (h + k) % 2 == 0] dilated[w, k]
        every[w < 4, h < 3] = triangle[w, 2*h]*triangle[w, 2*h + 1]
        centred[w < 4, h < 3] = every[w, h] - sum[n] every[w, h]/N
      }
      """,
      // the transposed convolution: exact divisions under guards
      """
      network Transposed(x[3, 4, 2]) {
        parameter weight[3, 3, 2, 2] = normal(0.3)
        y[h < 6, w < 8, k < 2] = sum[r < 3, s < 3, c < 2 | (h + 1 - r) % 2 == 0, (w + 1 - s) % 2 == 0] (
          x[(h + 1 - r)/2, (w + 1 - s)/2, c] else 0
        )*weight[r, s, c, k]
      }
      """,
      // depthwise, and in groups
      """
      network Grouped(x[4, 4, 4]) {
        parameter deep[3, 3, 4] = normal(0.3)
        parameter group[2, 2, 2] = normal(0.5)
        y[h < 4, w < 4, c < 4] = sum[r < 3, s < 3] (x[h + r - 1, w + s - 1, c] else 0)*deep[r, s, c]
        z[h < 4, w < 4, g < 2, k < 2] = sum[c < 2] y[h, w, 2*g + c]*group[g, c, k]
      }
      """,
      // maxima over the batch and over a triangle
      """
      network Maxima(x[5, 3]) {
        top[w < 3] = max[n, h < 5] x[h, w]
        low[w < 3] = max[h < 5 | h <= w + 1] -x[h, w]
        y[h < 5, w < 3] = (x[h, w] - top[w])^2 + low[w]*x[h, w]
      }
      """,
      // rank 0 inputs, sizes, N
      """
      network Small(x1, x2) {
        y = (x1 + x2)*x1/2^2 + x2/N
      }
      """);

  static Stream<String> networks() {
    String softer = "layer softer(x[I...]) {\n  y[i...] = if x[i...] < 0.1 then 0.2*x[i...] else x[i...]^2\n}\n";
    Stream<String> layers = LAYERS.stream()
        .map(layer -> softer + "network Layer(x[5, 6, 2]) {\n  y = x -> " + layer + "\n}\n");
    return Stream.of(layers, LOSSES.stream(), SHAPES.stream()).flatMap(s -> s);
  }

  @ParameterizedTest
  @MethodSource("networks")
  void gradientIsThatOfDifferences(String text) {
    GradientCheck.check(text);
  }
}
