package dev.netgrad.onnx;

import static com.google.common.truth.Truth.assertThat;
import static dev.netgrad.onnx.ModelBuilder.integer;
import static dev.netgrad.onnx.ModelBuilder.ints;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.netgrad.compiler.Compiler;
import dev.netgrad.compiler.Loaded;
import dev.netgrad.compiler.Options;
import dev.netgrad.emit.EmitOptions;
import dev.netgrad.onnx.ImportedNet.Value;
import dev.netgrad.train.Batch;
import dev.netgrad.train.Model;
import dev.netgrad.train.store.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small models, imported, say what ONNX Runtime says of them; others are refused with the reason. */
final class OnnxModelTest {
  private static final double CLOSE = 2e-5;

  @TempDir
  private Path folder;

  private ImportedNet imported(ModelBuilder builder) {
    return new ImportedNet(OnnxModel.read(builder.write(folder.resolve("model.onnx")), "small", ImportOptions.usual()));
  }

  private void agrees(ModelBuilder builder, Map<String, Value> inputs) {
    ImportedNet net = imported(builder);
    List<Value> should = Judge.run(folder.resolve("model.onnx"), inputs);
    List<Value> is = net.run(inputs);
    for (int i = 0; i < should.size(); i++) {
      Judge.assertSame(net.model().text(), is.get(i), should.get(i), CLOSE);
    }
  }

  @Test
  void residualNetworkIsWhatOnnxRuntimeSays() {
    for (int batch : new int[] {1, 3}) {
      agrees(ModelBuilder.residual(), Map.of("picture", Judge.random(batch, batch, 3, 9, 8)));
    }
  }

  @Test
  void whatRepeatsIsABlock() {
    assertThat(imported(ModelBuilder.residual()).model().text()).isEqualTo("""
        /// Of this kind the network has 2.
        block basic(x[H, W, C], stride = 1) {
          f    = x -> conv(6, 3, stride) -> batchNorm -> relu -> conv(6, 3) -> batchNorm
          skip = if stride == 1 and C == 6 then x else x -> conv(6, 1, stride) -> batchNorm
          relu(f + skip)
        }

        /// From model.onnx, an ONNX model.
        network Small(picture[9, 8, 3]) {
          logits = picture -> conv(4, 3, stride = 2) -> batchNorm -> relu -> maxPool(3, stride = 1, pad = 1)
                           -> basic(stride = 2) -> basic -> globalAveragePool -> dense(5)
        }
        """);
  }

  @Test
  void generatedCodeSaysTheSame() {
    OnnxModel imported = imported(ModelBuilder.residual()).model();
    Model model = Loaded.of(Compiler.compile(new ImportedNet(imported).network(),
        Options.of("").withEmit(EmitOptions.of("").withAdapter(true))).sources()).model(1);
    Snapshot.copy(imported.weights().arrays(), Snapshot.weights(model), folder, model.name());
    Value picture = Judge.random(4, 2, 3, 9, 8);
    Batch outputs = Batch.of(2, model.outputs());
    model.infer(new Batch(2).with("picture",
        Judge.floats(ImportedNet.moved(picture, imported.inputs().get(0)))), outputs);
    double[] is = new double[10];
    Arrays.setAll(is, i -> outputs.numbers("logits")[i]);
    Judge.assertSame("logits", new Value(new int[] {2, 5}, is),
        Judge.run(folder.resolve("model.onnx"), Map.of("picture", picture)).get(0), CLOSE);
  }

  @Test
  void flattenedPictureIsReadAsItLies() {
    agrees(new ModelBuilder(13).input("picture", -1, 2, 4, 3).weight("w", 3, 2, 3, 3)
        .node("Conv", "c", List.of("picture", "w"), ints("pads", 1, 1, 1, 1))
        .known("shape", 0, -1).node("Reshape", "row", List.of("c", "shape")).weight("m", 36, 4).weight("b", 4)
        .node("Gemm", "y", List.of("row", "m", "b")).output("y", -1, 4),
        Map.of("picture", Judge.random(1, 2, 2, 4, 3)));
  }

