package dev.netgrad.plan.fuse;

import dev.netgrad.plan.block.Lifetimes;
import dev.netgrad.plan.block.Statement;
import dev.netgrad.plan.block.Step;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Circles;
import dev.netgrad.tensor.Recurrence;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Finds the statements that read one another in circles, at points before those that they compute, and makes each such
 * scan a group: its loops are over the samples, then over the points, in the order in which one needs the other. What
 * has no part in a circle stands before it or after it.
 */
final class Scans {
  private Scans() {}

  /** A scan, or what is none. */
  record Part(Optional<Step.Group> scan, Optional<Item<Statement>> item) {
    void act(Consumer<Step.Group> whenScan, Consumer<Item<Statement>> whenNone) {
      scan.ifPresent(whenScan);
      item.ifPresent(whenNone);
    }
  }

  /** The items of a pass, each after what it reads; in the order in which they are, as far as that is one. */
  static List<Part> inOrder(List<Item<Statement>> items) {
    Map<Tensor, Item<Statement>> producers = new HashMap<>();
    items.forEach(item -> item.act(call -> call.results().forEach(t -> producers.put(t, item)),
        statement -> producers.put(statement.target(), item)));
    List<Part> parts = new ArrayList<>();
    for (List<Item<Statement>> group : Circles.inOrder(items, item -> reads(item).stream()
        .filter(producers::containsKey).map(producers::get).distinct().toList())) {
      Optional<Step.Group> scan = scan(group);
      parts.add(new Part(scan, scan.isPresent() ? Optional.empty() : Optional.of(group.get(0))));
    }
    return parts;
  }

  private static Set<Tensor> reads(Item<Statement> item) {
    return item.match(call -> {
      Set<Tensor> reads = new HashSet<>(Lifetimes.touched(call));
      call.results().forEach(reads::remove);
      return reads;
    }, Statement::tensors);
  }

  private static Optional<Step.Group> scan(List<Item<Statement>> items) {
    List<Statement> statements = new ArrayList<>();
    items.forEach(item -> item.act(call -> { }, statements::add));
    if (statements.stream().noneMatch(s -> statements.stream().anyMatch(o -> s.tensors().contains(o.target())))) {
      return Optional.empty();
    }
    Recurrence scan = Recurrence.of(statements.stream()
        .map(s -> new Recurrence.Line(s.target(), s.formula().axes(), s.reads())).toList()).orElseThrow();
    List<Statement> group = new ArrayList<>();
    for (Statement statement : statements) {
      Statement scheduled = scheduled(statement, scan.along().get(statement.target()));
      group.add(group.isEmpty() ? scheduled : Fusion.aligned(scheduled, group.get(0)));
    }
    return Optional.of(new Step.Group(group,
        Optional.of(scan.ascending() ? Step.Direction.ASCENDING : Step.Direction.DESCENDING)));
  }

  /** The statement with loops over samples and points outside. */
  private static Statement scheduled(Statement s, Axis along) {
    List<Axis> outer = List.of(s.formula().axes().get(0), along);
    Optional<Axis> row = s.schedule().row().filter(axis -> axis != along);
    List<Axis> inner = new ArrayList<>(s.schedule().outer());
    inner.addAll(s.schedule().inner());
    inner.removeAll(outer);
    return new Statement(s.target(), s.formula(), s.reduced(), s.epilogue(), s.inPlace(), s.steps(), s.partial(),
        new Statement.Schedule(outer, inner, row, false));
  }
}
