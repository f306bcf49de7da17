package dev.netgrad.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Operators that tell of shapes and make constants, which is all over before the network runs. */
final class Shaping {
  private Shaping() {}

  static List<OperatorRule> rules() {
    return List.of(
        OperatorRule.of("Constant", Shaping::constant),
        OperatorRule.of("Cast", s -> cast(s, type(s))),
        OperatorRule.of("CastLike", s -> cast(s, s.operand(1).kind())),
        OperatorRule.of("Shape", Shaping::shape),
        OperatorRule.of("Size", Shaping::size),
        OperatorRule.of("ConstantOfShape", Shaping::filled),
        OperatorRule.of("Range", Shaping::range));
  }

  private static Arranged constant(NodeStep s) {
    GraphNode node = s.node();
    if (node.has("value")) {
      return Arranged.of(ProtoTensors.of(null, node.attributes().get("value").getT(), s.out(), false));
    } else if (node.has("value_float")) {
      return Arranged.of(Constant.of(s.out(), ElementKind.FLOAT, new int[0], node.number("value_float", 0)));
    } else if (node.has("value_int")) {
      return Arranged.of(Constant.of(s.out(), ElementKind.INTEGER, new int[0],
          (double) node.integer("value_int", 0)));
    } else if (node.has("value_ints")) {
      double[] values = Arrays.stream(node.integers("value_ints").orElseThrow()).asDoubleStream().toArray();
      return Arranged.of(Constant.of(s.out(), ElementKind.INTEGER, new int[] {values.length}, values));
    } else if (node.has("value_floats")) {
      double[] values = node.attributes().get("value_floats").getFloatsList().stream()
          .mapToDouble(Float::doubleValue).toArray();
      return Arranged.of(Constant.of(s.out(), ElementKind.FLOAT, new int[] {values.length}, values));
    }
    throw new OnnxException("its value is of a kind that a network does not compute with");
  }

  private static ElementKind type(NodeStep s) {
    TensorProto.DataType type = TensorProto.DataType.forNumber((int) s.node().integer("to", 1));
    return ProtoTensors.kind(type == null ? TensorProto.DataType.UNDEFINED : type, s.out());
  }

  private static Arranged cast(NodeStep s, ElementKind to) {
    Arranged from = s.operand(0);
    if (from.kind() == to || to == ElementKind.FLOAT && from.constant().isPresent()) {
      return from.as(to);
    } else if (to == ElementKind.BOOLEAN) {
      return s.define(to, s.shape(0), i -> new Term.Bracket(Clause.isTrue(s.at(0, i))));
    } else if (to == ElementKind.FLOAT) {
      from.signal().orElseThrow().useAs(ElementKind.FLOAT, 0);
      return from.as(to);
    } else if (from.constant().isEmpty()) {
      throw new OnnxException("it makes whole numbers of what is not known before the network runs");
    }
    return s.define(to, s.shape(0), i -> Term.applied("truncated", s.at(0, i)));
  }

  private static Arranged shape(NodeStep s) {
    int[] shape = s.shape(0);
    int start = clamped(s.node().integer("start", 0), shape.length);
    int end = Math.max(start, clamped(s.node().integer("end", shape.length), shape.length));
    int[] part = Arrays.copyOfRange(shape, start, end);
    Constant sizes = Constant.of(s.out(), ElementKind.INTEGER, new int[] {part.length},
        Arrays.stream(part).asDoubleStream().toArray());
    IntStream.range(0, part.length).filter(i -> part[i] % BatchSize.EXTENT == 0 && part[i] > 0)
        .forEach(sizes.ofBatch()::set);
    return Arranged.of(sizes);
  }

  private static int clamped(long at, int rank) {
    return (int) Math.max(0, Math.min(rank, at < 0 ? at + rank : at));
  }

  private static Arranged filled(NodeStep s) {
    Constant value = s.node().has("value")
        ? ProtoTensors.of(null, s.node().attributes().get("value").getT(), s.out(), false)
        : Constant.of(s.out(), ElementKind.FLOAT, new int[] {1}, 0);
    Constant one = Constant.of(s.out(), value.kind(), new int[0], value.elements().at(0));
    return Arranged.of(one).expanded(Moving.ints(s.known(0)));
  }

  private static Arranged range(NodeStep s) {
    double start = s.number(0);
    double step = s.number(2);
    if (!s.constant(1).orElseThrow().ofBatch().isEmpty()) {
      throw new OnnxException("it counts the samples of the batch");
    }
    int count = (int) Math.max(0, Math.ceil((s.number(1) - start) / step));
    return Arranged.of(Constant.of(s.out(), s.operand(0).kind(), new int[] {count},
        IntStream.range(0, count).mapToDouble(i -> start + i * step).toArray()));
  }

  private static Arranged size(NodeStep s) {
    if (s.operand(0).axes().stream().flatMap(List::stream).anyMatch(Factor::isBatch)) {
      throw new OnnxException("it counts the samples of the batch");
    }
    return Arranged.of(Constant.of(s.out(), ElementKind.INTEGER, new int[0], (double) s.operand(0).size()));
  }
}