  @Test
  void whatTheLibraryHasNotIsAFormula() {
    agrees(new ModelBuilder(13).input("x", -1, 4, 7, 5).weight("w", 6, 2, 3, 2).weight("b", 6)
        .node("Conv", "c", List.of("x", "w", "b"), ints("strides", 2, 1), ints("pads", 1, 0, 2, 1), integer("group", 2))
        .weight("u", 6, 2, 3, 3)
        .node("ConvTranspose", "t", List.of("c", "u"), ints("strides", 2, 2), ints("pads", 1, 0, 0, 1),
            integer("group", 3))
        .node("AveragePool", "y", List.of("t"), ints("kernel_shape", 3, 2), ints("strides", 2, 2),
            ints("pads", 1, 0, 1, 1))
        .output("y", -1, 6, -1, -1), Map.of("x", Judge.random(2, 2, 4, 7, 5)));
  }

  /** Two heads of attention, as exporters write them: shapes that are computed, and axes that are cut and turned. */
  @Test
  void shapesAreComputedAndAxesTurned() {
    ModelBuilder b = new ModelBuilder(13).wholes("ids", -1, 6).weight("table", 9, 8)
        .node("Gather", "x", List.of("table", "ids"))
        .node("Shape", "shape", List.of("x")).known("zero", 0).known("rest", 6, 2, 4)
        .node("Gather", "batch", List.of("shape", "zero")).node("Concat", "heads", List.of("batch", "rest"),
            integer("axis", 0));
    for (String part : List.of("q", "k", "v")) {
      b.weight(part + "_w", 8, 8).node("MatMul", part + "_all", List.of("x", part + "_w"))
          .node("Reshape", part + "_cut", List.of(part + "_all", "heads"))
          .node("Transpose", part, List.of(part + "_cut"), ints("perm", 0, 2, part.equals("k") ? 3 : 1,
              part.equals("k") ? 1 : 3));
    }
    b.node("MatMul", "score", List.of("q", "k")).node("Softmax", "share", List.of("score"), integer("axis", -1))
        .node("MatMul", "read", List.of("share", "v"))
        .node("Transpose", "turned", List.of("read"), ints("perm", 0, 2, 1, 3))
        .known("whole", 0, 6, 8).node("Reshape", "joined", List.of("turned", "whole")).weight("o", 8, 8)
        .node("MatMul", "out", List.of("joined", "o")).node("Add", "sum", List.of("out", "x")).weight("scale", 8)
        .weight("shift", 8).node("LayerNormalization", "y", List.of("sum", "scale", "shift")).output("y", -1, 6, 8);
    agrees(b, Map.of("ids", new Value(new int[] {2, 6}, new double[] {0, 3, 8, 8, 1, 2, 5, 5, 4, 0, 7, 6})));
  }

  private String refused(ModelBuilder builder) {
    return refused(builder.write(folder.resolve("model.onnx")));
  }

  private String refused(Path file) {
    return assertThrows(OnnxException.class, () -> OnnxModel.read(file, "small", ImportOptions.usual())).getMessage();
  }

  @Test
  void unknownOperatorsAreRefusedByName() {
    assertThat(refused(new ModelBuilder(13).input("x", -1, 3).node("Det", "y", List.of("x")).output("y", -1)))
        .isEqualTo("Det y_node: the operator is not known");
    assertThat(refused(new ModelBuilder(13).input("x", -1, 3).node("Floor", "y", List.of("x")).output("y", -1, 3)))
        .isEqualTo("Floor y_node: the language has no such function, for its derivative says nothing");
    assertThat(refused(new ModelBuilder(3).input("x", -1, 3).node("Relu", "y", List.of("x")).output("y", -1, 3)))
        .contains("of version 3");
  }

