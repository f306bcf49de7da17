package dev.netgrad.plan;

import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Extent;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * The groups that may still take statements, by what makes statements share a nest: the loops, a tensor of the batch
 * that both read, and what kinds of work go together. To find a group for each of many statements takes no look at all
 * groups.
 */
final class OpenGroups {
  /** What works on several points at once, on one at a time, or simply. */
  private record Work(boolean contracts, boolean oneAtATime) {
    static Work of(List<Statement> group) {
      return new Work(group.stream().anyMatch(Statement::isContraction),
          group.stream().anyMatch(Statement::isOneAtATime));
    }
  }

  /**
   * @param loops the extents of the outer loops; where there are none, of the row
   * @param shared a tensor of the batch that the group reads; or {@link #SHORT}
   */
  private record Key(boolean hasOuter, List<Extent> loops, Object shared, Work work) {}

  /** Stands for a tensor where a group only fills short rows. */
  private static final Object SHORT = new Object();

  private static final List<Work> ALL = List.of(new Work(false, false), new Work(false, true), new Work(true, false),
      new Work(true, true));

  private final Map<Key, NavigableSet<Integer>> groups = new HashMap<>();
  private final Map<Integer, Set<Key>> keys = new HashMap<>();

  /** Takes note of a group as it is now. */
  void put(int number, List<Statement> group) {
    remove(number);
    Set<Key> mine = new HashSet<>();
    Statement.Schedule first = group.get(0).schedule();
    Work work = Work.of(group);
    for (Statement member : group) {
      for (Tensor tensor : member.tensors()) {
        if (tensor.isPerSample()) {
          mine.add(key(first, tensor, work));
        }
      }
    }
    if (first.outer().isEmpty() && group.stream().allMatch(m -> m.formula().reduction().isNone())) {
      mine.add(key(first, SHORT, work));
    }
    mine.forEach(key -> groups.computeIfAbsent(key, k -> new TreeSet<>()).add(number));
    keys.put(number, mine);
  }

  /** Forgets a group that takes no more. */
  void remove(int number) {
    Set<Key> former = keys.remove(number);
    if (former != null) {
      former.forEach(key -> groups.get(key).remove(number));
    }
  }

  /** The last group before {@code limit} with which a statement shares something; −1 if there is none. */
  int lastBefore(int limit, Statement statement) {
    int last = -1;
    if (statement.isContraction()) {
      return last;
    }
    List<Object> shared = new ArrayList<>();
    for (Scalar.Read read : statement.reads()) {
      if (read.tensor().isPerSample()) {
        shared.add(read.tensor());
      }
    }
    if (statement.schedule().outer().isEmpty() && statement.formula().reduction().isNone()) {
      shared.add(SHORT);
    }
    for (Work work : ALL) {
      for (Object what : work.contracts && statement.isOneAtATime() ? List.of() : shared) {
        NavigableSet<Integer> open = groups.get(key(statement.schedule(), what, work));
        Integer found = open == null ? null : open.lower(limit);
        last = found == null ? last : Math.max(last, found);
      }
    }
    return last;
  }

  private static Key key(Statement.Schedule schedule, Object shared, Work work) {
    boolean hasOuter = !schedule.outer().isEmpty();
    List<Axis> loops = hasOuter ? schedule.outer() : schedule.row().stream().toList();
    return new Key(hasOuter, loops.stream().map(Axis::extent).toList(), shared, work);
  }
}
