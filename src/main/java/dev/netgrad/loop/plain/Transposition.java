package dev.netgrad.loop.plain;

import dev.netgrad.plan.block.Statement;
import dev.netgrad.schedule.Blocking;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Substitution;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A copy whose rows are columns of what is copied. Row by row, each element read would take a line of the cache to
 * itself; so a few neighbouring columns are copied at a time.
 *
 * @param column the axis along which columns are neighbours, which threads share
 */
record Transposition(Statement statement, Axis column, long neighbours) {

  /** The statement as a transposition, if it is one. */
  static Optional<Transposition> of(Statement statement) {
    if (!statement.formula().reduction().isNone() || statement.epilogue().isPresent()
        || statement.schedule().row().isEmpty()
        || !(statement.formula().body() instanceof Scalar.Read read) || read.indices().isEmpty()) {
      return Optional.empty();
    }
    Index last = read.indices().get(read.indices().size() - 1);
    return statement.shared().filter(shared -> last.equals(Index.of(shared)) && !shared.extent().isBatch())
        .map(shared -> new Transposition(statement, shared, Blocking.neighbours(shared.extent().size())))
        .filter(t -> t.neighbours > 1 && t.neighbours < t.column.extent().size());
  }

  void write(Scope scope) {
    Axis block = new Axis("block", column.extent().size() / neighbours);
    Axis near = new Axis(column.name(), neighbours);
    List<Axis> outside = new ArrayList<>(statement.formula().axes());
    outside.replaceAll(axis -> axis == column ? block : axis);
    Substitution place = new Substitution(Map.of(column,
        Index.of(Affine.of(block).times(neighbours).plus(Affine.of(near)))));
    scope.share(block);
    Loops.nest(scope, outside, List.of(), inner -> {
      Rows rows = new Rows(inner, Optional.of(near));
      List<Index> at = statement.formula().axes().stream().map(a -> place.apply(Index.of(a))).toList();
      rows.add(new Rows.Element(statement.target(), at, Reduction.Kind.NONE, place.apply(statement.formula().body())));
      rows.write();
    });
  }
}
