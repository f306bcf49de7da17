package dev.netgrad.flow;

import dev.netgrad.highway.Fork;
import dev.netgrad.probe.Probe;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.BlockGradient;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Extent;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A network with its derivative, gates where skips and F meet, and what is measured of it as its outputs. */
final class FlowGraph {
  /** The input of the gates: of each fork the skip's and then F's. */
  static final String GATES = "gates";
  /** The output that is the gradient of the network's input. */
  static final String GRADIENT = "inputGradient";
  private static final String MEASURED = "measured";
  /** So many numbers are one output: a method has not as many parameters as there are numbers. */
  private static final int PACKED = 32;

  private final BlockGradient gradient;
  private final List<Fork> forks;
  private final Tensor gates;
  private final List<Tensor> body;
  private final Map<Tensor, Tensor> gated = new HashMap<>();
  private final List<Tensor> measured = new ArrayList<>();
  private final List<Layer> layers = new ArrayList<>();
  private final Map<Fork, Meeting> meetings = new HashMap<>();
  private final Tensor image;
  private final Network network;

  /**
   * A layer: a sum over weights, with the scale and shift that come after it. Numbers are places among the measured.
   *
   * @param elements of its response, of one sample
   */
  record Layer(String name, int sum, int squares, int gradient, int weight, long elements) {}

  /** The squares of what arrives over the skip, and over F: places among the measured. */
  record Meeting(int skip, int residual) {}

  FlowGraph(Network source) {
    gradient = Probe.ofTraining(source).asSwept();
    forks = Fork.of(gradient);
    image = gradient.primal().inputs().stream().filter(t -> !t.isInteger() && gradient.every().containsKey(t))
        .findFirst().orElseThrow(() -> new Flow.ImpossibleException(source.name()
            + " has no input whose gradient could be followed"));
    gates = new Tensor(GATES, List.of(Extent.BATCH, Extent.of(Math.max(1, 2L * forks.size()))), List.of("n", "i"),
        false, new Definition.Input(), gradient.primal().origin(), image.derivation());
    body = new ArrayList<>(gradient.primal().body());
    backward();
    collect();
    List<Tensor> outputs = outputs();
    body.addAll(outputs);
    List<Tensor> inputs = new ArrayList<>(gradient.primal().inputs());
    inputs.add(gates);
    Block primal = gradient.primal();
    Block block = new Block(source.name(), primal.signature(), primal.documentation(), inputs, body, outputs, Map.of(),
        primal.origin());
    network = new Network(source.name(), block, block, Optional.empty(), List.of());
  }

  Network network() {
    return network;
  }

  List<Layer> layers() {
    return layers;
  }

  /** Where skips and F meet, in the order of the forward pass. */
  List<Meeting> meetings() {
    return forks.stream().map(meetings::get).toList();
  }

  /** What the adjoints at a place in depth are of. */
  String name(int meeting) {
    Tensor adjoint = forks.get(meeting).adjoint();
    return gradient.every().entrySet().stream().filter(e -> e.getValue() == adjoint).map(e -> e.getKey().name())
        .findFirst().orElse(adjoint.name());
  }

  String input() {
    return image.name();
  }

  /** All that is measured, from the outputs of that name in their order. */
  static boolean isMeasured(String output) {
    return output.startsWith(MEASURED);
  }

  private void backward() {
    Map<Tensor, Fork> at = new HashMap<>();
    forks.forEach(fork -> at.put(fork.adjoint(), fork));
    for (Tensor tensor : gradient.body()) {
      Definition.Formula formula = Scalars.replaceTensors(tensor.formula(), this::gated);
      Fork fork = at.get(tensor);
      if (fork == null) {
        add(tensor, tensor.with(formula, tensor.derivation()));
        continue;
      }
      Set<Tensor> skip = now(fork.skip());
      Set<Tensor> residual = now(fork.residual());
      meetings.put(fork, new Meeting(squares(part("skip", tensor, formula, residual)),
          squares(part("residual", tensor, formula, skip))));
      int gate = 2 * forks.indexOf(fork);
      Scalar through = Scalars.rewrite(formula.body(), node -> !(node instanceof Scalar.Read read) ? node
          : skip.contains(read.tensor()) ? node.times(gate(gate, formula))
          : residual.contains(read.tensor()) ? node.times(gate(gate + 1, formula)) : node);
      add(tensor, tensor.with(new Definition.Formula(formula.axes(), formula.reduction(), through),
          tensor.derivation()));
    }
  }

  private Set<Tensor> now(Set<Tensor> tensors) {
    Set<Tensor> now = new HashSet<>();
    tensors.forEach(t -> now.add(gated(t)));
    return now;
  }

  private Tensor gated(Tensor adjoint) {
    return gated.getOrDefault(adjoint, adjoint);
  }

