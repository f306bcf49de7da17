package dev.netgrad.loop.code;

import dev.netgrad.law.EvaluationLaws;
import dev.netgrad.schedule.Choice;
import dev.netgrad.schedule.Convolutions;
import dev.netgrad.schedule.Target;
import java.util.List;

/**
 * Kernels for vectors of one width. Each has the name and the parameters of the plain kernel that it does faster.
 *
 * @param target what they are made for
 * @param choices for all nests, in the order of the plain kernels; those that stay plain have no kernel here
 */
public record VectorUnit(Target target, List<Kernel> kernels, List<Choice> choices) {
  public VectorUnit {
    kernels = List.copyOf(kernels);
    choices = List.copyOf(choices);
  }

  /** The width, 128, 256 or 512. */
  public int bits() {
    return target.bits();
  }

  /** Those that compute a convolution by {@link Convolutions#TOOM_COOK}. */
  public List<Kernel> byToomCook() {
    return kernels.stream().filter(kernel -> kernel.laws().contains(EvaluationLaws.SLIDING)).toList();
  }

  /** The length of the array that the kernels, one after the other, use as scratch memory; 0 if none does. */
  public long scratch(Buffer.Scratch of) {
    long most = Kernel.scratch(kernels, of);
    return most == 0 ? 0 : target.layout().large(most);
  }
}
