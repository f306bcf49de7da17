package dev.netgrad.highway;

import dev.netgrad.simplify.Simplification;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.BlockGradient;
import dev.netgrad.tensor.Call;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The way of the gradient from the result of a block to an input of it, F taken out.
 *
 * @param input whose adjoint it leads to
 * @param adjoint that adjoint, simplified, F taken out; of the identity, it <em>is</em> the one that is given
 * @param backward how the adjoint is computed, F taken out
 * @param parts what is on the way, in the order of the forward pass
 * @param factor the product of all numbers by which the gradient is scaled, those of blocks that are called included
 * @param least how many trained products are on the way
 * @param most how many the longest way past it has, through F
 * @param sums how many sums are on the way that are no trained products
 * @param residual the forward tensors that read from the way what F is made of
 */
public record SkipPath(Block block, Tensor input, Tensor adjoint, BlockGradient backward, List<Part> parts,
    double factor, long least, long most, long sums, List<Tensor> residual) {

  /** A part of the way. */
  public sealed interface Part {}

  /** An effect of a statement of the block itself. */
  public record Own(Crossing crossing) implements Part {}

  /** A call of another block, from its result to one of its arguments. */
  public record Called(Call call, SkipPath skip) implements Part {}

  /** An effect, and how often the gradient meets it. */
  public record Counted(Crossing crossing, long times) {}

  public SkipPath {
    parts = List.copyOf(parts);
    residual = List.copyOf(residual);
  }

  /** What the adjoint is called where the input is {@code x}: {@code dX}. */
  public String adjointName() {
    return "d" + input.name().substring(0, 1).toUpperCase(Locale.ROOT) + input.name().substring(1);
  }

  /** Whether there is a shorter way than through all trained products, or one without any. */
  public boolean isShort() {
    return least < most || least == 0;
  }

  /** Whether the gradient arrives as it was given. */
  public boolean isIdentity() {
    return counted().findAny().isEmpty();
  }

  /**
   * How the adjoint is computed from the given one, F taken out: its formula, then those of the sums that it reads,
   * such as those of mean and variance. Nothing if it is the given one, or a block is called on the way.
   */
  public List<Tensor> formulas() {
    Set<Tensor> own = new HashSet<>(backward.body());
    if (!own.contains(adjoint) || own.stream().anyMatch(t -> !t.isFormula())) {
      return List.of();
    }
    Map<Tensor, Tensor> formulas = new LinkedHashMap<>();
    Deque<Tensor> open = new ArrayDeque<>(List.of(adjoint));
    while (!open.isEmpty()) {
      Tensor next = open.remove();
      if (!formulas.containsKey(next)) {
        Tensor inOne = inOne(next, own);
        formulas.put(next, inOne);
        Scalars.tensors(inOne.formula()).stream().filter(own::contains).forEach(open::add);
      }
    }
    return List.copyOf(formulas.values());
  }

  private static Tensor inOne(Tensor tensor, Set<Tensor> own) {
    return Scalars.tensors(tensor.formula()).stream().noneMatch(own::contains) ? tensor
        : tensor.with(Simplification.inOne(tensor.formula(), own::contains).after(), tensor.derivation());
  }

  /** All effects, those of blocks that are called as often as they are used. */
  public Stream<Counted> counted() {
    return counted(parts);
  }

  /** The number by which a part scales the gradient. */
  static double factor(Part part) {
    return part instanceof Called called ? Math.pow(called.skip.factor(), called.call.count())
        : ((Own) part).crossing.factor().orElse(1);
  }

  static Stream<Counted> counted(List<Part> parts) {
    return parts.stream().flatMap(part -> part instanceof Called called
        ? called.skip.counted().map(c -> new Counted(c.crossing, c.times * called.call.count()))
        : Stream.of(new Counted(((Own) part).crossing, 1)));
  }
}
