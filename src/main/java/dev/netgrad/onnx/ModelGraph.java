package dev.netgrad.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A model's graph: what its outputs follow from, and nothing else.
 *
 * @param nodes in an order in which each comes after what it reads
 * @param weights by name
 */
record ModelGraph(String name, int opset, List<GraphNode> nodes, List<Given> inputs, List<String> outputs,
    Map<String, Constant> weights) {
  private static final Set<String> PICTURES = Set.of("Conv", "ConvTranspose", "MaxPool", "AveragePool",
      "GlobalAveragePool", "GlobalMaxPool", "BatchNormalization", "LRN", "InstanceNormalization", "GroupNormalization",
      "DepthToSpace", "SpaceToDepth", "Resize", "Upsample");
  private static final Set<String> KEEPING = Set.of("Identity", "Cast", "Add", "Sub", "Mul", "Div", "Relu", "Clip",
      "Neg", "Abs", "Pad", "Sqrt", "Exp", "Log", "Sigmoid", "Tanh", "Dropout");

  /**
   * What the network is given.
   *
   * @param extents -1 where one has a name, or none
   * @param names of the extents, empty where they have none
   */
  record Given(String name, ElementKind kind, int[] extents, List<String> names) {}

  static ModelGraph of(ModelFile file) {
    GraphProto graph = file.model().getGraph();
    int opset = file.model().getOpsetImportList().stream().filter(o -> o.getDomain().isEmpty()
        || o.getDomain().equals("ai.onnx")).mapToInt(o -> (int) o.getVersion()).findFirst().orElse(1);
    if (opset < OperatorTable.OLDEST || opset > OperatorTable.NEWEST) {
      throw new OnnxException("its operators are of version " + opset + "; versions " + OperatorTable.OLDEST + " to "
          + OperatorTable.NEWEST + " are known");
    }
    List<String> outputs = graph.getOutputList().stream().map(ValueInfoProto::getName).toList();
    Set<String> needed = new HashSet<>(outputs);
    List<GraphNode> nodes = new ArrayList<>();
    for (int i = graph.getNodeCount() - 1; i >= 0; i--) {
      GraphNode node = GraphNode.of(graph.getNode(i));
      if (node.outputs().stream().anyMatch(needed::contains)) {
        node.inputs().stream().filter(name -> !name.isEmpty()).forEach(needed::add);
        nodes.add(0, node);
      }
    }
    Map<String, Constant> weights = new LinkedHashMap<>();
    for (TensorProto tensor : graph.getInitializerList()) {
      if (needed.contains(tensor.getName())) {
        Constant constant = ProtoTensors.of(file, tensor, tensor.getName(), true);
        weights.put(tensor.getName(), constant);
      }
    }
    List<Given> inputs = graph.getInputList().stream()
        .filter(v -> needed.contains(v.getName()) && !weights.containsKey(v.getName())).map(ModelGraph::given).toList();
    return new ModelGraph(graph.getName(), opset, nodes, inputs, outputs, weights);
  }

  private static Given given(ValueInfoProto value) {
    if (!value.getType().hasTensorType()) {
      throw new OnnxException("the input " + value.getName() + " is no tensor");
    }
    TypeProto.Tensor type = value.getType().getTensorType();
    if (!type.hasShape()) {
      throw new OnnxException("the input " + value.getName() + " has no shape");
    }
    List<TensorShapeProto.Dimension> dims = type.getShape().getDimList();
    int[] extents = new int[dims.size()];
    List<String> names = new ArrayList<>();
    for (int i = 0; i < extents.length; i++) {
      TensorShapeProto.Dimension dim = dims.get(i);
      boolean isKnown = dim.hasDimValue() && dim.getDimValue() > 0;
      if (isKnown && dim.getDimValue() > Integer.MAX_VALUE) {
        throw new OnnxException("the input " + value.getName() + " would have " + dim.getDimValue()
            + " elements along axis " + i);
      }
      extents[i] = isKnown ? (int) dim.getDimValue() : -1;
      names.add(dim.hasDimParam() ? dim.getDimParam() : "");
    }
    TensorProto.DataType elements = TensorProto.DataType.forNumber(type.getElemType());
    return new Given(value.getName(),
        ProtoTensors.kind(elements == null ? TensorProto.DataType.UNDEFINED : elements, "the input " + value.getName()),
        extents, names);
  }

  /** Whether what is given goes, element by element, into what reads pictures. */
  boolean isPicture(String input) {
    Set<String> same = new LinkedHashSet<>(Set.of(input));
    for (GraphNode node : nodes) {
      if (node.inputs().stream().findFirst().filter(same::contains).isPresent() && PICTURES.contains(node.operator())) {
        return true;
      } else if (KEEPING.contains(node.operator()) && node.inputs().stream().anyMatch(same::contains)) {
        same.addAll(node.outputs());
      }
    }
    return false;
  }

  /** Whether some node reads pictures, whose first axis is that of the batch. */
  boolean hasPictures() {
    return nodes.stream().anyMatch(node -> PICTURES.contains(node.operator()));
  }

  /** The operator of another set than ONNX's own, if there is one. */
  Optional<GraphNode> unknown() {
    return nodes.stream().filter(node -> OperatorTable.find(node.operator()).isEmpty()).findFirst();
  }
}
