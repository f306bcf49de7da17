package dev.netgrad.benchmark;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;

/** ONNX Runtime. Arguments: network, batch, threads, the directory with the exported models. */
final class OnnxRuntimeWorker {
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final Subject subject;
  private final OrtSession session;

  private OnnxRuntimeWorker(Subject subject, int threads, Path models) throws OrtException {
    this.subject = subject;
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
    options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
    options.setIntraOpNumThreads(threads);
    options.setInterOpNumThreads(1);
    session = environment.createSession(models.resolve(subject + ".onnx").toString(), options);
  }

  public static void main(String[] args) throws Exception {
    OnnxRuntimeWorker worker =
        new OnnxRuntimeWorker(Subject.of(args[0]), Integer.parseInt(args[2]), Path.of(args[3]));
    int batch = Integer.parseInt(args[1]);
    Worker.serve(Map.of(
        "infer", () -> worker.inference(batch),
        "latency", () -> worker.inference(1)));
  }

  private Worker.Iteration inference(int batch) throws OrtException {
    float[] values = subject.images(batch);
    FloatBuffer image = ByteBuffer.allocateDirect(4 * values.length).order(ByteOrder.nativeOrder()).asFloatBuffer();
    image.put(values).flip();
    long[] shape = {batch, 3, subject.size(), subject.size()};
    Map<String, OnnxTensor> inputs = Map.of("image", OnnxTensor.createTensor(environment, image, shape));
    float[] logits = new float[batch * subject.classes()];
    return () -> {
      try (OrtSession.Result result = session.run(inputs)) {
        ((OnnxTensor) result.get(0)).getFloatBuffer().get(logits);
      }
    };
  }
}
