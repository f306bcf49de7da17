package dev.netgrad.loop.vector;

import dev.netgrad.loop.code.Code;
import dev.netgrad.loop.code.Test;
import dev.netgrad.loop.code.Value;
import dev.netgrad.loop.plain.SampleSums;
import dev.netgrad.loop.plain.Scope;
import dev.netgrad.plan.block.Statement;
import dev.netgrad.schedule.Contraction;
import dev.netgrad.schedule.RowBlock;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Substitution;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What a group computes at one point of its outer loops, for one vector along the row: values that later statements
 * read stay in registers, sums go on in registers, and all is stored at the end.
 */
public final class LanePoint {
  private final List<Statement> statements;
  private final Axis row;

  public LanePoint(Contraction nest) {
    this.statements = nest.statements();
    this.row = nest.row();
  }

  /**
   * @param point where the outer axes are
   * @param start where on the row the vector begins
   * @param accumulator the value of the group's own reduction at this point
   * @param sum the local variable of a sum
   */
  public void write(Scope scope, LaneValues values, Substitution point, Affine start, RowBlock block,
      Function<Statement, Code.Local> accumulator, Function<Statement, Code.Local> sum) {
    List<Code> stores = new ArrayList<>();
    for (Statement s : statements) {
      if (s.sumsBySample()) {
        Value value = values.of(point.apply(s.formula().body()), start);
        stores.add(new Code.Update(sum.apply(s), s.formula().reduction().kind(), block.fresh().isAll() ? value
            : new Value.Choose(new Test.Lane(block.fresh()), value, new Value.Number(SampleSums.neutral(s)))));
        continue;
      }
      Scalar target = point.apply(s.target().at(s.formula().axes()));
      Code.Local local;
      if (s.formula().reduction().isNone()) {
        local = values.local(point.apply(s.formula().body()), start, s.target().name());
      } else {
        local = accumulator.apply(s);
        if (s.epilogue().isPresent()) {
          values.know(point.apply(s.reduced().at(s.formula().axes())), start, local);
          local = values.local(point.apply(s.epilogue().get()), start, s.target().name());
        }
      }
      values.know(target, start, local);
      stores.add(new Code.Store(place(scope, (Scalar.Read) target, start), new Value.Use(local)));
    }
    stores.forEach(scope::add);
  }

  private Code.Place place(Scope scope, Scalar.Read read, Affine start) {
    Substitution from = new Substitution(Map.of(row, Index.of(start)));
    return scope.place(read.tensor(), read.indices().stream().map(from::apply).toList());
  }

  /** A register for each sum, for the vector that begins at a place on the row. */
  public Map<Statement, Code.Local> startSums(Scope scope) {
    Map<Statement, Code.Local> registers = new LinkedHashMap<>();
    for (Statement s : statements.stream().filter(Statement::sumsBySample).toList()) {
      Code.Local sum = scope.lanes(s.target().name());
      scope.add(new Code.Start(sum, new Value.Number(SampleSums.neutral(s))));
      registers.put(s, sum);
    }
    return registers;
  }
}
