package dev.netgrad.benchmark;

/** What is compared. */
enum Measure {
  TRAIN("train", "Training step"),
  INFER("infer", "Inference"),
  LATENCY("latency", "Inference, batch 1");

  private final String text;
  private final String title;

  Measure(String text, String title) {
    this.text = text;
    this.title = title;
  }

  String title() {
    return title;
  }

  @Override
  public String toString() {
    return text;
  }
}
