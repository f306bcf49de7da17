package dev.netgrad.loop;

import dev.netgrad.plan.Statement;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Scalar;
import java.util.List;

/**
 * The output of a sum over the batch to which slices are added: with the array go the rests of its {@link Compensated}
 * sums, in memory of all threads.
 */
final class ArraySums {
  private final Statement statement;
  private final int lanes;
  private final ScratchMemory.Region rests;

  ArraySums(VectorNest nest, ScratchMemory memory, Statement statement) {
    this.statement = statement;
    this.lanes = nest.target().lanes();
    this.rests = memory.shared(statement.target().elementsPerSample());
  }

  /** The vector of sums that begins at an element. */
  Compensated at(Scope scope, List<Index> indices) {
    Affine address = new Scalar.Read(statement.target(), indices).address();
    return new Compensated(scope.place(statement.target(), indices), rests.at(scope, address), lanes);
  }

  /** The same where a vector is told by its number. */
  Compensated at(Scope scope, Affine vector) {
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

  /** Sets an output of whole vectors to 0, which threads share. */
  void clear(Scope scope) {
    Axis vector = new Axis("vector", 1);
    VectorLoops.share(scope, vector, vectors(), in -> clear(in, at(in, Affine.of(vector))));
  }

  private Affine vectors() {
    return Affine.of(statement.target().elementsPerSample() / lanes);
  }

  /** Adds the rests, which the threads that computed them have left, and does what follows the sum. */
  void finish(Scope scope) {
    scope.add(new Code.Sync());
    if (statement.target().elementsPerSample() % lanes == 0) {
      Axis vector = new Axis("vector", 1);
      VectorLoops.share(scope, vector, vectors(), in -> {
        Compensated sums = at(in, Affine.of(vector));
        in.add(new Code.Store(sums.sum(), sums.total(in)));
      });
      statement.epilogue().ifPresent(e -> {
        scope.add(new Code.Sync());
        Nest.finish(scope, statement, e);
      });
      return;
    }
    statement.shared().ifPresent(scope::share);
    List<Index> place = Nest.indices(statement.formula().axes());
    Loops.nest(scope, statement.formula().axes(), List.of(), in -> {
      Compensated sums = at(in, place);
      SampleSums.finish(in, statement, new Compensated(sums.sum(), sums.rest(), 1).wide(in), place);
    });
  }
}
