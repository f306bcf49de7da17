package dev.netgrad.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A derivative as a {@code .net} file that can be read, and, unless a formula is of two samples at once as that of a
 * product over the batch, compiled again: a network whose formulas are those of the
 * forward pass that the adjoints need, and then the adjoints, each under a comment that says how it was derived.
 */
public final class NetText {
  private static final Set<String> WORDS = Set.of("import", "layer", "block", "network", "optimizer", "parameter",
      "state", "next", "output", "with", "repeat", "if", "then", "else", "and", "or", "not", "scalar", "class",
      "infinity", "training",
      "true", "false", "scan", "grad", "normal", "uniform", "random", "N", "n");

  private final Map<Tensor, String> names = new HashMap<>();
  private final Set<String> taken = new HashSet<>(WORDS);
  private final Printer printer = new Printer(this::name);
  private final StringBuilder out = new StringBuilder();
  private final Map<Tensor, Tensor> previous;
  /** What is read before it is defined, and what reads it so. */
  private final Set<Tensor> scans = new HashSet<>();

  /**
   * @param previous what previous tensors have the values of
   * @param body in order
   */
  private NetText(Map<Tensor, Tensor> previous, List<Tensor> body) {
    this.previous = previous;
    Set<Tensor> before = new HashSet<>();
    for (Tensor tensor : previous.isEmpty() ? List.<Tensor>of() : body) {
      before.add(tensor);
      if (tensor.isFormula()) {
        Scalars.tensors(tensor.formula()).stream().filter(previous::containsKey).map(previous::get)
            .filter(value -> value == tensor || !before.contains(value)).forEach(value -> {
              scans.add(tensor);
              scans.add(value);
            });
      }
    }
    Arrays.stream(Reduction.Kind.values()).map(Reduction.Kind::symbol).forEach(taken::add);
    Arrays.stream(Operator.values()).filter(o -> !o.isInfix()).forEach(o -> taken.add(o.symbol()));
  }

  /** The text of the derivative of a block that calls no other. */
  public static String of(BlockGradient gradient) {
    Map<Tensor, Tensor> previous = new HashMap<>(gradient.primal().previous());
    previous.putAll(gradient.previous());
    NetText text = new NetText(previous, Stream.concat(gradient.primal().body().stream(), gradient.body().stream())
        .toList());
    text.network(gradient);
    return text.out.toString();
  }

  /**
   * The text of the graph of a derivative, which calls no block.
   *
   * @param network that names it
   */
  public static String of(Block derivative, String network) {
    NetText text = new NetText(derivative.previous(), derivative.body());
    text.derivative(derivative, network);
    return text.out.toString();
  }

  private void derivative(Block block, String network) {
    reserveIndices(block.body());
    List<Tensor> inputs = new ArrayList<>(block.inputs());
    block.body().stream().filter(NetText::isRandom).forEach(inputs::add);
    out.append("/// ").append(block.origin().span().onOneLine()).append(": what it takes, then what is derived.\n");
    out.append("network ").append(spelled(network + "." + block.name())).append('(');
    out.append(inputs.stream().map(this::input).collect(Collectors.joining(", "))).append(") {\n");
    block.body().stream().filter(t -> !isRandom(t)).forEach(this::derived);
    out.append("\n  output ").append(block.outputs().stream().map(this::name).collect(Collectors.joining(", ")))
        .append("\n}\n");
  }

  /** A line, under a comment that says how it was derived if it was. */
  private void derived(Tensor tensor) {
    if (tensor.definition() instanceof Definition.Previous) {
      return;
    }
    if (!tensor.derivation().isSource()) {
      out.append("\n  // ").append(Printer.derivation(tensor.derivation())).append('\n');
    }
    line(definition(tensor));
  }

  /** What is read of previous tensors is read of those that these have the values of. */
  private String definition(Tensor tensor) {
    return (scans.contains(tensor) ? "scan " : "") + (tensor.isFormula()
        ? printer.formula(tensor, Recurrence.resolved(tensor.formula(), previous)) : printer.line(tensor));
  }

