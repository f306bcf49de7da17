package dev.netgrad.growth;

import java.util.StringJoiner;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The ways in which a network grows; each gives the text of one network of a size. */
enum Shape {
  /** A body of n formulas, each on the last one's result, that share a parameter. */
  CHAIN(10_000, n -> """
      network Grown(x[4]) {
        parameter p[4] = normal(1)
        t0 = x
      %s  loss = sum[i < 4] t%d[i]^2
      }
      """.formatted(lines(n, k -> "t%d[i < 4] = tanh(t%d[i]*p[i])".formatted(k, k - 1)), n)),

  /** A body of n layers with parameters of their own. */
  DENSE(3_300, n -> """
      network Grown(x[4]) {
        t0 = x
      %s  loss = sum[i < 4] t%d[i]^2
      }
      """.formatted(lines(n, k -> "t%d = t%d -> dense(4) -> tanh".formatted(k, k - 1)), n)),

  /** A body of n residual units. */
  RESIDUAL(3_300, n -> """
      network Grown(x[4]) {
        t0 = x
      %s  loss = sum[i < 4] t%d[i]^2
      }
      """.formatted(lines(n, k -> "t%d = t%d + (t%d -> dense(4) -> tanh)".formatted(k, k - 1, k - 1)), n)),

  /** One tensor that n formulas read. */
  FAN_OUT(10_000, n -> """
      network Grown(x[4]) {
        parameter p[4] = normal(1)
        s0 = x
        h[i < 4] = tanh(x[i]*p[i])
      %s  loss = sum[i < 4] s%d[i]^2
      }
      """.formatted(lines(n, k -> "s%d[i < 4] = s%d[i] + sin(h[i] + %d)".formatted(k, k - 1, k)), n)),

  /** n parameters, each of which one formula reads. */
  PARAMETERS(9_900, n -> """
      network Grown(x[4]) {
        t0 = x
      %s%s  loss = sum[i < 4] t%d[i]^2
      }
      """.formatted(lines(n, k -> "parameter p%d[4] = normal(1)".formatted(k)),
          lines(n, k -> "t%d[i < 4] = t%d[i] + p%d[i]".formatted(k, k - 1, k)), n)),

  /** n blocks, no two alike. */
  BLOCKS(2_400, n -> """
      block unit(x[C], k) {
        h = x -> dense(C) -> tanh
        y[c] = h[c]*k
      }
      network Grown(x[4]) {
        t0 = x
      %s  loss = sum[i < 4] t%d[i]^2
      }
      """.formatted(lines(n, k -> "t%d = t%d -> unit(%d)".formatted(k, k - 1, k)), n)),

  /** One block, called in n places. */
  CALLS(10_000, n -> """
      block unit(x[C]) { x -> dense(C) -> tanh }
      network Grown(x[4]) {
        t0 = x
      %s  loss = sum[i < 4] t%d[i]^2
      }
      """.formatted(lines(n, k -> "t%d = t%d -> unit".formatted(k, k - 1)), n)),

  /** One block n times. */
  REPEAT(10_000, n -> """
      block unit(x[H, W, C]) { x + (x -> conv(C, 3) -> batchNorm -> relu) }
      network Grown(x[4, 4, 2]) {
        y = x -> repeat(%d) unit
        loss = sum[h < 4, w < 4, c < 2] y[h, w, c]^2
      }
      """.formatted(n)),

  /** n inputs that are added up. */
  INPUTS(200, n -> """
      network Grown(%s) {
        parameter p = 1
        t0 = x1*p
      %s  loss = t%d^2
      }
      """.formatted(IntStream.rangeClosed(1, n).mapToObj(k -> "x" + k).collect(Collectors.joining(", ")),
          lines(n, k -> "t%d = t%d + x%d".formatted(k, k - 1, k)), n)),

  /** One sum of n terms; 1,000 operators are the most of a statement. */
  SUM(999, n -> {
    StringJoiner terms = new StringJoiner(" + ");
    IntStream.rangeClosed(1, n).forEach(k -> terms.add((k % 2 == 0 ? "x[i]" : "p[i]")));
    return """
        network Grown(x[4]) {
          parameter p[4] = normal(1)
          y[i < 4] = %s
          loss = sum[i < 4] y[i]^2
        }
        """.formatted(terms);
  }),

  /** One sum of n terms, no two alike. */
  TERMS(499, n -> {
    StringJoiner terms = new StringJoiner(" + ");
    IntStream.rangeClosed(1, n).forEach(k -> terms.add("tanh(p[i] + " + k + ")"));
    return """
        network Grown(x[4]) {
          parameter p[4] = normal(1)
          y[i < 4] = x[i]*(%s)
          loss = sum[i < 4] y[i]^2
        }
        """.formatted(terms);
  });

  private final int largest;
  private final IntFunction<String> text;

  Shape(int largest, IntFunction<String> text) {
    this.largest = largest;
    this.text = text;
  }

  /** The size up to which the language allows it. */
  int largest() {
    return largest;
  }

  String text(int n) {
    return text.apply(n);
  }

  private static String lines(int n, IntFunction<String> line) {
    return IntStream.rangeClosed(1, n).mapToObj(k -> "  " + line.apply(k) + "\n").collect(Collectors.joining());
  }
}
