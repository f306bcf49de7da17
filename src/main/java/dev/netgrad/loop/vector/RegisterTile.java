package dev.netgrad.loop.vector;

import dev.netgrad.loop.code.Code;
import dev.netgrad.loop.code.Value;
import dev.netgrad.loop.plain.BlockLoops;
import dev.netgrad.loop.plain.Scope;
import dev.netgrad.schedule.Blocks;
import dev.netgrad.tensor.Operator;
import dev.netgrad.tensor.Reduction;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * Sums of products that stay in registers: so many numbers, each times so many vectors. A body loads every number and
 * every vector once.
 */
public final class RegisterTile {
  private final long numbers;
  private final int vectors;
  private final List<List<Code.Local>> sums = new ArrayList<>();

  /** What is done with a sum. */
  public interface Sink {
    void take(int number, int vector, Value sum);
  }

  /** Where a sum is kept. */
  public interface Places {
    Code.Place of(Scope scope, int number, int vector);
  }

  public RegisterTile(long numbers, int vectors) {
    this.numbers = numbers;
    this.vectors = vectors;
  }

  /** Lets the sums start at 0. */
  public void start(Scope scope) {
    sums.clear();
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

  /**
   * Writes the loops of the sums, which are stored in the end; those of several blocks are added up where they are
   * kept.
   */
  public void write(Scope scope, Blocks blocks, Places kept, Consumer<Scope> body) {
    if (blocks.isOne()) {
      new BlockLoops(blocks).write(scope, true, this::start, (in, left) -> body.accept(in),
          in -> forEach((t, v, sum) -> in.add(new Code.Store(kept.of(in, t, v), sum))));
    } else {
      clear(scope, kept);
      new BlockLoops(blocks).write(scope, true, this::start, (in, left) -> body.accept(in), in -> addTo(in, kept));
    }
  }

  /** Sets what is kept to 0. */
  void clear(Scope scope, Places kept) {
    Value zero = local(scope, "zero", new Value.Number(0));
    for (int t = 0; t < numbers; t++) {
      for (int v = 0; v < vectors; v++) {
        scope.add(new Code.Store(kept.of(scope, t, v), zero));
      }
    }
  }

  /** Adds the sums to what is kept. */
  void addTo(Scope scope, Places kept) {
    forEach((t, v, sum) -> scope.add(new Code.Accumulate(kept.of(scope, t, v), Reduction.Kind.SUM, sum)));
  }

  /** Adds a term to each sum. */
  public void add(Scope scope, IntFunction<Value> number, IntFunction<Value> vector) {
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

  public void forEach(Sink sink) {
    for (int t = 0; t < sums.size(); t++) {
      for (int v = 0; v < vectors; v++) {
        sink.take(t, v, new Value.Use(sums.get(t).get(v)));
      }
    }
  }
}
