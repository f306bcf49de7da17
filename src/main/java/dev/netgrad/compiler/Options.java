package dev.netgrad.compiler;

import dev.netgrad.emit.EmitOptions;
import java.util.Set;
import java.util.function.Consumer;

/**
 * How to compile.
 *
 * @param emit the package, the element type and whether an adapter for {@code train.Model} is written
 * @param inputGradients whether the backward pass gives the adjoints of the inputs too; it always does for a network
 *     without parameters
 * @param dumps the stages whose result is dumped
 * @param sink receives the dumps, a text for each stage of each network
 */
public record Options(EmitOptions emit, boolean inputGradients, Set<Stage> dumps, Consumer<String> sink) {
  public Options {
    dumps = Set.copyOf(dumps);
  }

  /** No dumps, no adapter, parameters' gradients only, in single precision. */
  public static Options of(String packageName) {
    return new Options(EmitOptions.of(packageName), false, Set.of(), text -> {});
  }

  public Options withEmit(EmitOptions changed) {
    return new Options(changed, inputGradients, dumps, sink);
  }

  public Options withInputGradients(boolean wanted) {
    return new Options(emit, wanted, dumps, sink);
  }

  public Options withDumps(Set<Stage> stages, Consumer<String> to) {
    return new Options(emit, inputGradients, stages, to);
  }
}