  private void network(BlockGradient gradient) {
    Block block = gradient.primal();
    Set<Tensor> needed = needed(gradient, Set.copyOf(gradient.adjoints().values()));
    List<Tensor> forward = block.body().stream().filter(needed::contains).filter(t -> !isRandom(t)).toList();
    reserveIndices(forward);
    reserveIndices(gradient.body());
    List<Tensor> inputs = new ArrayList<>(block.inputs().stream().filter(needed::contains).toList());
    block.body().stream().filter(needed::contains).filter(NetText::isRandom).forEach(inputs::add);
    gradient.outputAdjoints().stream().filter(needed::contains).forEach(inputs::add);
    out.append("/// The derivative of ").append(block.signature()).append(": its forward pass, then the adjoints.\n");
    gradient.body().stream().flatMap(tensor -> otherSample(tensor).stream()).findFirst().ifPresent(other ->
        out.append("/// To be looked at only: the language has no notation for two samples at once, such as n and ")
            .append(other.name()).append(" here.\n"));
    out.append("network ").append(spelled(block.name())).append("Adjoint(");
    out.append(inputs.stream().map(this::input).collect(Collectors.joining(", "))).append(") {\n");
    forward.stream().filter(tensor -> !(tensor.definition() instanceof Definition.Previous))
        .forEach(tensor -> line(definition(tensor)));
    gradient.outputAdjoints().forEach(given -> copies(gradient, given));
    for (Tensor tensor : gradient.body()) {
      derived(tensor);
      copies(gradient, tensor);
    }
    Set<String> outputs = new LinkedHashSet<>();
    gradient.adjoints().values().forEach(adjoint -> outputs.add(name(adjoint)));
    if (!outputs.isEmpty()) {
      out.append("\n  output ").append(String.join(", ", outputs)).append('\n');
    }
    out.append("}\n");
  }

  /** The axis of a formula that runs over the batch beside the sample that the formula is of. */
  private static Optional<Axis> otherSample(Tensor tensor) {
    return !tensor.isFormula() || !tensor.isPerSample() ? Optional.empty()
        : tensor.formula().reduction().axes().stream().filter(axis -> axis.extent().isBatch()).findFirst();
  }

  /** Drawn anew they would be other numbers: they are given. */
  private static boolean isRandom(Tensor tensor) {
    return tensor.definition() instanceof Definition.Random;
  }

  private void line(String text) {
    out.append("  ").append(text).append('\n');
  }

  /** What was derived to be the same as this adjoint. */
  private void copies(BlockGradient gradient, Tensor adjoint) {
    gradient.copies().stream().filter(copy -> copy.original() == adjoint)
        .forEach(copy -> line("// " + printer.copy(copy)));
  }

  private static Set<Tensor> needed(BlockGradient gradient, Set<Tensor> roots) {
    Set<Tensor> needed = new HashSet<>(roots);
    List<Tensor> all = new ArrayList<>(gradient.primal().body());
    all.addAll(gradient.body());
    for (int i = all.size() - 1; i >= 0; i--) {
      if ((needed.contains(all.get(i)) || gradient.body().contains(all.get(i))) && all.get(i).isFormula()) {
        needed.addAll(Scalars.tensors(all.get(i).formula()));
      }
    }
    // What is read before it is defined.
    Map<Tensor, Tensor> previous = gradient.primal().previous();
    boolean isMore = needed.stream().filter(previous::containsKey).map(previous::get).toList().stream()
        .map(needed::add).reduce(false, Boolean::logicalOr);
    return isMore ? needed(gradient, needed) : needed;
  }

  private void reserveIndices(List<Tensor> tensors) {
    for (Tensor tensor : tensors) {
      if (tensor.isFormula()) {
        tensor.formula().axes().forEach(axis -> taken.add(axis.name()));
        tensor.formula().reduction().axes().forEach(axis -> taken.add(axis.name()));
      }
    }
  }

  private String input(Tensor input) {
    Definition definition = input.definition();
    if (definition instanceof Definition.RunTime) {
      return name(input) + (input.isStep() ? ": step" : ": scalar");
    }
    String shape = input.elementsPerSample() == 1 && input.shape().size() <= 1 ? "" : input.shapeText();
    return name(input) + shape
        + (input.isInteger() ? ": class[" + ((Definition.Input) definition).classes() + "]" : "");
  }

  private String name(Tensor tensor) {
    String known = names.get(tensor);
    if (known == null) {
      String spelled = spelled(tensor.name());
      known = spelled;
      for (int i = 2; !taken.add(known); i++) {
        known = spelled + i;
      }
      names.put(tensor, known);
    }
    return known;
  }

  /** {@code conv1.weight} as {@code conv1Weight}. */
  private static String spelled(String name) {
    StringBuilder spelled = new StringBuilder();
    for (String part : name.split("\\.")) {
      boolean first = spelled.isEmpty();
      boolean joinsDigits = !first && Character.isDigit(spelled.charAt(spelled.length() - 1))
          && !part.isEmpty() && Character.isDigit(part.charAt(0));
      spelled.append(joinsDigits ? "_" : "").append(first || part.isEmpty() ? part
          : part.substring(0, 1).toUpperCase(Locale.ROOT) + part.substring(1));
    }
    return spelled.toString();
  }
}
