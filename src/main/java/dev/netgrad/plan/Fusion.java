package dev.netgrad.plan;

import dev.netgrad.source.Fault;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Substitution;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Puts statements into groups that share a loop nest. A statement joins an earlier group with the same outer extents if
 * it reads what the group computes at the same outer point only, or reads a tensor of the batch that the group reads
 * too, or if both just fill short rows; never if it reads a sum that is complete only after the nest, and no two
 * contractions share a nest: each has tiles of its own, which nothing that is computed one element at a time shares
 * either.
 *
 * <p>What is computed again takes no part in that: the groups are those that there would be if it were kept, so that
 * every sum is added up in the same order. It stands before the first group that reads it; an elementwise formula may
 * follow a group that reads what it reads.
 */
final class Fusion {
  private static final int LARGEST_GROUP = 8;

  private final List<List<Statement>> groups = new ArrayList<>();
  private final List<Step> others = new ArrayList<>();
  private final Map<Tensor, Integer> producers = new HashMap<>();
  private final Map<Tensor, Integer> readers = new HashMap<>();
  private final Map<Integer, Fusion> before = new HashMap<>();
  private final OpenGroups open = new OpenGroups();
  private final UnaryOperator<Tensor> array;
  private final boolean separate;

  /**
   * @param array the tensor in whose array the values of a tensor are
   * @param separate whether each statement is a group of its own
   */
  Fusion(UnaryOperator<Tensor> array, boolean separate) {
    this.array = array;
    this.separate = separate;
  }

  /** Adds a step that is no group, such as a call. */
  void add(Step step, List<Tensor> produced) {
    groups.add(null);
    others.add(step);
    produced.forEach(t -> producers.put(t, groups.size() - 1));
  }

  void add(Statement statement) {
    Fault.at(statement.target(), () -> place(statement));
  }

  private void place(Statement statement) {
    int earliest = -1;
    for (Tensor tensor : statement.tensors()) {
      earliest = Math.max(earliest, producers.getOrDefault(tensor, -1));
    }
    // What takes another tensor's place comes after all who read that one.
    earliest = Math.max(earliest, readers.getOrDefault(array.apply(statement.target()), -1));
    // Of the groups after the earliest one, none computes what the statement reads.
    for (int i = Math.max(earliest, open.lastBefore(groups.size(), statement)); i >= Math.max(0, earliest);
        i = i == earliest ? -1 : Math.max(earliest, open.lastBefore(i, statement))) {
      if (groups.get(i) != null && joins(statement, groups.get(i))) {
        join(statement, i);
        added(statement, i);
        return;
      }
    }
    groups.add(new ArrayList<>(List.of(statement)));
    others.add(null);
    changed(groups.size() - 1);
    added(statement, groups.size() - 1);
  }

  private void join(Statement statement, int group) {
    groups.get(group).add(aligned(statement, groups.get(group).get(0)));
    changed(group);
  }

  private void changed(int number) {
    List<Statement> group = groups.get(number);
    if (separate || group.size() >= LARGEST_GROUP || group.stream().anyMatch(Fusion::staysAlone)) {
      open.remove(number);
    } else {
      open.put(number, group);
    }
  }

  private void added(Statement statement, int group) {
    producers.put(statement.target(), group);
    statement.tensors().forEach(tensor -> readers.merge(tensor, group, Math::max));
  }

  /**
   * Adds what the pass computes again, when all else has been added.
   *
   * @param again in the order of its definitions; reads nothing else that the pass computes
   */
  void addAgain(List<Statement> again) {
    Map<Tensor, Integer> places = new HashMap<>();
    Map<Tensor, Integer> firstReaders = firstReaders();
    for (int i = again.size() - 1; i >= 0; i--) {
      int place = firstReaders.getOrDefault(again.get(i).target(), groups.size());
      places.put(again.get(i).target(), place);
      again.get(i).tensors().forEach(t -> firstReaders.merge(t, place, Math::min));
    }
    for (Statement statement : again) {
      int place = places.get(statement.target());
      int earliest = statement.tensors().stream().mapToInt(t -> places.getOrDefault(t, 0)).max().orElse(0);
      int group = open.lastBefore(place, statement);
      while (group >= earliest && !follows(statement, groups.get(group))) {
        group = open.lastBefore(group, statement);
      }
      if (group >= earliest) {
        join(statement, group);
      } else {
        before.computeIfAbsent(place, p -> new Fusion(array, separate)).add(statement);
      }
    }
  }

