package dev.netgrad.tensor;

import java.util.List;

/**
 * A use of a block: {@code repeat(count) block}, each time on the last one's result. Compared by identity.
 */
public final class Call {
  private final Block block;
  private final List<String> instances;
  private final List<Tensor> arguments;
  private final Origin origin;

  /**
   * @param instances the name of each repetition, which qualifies its parameters; at least one
   * @param arguments one for each input of the block; the first is chained through the repetitions
   */
  public Call(Block block, List<String> instances, List<Tensor> arguments, Origin origin) {
    this.block = block;
    this.instances = List.copyOf(instances);
    this.arguments = List.copyOf(arguments);
    this.origin = origin;
  }

  public Block block() {
    return block;
  }

  public List<String> instances() {
    return instances;
  }

  /** How often the block is applied. */
  public int count() {
    return instances.size();
  }

  public List<Tensor> arguments() {
    return arguments;
  }

  public Origin origin() {
    return origin;
  }
}
