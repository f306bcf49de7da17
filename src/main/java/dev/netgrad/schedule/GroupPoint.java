package dev.netgrad.schedule;

import dev.netgrad.plan.block.Statement;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a group computes at one point of its outer loops, as far as it matters to the choice of a form. */
record GroupPoint(Contraction nest, int lanes) {

  /** What stands against writing a group's points for vectors, whatever is in its expressions. */
  Optional<String> obstacle() {
    long extent = nest.row().extent().size();
    boolean overlaps = extent % lanes != 0;
    if (extent < lanes) {
      return Optional.of("a row shorter than a vector");
    } else if (nest.overwrites() && overlaps) {
      return Optional.of("an array that is read and written where vectors overlap");
    }
    for (Statement s : nest.statements()) {
      Reduction reduction = s.formula().reduction();
      if (s.schedule().acrossOuter() && !s.sumsBySample()) {
        return Optional.of("a sum over the batch into one array");
      } else if (!s.schedule().row().equals(Optional.of(nest.row()))) {
        return Optional.of("rows that differ");
      } else if (reduction.kind().isPosition() && (s != nest.first() || s.epilogue().isPresent() || overlaps)) {
        return Optional.of("a position");
      } else if (s.sumsBySample() && !(s.schedule().inner().isEmpty() && reduction.guards().isEmpty()
          && s.formula().axes().equals(List.of(nest.row())))) {
        return Optional.of("a sum of sums");
      } else if (s.sumsBySample() && reduction.kind() != Reduction.Kind.SUM && overlaps) {
        return Optional.of("a largest over a row that is no multiple");
      }
    }
    return Optional.empty();
  }

  /** What is computed at a point, beside the terms of a reduction. */
  List<Scalar> expressions() {
    return nest.statements().stream().flatMap(s -> s.sumsBySample() || s.formula().reduction().isNone()
        ? Stream.of(s.formula().body()) : s.epilogue().stream()).toList();
  }

  /** The vectors along the row; where a formula asks where on the row it is, each start has code of its own. */
  List<RowBlock> blocks(int vectors) {
    List<RowBlock> blocks = RowBlock.of(nest.row().extent().size(), lanes, vectors);
    boolean asks = nest.statements().stream()
        .anyMatch(s -> asks(s.formula().body()) || s.epilogue().filter(this::asks).isPresent());
    return asks ? blocks.stream().flatMap(b -> b.apart().stream()).toList() : blocks;
  }

  private boolean asks(Scalar body) {
    boolean[] found = {false};
    Scalars.forEach(body, s -> found[0] |= s instanceof Scalar.Select select
        && select.condition().isOnIndices() && Scalars.axes(select.condition()).contains(nest.row()));
    return found[0];
  }
}
