package dev.netgrad.highway;

import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.BlockGradient;
import dev.netgrad.tensor.Call;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Derivative;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The skips of a network.
 *
 * @param blocks by block that is called, the skip to each of its inputs that has a gradient
 * @param before what the gradient meets between the network's input and the first skip, in the order of the forward
 *     pass
 * @param bus what it meets from the first skip to the last; nothing if that is the identity, or there is no skip
 * @param behind what it meets between the last skip and the loss
 * @param hasPath whether there is a skip between the network's input and its loss
 */
public record Highway(Network network, Map<Block, Map<Tensor, SkipPath>> blocks, List<SkipPath.Part> before,
    List<SkipPath.Part> bus, List<SkipPath.Part> behind, boolean hasPath) {

  public Highway {
    blocks = Collections.unmodifiableMap(new LinkedHashMap<>(blocks));
    before = List.copyOf(before);
    bus = List.copyOf(bus);
    behind = List.copyOf(behind);
  }

  /** The skips of a network, of which the simplified derivative is given. */
  public static Highway of(Derivative derivative) {
    Map<Block, Map<Tensor, SkipPath>> blocks = blocks(derivative);
    Skips whole = new Skips(derivative.whole(), adjoint -> called(blocks, adjoint));
    Optional<Skips.Chain> chain = whole.earliest();
    List<SkipPath.Part> parts = chain.map(Skips.Chain::parts).orElse(List.of());
    int first = chain.filter(c -> c.first() >= 0).map(Skips.Chain::first).orElse(parts.size());
    int end = chain.filter(c -> c.first() >= 0).map(Skips.Chain::end).orElse(parts.size());
    return new Highway(derivative.network(), blocks, parts.subList(0, first), parts.subList(first, end),
        parts.subList(end, parts.size()), chain.filter(c -> c.first() >= 0).isPresent());
  }

  /** The skips of all blocks that a network calls. */
  private static Map<Block, Map<Tensor, SkipPath>> blocks(Derivative derivative) {
    Map<Block, Map<Tensor, SkipPath>> blocks = new LinkedHashMap<>();
    for (Map.Entry<Block, BlockGradient> entry : derivative.gradients().entrySet()) {
      if (entry.getKey() != derivative.network().training()) {
        blocks.put(entry.getKey(), of(entry.getValue(), blocks));
      }
    }
    return blocks;
  }

  private static Map<Tensor, SkipPath> of(BlockGradient gradient, Map<Block, Map<Tensor, SkipPath>> known) {
    return new Skips(gradient, adjoint -> called(known, adjoint)).all();
  }

  private static Optional<SkipPath> called(
      Map<Block, Map<Tensor, SkipPath>> known, Definition.ArgumentAdjoint adjoint) {
    Block block = adjoint.call().block();
    return Optional.ofNullable(known.get(block)).map(skips -> skips.get(block.inputs().get(adjoint.argument())));
  }

  /** Whether the network has a skip. */
  public boolean hasSkip() {
    return hasPath || blocks.values().stream().flatMap(m -> m.values().stream()).anyMatch(SkipPath::isShort);
  }

  /** By block that the network calls, how often it is used in all. */
  public Map<Block, Long> uses() {
    Map<Block, Long> times = new LinkedHashMap<>();
    count(network.training(), 1, times);
    Map<Block, Long> uses = new LinkedHashMap<>();
    blocks.keySet().stream().filter(times::containsKey).forEach(block -> uses.put(block, times.get(block)));
    return uses;
  }

  private static void count(Block block, long times, Map<Block, Long> all) {
    for (Call call : block.calls()) {
      all.merge(call.block(), times * call.count(), Long::sum);
      count(call.block(), times * call.count(), all);
    }
  }

  /** The product of all numbers by which the gradient is scaled on the bus. */
  public double factor() {
    double factor = 1;
    for (SkipPath.Part part : bus) {
      factor *= SkipPath.factor(part);
    }
    return factor;
  }

  /** All that the gradient meets on the bus, and how often. */
  public Stream<SkipPath.Counted> counted() {
    return SkipPath.counted(bus);
  }
}
