package dev.netgrad.ask.why;

import dev.netgrad.compiler.Compiler;
import dev.netgrad.compiler.DeepStack;
import dev.netgrad.compiler.NetFile;
import dev.netgrad.compiler.Options;
import dev.netgrad.source.Spelling;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Flattening;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Replacement;
import dev.netgrad.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/** Answers why an adjoint of a network is what it is. */
public final class Asking {
  private static final Options OPTIONS = Options.of("").withInputGradients(true);

  private final NetFile file;
  private final Network network;
  private final long batch;

  /**
   * @param file the file of the network, whose layers may be asked for, too
   * @param batch for how many samples bytes are told
   */
  public Asking(NetFile file, Network network, long batch) {
    this.file = file;
    this.network = network;
    this.batch = batch;
  }

  /** There is nothing to explain, and why. */
  public static final class UnknownException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnknownException(String message) {
      super(message);
    }
  }

  /**
   * Explains an adjoint.
   *
   * @param name of a tensor or its adjoint, as in {@code f}, {@code dX}, {@code basic.f}; or of a tensor of a layer,
   *     with the shapes of its first use: {@code batchNorm.x}
   * @throws UnknownException if there is none of that name, or it has no gradient
   */
  public Why why(String name) {
    return DeepStack.call(() -> {
      Trace trace = trace(network);
      Optional<Asked> subject = Asked.find(trace, name);
      return subject.map(s -> inNetwork(trace, s))
          .or(() -> DerivativeExplainer.explain(trace, name, batch)).or(() -> inLayer(name))
          .orElseThrow(() -> new UnknownException(unknown(trace, name)));
    });
  }

  private Why inNetwork(Trace trace, Asked subject) {
    requireGradient(subject);
    Explainer explainer = new Explainer(trace, subject);
    Whereabouts whereabouts = new Whereabouts(Compiler.compile(trace.derived(), OPTIONS),
        subject.block().signature());
    return explainer.explain(whereabouts.memory(subject.primal(), batch), whereabouts.loops(explainer.adjoint()));
  }

  /** A layer has no loops of its own: it is put in place where it is used. */
  private Optional<Why> inLayer(String name) {
    int dot = name.indexOf('.');
    Optional<Block> layer = dot < 0 ? Optional.empty() : file.analysis().layerAsBlock(name.substring(0, dot));
    Optional<Trace> trace = layer.map(Asking::alone).map(Asking::trace);
    return trace.flatMap(t -> Asked.find(t, name.substring(dot + 1)).map(subject -> {
      requireGradient(subject);
      return new Explainer(t, subject).explain(
          new Why.Memory("as in each block that the layer is used in", "0", 0, batch), List.of());
    }));
  }

  /** A near name, or all that there are, block by block. */
  private static String unknown(Trace trace, String name) {
    String none = "there is no tensor `" + name + "`";
    return Spelling.nearest(name, Asked.names(trace)).map(near -> none + "; did you mean `" + near + "`?")
        .orElseGet(() -> none + Asked.listed(trace));
  }

  static Trace trace(Network network) {
    return new Trace(Compiler.derived(network, OPTIONS));
  }

  static Network alone(Block layer) {
    Block flat = Flattening.flatten(layer, new Replacement());
    return new Network(layer.name(), flat, flat, Optional.empty(), List.of());
  }

  private static void requireGradient(Asked subject) {
    Tensor tensor = subject.primal();
    if (!subject.raw().every().containsKey(tensor)) {
      throw new UnknownException(tensor.name() + " in " + subject.block().signature() + " has no gradient: "
          + tensor.definition().match(
              input -> tensor.isInteger() ? "class numbers cannot change a little" : "nothing that is trained reads it",
              runTime -> "a number given at run time is not trained",
              parameter -> "the loss does not depend on it",
              state -> "no gradient goes through states",
              random -> "random numbers depend on nothing",
              previous -> "the loss does not depend on it",
              formula -> tensor.isInteger() ? "positions cannot change a little"
                  : "the loss does not depend on it, or no parameter does come before it",
              result -> "the loss does not depend on it",
              adjoint -> "it is one",
              gradient -> "it is one"));
    }
  }
}
