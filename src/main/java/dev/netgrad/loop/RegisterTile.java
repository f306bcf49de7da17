package dev.netgrad.loop;

import dev.netgrad.tensor.Operator;
import dev.netgrad.tensor.Reduction;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Sums of products that stay in registers: so many numbers, each times so many vectors. A body loads every number and
 * every vector once.
 */
final class RegisterTile {
  private final int vectors;
  private final List<List<Code.Local>> sums = new ArrayList<>();

  /** What is done with a sum. */
  interface Sink {
    void take(int number, int vector, Value sum);
  }

  /** Sums that start at 0. */
  RegisterTile(Scope scope, long numbers, int vectors) {
    this.vectors = vectors;
    for (long t = 0; t < numbers; t++) {
      List<Code.Local> ofNumber = new ArrayList<>();
      for (int v = 0; v < vectors; v++) {
        Code.Local sum = scope.lanes("sum");
        scope.add(new Code.Start(sum, new Value.Number(0)));
        ofNumber.add(sum);
      }
      sums.add(ofNumber);
    }
  }

  /** Adds a term to each sum. */
  void add(Scope scope, IntFunction<Value> number, IntFunction<Value> vector) {
    List<Value> factors = new ArrayList<>();
    for (int v = 0; v < vectors; v++) {
      factors.add(local(scope, "b", vector.apply(v)));
    }
    for (int t = 0; t < sums.size(); t++) {
      Value factor = local(scope, "a", number.apply(t));
      for (int v = 0; v < vectors; v++) {
        scope.add(new Code.Update(sums.get(t).get(v), Reduction.Kind.SUM,
            new Value.Apply(Operator.MULTIPLY, List.of(factor, factors.get(v)))));
      }
    }
  }

  private static Value local(Scope scope, String wish, Value value) {
    Code.Local local = scope.lanes(wish);
    scope.add(new Code.Let(local, value));
    return new Value.Use(local);
  }

  void forEach(Sink sink) {
    for (int t = 0; t < sums.size(); t++) {
      for (int v = 0; v < vectors; v++) {
        sink.take(t, v, new Value.Use(sums.get(t).get(v)));
      }
    }
  }
}
