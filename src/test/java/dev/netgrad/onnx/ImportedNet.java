package dev.netgrad.onnx;

import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.compiler.NetFile;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Tensor;
import dev.netgrad.tensor.check.Interpreter;
import dev.netgrad.train.NamedArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** An imported model, run by the reference interpreter on tensors as the model has them. */
final class ImportedNet {
  private final OnnxModel model;
  private final Network network;

  ImportedNet(OnnxModel model) {
    this.model = model;
    this.network = NetFile.of(model.name() + ".net", model.text()).networks().get(0);
    Set<String> wanted = new TreeSet<>();
    names(network.training(), "", wanted);
    names(network.evaluation(), "", wanted);
    assertWithMessage(model.text()).that(model.weights().arrays().stream()
        .map(array -> array.name() + Arrays.toString(array.shape())).toList()).containsExactlyElementsIn(wanted);
  }

  /** The parameters and states, and their shapes. */
  private static void names(Block block, String prefix, Set<String> names) {
    block.parameters().forEach(p -> names.add(prefix + p.name() + p.shape()));
    block.states().forEach(s -> names.add(prefix + s.name() + s.shape()));
    block.calls().forEach(call -> call.instances().forEach(i -> names(call.block(), prefix + i + ".", names)));
  }

  OnnxModel model() {
    return model;
  }

  Network network() {
    return network;
  }

  /** Values of tensors by the names that the model gives them, row by row in its axes. */
  record Value(int[] shape, double[] elements) {}

  /** The outputs, in order. */
  List<Value> run(Map<String, Value> inputs) {
    Map<String, double[]> given = new HashMap<>();
    int batch = 1;
    for (OnnxModel.Tensor input : model.inputs()) {
      Value value = inputs.get(input.original());
      batch = input.batchAxis() < 0 ? batch : value.shape()[input.batchAxis()];
      given.put(input.name(), moved(value, input));
      network.evaluation().inputs().stream().filter(t -> t.name().equals(input.name()) && t.isInteger())
          .forEach(t -> fromTheEnd(given.get(input.name()), t.classes()));
    }
    Map<String, double[]> stored = new LinkedHashMap<>();
    for (NamedArray array : model.weights().arrays()) {
      double[] values = new double[array.values().length];
      for (int i = 0; i < values.length; i++) {
        values[i] = array.values()[i];
      }
      stored.put(array.name(), values);
    }
    Block block = network.evaluation();
    Interpreter.Run run = new Interpreter(batch, stored).run(block, given);
    List<Value> outputs = new ArrayList<>();
    for (int i = 0; i < model.outputs().size(); i++) {
      Tensor tensor = block.outputs().get(i);
      outputs.add(back(run.value(tensor), model.outputs().get(i), tensor, batch));
    }
    return outputs;
  }

  /** Class numbers do not count from the end, as the model's may. */
  private static void fromTheEnd(double[] ids, long classes) {
    for (int i = 0; i < ids.length; i++) {
      ids[i] += ids[i] < 0 ? classes : 0;
    }
  }

  /** Samples outermost, then the axes in the network's order. */
  static double[] moved(Value value, OnnxModel.Tensor tensor) {
    int[] order = order(tensor);
    double[] moved = new double[value.elements().length];
    int[] strides = strides(value.shape());
    for (int i = 0; i < moved.length; i++) {
      int rest = i;
      int from = 0;
      for (int k = order.length - 1; k >= 0; k--) {
        from += rest % value.shape()[order[k]] * strides[order[k]];
        rest /= value.shape()[order[k]];
      }
      moved[i] = value.elements()[from];
    }
    return moved;
  }

  private static Value back(double[] elements, OnnxModel.Tensor tensor, Tensor computed, int batch) {
    int[] shape = new int[tensor.rank()];
    Arrays.fill(shape, 1);
    int size = 1;
    if (tensor.batchAxis() >= 0) {
      shape[tensor.batchAxis()] = batch;
    }
    int[] extents = extents(computed);
    for (int i = 0; i < tensor.axes().size(); i++) {
      shape[tensor.axes().get(i)] = extents[i];
    }
    for (int extent : shape) {
      size *= extent;
    }
    int[] order = order(tensor);
    int[] strides = strides(shape);
    double[] back = new double[size];
    // What does not depend on the samples is there once.
    for (int i = 0; i < size; i++) {
      int rest = i;
      int to = 0;
      for (int k = order.length - 1; k >= 0; k--) {
        to += rest % shape[order[k]] * strides[order[k]];
        rest /= shape[order[k]];
      }
      back[to] = elements[i % elements.length];
    }
    return new Value(shape, back);
  }

  private static int[] extents(Tensor tensor) {
    return IntStream.range(0, tensor.sampleRank()).map(i -> (int) tensor.sampleExtent(i)).toArray();
  }

  private static int[] order(OnnxModel.Tensor tensor) {
    List<Integer> order = new ArrayList<>();
    if (tensor.batchAxis() >= 0) {
      order.add(tensor.batchAxis());
    }
    order.addAll(tensor.axes());
    return order.stream().mapToInt(i -> i).toArray();
  }

  private static int[] strides(int... shape) {
    int[] strides = new int[shape.length];
    int stride = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= shape[i];
    }
    return strides;
  }
}
