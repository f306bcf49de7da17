package dev.netgrad.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Small models, node by node, with seeded weights. */
public final class ModelBuilder {
  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("small");
  private final Random random = new Random(5);
  private final int opset;

  public ModelBuilder(int opset) {
    this.opset = opset;
  }

  /** An input of floats; an extent that is negative is called {@code batch}. */
  public ModelBuilder input(String name, long... shape) {
    graph.addInput(info(name, TensorProto.DataType.FLOAT_VALUE, shape));
    return this;
  }

  /** An input of whole numbers. */
  public ModelBuilder wholes(String name, long... shape) {
    graph.addInput(info(name, TensorProto.DataType.INT64_VALUE, shape));
    return this;
  }

  public ModelBuilder output(String name, long... shape) {
    graph.addOutput(info(name, TensorProto.DataType.FLOAT_VALUE, shape));
    return this;
  }

  private static ValueInfoProto info(String name, int type, long... shape) {
    TensorShapeProto.Builder dims = TensorShapeProto.newBuilder();
    for (long extent : shape) {
      dims.addDim(extent < 0 ? TensorShapeProto.Dimension.newBuilder().setDimParam("batch")
          : TensorShapeProto.Dimension.newBuilder().setDimValue(extent));
    }
    return ValueInfoProto.newBuilder().setName(name).setType(TypeProto.newBuilder()
        .setTensorType(TypeProto.Tensor.newBuilder().setElemType(type).setShape(dims))).build();
  }

  /** A weight around 0. */
  public ModelBuilder weight(String name, long... shape) {
    return weight(name, -0.5, 0.5, shape);
  }

  /** A weight between bounds. */
  public ModelBuilder weight(String name, double from, double to, long... shape) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(TensorProto.DataType.FLOAT_VALUE);
    Arrays.stream(shape).forEach(tensor::addDims);
    for (long i = 0; i < Arrays.stream(shape).reduce(1, (a, b) -> a * b); i++) {
      tensor.addFloatData((float) (from + (to - from) * random.nextDouble()));
    }
    graph.addInitializer(tensor);
    return this;
  }

  /** Whole numbers that are known. */
  public ModelBuilder known(String name, long... values) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(TensorProto.DataType.INT64_VALUE)
        .addDims(values.length);
    Arrays.stream(values).forEach(tensor::addInt64Data);
    graph.addInitializer(tensor);
    return this;
  }

  /** A node with one output, which is called like it; a missing input is empty. */
  public ModelBuilder node(String operator, String name, List<String> inputs, AttributeProto... attributes) {
    graph.addNode(NodeProto.newBuilder().setOpType(operator).setName(name + "_node").addAllInput(inputs).addOutput(name)
        .addAllAttribute(List.of(attributes)));
    return this;
  }

  public static AttributeProto ints(String name, long... values) {
    return AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS)
        .addAllInts(Arrays.stream(values).boxed().toList()).build();
  }

  public static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INT).setI(value).build();
  }

  public static AttributeProto number(String name, float value) {
    return AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.FLOAT).setF(value).build();
  }

  public ModelProto model() {
    return ModelProto.newBuilder().setIrVersion(8).setGraph(graph)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset)).build();
  }

  public Path write(Path file) {
    try {
      return Files.write(file, model().toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A residual network: a stem, a block with a projection and one without, and a classifier. */
  public static ModelBuilder residual() {
    ModelBuilder b = new ModelBuilder(13).input("picture", -1, 3, 9, 8);
    b.convolution("stem", "picture", 3, 4, 3, 2).node("MaxPool", "pooled", List.of("stem_relu"),
        ints("kernel_shape", 3, 3), ints("strides", 1, 1), ints("pads", 1, 1, 1, 1));
    b.convolution("a", "pooled", 4, 6, 3, 2).normal("b", "a_relu", 6, 6, 3, 1).normal("skip", "pooled", 4, 6, 1, 2)
        .node("Add", "first_sum", List.of("b_bn", "skip_bn")).node("Relu", "first", List.of("first_sum"));
    b.convolution("c", "first", 6, 6, 3, 1).normal("d", "c_relu", 6, 6, 3, 1)
        .node("Add", "second_sum", List.of("d_bn", "first")).node("Relu", "second", List.of("second_sum"));
    return b.node("GlobalAveragePool", "mean", List.of("second"))
        .node("Flatten", "row", List.of("mean"), integer("axis", 1))
        .weight("fc_w", 5, 6).weight("fc_b", 5)
        .node("Gemm", "logits", List.of("row", "fc_w", "fc_b"), integer("transB", 1)).output("logits", -1, 5);
  }

  /** Convolution, batch norm and ReLU. */
  public ModelBuilder convolution(String name, String from, int in, int out, int size, int stride) {
    return normal(name, from, in, out, size, stride).node("Relu", name + "_relu", List.of(name + "_bn"));
  }

  /** Convolution and batch norm. */
  public ModelBuilder normal(String name, String from, int in, int out, int size, int stride) {
    long pad = size / 2;
    return weight(name + "_w", out, in, size, size)
        .node("Conv", name, List.of(from, name + "_w"), ints("kernel_shape", size, size),
            ints("strides", stride, stride), ints("pads", pad, pad, pad, pad))
        .weight(name + "_scale", 0.5, 1.5, out).weight(name + "_shift", out).weight(name + "_mean", out)
        .weight(name + "_var", 0.5, 2, out)
        .node("BatchNormalization", name + "_bn",
            List.of(name, name + "_scale", name + "_shift", name + "_mean", name + "_var"));
  }
}
