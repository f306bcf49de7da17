package dev.netgrad.ask.draw;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where the boxes of a figure stand: the longest chain in the first column, each box a row above what it reads; what is
 * not on the chain in columns to the right.
 */
final class FigureLayout {
  private final Drawing.Figure figure;
  private final Map<String, List<String>> reads = new HashMap<>();
  private final Map<String, Integer> rows = new HashMap<>();
  private final Map<String, Integer> columns = new HashMap<>();

  FigureLayout(Drawing.Figure figure) {
    this.figure = figure;
    figure.boxes().forEach(box -> reads.put(box.id(), new ArrayList<>()));
    figure.arrows().forEach(arrow -> reads.get(arrow.to()).add(arrow.from()));
    figure.boxes().forEach(box -> rows.put(box.id(),
        reads.get(box.id()).stream().mapToInt(from -> rows.get(from) + 1).max().orElse(0)));
    columns();
  }

  private void columns() {
    Set<String> chain = chain();
    Map<Integer, Integer> taken = new HashMap<>();
    for (Drawing.Box box : figure.boxes()) {
      columns.put(box.id(), chain.contains(box.id()) ? 0 : taken.merge(rows.get(box.id()), 1, Integer::sum));
    }
  }

  /** From the highest box down, each time to the highest that is read. */
  private Set<String> chain() {
    Set<String> chain = new HashSet<>();
    String box = figure.boxes().stream().map(Drawing.Box::id)
        .reduce((a, b) -> rows.get(b) >= rows.get(a) ? b : a).orElseThrow();
    while (box != null) {
      chain.add(box);
      box = reads.get(box).stream().reduce((a, b) -> rows.get(b) > rows.get(a) ? b : a).orElse(null);
    }
    return chain;
  }

  boolean isSum(String id) {
    return figure.boxes().stream().anyMatch(box -> box.id().equals(id) && box.kind() == Drawing.Kind.SUM);
  }

  int row(String box) {
    return rows.get(box);
  }

  int column(String box) {
    return columns.get(box);
  }

  int height() {
    return 1 + rows.values().stream().mapToInt(r -> r).max().orElse(0);
  }

  int width() {
    return 1 + columns.values().stream().mapToInt(c -> c).max().orElse(0);
  }

  /** Whether an arrow goes from a box of the chain to the next row of it, or up within any column without passing. */
  boolean isStraight(Drawing.Arrow arrow) {
    return row(arrow.to()) - row(arrow.from()) == 1 || column(arrow.from()) != column(arrow.to());
  }

  /** How many rows an arc passes. */
  int span(Drawing.Arrow arrow) {
    return row(arrow.to()) - row(arrow.from());
  }

  /** The widest arc there is, in rows. */
  int widestArc() {
    return figure.arrows().stream().filter(a -> !isStraight(a)).mapToInt(this::span).max().orElse(0);
  }
}
