package dev.netgrad.cli;

import dev.netgrad.compiler.Evaluation;
import dev.netgrad.source.Absent;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** What {@code grad} differentiates: the loss, an output, or one element of it. */
final class Differentiated {
  private static final Pattern PLACE = Pattern.compile("([^\\[\\]\\s]+)\\s*(?:\\[([\\d\\s,]+)])?");
  private static final String LOSS = "loss";

  @Option(names = "--of", paramLabel = "NAME[INDEX,...]", description = {
      "What is differentiated: an output, or one element of it, as in y[2] or y[0,1]; by default the loss, or the first"
          + " output if there is none."})
  private String of;

  @Option(names = "--adjoint", paramLabel = "VALUE[,VALUE...]", description = {
      "A factor for each element of what is differentiated, row by row: the gradient is of the sum of the products."})
  private String adjoint;

  /**
   * A tensor and the adjoint of each of its elements.
   *
   * @param text what is said of it
   */
  record Seed(Tensor tensor, double[] adjoint, String text) {}

  /** The network with the gradient that is asked for. */
  Evaluation evaluation(Network network) {
    return of == null || of.strip().equals(LOSS) && network.objective().isPresent()
        ? new Evaluation(network) : Evaluation.ofOutputs(network);
  }

  Seed seed(Network network, Evaluation evaluation, Settings values, NetgradCommand command) {
    List<Tensor> known = evaluation.differentiable();
    if (known.isEmpty()) {
      throw new InputException("class numbers have no gradient, and " + network.name() + " gives nothing else");
    }
    Optional<Matcher> place = Optional.ofNullable(of).map(String::strip).map(PLACE::matcher);
    command.require(place.isEmpty() || place.get().matches(), "--of " + of + ": write NAME, or NAME[INDEX,…]");
    String name = place.map(m -> m.group(1)).filter(n -> network.objective().isEmpty() || !n.equals(LOSS))
        .orElse(known.get(0).name());
    Tensor tensor = known.stream().filter(t -> t.name().equals(name)).findFirst().orElseThrow(() ->
        command.misuse("--of: "
            + Absent.of("output", "`" + name + "`", known.stream().map(Tensor::name).toList())));
    Optional<String> indices = place.map(m -> m.group(2));
    command.require(adjoint == null || indices.isEmpty(), "--adjoint has factors for all elements, and --of names one");
    double[] seed = new double[tensor.arrayLength(1)];
    if (adjoint != null) {
      double[] factors = Settings.values(command, "--adjoint", adjoint, tensor);
      return new Seed(tensor, factors, name + " times " + adjoint.strip());
    } else if (indices.isPresent()) {
      seed[element(indices.get(), tensor, command)] = 1;
      return new Seed(tensor, seed, name + "[" + indices.get().replaceAll("\\s", "") + "]");
    } else if (seed.length != 1) {
      throw new InputException("the gradient is of one number, and " + network.name() + " gives " + tensor.shapeText()
          + "; --of " + name + "[" + "0,".repeat(rank(tensor) - 1) + "0] takes an element, --adjoint a weighted sum,"
          + " and a definition of `loss` says what to differentiate");
    }
    seed[0] = 1;
    return new Seed(tensor, seed, name);
  }

  private static int rank(Tensor tensor) {
    return tensor.rank() - (tensor.isPerSample() ? 1 : 0);
  }

  /** Which element the indices mean, row by row. */
  private int element(String indices, Tensor tensor, NetgradCommand command) {
    String[] words = indices.strip().split("\\s*,\\s*");
    command.require(words.length == rank(tensor), "--of " + of + ": " + tensor.name() + " is " + tensor.shapeText());
    long element = 0;
    for (int d = 0; d < words.length; d++) {
      long extent = tensor.shape().get(d + tensor.rank() - words.length).size();
      command.require(words[d].length() < 10 && Long.parseLong(words[d]) < extent,
          "--of " + of + ": " + tensor.name() + " is " + tensor.shapeText() + ", and indices count from 0");
      element = element * extent + Long.parseLong(words[d]);
    }
    return Math.toIntExact(element);
  }
}
