package dev.netgrad.loop.plain;

import dev.netgrad.loop.code.Code;
import dev.netgrad.loop.code.Test;
import dev.netgrad.loop.code.Value;
import dev.netgrad.schedule.LaneMask;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Operator;
import dev.netgrad.tensor.Reduction;

/**
 * A sum in two numbers of the element type, to which any number of terms may be added: what rounding takes from the sum
 * is added to the rest (Ogita, Rump and Oishi, Accurate sum and dot product, SIAM J. Sci. Comput. 26, 2005, algorithm
 * 4.4, with Dekker's three operations for the rounding error, which are exact where the term is not the larger one).
 * Both together err by at most {@code 2u·Σ|x|} and a multiple of u².
 *
 * <p>An infinite sum has no rest: it is NaN then, and left out of the total, which is infinite as it was when terms
 * were just added.
 *
 * @param sum where the sum is, or from where on so many of them
 * @param rest where the rest is
 * @param lanes how many sums lie side by side, each with its rest: 1, or a vector's lanes
 */
public record Compensated(Code.Place sum, Code.Place rest, int lanes) {

  /** Adds a term. */
  public void add(Scope scope, Value term) {
    Value value = term instanceof Value.Use ? term : local(scope, "term", term);
    scope.add(new Code.Compensate(sum, rest, lanes, variable(scope, "total"), value));
  }

  /** Adds another such sum. */
  public void add(Scope scope, Compensated other) {
    add(scope, other.load(other.sum));
    scope.add(new Code.Accumulate(rest, Reduction.Kind.SUM, other.load(other.rest)));
  }

  /**
   * The other way round, where the sum is what was added up since it was taken last: the rest takes it, and what it
   * can't take stays in the sum.
   *
   * @param again when something was taken before, else the rest is what is in the sum
   */
  public void take(Scope scope, Test again) {
    Value term = local(scope, "term", load(sum));
    Value before = local(scope, "before", new Value.Choose(again, load(rest), new Value.Number(0)));
    Value total = local(scope, "total", Value.apply(Operator.ADD, before, term));
    Value left = local(scope, "left",
        Value.apply(Operator.SUBTRACT, term, Value.apply(Operator.SUBTRACT, total, before)));
    scope.add(new Code.Store(rest, total));
    scope.add(new Code.Store(sum, finite(left)));
  }

  /** The sum and its rest in one number of double precision. */
  public Code.Local wide(Scope scope) {
    Code.Local wide = scope.wide(Reduction.Kind.SUM.symbol());
    scope.add(new Code.Start(wide, load(sum)));
    scope.add(new Code.Update(wide, Reduction.Kind.SUM, finiteRest(scope)));
    return wide;
  }

  /** The sum and its rest in one number. */
  public Value total(Scope scope) {
    return Value.apply(Operator.ADD, load(sum), finiteRest(scope));
  }

  /** What was taken, and what stayed, in one number. */
  public Value taken() {
    return Value.apply(Operator.ADD, load(rest), load(sum));
  }

  /** The rest where there is one, else 0. */
  Value finiteRest(Scope scope) {
    return finite(local(scope, "rest", load(rest)));
  }

  private static Value finite(Value number) {
    return new Value.Choose(isFinite(number), number, new Value.Number(0));
  }

  private static Test isFinite(Value rest) {
    return new Test.Compare(Condition.Relation.EQUAL, Value.apply(Operator.SUBTRACT, rest, rest), new Value.Number(0));
  }

  private Value load(Code.Place place) {
    return lanes == 1 ? new Value.Load(place) : new Value.Lanes(place, new LaneMask(0, lanes, lanes));
  }

  private Code.Local variable(Scope scope, String wish) {
    return lanes == 1 ? scope.numbered(wish) : scope.lanes(wish);
  }

  private Value local(Scope scope, String wish, Value value) {
    Code.Local local = variable(scope, wish);
    scope.add(new Code.Let(local, value));
    return new Value.Use(local);
  }
}
