package dev.netgrad.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Learns nothing, remembers what it is given, and answers with the same loss and the same scores each time. */
public final class RecordingModel implements Model {
  public final List<Integer> batches = new ArrayList<>();
  public final List<Float> rates = new ArrayList<>();
  public final List<Float> firstInputs = new ArrayList<>();
  public final List<Integer> inferred = new ArrayList<>();
  public float loss = 1;
  public float score = 0;

  private float rate;

  private final int[] shape;
  private final int classes;

  public RecordingModel(int[] shape, int classes) {
    this.shape = shape;
    this.classes = classes;
  }

  @Override
  public String name() {
    return "Recording";
  }

  @Override
  public List<Port> inputs() {
    return List.of(Port.numbers("x", shape), Port.wholes("label", classes));
  }

  @Override
  public List<Port> inferenceInputs() {
    return List.of(Port.numbers("x", shape));
  }

  @Override
  public List<Port> outputs() {
    return List.of(Port.numbers("scores", classes));
  }

  @Override
  public boolean trains() {
    return true;
  }

  @Override
  public List<String> numbers() {
    return List.of("rate");
  }

  @Override
  public void set(String number, float value) {
    rate = value;
  }

  @Override
  public List<NamedArray> parameters() {
    return List.of();
  }

  @Override
  public List<NamedArray> state() {
    return List.of();
  }

  @Override
  public List<NamedArray> optimizerState() {
    return List.of();
  }

  @Override
  public long steps() {
    return rates.size();
  }

  @Override
  public void resumeAfter(long before) {}

  @Override
  public void initialise(long seed) {}

  @Override
  public BatchGradient gradient(Batch batch, long first) {
    batches.add(batch.samples());
    float[] inputs = batch.numbers("x");
    for (int n = 0; n < batch.samples(); n++) {
      firstInputs.add(inputs[n * Shapes.size(shape)]);
    }
    return new BatchGradient(batch.samples(), loss, List.of(), List.of());
  }

  @Override
  public void apply(BatchGradient gradient) {
    rates.add(rate);
  }

  @Override
  public void infer(Batch inputs, Batch outputs) {
    inferred.add(inputs.samples());
    Arrays.fill(outputs.numbers("scores"), 0, inputs.samples() * classes, score);
  }
}
