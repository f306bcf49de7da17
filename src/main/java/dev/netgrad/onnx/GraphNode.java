package dev.netgrad.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A node of a model's graph.
 *
 * @param inputs names; empty where an optional one is left out
 */
record GraphNode(
    String name, String operator, List<String> inputs, List<String> outputs, Map<String, AttributeProto> attributes) {

  static GraphNode of(NodeProto node) {
    Map<String, AttributeProto> attributes = new LinkedHashMap<>();
    node.getAttributeList().forEach(a -> attributes.put(a.getName(), a));
    String domain = node.getDomain();
    String operator = domain.isEmpty() || domain.equals("ai.onnx") ? node.getOpType() : domain + "." + node.getOpType();
    return new GraphNode(node.getName(), operator, List.copyOf(node.getInputList()), List.copyOf(node.getOutputList()),
        attributes);
  }

  boolean has(String attribute) {
    return attributes.containsKey(attribute);
  }

  long integer(String attribute, long otherwise) {
    return has(attribute) ? attributes.get(attribute).getI() : otherwise;
  }

  double number(String attribute, double otherwise) {
    return has(attribute) ? attributes.get(attribute).getF() : otherwise;
  }

  String text(String attribute, String otherwise) {
    return has(attribute) ? attributes.get(attribute).getS().toStringUtf8() : otherwise;
  }

  Optional<long[]> integers(String attribute) {
    return Optional.ofNullable(attributes.get(attribute))
        .map(a -> a.getIntsList().stream().mapToLong(Long::longValue).toArray());
  }

  /** How messages call it: its operator and name, or what it gives. */
  String shown() {
    String known = name.isEmpty() ? outputs.stream().filter(o -> !o.isEmpty()).findFirst().orElse("?") : name;
    return operator + " " + known;
  }
}
