package dev.netgrad.onnx;

import dev.netgrad.onnx.ModelGraph.Given;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A graph as statements.
 *
 * @param inputs what the network is given, in the model's order
 * @param outputs what it gives, in the model's order
 * @param values the model's tensors by name, where they are
 */
record Translation(List<Port> inputs, List<Port> outputs, List<Written> statements, Map<String, Arranged> values) {

  /**
   * A tensor that goes in or out.
   *
   * @param name what the model calls it
   * @param axes for each axis of the tensor of one sample, which of the model's axes it is
   * @param batchAxis the model's axis of the samples, or -1 where one run is all
   * @param rank of the model's tensor
   */
  record Port(String name, Signal signal, int[] axes, int batchAxis, int rank) {}

  static Translation of(ModelGraph graph, ImportOptions options) {
    Optional<GraphNode> unknown = graph.unknown();
    if (unknown.isPresent()) {
      throw new OnnxException(unknown.orElseThrow().shown() + ": the operator is not known");
    }
    List<Given> inputs = graph.inputs().stream().filter(i -> options.fixed(i).isEmpty()).map(options::sized).toList();
    boolean isDynamic = inputs.stream().anyMatch(i -> IntStream.of(i.extents()).anyMatch(e -> e < 0));
    boolean isOfOne = !inputs.isEmpty() && inputs.stream().allMatch(i -> i.extents().length > 1 && i.extents()[0] == 1);
    if (isDynamic) {
      return new Translating(graph, inputs, options, true).translation();
    }
    if (isOfOne || graph.hasPictures()) {
      try {
        return new Translating(graph, inputs, options, true).translation();
      } catch (OnnxException e) {
        // The first axis is no batch after all; what then is not to be had is the better answer.
      }
    }
    return new Translating(graph, inputs, options, false).translation();
  }

  private static final class Translating {
    private final ModelGraph graph;
    private final List<Given> inputs;
    private final ImportOptions options;
    private final boolean hasBatch;
    private final Draft draft = new Draft();
    private final Map<String, Arranged> values = new LinkedHashMap<>();

    private Translating(ModelGraph graph, List<Given> inputs, ImportOptions options, boolean hasBatch) {
      this.graph = graph;
      this.inputs = inputs;
      this.options = options;
      this.hasBatch = hasBatch;
    }

    private Translation translation() {
      List<Port> given = new ArrayList<>();
      for (Given input : inputs) {
        Port port = input(input);
        given.add(port);
        values.put(input.name(), Arranged.of(port.signal(), port.rank(), port.batchAxis(), port.axes()));
      }
      graph.inputs().forEach(
          input -> options.fixed(input).ifPresent(c -> values.put(input.name(), Arranged.of(c))));
      graph.weights().forEach((name, constant) -> values.put(name, Arranged.of(constant)));
      boolean isOfOne = inputs.stream().allMatch(i -> i.extents().length == 0 || i.extents()[0] >= 0);
      for (GraphNode node : graph.nodes()) {
        translate(node, isOfOne);
      }
      Set<Signal> taken = new HashSet<>();
      given.forEach(port -> taken.add(port.signal()));
      List<Port> outputs = new ArrayList<>();
      for (String name : graph.outputs()) {
        try {
          outputs.add(output(name, value(name), taken));
        } catch (OnnxException e) {
          throw new OnnxException("output " + name + ": " + e.getMessage(), e);
        }
      }
      for (Port port : given) {
        if (port.signal().kind() == ElementKind.INTEGER && port.signal().classes() == 0) {
          throw new OnnxException("the input " + port.name() + " is of whole numbers that are no class numbers");
        }
      }
      return new Translation(given, outputs, draft.statements(), values);
    }

    private Port input(Given input) {
      int[] extents = input.extents();
      int batch = hasBatch && extents.length > 0 ? 0 : -1;
      for (int i = 0; i < extents.length; i++) {
        if (i != batch && extents[i] < 0) {
          String name = input.names().get(i).isEmpty() ? "" : " `" + input.names().get(i) + "`";
          throw new OnnxException("the input " + input.name() + " has no size" + name + " along axis " + i
              + (name.isEmpty() ? "" : ": --set " + input.names().get(i) + "=SIZE gives it one"));
        }
      }
      int rank = extents.length;
      boolean isPicture = batch == 0 && rank > 2 && !options.keepsLayout() && graph.isPicture(input.name());
      int[] axes = isPicture ? IntStream.concat(IntStream.range(2, rank), IntStream.of(1)).toArray()
          : IntStream.range(0, rank).filter(i -> i != batch).toArray();
      int[] own = IntStream.of(axes).map(i -> extents[i]).toArray();
      return new Port(input.name(), Signal.of(input.name(), own, input.kind()), axes, batch, rank);
    }

    private void translate(GraphNode node, boolean isOfOne) {
      try {
        OperatorRule rule = OperatorTable.find(node.operator()).orElseThrow();
        List<Arranged> operands = new ArrayList<>();
        for (String name : node.inputs()) {
          operands.add(name.isEmpty() ? null : value(name));
        }
        List<Arranged> results = rule.meaning().of(new NodeStep(node, graph.opset(), operands, draft, isOfOne));
        for (int i = 0; i < results.size() && i < node.outputs().size(); i++) {
          values.put(node.outputs().get(i), results.get(i));
        }
      } catch (OnnxException e) {
        throw new OnnxException(node.shown() + ": " + e.getMessage(), e);
      } catch (ArithmeticException e) {
        throw new OnnxException(node.shown() + ": its tensors are too large", e);
      } catch (IndexOutOfBoundsException | IllegalArgumentException | NoSuchElementException e) {
        throw new OnnxException(node.shown() + ": its operands are not of the shapes that it needs", e);
      }
    }

    private Arranged value(String name) {
      Arranged value = values.get(name);
      if (value == null) {
        throw new OnnxException("`" + name + "` is not there");
      }
      return value;
    }

    private Port output(String name, Arranged value, Set<Signal> taken) {
      if (value.signal().isEmpty()) {
        throw new OnnxException("it is known before the network runs");
      }
      int batch = value.batchAxis();
      boolean isBatched = value.axes().stream().flatMap(List::stream).anyMatch(Factor::isBatch);
      if (isBatched && batch < 0) {
        throw new OnnxException("its samples are in a row with other elements");
      }
      int[] shape = value.shape();
      int[] plain = IntStream.range(0, shape.length).filter(i -> i != batch).toArray();
      int[] narrow = IntStream.of(plain).filter(i -> shape[i] != 1).toArray();
      int[] last = IntStream.concat(IntStream.range(2, shape.length), IntStream.of(1)).toArray();
      boolean isPicture = batch == 0 && shape.length > 2;
      int[] order = value.isInOrder(plain) ? plain : value.isInOrder(narrow) ? narrow
          : isPicture && value.isInOrder(last) ? last : null;
      Arranged whole = order == null ? draft.inOrder(value, plain) : value;
      if (!taken.add(whole.signal().orElseThrow())) {
        whole = draft.copied(name, whole);
        order = whole.isInOrder(plain) ? plain : narrow;
        taken.add(whole.signal().orElseThrow());
      }
      return new Port(name, whole.signal().orElseThrow(), order == null ? plain : order, batch, shape.length);
    }
  }
}
