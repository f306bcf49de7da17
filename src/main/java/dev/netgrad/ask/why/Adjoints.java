package dev.netgrad.ask.why;

import dev.netgrad.compiler.DeepStack;
import dev.netgrad.compiler.NetFile;
import dev.netgrad.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The adjoints of a file's tensors in short. What they are in is differentiated when one of its tensors is first asked
 * for: a network by its loss, a layer or block by itself, with the shapes of its first use and given the adjoint of its
 * result. For one thread at a time.
 */
public final class Adjoints {
  private final NetFile file;
  private final Map<String, Optional<Trace>> traces = new HashMap<>();

  /**
   * An adjoint in short.
   *
   * @param name of the tensor's adjoint, such as {@code dF}
   * @param same the name under which it is computed: another one where both turned out to be one array
   * @param formulas its own, and below it of what that reads which is neither a forward tensor nor the adjoint of one
   */
  public record Adjoint(String name, String same, List<Why.Statement> formulas) {
    public Adjoint {
      formulas = List.copyOf(formulas);
    }
  }

  public Adjoints(NetFile file) {
    this.file = file;
  }

  /**
   * The adjoint of a tensor.
   *
   * @param declaration the name of a network, layer or block
   * @param tensor its name there, such as {@code f} or {@code conv1.weight}
   * @return empty if no sound network uses the declaration, or the tensor has no gradient
   */
  public Optional<Adjoint> of(String declaration, String tensor) {
    return DeepStack.call(() -> traces.computeIfAbsent(declaration, this::trace)
        .flatMap(trace -> Asked.find(trace, declaration + "." + tensor).filter(Adjoints::isDifferentiated)
            .map(asked -> adjoint(trace, asked))));
  }

  private static Adjoint adjoint(Trace trace, Asked asked) {
    Explainer explainer = new Explainer(trace, asked);
    return new Adjoint(Asked.adjoint(asked.primal()), explainer.adjoint().name(), explainer.derived());
  }

  private Optional<Trace> trace(String declaration) {
    return file.networks().stream().filter(n -> n.name().equals(declaration)).findFirst()
        .or(() -> file.analysis().layerAsBlock(declaration).map(Asking::alone)).map(Asking::trace);
  }

  private static boolean isDifferentiated(Asked asked) {
    Tensor tensor = asked.primal();
    return asked.raw().every().containsKey(tensor);
  }
}
