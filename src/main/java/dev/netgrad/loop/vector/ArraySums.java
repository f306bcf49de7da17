package dev.netgrad.loop.vector;

import dev.netgrad.loop.code.Code;
import dev.netgrad.loop.code.Kernel;
import dev.netgrad.loop.code.Test;
import dev.netgrad.loop.code.Value;
import dev.netgrad.loop.plain.Compensated;
import dev.netgrad.loop.plain.Loops;
import dev.netgrad.loop.plain.Nest;
import dev.netgrad.loop.plain.SampleSums;
import dev.netgrad.loop.plain.Scope;
import dev.netgrad.loop.plain.ScratchMemory;
import dev.netgrad.plan.block.Statement;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalar;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * The output of a sum over the batch to which slices are added: with the array go the rests of its {@link Compensated}
 * sums, in memory of all threads.
 *
 * <p>Where every element gets one term from each group of samples, and a group's sums are exact enough, the array takes
 * a few groups one after the other, and begins with the first one's. Then these are closed: what the array has goes to
 * compensated sums in that memory, and what they could not take stays. So a batch of a few groups passes over the array
 * as often as if sums kept no rest. Of ResNet-50 with eight samples, clearing arrays and a rest for each group took 6%
 * of a step.
 */
public final class ArraySums {
  private final Statement statement;
  private final int lanes;
  private final ScratchMemory.Region rests;
  private final Optional<Groups> groups;

  /**
   * Groups of samples.
   *
   * @param first the sample with which a group begins
   * @param samples of a group; the last one may have fewer
   * @param few how many groups are added before they are closed
   */
  public record Groups(Axis first, long samples, long few) {
    private Test from(long sample) {
      return new Test.AtLeastZero(Affine.of(first).plus(-sample));
    }

    private Test isFirst() {
      return new Test.AtLeastZero(Affine.of(first).times(-1));
    }

    private long samplesOfFew() {
      return samples * few;
    }
  }

  /**
   * @param groups of which each adds one term to every element, of an output of whole vectors; nothing if some get
   *     none, or several
   */
  public ArraySums(VectorNest nest, ScratchMemory memory, Statement statement, Optional<Groups> groups) {
    this.statement = statement;
    this.lanes = nest.target().lanes();
    this.rests = memory.shared(statement.target().elementsPerSample());
    this.groups = groups;
    if (groups.isPresent() && !isOfVectors()) {
      throw new IllegalArgumentException(statement.target().name() + " is not of whole vectors");
    }
  }

  /** The vector of sums that begins at an element. */
  public Compensated at(Scope scope, List<Index> indices) {
    Affine address = new Scalar.Read(statement.target(), indices).address();
    return new Compensated(scope.place(statement.target(), indices), rests.at(scope, address), lanes);
  }

  /** The same where a vector is told by its number. */
  public Compensated at(Scope scope, Affine vector) {
    Affine address = vector.times(lanes);
    return new Compensated(scope.element(statement.target(), address), rests.at(scope, address), lanes);
  }

  /** Sets a vector to 0. */
  static void clear(Scope scope, Compensated sums) {
    Code.Local zero = scope.lanes("zero");
    scope.add(new Code.Let(zero, new Value.Number(0)));
    scope.add(new Code.Store(sums.sum(), new Value.Use(zero)));
    scope.add(new Code.Store(sums.rest(), new Value.Use(zero)));
  }

  /** Before the first term: sets an output of whole vectors to 0, which threads share. */
  public void start(Scope scope) {
    if (groups.isPresent()) {
      return;
    }
    Axis vector = new Axis("vector", 1);
    VectorLoops.share(scope, vector, vectors(), in -> clear(in, at(in, Affine.of(vector))));
  }

  /** What is done with a term of the vector of sums that begins at an element. */
  public interface Adding {
    public void add(Scope scope, List<Index> indices, Value term);
  }

  /**
   * Writes what adds a group's terms: for the first group, and for all others. These are two methods, in which no
   * branch keeps C2 from loading all sums before it stores any. Rows a power of two apart would else wait for each
   * other.
   *
   * @param part a method of the kernel that adds terms
   */
  public void add(Scope scope, Function<Adding, Code.Call> part) {
    if (groups.isEmpty()) {
      scope.add(part.apply((in, indices, term) -> at(in, indices).add(in, term)));
      return;
    }
    Code.Call first = part.apply((in, indices, term) -> in.add(new Code.Store(at(in, indices).sum(), term)));
    Code.Call later = part.apply((in, indices, term) ->
        in.add(new Code.Accumulate(at(in, indices).sum(), Reduction.Kind.SUM, term)));
    scope.add(new Code.When(groups.get().isFirst(), List.of(first)));
    scope.add(new Code.When(groups.get().from(1), List.of(later)));
  }

  /** Before a group's terms are added, and after all threads have added those of the one before: closes a few. */
  public void close(Scope scope) {
    groups.ifPresent(of -> {
      Scope few = scope.inner(List.of(), false);
      Axis vector = new Axis("vector", 1);
      VectorLoops.share(few, vector, vectors(),
          in -> at(in, Affine.of(vector)).take(in, of.from(of.samplesOfFew() + 1)));
      scope.add(new Code.When(new Test.All(List.of(of.from(1),
          new Test.Divisible(Affine.of(of.first()), of.samplesOfFew()))), few.code()));
    });
  }

  private Affine vectors() {
    return Affine.of(statement.target().elementsPerSample() / lanes);
  }

  /** Adds the rests, which the threads that computed them have left, and does what follows the sum. */
  public void finish(Scope scope) {
    scope.add(new Code.Sync());
    if (groups.isPresent()) {
      Scope closed = scope.inner(List.of(), false);
      totals(closed, (sums, in) -> sums.taken());
      scope.add(new Code.When(
          new Test.AtLeastZero(Affine.of(Kernel.BATCH).plus(-1 - groups.get().samplesOfFew())), closed.code()));
    } else if (isOfVectors()) {
      totals(scope, Compensated::total);
    } else {
      statement.shared().ifPresent(scope::share);
      List<Index> place = Nest.indices(statement.formula().axes());
      Loops.nest(scope, statement.formula().axes(), List.of(), in -> {
        Compensated sums = at(in, place);
        SampleSums.finish(in, statement, new Compensated(sums.sum(), sums.rest(), 1).wide(in), place);
      });
      return;
    }
    statement.epilogue().ifPresent(e -> {
      scope.add(new Code.Sync());
      Nest.finish(scope, statement, e);
    });
  }

  private boolean isOfVectors() {
    return statement.target().elementsPerSample() % lanes == 0;
  }

  /** Puts into the array what each vector's sum and rest come to. */
  private void totals(Scope scope, BiFunction<Compensated, Scope, Value> total) {
    Axis vector = new Axis("vector", 1);
    VectorLoops.share(scope, vector, vectors(), in -> {
      Compensated sums = at(in, Affine.of(vector));
      in.add(new Code.Store(sums.sum(), total.apply(sums, in)));
    });
  }
}
