package dev.netgrad.benchmark;

import java.util.Locale;
import java.util.Random;

/** The networks that are compared: square images of three channels, and classes. */
enum Subject {
  RESNET20("resnet20", "ResNet20", 32, 10),
  RESNET56("resnet56", "ResNet56", 32, 10),
  RESNET110("resnet110", "ResNet110", 32, 10),
  RESNET18("resnet18", "ResNet18", 224, 1000),
  RESNET50("resnet50", "ResNet50", 224, 1000);

  static final float LEARNING_RATE = 0.01f;
  static final float MOMENTUM = 0.9f;
  static final float DECAY = 1e-4f;

  private final String text;
  private final String className;
  private final int size;
  private final int classes;

  Subject(String text, String className, int size, int classes) {
    this.text = text;
    this.className = className;
    this.size = size;
    this.classes = classes;
  }

  static Subject of(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }

  /** The name of the generated class. */
  String className() {
    return className;
  }

  int size() {
    return size;
  }

  int classes() {
    return classes;
  }

  /** Normally distributed values; they serve both channels first and channels last. */
  float[] images(int batch) {
    Random random = new Random(1);
    float[] images = new float[batch * size * size * 3];
    for (int i = 0; i < images.length; i++) {
      images[i] = (float) random.nextGaussian();
    }
    return images;
  }

  int[] labels(int batch) {
    return new Random(2).ints(batch, 0, classes).toArray();
  }

  @Override
  public String toString() {
    return text;
  }
}