  private void add(Tensor tensor, Tensor changed) {
    gated.put(tensor, changed);
    body.add(changed);
  }

  private Scalar gate(int number, Definition.Formula formula) {
    Axis sample = formula.axes().stream().filter(a -> a.extent().isBatch()).findFirst().orElseThrow();
    return new Scalar.Read(gates, List.of(Index.of(sample), Index.of(Affine.of(number))));
  }

  /** An adjoint without some of its terms. */
  private Tensor part(String name, Tensor tensor, Definition.Formula formula, Set<Tensor> without) {
    Scalar left = Scalars.rewrite(formula.body(), node ->
        node instanceof Scalar.Read read && without.contains(read.tensor()) ? Scalar.ZERO : node);
    Tensor part = Tensor.formula(name + "Of" + tensor.name(),
        new Definition.Formula(formula.axes(), formula.reduction(), left), tensor.origin(), tensor.derivation());
    body.add(part);
    return part;
  }

  private void collect() {
    List<Tensor> forward = gradient.primal().body();
    for (int i = 0; i < forward.size(); i++) {
      Tensor sum = forward.get(i);
      Optional<Tensor> weight = weight(sum);
      if (weight.isPresent()) {
        Tensor response = response(forward, i);
        layers.add(new Layer(weight.get().name(), measured(response, false), squares(response),
            adjoint(response), adjoint(weight.get()), response.elementsPerSample()));
      }
    }
  }

  private int adjoint(Tensor tensor) {
    return Optional.ofNullable(gradient.every().get(tensor)).map(adjoint -> squares(gated(adjoint))).orElse(-1);
  }

  /** The weights of a sum over weights. */
  private static Optional<Tensor> weight(Tensor tensor) {
    return tensor.isFormula() && tensor.isPerSample() && tensor.formula().reduction().kind() == Reduction.Kind.SUM
        ? Scalars.tensors(tensor.formula()).stream().filter(t -> t.definition() instanceof Definition.Parameter)
        .findFirst() : Optional.empty();
  }

  /** With the trained scale and shift that come before the next sum over weights. */
  private static Tensor response(List<Tensor> forward, int place) {
    Set<Tensor> dependent = new HashSet<>(Set.of(forward.get(place)));
    Tensor response = forward.get(place);
    for (Tensor next : forward.subList(place + 1, forward.size())) {
      if (weight(next).isPresent()) {
        break;
      }
      if (next.isFormula() && Scalars.tensors(next.formula()).stream().anyMatch(dependent::contains)) {
        dependent.add(next);
        boolean isScaled = Scalars.tensors(next.formula()).stream()
            .anyMatch(t -> t.definition() instanceof Definition.Parameter);
        response = isScaled && next.isPerSample() && next.formula().reduction().isNone() ? next : response;
      }
    }
    return response;
  }

  private int squares(Tensor tensor) {
    return measured(tensor, true);
  }

  /** Adds the sum of all elements, or of their squares, to what is measured. */
  private int measured(Tensor tensor, boolean squared) {
    List<Axis> axes = tensor.freshAxes();
    Scalar element = tensor.at(axes);
    Tensor sum = Tensor.formula((squared ? "squaresOf" : "sumOf") + tensor.name(), new Definition.Formula(List.of(),
        Reduction.sum(axes, List.of()), squared ? element.times(element) : element), tensor.origin(),
        tensor.derivation());
    body.add(sum);
    measured.add(sum);
    return measured.size() - 1;
  }

  private List<Tensor> outputs() {
    List<Tensor> outputs = new ArrayList<>();
    Tensor now = gated(gradient.every().get(image));
    List<Axis> axes = now.freshAxes();
    outputs.add(Tensor.formula(GRADIENT, new Definition.Formula(axes, Reduction.NONE, now.at(axes)), now.origin(),
        now.derivation()));
    for (int from = 0; from < measured.size(); from += PACKED) {
      outputs.add(packed(MEASURED + outputs.size(), measured.subList(from, Math.min(from + PACKED, measured.size()))));
    }
    return outputs;
  }

  private static Tensor packed(String name, List<Tensor> numbers) {
    Axis axis = new Axis("i", numbers.size());
    Scalar all = numbers.get(numbers.size() - 1).at(List.of());
    for (int i = numbers.size() - 2; i >= 0; i--) {
      Condition upTo = new Condition.AtLeastZero(Affine.of(i).minus(Affine.of(axis)));
      all = new Scalar.Select(upTo, numbers.get(i).at(List.of()), all);
    }
    return Tensor.formula(name, new Definition.Formula(List.of(axis), Reduction.NONE, all), numbers.get(0).origin(),
        numbers.get(0).derivation());
  }
}
