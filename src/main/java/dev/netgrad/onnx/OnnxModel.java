package dev.netgrad.onnx;

import dev.netgrad.onnx.Translation.Port;
import dev.netgrad.train.NamedArray;
import dev.netgrad.train.Safetensors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A model of an ONNX file as a network of the language.
 *
 * @param name the network's
 * @param text the {@code .net} file
 * @param weights the values of its parameters and states, by the names that the compiler gives them
 * @param inputs what it is given
 * @param outputs what it gives
 * @param nodes how many of each operator the model has
 */
public record OnnxModel(String name, String text, Safetensors weights, List<Tensor> inputs, List<Tensor> outputs,
    Map<String, Long> nodes) {

  /**
   * A tensor that goes in or out.
   *
   * @param name in the network
   * @param original in the model
   * @param axes for each axis of the tensor of one sample, which axis of the model's tensor it is
   * @param batchAxis the axis of the samples in the model's tensor, or -1 where all is one sample
   * @param rank of the model's tensor
   */
  public record Tensor(String name, String original, List<Integer> axes, int batchAxis, int rank) {
    public Tensor {
      axes = List.copyOf(axes);
    }
  }

  public OnnxModel {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /**
   * Reads a model.
   *
   * @param name the network's
   * @throws OnnxException if the file is no model, or has what the language can't say: which node, and why
   */
  public static OnnxModel read(Path file, String name, ImportOptions options) {
    ModelFile model = ModelFile.read(file);
    ModelGraph graph = ModelGraph.of(model);
    Translation translation = Translation.of(graph, options);
    NetworkText text = new NetworkText(translation);
    String network = Spelled.network(name);
    String written = text.text(network, "From " + file.getFileName() + ", an ONNX model.");
    List<NamedArray> arrays = new ArrayList<>();
    text.weights().forEach((key, constant) -> arrays.add(array(key, constant)));
    Map<String, Long> nodes = new TreeMap<>();
    graph.nodes().forEach(node -> nodes.merge(node.operator(), 1L, Long::sum));
    return new OnnxModel(network, written, new Safetensors(arrays, Map.of()),
        tensors(translation.inputs(), text), tensors(translation.outputs(), text), nodes);
  }

  private static List<Tensor> tensors(List<Port> ports, NetworkText text) {
    return ports.stream().map(port -> new Tensor(text.name(port.signal()), port.name(),
        Arrays.stream(port.axes()).boxed().toList(), port.batchAxis(), port.rank())).toList();
  }

  private static NamedArray array(String name, Constant constant) {
    float[] values = new float[constant.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) constant.elements().at(i);
    }
    return new NamedArray(name, constant.shape(), values);
  }

  /** How many numbers the model's parameters and states are. */
  public long size() {
    return weights.arrays().stream().mapToLong(array -> array.values().length).sum();
  }
}
