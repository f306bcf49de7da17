package dev.netgrad.plan.memory;

import dev.netgrad.plan.block.Lifetimes;
import dev.netgrad.plan.block.Size;
import dev.netgrad.plan.block.Statement;
import dev.netgrad.plan.block.Step;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Tensor;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Lets a step write its result into an array that it is the last to read. A formula may if it reads the array at the
 * element that it computes and nowhere else: then memory that was just read is written, and not some more of it. Of a
 * repeated block the second repetition may write where the first one read.
 */
final class InPlace {
  /** A row is a multiple of so many elements, or a last vector would read again what the one before it wrote. */
  private static final int WIDEST_VECTOR = 16;

  private final Predicate<Tensor> isScratch;
  private final Predicate<Tensor> mayTake;
  private final UnaryOperator<Tensor> array;
  private final Map<Tensor, Integer> lastUses = new HashMap<>();
  private final Map<Tensor, Tensor> aliases = new LinkedHashMap<>();

  private InPlace(Predicate<Tensor> isScratch, Predicate<Tensor> mayTake, UnaryOperator<Tensor> array) {
    this.isScratch = isScratch;
    this.mayTake = mayTake;
    this.array = array;
  }

  /**
   * The tensors that get no array of their own, with the one whose array they take.
   *
   * @param isScratch the tensors whose array may be another's
   * @param mayTake whether a tensor's array is nobody's after the steps
   * @param array where a tensor's values are
   */
  static Map<Tensor, Tensor> aliases(List<Step> steps, Predicate<Tensor> isScratch, Predicate<Tensor> mayTake,
      UnaryOperator<Tensor> array) {
    InPlace inPlace = new InPlace(isScratch, mayTake, array);
    for (int i = 0; i < steps.size(); i++) {
      for (Tensor touched : Lifetimes.touched(steps.get(i))) {
        inPlace.lastUses.put(array.apply(touched), i);
      }
    }
    for (int i = 0; i < steps.size(); i++) {
      int at = i;
      steps.get(i).act(group -> inPlace.decide(group, at), forward -> inPlace.decide(forward, at),
          backward -> inPlace.decide(backward, at));
    }
    return inPlace.aliases;
  }

  /** Where a tensor's values are, as far as it is decided. */
  private Tensor array(Tensor tensor) {
    Tensor at = array.apply(tensor);
    while (aliases.containsKey(at)) {
      at = array.apply(aliases.get(at));
    }
    return at;
  }

  private void decide(Step.Group group, int at) {
    for (Statement s : group.statements()) {
      if (isElementwise(s)) {
        take(s.target(), operand(group, s, at));
      }
    }
  }

  private void decide(Step.Forward f, int at) {
    if (!f.between().isEmpty()) {
      Tensor second = f.call().count() == 2 ? f.result() : f.between().get(1);
      take(second, given(f.call().arguments(), f.call().arguments().get(0), at));
    }
  }

  private void decide(Step.Backward b, int at) {
    int count = b.call().count();
    if (count > 1 && b.adjoints().get(0).isPresent()) {
      Tensor second = count == 2 ? b.adjoints().get(0).get() : b.between().get((count - 3) % 2);
      take(second, given(Lifetimes.touched(b), b.resultAdjoint(), at));
    }
  }

  private void take(Tensor tensor, Optional<Tensor> from) {
    if (from.isPresent() && isScratch.test(tensor) && Size.of(tensor).equals(Size.of(from.get()))) {
      aliases.put(tensor, from.get());
      lastUses.merge(from.get(), lastUses.get(tensor), Math::max);
    }
  }

  private static boolean isElementwise(Statement s) {
    List<Axis> axes = s.formula().axes();
    return s.formula().reduction().isNone() && s.epilogue().isEmpty() && !s.target().isInteger()
        && s.target().isPerSample() && axes.get(axes.size() - 1).extent().at(1) % WIDEST_VECTOR == 0;
  }

  /**
   * What a statement may overwrite; rather what lives for the backward pass only to be read here than what does not.
   */
  private Optional<Tensor> operand(Step.Group group, Statement s, int step) {
    return s.tensors().stream().map(this::array).distinct()
        .filter(t -> mayTake.test(t) && lastUses.get(t) == step && isReadHere(t, group, s))
        .min(Comparator.comparing(isScratch::test));
  }

  /** Whether the group reads an array where the statement computes an element only, and not after it. */
  private boolean isReadHere(Tensor tensor, Step.Group group, Statement s) {
    boolean before = true;
    for (Statement other : group.statements()) {
      boolean written = array(other.target()) == tensor;
      for (Scalar.Read read : other.reads()) {
        written |= array(read.tensor()) == tensor && !(before && Scalars.isIdentity(read, s.formula().axes()));
      }
      if (written) {
        return false;
      }
      before &= other != s;
    }
    return true;
  }

  /**
   * The array that the first repetition reads, if the step does nothing else with it.
   *
   * @param uses what the step reads or writes
   */
  private Optional<Tensor> given(Collection<Tensor> uses, Tensor tensor, int index) {
    Tensor given = array(tensor);
    boolean once = uses.stream().filter(t -> array(t) == given).count() == 1;
    return Optional.of(given).filter(t -> once && mayTake.test(t) && lastUses.get(t) == index);
  }
}
