package dev.netgrad.ask.why;

import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.BlockGradient;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A forward tensor that was asked for by its own name or by that of its adjoint. */
record Asked(BlockGradient raw, Tensor primal) {

  Block block() {
    return raw.primal();
  }

  /**
   * Finds what a name means: {@code f}, {@code dX} or {@code conv2.weight}, or after the name of a block and a point
   * the same in that block. Of several blocks, the one that is defined first in the network.
   */
  static Optional<Asked> find(Trace trace, String name) {
    List<Map.Entry<Block, BlockGradient>> callersFirst = new ArrayList<>(trace.raw().entrySet());
    Collections.reverse(callersFirst);
    for (Map.Entry<Block, BlockGradient> entry : callersFirst) {
      String qualifier = entry.getKey().name() + ".";
      Optional<Tensor> found = name.startsWith(qualifier)
          ? find(entry.getKey(), name.substring(qualifier.length())) : Optional.empty();
      if (found.isPresent()) {
        return Optional.of(new Asked(entry.getValue(), found.get()));
      }
    }
    return callersFirst.stream().flatMap(entry -> find(entry.getKey(), name).stream()
        .map(tensor -> new Asked(entry.getValue(), tensor))).findFirst();
  }

  private static Optional<Tensor> find(Block block, String name) {
    return tensors(block).stream().filter(t -> t.name().equals(name)).findFirst()
        .or(() -> tensors(block).stream().filter(t -> adjoint(t).equals(name)).findFirst());
  }

  private static List<Tensor> tensors(Block block) {
    List<Tensor> tensors = new ArrayList<>(block.inputs());
    tensors.addAll(block.body());
    return tensors;
  }

  /** What the adjoint of a tensor is called: of {@code conv1.weight}, {@code dConv1Weight}. */
  static String adjoint(Tensor tensor) {
    StringBuilder name = new StringBuilder("d");
    for (String part : tensor.name().split("\\.")) {
      name.append(part.isEmpty() ? part : part.substring(0, 1).toUpperCase(Locale.ROOT) + part.substring(1));
    }
    return name.toString();
  }

  /** The names that may be asked for, a line for each block and one for the derivatives that the network names. */
  static String listed(Trace trace) {
    Map<String, Set<String>> blocks = new LinkedHashMap<>();
    List<Block> callersFirst = new ArrayList<>(trace.raw().keySet());
    Collections.reverse(callersFirst);
    callersFirst.forEach(block -> tensors(block).stream().filter(trace.raw().get(block).every()::containsKey)
        .forEach(tensor -> blocks.computeIfAbsent(block.name(), b -> new LinkedHashSet<>()).add(tensor.name())));
    List<String> derivatives = trace.derived().expanded().derivatives().stream().map(Block::name).toList();
    StringBuilder text = new StringBuilder("; there is");
    blocks.forEach((block, names) -> text.append("\n  in ").append(block).append(": ")
        .append(String.join(", ", names)));
    return text + (derivatives.isEmpty() ? "" : "\n  derivatives: " + String.join(", ", derivatives));
  }

  /** All names there are, for suggestions. */
  static Set<String> names(Trace trace) {
    Set<String> names = new LinkedHashSet<>();
    trace.raw().keySet().forEach(block -> tensors(block).forEach(tensor -> {
      names.add(tensor.name());
      names.add(adjoint(tensor));
      names.add(block.name() + "." + tensor.name());
    }));
    trace.derived().expanded().derivatives().forEach(derivative -> names.add(derivative.name()));
    return names;
  }
}
