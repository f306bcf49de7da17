package dev.netgrad.simplify;

import dev.netgrad.law.Rewriting;
import dev.netgrad.tensor.Tensor;
import java.util.List;

/**
 * What a pass made of a tensor.
 *
 * @param given as the pass found it
 * @param steps how its formula changed, after tensors that it reads were replaced
 * @param result what stands for it now
 */
public record Change(Tensor given, List<Rewriting.Step> steps, Tensor result) {
  public Change {
    steps = List.copyOf(steps);
  }
}
