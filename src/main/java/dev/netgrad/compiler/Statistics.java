package dev.netgrad.compiler;

import dev.netgrad.loop.code.Buffer;
import dev.netgrad.loop.code.Kernel;
import dev.netgrad.loop.code.Program;
import dev.netgrad.loop.code.VectorUnit;
import dev.netgrad.plan.Plan;
import dev.netgrad.tensor.ElementType;
import dev.netgrad.tensor.Network;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * The size of a network.
 *
 * @param parameters trained numbers
 * @param multiplyAdds of the inference of one sample, see {@link MultiplyAdds}
 * @param savedBytes what the forward pass keeps for the backward pass
 * @param recomputedBytes what the backward pass computes again instead of having it kept
 * @param recomputedMultiplyAdds of that, for one sample
 * @param peakBytes what training holds at once: weights, gradients, optimizer, saved, and what
 *     takes turns
 * @param largestBatch for a larger one, a Java array can't hold so many elements
 * @param scratch what the kernels hold beside that, where that was asked for: the plain ones, then those for each
 *     width of vectors
 */
public record Statistics(long parameters, long multiplyAdds, long savedBytes, long recomputedBytes,
    long recomputedMultiplyAdds, long peakBytes, long largestBatch, List<Scratch> scratch) {
  public Statistics {
    scratch = List.copyOf(scratch);
  }

  /**
   * The memory in which the kernels of a set work, for any batch.
   *
   * @param bits the width of the set's vectors; 0 for the plain set
   * @param kernels how many of the program's kernels the set has
   * @param threadBytes of each thread of a workspace
   * @param sharedBytes of all its threads together
   */
  public record Scratch(int bits, int kernels, long threadBytes, long sharedBytes) {
    private static Scratch of(Program program, VectorUnit unit) {
      return of(program, unit.bits(), unit.kernels().size(), scratch -> program.scratch(unit, scratch));
    }

    private static Scratch plain(Program program) {
      return of(program, 0, program.kernels().size(), scratch -> Kernel.scratch(program.kernels(), scratch));
    }

    private static Scratch of(Program program, int bits, int kernels, ToLongFunction<Buffer.Scratch> elements) {
      return new Scratch(bits, kernels, program.element().bytes(elements.applyAsLong(Buffer.Scratch.OWN)),
          program.element().bytes(elements.applyAsLong(Buffer.Scratch.SHARED)));
    }
  }

  /**
   * Of a network as it is planned, without what kernels hold.
   *
   * @param batch samples in a training step
   * @throws dev.netgrad.plan.BudgetException if training can't keep within the memory budget
   */
  public static Statistics of(Network network, Options options, long batch) {
    return of(Compiler.plan(network, options), options.emit().elementType(), batch, List.of());
  }

  /**
   * Of a network as it is compiled, with what its kernels hold; that takes longer, as all loops are made.
   *
   * @param batch samples in a training step
   * @throws dev.netgrad.plan.BudgetException if training can't keep within the memory budget
   */
  public static Statistics withScratch(Network network, Options options, long batch) {
    return of(Compiler.lower(network, options), batch);
  }

  /** How many numbers of a network are trained, which takes no plan. */
  public static long parameters(Network network) {
    return Plan.parameters(network);
  }

  /** @param batch samples in a training step */
  public static Statistics of(Program program, long batch) {
    return of(program.plan(), program.element(), batch, Stream.concat(Stream.of(Scratch.plain(program)),
        program.vectors().stream().map(unit -> Scratch.of(program, unit))).toList());
  }

  private static Statistics of(Plan plan, ElementType element, long batch, List<Scratch> scratch) {
    return new Statistics(plan.parameters(), MultiplyAdds.ofInference(plan.network()),
        element.bytes(plan.savedElements(batch)), element.bytes(plan.recomputedElements(batch)),
        MultiplyAdds.ofRecomputation(plan), element.bytes(plan.peakElements(batch)), plan.largestBatch(), scratch);
  }
}
