package dev.netgrad.random;

import java.util.LinkedHashSet;
import java.util.Set;

/** What comes after the images: outputs, a loss or none, and an optimizer. */
final class Ending {
  private final NetWriter net;
  private final Choices choices;
  private final StringBuilder statements = new StringBuilder();
  private String inputs = "";

  Ending(NetWriter net, Choices choices) {
    this.net = net;
    this.choices = choices;
    write();
  }

  /** The inputs that the loss needs, as they follow in the network's head. */
  String inputs() {
    return inputs;
  }

  String statements() {
    return statements.toString();
  }

  private void write() {
    Image last = net.last();
    String x = last.name();
    int kind = choices.below(9);
    if (kind == 0) {
      line("y = " + x + choices.of("", " -> globalAveragePool", " -> dense(3)"));
      severalOutputs();
      return;
    }
    if (choices.below(2) == 1) {
      x = head(last);
    } else {
      x = x + choices.of(" -> dense(K)", " -> globalAveragePool -> dense(K)", " -> flatten -> relu -> dense(K)",
          " -> dense(5) -> tanh -> dense(K)");
    }
    int k = choices.of(3, 2, 1, 17);
    line("y = " + x.replace("K", Integer.toString(k)));
    switch (kind) {
      case 1, 2 -> labelled(k);
      case 3 -> targeted(k, "meanSquaredError(y, target)");
      case 4 -> targeted(k, "binaryCrossEntropy(y, target)");
      case 5 -> targeted(k, "huber(y, target" + choices.of("", ", 0.5") + ")");
      case 6 -> targeted(k, "meanAbsoluteError(y, target) + 0.1*meanSquaredError(y, target)");
      case 7 -> line("loss = (sum[k < " + k + "] (y[k] - k/3)^2)" + choices.of("", "/" + k));
      default -> line("loss = sum[n, k < " + k + "] sin(y[k])/N");
    }
    optimizer();
  }

  /** Some images of the way are outputs, too; others read them. */
  private void severalOutputs() {
    Set<String> names = new LinkedHashSet<>(Set.of("y"));
    for (int more = choices.below(4); more > 0; more--) {
      names.add(net.images().get(choices.below(net.images().size())).name());
    }
    if (names.size() > 1) {
      line("output " + String.join(", ", names));
    }
  }

  /** A head of the user's own. */
  private String head(Image last) {
    net.declare("head", """
        layer head(x[H, W, C], K) {
          parameter weight[C, K] = normal(0.5)
          parameter bias[K] = 0.1 with gain = 1
          top[c] = max[h, w] x[h, w, c]
          y[k] = (sum[c] top[c]*weight[c, k]) + bias[k]
        }
        """);
    return last.name() + " -> head(K)";
  }

  private void labelled(int k) {
    inputs = ", label: class[" + k + "]";
    line("loss = crossEntropy(y, label" + choices.of("", ", 0.1") + ")");
  }

  private void targeted(int k, String loss) {
    inputs = ", target[" + k + "]";
    line("loss = " + loss);
  }

  private void optimizer() {
    String optimizer = choices.of("", "sgd(momentum = 0.9)", "sgd(momentum = 0.9, decay = 0.01, nesterov = 1)",
        "sgd(decay = 0.01, gainDecay = 0)", "adam", "adamW(decay = 0.05)", "rmsProp", "rmsProp(momentum = 0.5)",
        "lars(decay = 0.001, trust = 0.1)", "sgd(lr = lr*warmUp(step, 5)*cosine(step, 20))", "normalised");
    if (optimizer.equals("normalised")) {
      net.declare("normalised", """
          optimizer normalised(p[I...], g[I...], lr: scalar, momentum = 0.9) {
            state v[I...] = 0
            norm = sqrt(sum[i...] g[i...]^2)
            next v[i...] = momentum*v[i...] + g[i...]/max(norm, 1e-6)
            next p[i...] = p[i...] - lr*v[i...]
          }
          """);
    }
    if (!optimizer.isEmpty()) {
      line("optimizer " + optimizer);
    }
  }

  private void line(String text) {
    statements.append("  ").append(text).append('\n');
  }
}