  /** The first group or other step that reads each tensor. */
  private Map<Tensor, Integer> firstReaders() {
    Map<Tensor, Integer> first = new HashMap<>();
    for (int i = 0; i < groups.size(); i++) {
      int number = i;
      if (groups.get(i) == null) {
        Lifetimes.touched(others.get(i)).forEach(t -> first.putIfAbsent(t, number));
      } else {
        groups.get(i).forEach(s -> s.tensors().forEach(t -> first.putIfAbsent(t, number)));
      }
    }
    return first;
  }

  /** Whether a formula may follow a group without a change to what that does: by arithmetic alone, on the same rows. */
  private boolean follows(Statement statement, List<Statement> group) {
    Statement.Schedule first = group.get(0).schedule();
    return statement.formula().reduction().isNone() && !statement.isOneAtATime()
        && first.row().isPresent()
        && sameExtents(statement.schedule().row().stream().toList(), List.of(first.row().get()))
        && joins(statement, group);
  }

  List<Step> steps() {
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      if (before.containsKey(i)) {
        steps.addAll(before.get(i).steps());
      }
      steps.add(groups.get(i) == null ? others.get(i) : new Step.Group(groups.get(i)));
    }
    return steps;
  }

  private boolean joins(Statement statement, List<Statement> group) {
    Statement.Schedule mine = statement.schedule();
    Statement.Schedule first = group.get(0).schedule();
    if (separate || group.size() >= LARGEST_GROUP || !sameExtents(mine.outer(), first.outer())
        || statement.isContraction() && group.stream().anyMatch(Statement::isContraction)
        || statement.isContraction() && group.stream().anyMatch(Statement::isOneAtATime)
        || statement.isOneAtATime() && group.stream().anyMatch(Statement::isContraction)
        || staysAlone(statement) || group.stream().anyMatch(Fusion::staysAlone)
        || mine.outer().isEmpty() && !sameExtents(mine.row().stream().toList(), first.row().stream().toList())) {
      return false;
    }
    boolean small = mine.outer().isEmpty() && statement.formula().reduction().isNone()
        && group.stream().allMatch(m -> m.formula().reduction().isNone());
    boolean consumes = false;
    boolean shares = small;
    for (Statement member : group) {
      for (Scalar.Read read : statement.reads()) {
        if (read.tensor() == member.target()) {
          if (member.schedule().acrossOuter() || !mine.isAtSamePoint(read)) {
            return false;
          }
          consumes = true;
        }
        shares |= read.tensor().isPerSample() && member.tensors().contains(read.tensor());
      }
    }
    return consumes || shares && !statement.isContraction() && (small || !mine.outer().isEmpty());
  }

  /**
   * A sum over the batch that is added up in one array, such as a weight's gradient: threads share its outputs, not the
   * samples, whose loop they share in other groups.
   */
  private static boolean staysAlone(Statement statement) {
    return statement.schedule().acrossOuter() && !statement.sumsBySample();
  }

  private static boolean sameExtents(List<Axis> a, List<Axis> b) {
    return a.stream().map(Axis::extent).toList().equals(b.stream().map(Axis::extent).toList());
  }

  /** The statement over the axes of the group's first one. */
  private static Statement aligned(Statement statement, Statement first) {
    Statement.Schedule mine = statement.schedule();
    Statement.Schedule to = first.schedule();
    Map<Axis, Index> values = new LinkedHashMap<>();
    for (int i = 0; i < mine.outer().size(); i++) {
      values.put(mine.outer().get(i), Index.of(to.outer().get(i)));
    }
    if (mine.row().isPresent() && to.row().isPresent()
        && mine.row().get().extent().equals(to.row().get().extent())) {
      values.put(mine.row().get(), Index.of(to.row().get()));
    }
    return statement.rename(new Substitution(values));
  }
}
