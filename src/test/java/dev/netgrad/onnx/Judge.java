package dev.netgrad.onnx;

import static com.google.common.truth.Truth.assertWithMessage;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtUtil;
import dev.netgrad.onnx.ImportedNet.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** ONNX Runtime, by which imported models are judged. */
final class Judge {
  private Judge() {}

  /** The outputs of a model, in order. */
  static List<Value> run(Path file, Map<String, Value> inputs) {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    Map<String, OnnxTensor> given = new LinkedHashMap<>();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        OrtSession session = environment.createSession(Files.readAllBytes(file), options)) {
      for (Map.Entry<String, Value> input : inputs.entrySet()) {
        long[] shape = Arrays.stream(input.getValue().shape()).asLongStream().toArray();
        double[] elements = input.getValue().elements();
        boolean isWhole = session.getInputInfo().get(input.getKey()).getInfo().toString().contains("INT64");
        given.put(input.getKey(), isWhole
            ? OnnxTensor.createTensor(environment, LongBuffer.wrap(Arrays.stream(elements).mapToLong(x -> (long) x)
                .toArray()), shape)
            : OnnxTensor.createTensor(environment, FloatBuffer.wrap(floats(elements)), shape));
      }
      List<Value> outputs = new ArrayList<>();
      try (OrtSession.Result result = session.run(given)) {
        for (Map.Entry<String, OnnxValue> output : result) {
          OnnxTensor tensor = (OnnxTensor) output.getValue();
          float[] values = new float[(int) OrtUtil.elementCount(tensor.getInfo().getShape())];
          tensor.getFloatBuffer().get(values);
          double[] elements = new double[values.length];
          Arrays.setAll(elements, i -> values[i]);
          outputs.add(new Value(Arrays.stream(tensor.getInfo().getShape()).mapToInt(e -> (int) e).toArray(), elements));
        }
      }
      given.values().forEach(OnnxTensor::close);
      return outputs;
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static float[] floats(double... elements) {
    float[] floats = new float[elements.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) elements[i];
    }
    return floats;
  }

  static Value random(long seed, int... shape) {
    Random random = new Random(seed);
    double[] elements = new double[Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
    Arrays.setAll(elements, i -> (float) random.nextGaussian());
    return new Value(shape, elements);
  }

  /** That two tensors are the same, relative to their norm. */
  static void assertSame(String what, Value is, Value should, double most) {
    assertWithMessage("%s: elements", what).that(is.elements().length).isEqualTo(should.elements().length);
    double difference = 0;
    double norm = 0;
    for (int i = 0; i < is.elements().length; i++) {
      difference += Math.pow(is.elements()[i] - should.elements()[i], 2);
      norm += Math.pow(should.elements()[i], 2);
    }
    assertWithMessage("%s: difference relative to the norm %s", what, Math.sqrt(norm))
        .that(Math.sqrt(difference)).isAtMost(most * Math.sqrt(norm));
  }
}
