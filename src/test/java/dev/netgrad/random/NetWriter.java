package dev.netgrad.random;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the network that a genome stands for. Every genome stands for a valid one: what does not fit, a window larger
 * than the picture say, is left out. A statement whose numbers are all 0 is none.
 */
final class NetWriter {
  private static final int MOST_ELEMENTS = 90;
  private static final int MOST_ELEMENTS_WIDE = 500;

  private final Genome genome;
  private final boolean wide;
  private final Choices start;
  private final Map<String, String> declarations = new LinkedHashMap<>();
  private final StringBuilder body = new StringBuilder();
  private final List<Image> images = new ArrayList<>();
  private int names;

  NetWriter(Genome genome) {
    this.genome = genome;
    this.start = new Choices(genome.start());
    this.wide = start.below(2) == 1;
  }

  RandomNet write() {
    int batch = start.between(1, 4);
    Trial.Other other = start.of(Trial.Other.values());
    Image input = new Image("x", start.between(1, 6), start.between(1, 6), channels(start));
    images.add(input);
    List<List<Integer>> statements = new ArrayList<>();
    for (List<Integer> numbers : genome.statements()) {
      Choices choices = new Choices(numbers);
      new Statement(this, choices).write();
      statements.add(choices.made());
    }
    Ending ending = new Ending(this, start);
    String network = "network Random(x[" + input.h() + ", " + input.w() + ", " + input.c() + "]" + ending.inputs()
        + ") {\n"
        + body + ending.statements() + "}\n";
    return new RandomNet(new Genome(start.made(), statements),
        new Trial(String.join("", declarations.values()) + network, batch, other));
  }

  /** A number of channels: from 1 to 5, or so many that they fill vectors, as a rule not to the last lane. */
  int channels(Choices choices) {
    return wide ? choices.of(16, 17, 20, 32, 24, 33, 8, 31, 48) : choices.between(1, 5);
  }

  /** Whether a tensor of such a size keeps the interpreter's time short. */
  boolean isSmall(int h, int w, int c) {
    return h * w * c <= (wide ? MOST_ELEMENTS_WIDE : MOST_ELEMENTS);
  }

  Image last() {
    return images.get(images.size() - 1);
  }

  /** One of the last tensors, mostly the last. */
  Image operand(Choices choices) {
    return images.get(Math.max(0, images.size() - 1 - Math.max(0, choices.below(8) - 3)));
  }

  /** All tensors of the shape of one, it among them. */
  List<Image> like(Image image) {
    return images.stream().filter(image::isLike).toList();
  }

  List<Image> images() {
    return images;
  }

  /** Declares a layer or a block once, above the network. */
  void declare(String name, String text) {
    declarations.putIfAbsent(name, text);
  }

  String fresh(String prefix) {
    return prefix + ++names;
  }

  void line(String text) {
    body.append("  ").append(text).append('\n');
  }

  /** {@code t = value}, an image unless it would be too large. */
  void define(int h, int w, int c, String value) {
    if (isSmall(h, w, c)) {
      Image image = new Image(fresh("t"), h, w, c);
      line(image.name() + " = " + value);
      images.add(image);
    }
  }

  /** {@code t[h, w, c] = scalar}, an image unless it would be too large. */
  void formula(int h, int w, int c, String scalar) {
    if (isSmall(h, w, c)) {
      Image image = new Image(fresh("t"), h, w, c);
      line(image.name() + image.domain() + " = " + scalar);
      images.add(image);
    }
  }
}
