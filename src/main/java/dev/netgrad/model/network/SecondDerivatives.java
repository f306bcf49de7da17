package dev.netgrad.model.network;

import dev.netgrad.model.scope.Dependencies;
import dev.netgrad.source.Code;
import dev.netgrad.source.Diagnostic;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Call;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Tensor;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds derivatives of derivatives for which there is no array. The second derivative of a product over the batch has a
 * number for each pair of samples, and a tensor has the batch once.
 */
final class SecondDerivatives {
  private SecondDerivatives() {}

  /**
   * What is wrong with the first gradient of such a product.
   *
   * @param roots what a network is differentiated by: its loss, or without one its outputs
   * @param previous what previous tensors have the values of
   */
  static Optional<Diagnostic> missing(List<Tensor> roots, Map<Tensor, Tensor> previous) {
    return withBlocks(Dependencies.needed(roots, previous)).flatMap(g ->
        g.definition() instanceof Definition.Gradient gradient ? product(gradient, previous)
            .map(p -> diagnostic(g, p)).stream() : Stream.empty()).findFirst();
  }

  private static Diagnostic diagnostic(Tensor gradient, Tensor product) {
    return Diagnostic.of(Code.GRADIENT, gradient.origin().place(),
        "this is differentiated once more, and a product over the batch has no second derivative")
        .and(product.origin().place(), "multiplied here")
        .advice("where all factors are above 0, exp(sum[n] log(x)) is their product, and has one");
  }

  /** A product over the batch on the way from what is differentiated to what it is differentiated by. */
  private static Optional<Tensor> product(Definition.Gradient gradient, Map<Tensor, Tensor> previous) {
    for (Tensor t : Dependencies.needed(List.of(gradient.of()), previous)) {
      Optional<Tensor> product = withBlocks(List.of(t)).filter(SecondDerivatives::multipliesSamples).findFirst();
      if (product.isPresent() && Dependencies.needed(List.of(t), previous).contains(gradient.wrt())) {
        return product;
      }
    }
    return Optional.empty();
  }

  private static boolean multipliesSamples(Tensor t) {
    return t.definition() instanceof Definition.Formula f && f.reduction().kind() == Reduction.Kind.PROD
        && f.reduction().axes().stream().anyMatch(a -> a.extent().isBatch());
  }

  /** Tensors, and those of the blocks that they are results of. */
  private static Stream<Tensor> withBlocks(Collection<Tensor> tensors) {
    Set<Block> blocks = new HashSet<>();
    tensors.stream().map(Dependencies::call).forEach(call -> add(call, blocks));
    return Stream.concat(tensors.stream(), blocks.stream().flatMap(b -> b.body().stream()));
  }

  private static void add(Call call, Set<Block> blocks) {
    if (call != null && blocks.add(call.block())) {
      call.block().calls().forEach(c -> add(c, blocks));
    }
  }
}
