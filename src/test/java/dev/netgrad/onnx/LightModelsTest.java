package dev.netgrad.onnx;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import dev.netgrad.compiler.Compiler;
import dev.netgrad.compiler.Loaded;
import dev.netgrad.compiler.Options;
import dev.netgrad.emit.EmitOptions;
import dev.netgrad.onnx.ImportedNet.Value;
import dev.netgrad.train.Batch;
import dev.netgrad.train.Model;
import dev.netgrad.train.store.Snapshot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The networks of the zip that {@code -Donnx.tests=FILE.zip} names, {@code light/light_*.onnx}. Their weights are all
 * the same number, which forgives any layout: they are replaced by seeded random ones, and generated code has to say
 * what ONNX Runtime says.
 */
@Tag("long")
final class LightModelsTest {
  private static final double CLOSE = 2e-5;
  private static final int SIZE = 224;

  @TempDir
  private Path folder;

  @Test
  void generatedCodeSaysWhatOnnxRuntimeSays() throws IOException {
    String zip = System.getProperty("onnx.tests", "");
    assumeTrue(!zip.isEmpty(), "-Donnx.tests=FILE.zip names the networks");
    int count = 0;
    try (FileSystem files = FileSystems.newFileSystem(Path.of(zip));
        Stream<Path> all = Files.list(files.getPath("light"))) {
      for (Path file : all.filter(p -> p.toString().matches(
          ".*" + System.getProperty("onnx.case", "") + ".*\\.onnx")).sorted().toList()) {
        Path model = Files.write(folder.resolve("model.onnx"),
            weighed(ModelProto.parseFrom(Files.readAllBytes(file))).toByteArray());
        check(file.getFileName().toString().replace(".onnx", ""), model);
        count++;
      }
    }
    assertThat(count).isGreaterThan(0);
  }

  private void check(String name, Path file) throws IOException {
    OnnxModel imported = OnnxModel.read(file, name, ImportOptions.usual());
    ImportedNet net = new ImportedNet(imported);
    if (name.equals("light_resnet50")) {
      assertThat(imported.text()).contains("bottleneck(64)");
      assertThat(net.network().training().parameters()).isNotEmpty();
      assertThat(imported.weights().arrays().stream().filter(a -> !a.name().contains("running"))
          .mapToLong(a -> a.values().length).sum()).isEqualTo(25_557_032);
    }
    Model model = Loaded.of(Compiler.compile(net.network(),
        Options.of("").withEmit(EmitOptions.of("").withAdapter(true))).sources()).model(1);
    Snapshot.copy(imported.weights().arrays(), Snapshot.weights(model), file, model.name());
    OnnxModel.Tensor in = imported.inputs().get(0);
    Value picture = Judge.random(7, 1, 3, SIZE, SIZE);
    Batch outputs = Batch.of(1, model.outputs());
    model.infer(new Batch(1).with(in.name(), Judge.floats(ImportedNet.moved(picture, in))), outputs);
    float[] is = outputs.numbers(imported.outputs().get(0).name());
    double[] elements = new double[is.length];
    Arrays.setAll(elements, i -> is[i]);
    Value should = Judge.run(file, Map.of(in.original(), picture)).get(0);
    Judge.assertSame(name, new Value(should.shape(), elements), should, CLOSE);
  }

  /** With random weights, of such sizes that signals neither grow nor fade, and with positive variances. */
  private static ModelProto weighed(ModelProto model) {
    GraphProto graph = model.getGraph();
    Set<String> positive = new HashSet<>();
    Map<String, List<Long>> shapes = new HashMap<>();
    graph.getNodeList().stream().filter(n -> n.getOpType().equals("BatchNormalization"))
        .forEach(n -> positive.addAll(List.of(n.getInput(1), n.getInput(4))));
    graph.getInitializerList().forEach(t -> shapes.put(t.getName(), longs(t)));
    Random random = new Random(11);
    GraphProto.Builder changed = graph.toBuilder().clearNode().clearInitializer().clearInput();
    Set<String> made = new HashSet<>();
    for (NodeProto node : graph.getNodeList()) {
      boolean isWeight = node.getOpType().equals("ConstantOfShape") && shapes.containsKey(node.getInput(0));
      if (isWeight) {
        String name = node.getOutput(0);
        made.add(node.getInput(0));
        changed.addInitializer(random(name, shapes.get(node.getInput(0)), positive.contains(name), random));
      } else {
        changed.addNode(node);
      }
    }
    for (TensorProto tensor : graph.getInitializerList()) {
      if (tensor.getDataType() == TensorProto.DataType.FLOAT_VALUE) {
        made.add(tensor.getName());
        changed.addInitializer(
            random(tensor.getName(), tensor.getDimsList(), positive.contains(tensor.getName()), random));
      } else if (!made.contains(tensor.getName())) {
        changed.addInitializer(tensor);
      }
    }
    graph.getInputList().stream().filter(i -> !made.contains(i.getName())).forEach(changed::addInput);
    // Since version 4 weights need not be inputs as well.
    return model.toBuilder().setIrVersion(8).setGraph(changed).build();
  }

  private static List<Long> longs(TensorProto tensor) {
    if (tensor.getInt64DataCount() > 0) {
      return tensor.getInt64DataList();
    }
    ByteBuffer bytes = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    return Stream.generate(() -> bytes.remaining() >= Long.BYTES ? bytes.getLong() : 0)
        .limit(bytes.remaining() / Long.BYTES).toList();
  }

  private static TensorProto random(String name, List<Long> shape, boolean isPositive, Random random) {
    int size = shape.stream().mapToInt(Long::intValue).reduce(1, (a, b) -> a * b);
    int inputs = shape.size() < 2 ? 1 : size / shape.get(0).intValue();
    double bound = shape.size() < 2 ? 0.1 : Math.sqrt(6.0 / inputs);
    ByteBuffer bytes = ByteBuffer.allocate(size * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < size; i++) {
      double value = random.nextDouble();
      bytes.putFloat((float) (isPositive ? 0.5 + value : bound * (2 * value - 1)));
    }
    return TensorProto.newBuilder().setName(name).setDataType(TensorProto.DataType.FLOAT_VALUE).addAllDims(shape)
        .setRawData(ByteString.copyFrom(bytes.flip())).build();
  }
}
