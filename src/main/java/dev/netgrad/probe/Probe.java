package dev.netgrad.probe;

import dev.netgrad.compiler.Compiler;
import dev.netgrad.compiler.DeepStack;
import dev.netgrad.compiler.Derived;
import dev.netgrad.compiler.Options;
import dev.netgrad.source.Absent;
import dev.netgrad.source.Spelling;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.BlockGradient;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Flattening;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Replacement;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A network whose tensors and adjoints can be looked at. */
public final class Probe {
  private final String name;
  private final BlockGradient gradient;
  private final BlockGradient swept;
  private final EveryAdjoint adjoints;
  private final boolean hasLoss;
  /** What calls of blocks give has two names: that of the call, and in the block another. */
  private final Map<String, String> results;

  private Probe(String name, Derived derived, boolean hasLoss, Map<String, String> results) {
    this.adjoints = new EveryAdjoint(derived);
    this.gradient = derived.simplified().whole();
    this.swept = derived.raw().whole();
    this.results = results;
    this.name = name;
    this.hasLoss = hasLoss;
  }

  /** There is nothing of that name to look at, and why. */
  public static final class UnknownException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnknownException(String message) {
      super(message);
    }
  }

  /** A training step's tensors, and the adjoints of its loss. */
  public static Probe ofTraining(Network network) {
    return of(network.name(), network.training(), network.objective());
  }

  /** What inference computes, and nothing of gradients. */
  public static Probe ofInference(Network network) {
    return of(network.name(), network.evaluation(), Optional.empty());
  }

  private static Probe of(String name, Block graph, Optional<Tensor> objective) {
    Replacement replacement = new Replacement();
    Block flat = DeepStack.call(() -> Flattening.qualified(graph, replacement));
    Map<String, String> results = new LinkedHashMap<>();
    graph.body().stream().filter(t -> t.definition() instanceof Definition.Result)
        .forEach(t -> results.put(t.name(), replacement.apply(t).name()));
    Network network = new Network(name, flat, flat, objective.map(replacement::apply), List.of());
    return new Probe(name, Compiler.derived(network, Options.of("").withInputGradients(true)),
        objective.isPresent(), results);
  }

  /** The same as the reverse sweep leaves it: every adjoint is a tensor of its own, which no law has put elsewhere. */
  public BlockGradient asSwept() {
    return swept;
  }

  /** The forward pass, then the backward pass. */
  public BlockGradient gradient() {
    return gradient;
  }

  /** All that is computed forwards, by name. */
  private List<Tensor> forward() {
    List<Tensor> all = new ArrayList<>(gradient.primal().inputs());
    all.addAll(gradient.primal().body());
    return all;
  }

  /**
   * What a name means: a tensor, {@code conv1} or {@code stage1.f}, or an adjoint, {@code dConv1} or {@code stage1.dF}.
   * The name of a tensor of a block means that of each of its instances.
   *
   * @return by qualified name, at least one
   * @throws UnknownException if there is none, or it has no gradient
   */
  public Map<String, Tensor> find(String asked) {
    Map<String, Tensor> found = new LinkedHashMap<>();
    results.forEach((result, of) -> forward().stream().filter(t -> t.name().equals(of)).forEach(t -> {
      if (result.equals(asked)) {
        found.put(asked, t);
      } else if (adjointNames(result).contains(asked)) {
        found.put(asked, adjoint(t, asked));
      }
    }));
    if (found.isEmpty()) {
      forward().stream().filter(t -> means(t.name(), asked)).forEach(t -> found.put(t.name(), t));
    }
    if (found.isEmpty()) {
      forward().forEach(t -> adjointNames(t.name()).stream().filter(d -> means(d, asked)).findFirst()
          .ifPresent(d -> found.put(d, adjoint(t, d))));
    }
    if (found.isEmpty()) {
      throw new UnknownException(unknown(asked));
    }
    return found;
  }

  private static boolean means(String name, String asked) {
    return name.equals(asked) || name.endsWith("." + asked);
  }

  private Tensor adjoint(Tensor tensor, String as) {
    if (!hasLoss) {
      throw new UnknownException(as + ": " + name + " has no loss here, so nothing has a gradient");
    }
    return adjoints.of(tensor).orElseThrow(() -> new UnknownException(
        as + ": " + tensor.name() + " has no gradient: the loss does not depend on it, or no parameter is before it"));
  }

  /** Of {@code stage1.conv1.weight}: stage1.dConv1Weight and so on, from the shortest prefix to the longest. */
  private static List<String> adjointNames(String name) {
    List<String> parts = Arrays.asList(name.split("\\."));
    List<String> names = new ArrayList<>();
    for (int own = 0; own < parts.size(); own++) {
      String prefix = parts.subList(0, own).stream().map(p -> p + ".").collect(Collectors.joining());
      names.add(prefix + "d" + parts.subList(own, parts.size()).stream().filter(p -> !p.isEmpty())
          .map(p -> p.substring(0, 1).toUpperCase(Locale.ROOT) + p.substring(1)).collect(Collectors.joining()));
    }
    return names;
  }

  private String unknown(String asked) {
    Set<String> names = new LinkedHashSet<>();
    for (Tensor tensor : forward()) {
      names.add(tensor.name());
      names.add(tensor.name().substring(tensor.name().lastIndexOf('.') + 1));
      names.addAll(adjointNames(tensor.name()));
    }
    List<String> shortest = names.stream().filter(n -> !n.contains(".") && !n.matches("d[A-Z].*")).toList();
    String quoted = "`" + asked + "`";
    return Spelling.nearest(asked, names)
        .map(near -> "there is no tensor " + quoted + "; did you mean `" + near + "`?")
        .orElseGet(() -> Absent.of("tensor", quoted, shortest));
  }

  /** The inputs that tensors depend on. */
  public Set<Tensor> inputs(Collection<Tensor> tensors) {
    Set<Tensor> needed = needed(tensors);
    return gradient.primal().inputs().stream().filter(needed::contains)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private Set<Tensor> needed(Collection<Tensor> tensors) {
    Map<Tensor, Tensor> previous = previous();
    Set<Tensor> seen = new LinkedHashSet<>(tensors);
    Deque<Tensor> open = new ArrayDeque<>(tensors);
    while (!open.isEmpty()) {
      Tensor next = open.remove();
      if (next.isFormula()) {
        Scalars.tensors(next.formula()).stream().filter(seen::add).forEach(open::add);
      }
      Optional.ofNullable(previous.get(next)).filter(seen::add).ifPresent(open::add);
    }
    return seen;
  }

  /** What previous tensors of both passes have the values of. */
  private Map<Tensor, Tensor> previous() {
    Map<Tensor, Tensor> previous = new LinkedHashMap<>(gradient.primal().previous());
    previous.putAll(gradient.previous());
    return previous;
  }

  /**
   * A network that computes tensors of this one and gives them as its outputs.
   *
   * @param shown under the names that the outputs get
   */
  public Network network(Map<String, Tensor> shown) {
    Set<Tensor> needed = needed(shown.values());
    List<Tensor> body = new ArrayList<>(gradient.primal().body());
    body.addAll(gradient.body());
    body.addAll(adjoints.again());
    body.removeIf(tensor -> !needed.contains(tensor));
    List<Tensor> outputs = new ArrayList<>();
    shown.forEach((as, tensor) -> {
      List<Axis> axes = tensor.freshAxes();
      outputs.add(Tensor.formula(as, new Definition.Formula(axes, Reduction.NONE, tensor.at(axes)), tensor.origin(),
          tensor.derivation()));
    });
    body.addAll(outputs);
    Block primal = gradient.primal();
    Map<Tensor, Tensor> previous = previous();
    previous.keySet().retainAll(body);
    Block block = new Block(name, primal.signature(), primal.documentation(), primal.inputs(), body, outputs, Map.of(),
        previous, primal.origin());
    return new Network(name, block, block, Optional.empty(), List.of());
  }
}
