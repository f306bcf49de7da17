package dev.netgrad.onnx;

import dev.netgrad.onnx.Translation.Port;
import dev.netgrad.onnx.Written.Called;
import dev.netgrad.onnx.Written.Computed;
import dev.netgrad.onnx.Written.Stored;
import dev.netgrad.onnx.Written.Used;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A network as a {@code .net} file has it, with the elements of its parameters and states by their names. */
final class NetworkText {
  /** Layers that models have and the library has not, as they are written where they are used. */
  private static final Map<String, String> LAYERS = Map.of("addBias", """
      /// A number for each channel, added.
      layer addBias(x[I..., C]) {
        parameter bias[C] = 0 with gain = 1
        y[i..., c] = x[i..., c] + bias[c]
      }
      """);

  private final Translation translation;
  private final List<Signal> results;
  private final List<Written> statements;
  private final Spelled names = new Spelled();

  NetworkText(Translation translation) {
    this.translation = translation;
    this.results = translation.outputs().stream().map(Port::signal).toList();
    this.statements = Repeats.found(translation.statements(),
        translation.inputs().stream().map(Port::signal).toList(), results);
  }

  /** @param title what the documentation says */
  String text(String name, String title) {
    StringBuilder text = new StringBuilder();
    layers(statements).forEach(layer -> text.append(LAYERS.get(layer)).append('\n'));
    blocks().forEach(block -> text.append(block(block)).append('\n'));
    text.append("/// ").append(title).append('\n').append("network ").append(name).append('(')
        .append(translation.inputs().stream().map(this::formal).collect(Collectors.joining(", "))).append(") {\n");
    new BodyText(statements, results, names).lines(true)
        .forEach(line -> text.append("  ").append(line).append('\n'));
    boolean isLast = results.size() == 1 && !statements.isEmpty()
        && statements.get(statements.size() - 1).out() == results.get(0);
    if (!isLast) {
      text.append("  output ").append(results.stream().map(names::of).collect(Collectors.joining(", "))).append('\n');
    }
    return text.append("}\n").toString();
  }

  private Set<BlockTemplate> blocks() {
    Set<BlockTemplate> blocks = new LinkedHashSet<>();
    statements.forEach(statement -> {
      if (statement instanceof Used used) {
        blocks.add(used.block());
      }
    });
    return blocks;
  }

  private String block(BlockTemplate block) {
    Spelled own = new Spelled();
    own.name(block.input(), "x");
    block.names().forEach(own::name);
    List<String> formals = new ArrayList<>(List.of("x" + block.dimensions()));
    formals.addAll(block.formals());
    Map<Signal, String> conditions = new HashMap<>();
    block.conditions().forEach((skip, condition) -> conditions.put(skip, "if " + condition + " then x else "));
    long times = statements.stream().filter(s -> s instanceof Used used && used.block() == block)
        .mapToLong(s -> ((Used) s).instances().size()).sum();
    StringBuilder text = new StringBuilder("/// Of this kind the network has ").append(times).append(".\nblock ")
        .append(block.name()).append('(').append(String.join(", ", formals)).append(") {\n");
    new BodyText(block.statements(), List.of(block.result()), own, conditions).lines(false)
        .forEach(line -> text.append("  ").append(line).append('\n'));
    return text.append("}\n").toString();
  }

  private String formal(Port port) {
    Signal signal = port.signal();
    String shape = signal.classes() > 0 && signal.rank() == 0 ? "" : Arrays.toString(signal.extents());
    return names.of(signal) + shape + (signal.classes() > 0 ? ": class[" + signal.classes() + "]" : "");
  }

  /** Layers that are called, in blocks too, and are not of the library. */
  private static Set<String> layers(List<Written> statements) {
    Set<String> layers = new TreeSet<>();
    for (Written statement : statements) {
      statement.match(new Layer()).stream().filter(LAYERS::containsKey).forEach(layers::add);
      if (statement instanceof Used used) {
        layers.addAll(layers(used.block().statements()));
      }
    }
    return layers;
  }

  String name(Signal signal) {
    return names.of(signal);
  }

  /** The parameters and states by the names that the compiler gives them. */
  Map<String, Constant> weights() {
    List<Written> ordered = new BodyText(statements, results, names).inOrder();
    return weights("", names, ordered, ordered);
  }

  /**
   * Of a body: what is called more than once is numbered.
   *
   * @param own what stands for each statement, null where there is none
   */
  private static Map<String, Constant> weights(
      String prefix, Spelled names, List<Written> statements, List<Written> own) {
    Map<String, Integer> counts = new HashMap<>();
    statements.forEach(s -> s.match(new Layer()).forEach(layer -> counts.merge(layer, 1, Integer::sum)));
    Map<String, Integer> seen = new HashMap<>();
    Map<String, Constant> weights = new LinkedHashMap<>();
    for (int i = 0; i < statements.size(); i++) {
      String instance = statements.get(i).match(new Layer()).stream()
          .map(layer -> layer + (counts.get(layer) > 1 ? seen.merge(layer, 1, Integer::sum) + "" : "")).findFirst()
          .orElseGet(() -> "");
      if (own.get(i) != null) {
        String stored = instance.isEmpty() ? names.of(statements.get(i).out()) : instance;
        weights.putAll(own.get(i).match(new Weights(prefix + stored)));
      }
    }
    return weights;
  }

  private record Weights(String name) implements Written.Cases<Map<String, Constant>> {
    @Override
    public Map<String, Constant> computed(Computed statement) {
      return Map.of();
    }

    @Override
    public Map<String, Constant> called(Called statement) {
      Map<String, Constant> weights = new LinkedHashMap<>();
      statement.weights().forEach((key, values) -> weights.put(name + "." + key, values));
      return weights;
    }

    @Override
    public Map<String, Constant> stored(Stored statement) {
      return Map.of(name, statement.values());
    }

    @Override
    public Map<String, Constant> used(Used statement) {
      BlockTemplate block = statement.block();
      Spelled names = new Spelled();
      names.name(block.input(), "x");
      block.names().forEach(names::name);
      BodyText text = new BodyText(block.statements(), List.of(block.result()), names, Map.of());
      text.lines(false);
      List<Written> ordered = text.inOrder();
      Map<String, Constant> weights = new LinkedHashMap<>();
      for (int i = 0; i < statement.instances().size(); i++) {
        List<Written> instance = statement.instances().get(i);
        List<Written> own = ordered.stream().map(s -> instance.get(block.statements().indexOf(s)))
            .collect(Collectors.toCollection(ArrayList::new));
        weights.putAll(weights(name + (statement.instances().size() > 1 ? "." + i : "") + ".", names, ordered, own));
      }
      return weights;
    }
  }

  private static final class Layer implements Written.Cases<List<String>> {
    @Override
    public List<String> computed(Computed statement) {
      return List.of();
    }

    @Override
    public List<String> called(Called statement) {
      return new ArrayList<>(List.of(statement.layer()));
    }

    @Override
    public List<String> used(Used statement) {
      return List.of(statement.block().name());
    }

    @Override
    public List<String> stored(Stored statement) {
      return List.of();
    }
  }
}