  @Test
  void samplesDoNotMix() {
    assertThat(refused(new ModelBuilder(13).input("x", -1, 3)
        .node("ReduceMean", "y", List.of("x"), ints("axes", 0)).output("y", 1, 3)))
        .isEqualTo("ReduceMean y_node: what it computes is not of one sample alone");
    assertThat(refused(new ModelBuilder(13).input("x", -1, 3).known("by", 3, -1)
        .node("Reshape", "y", List.of("x", "by")).output("y", 3, -1))).contains("Reshape y_node: ");
  }

  @Test
  void sizesThatAreLeftOpenAreNamed() {
    ModelBuilder builder = new ModelBuilder(13).input("x", -1, -1).node("Relu", "y", List.of("x")).output("y", -1, -1);
    assertThat(refused(builder)).isEqualTo(
        "the input x has no size `batch` along axis 1: --set batch=SIZE gives it one");
  }

  @Test
  void damagedFilesAreRefused() throws IOException {
    byte[] bytes = ModelBuilder.residual().model().toByteArray();
    Path file = folder.resolve("damaged.onnx");
    assertThat(refused(Files.write(file, Arrays.copyOf(bytes, bytes.length / 2)))).contains("or not all of one");
    assertThat(refused(Files.write(file, new byte[0]))).contains("no ONNX model");
    assertThat(refused(Files.writeString(file, "network A(x) { y = x }"))).contains("no ONNX model");
    assertThat(refused(folder)).contains("it is a directory");
    assertThat(refused(folder.resolve("none.onnx"))).isEqualTo("no such file");
  }

  @Test
  void nestedMessagesEndInTheMessage() throws IOException {
    ModelProto inner = ModelBuilder.residual().model();
    for (int i = 0; i < 200; i++) {
      inner = inner.toBuilder().setGraph(inner.getGraph().toBuilder().clearNode().clearInitializer().addNode(
          ModelBuilder.residual().model().getGraph().getNode(0).toBuilder().addAttribute(AttributeProto.newBuilder()
              .setName("body").setType(AttributeProto.AttributeType.GRAPH).setG(inner.getGraph())))).build();
    }
    assertThat(refused(Files.write(folder.resolve("deep.onnx"), inner.toByteArray()))).contains("no ONNX model");
  }

  @Test
  void weightsThatAreNotThereAreRefused() throws IOException {
    TensorProto.Builder huge = TensorProto.newBuilder().setName("w").setDataType(TensorProto.DataType.FLOAT_VALUE)
        .addDims(Long.MAX_VALUE).addDims(2);
    assertThat(refused(with(huge))).contains("w would have 9223372036854775807 elements along axis 0");
    assertThat(refused(with(huge.clearDims().addDims(1 << 20).addDims(1 << 20)))).contains("more than 2");
    assertThat(refused(with(huge.clearDims().addDims(3)))).isEqualTo("w has 0 elements, fewer than its shape [3] says");
    TensorProto.Builder elsewhere = huge.setDataLocation(TensorProto.DataLocation.EXTERNAL)
        .addExternalData(StringStringEntryProto.newBuilder().setKey("location").setValue("../secret.bin"));
    assertThat(refused(with(elsewhere))).contains("outside the model's folder");
    Files.write(folder.resolve("short.bin"), new byte[8]);
    elsewhere.clearExternalData().addExternalData(
        StringStringEntryProto.newBuilder().setKey("location").setValue("short.bin"));
    assertThat(refused(with(elsewhere))).contains("w has 2 elements, fewer than its shape [3] says");
  }

  private Path with(TensorProto.Builder weight) throws IOException {
    ModelProto.Builder model = new ModelBuilder(13).input("x", -1, 3).node("Add", "y", List.of("x", "w"))
        .output("y", -1, 3).model().toBuilder();
    model.getGraphBuilder().addInitializer(weight);
    return Files.write(folder.resolve("weights.onnx"), model.build().toByteArray());
  }
}
