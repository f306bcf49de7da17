package dev.netgrad.plan.fuse;

import dev.netgrad.plan.block.Statement;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Extent;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
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

  /** What a statement may have in common with a group, beside the loops. */
  private sealed interface Shared {

    /** Both read a tensor of the batch. */
    record Read(Tensor tensor) implements Shared {}

    /** Both only fill short rows. */
    record ShortRows() implements Shared {}
  }

  /** @param loops the extents of the outer loops; where there are none, of the row */
  private record Key(boolean hasOuter, List<Extent> loops, Shared shared, Work work) {}

  private static final List<Work> ALL = List.of(new Work(false, false), new Work(false, true), new Work(true, false),
      new Work(true, true));

  private static final NavigableSet<Integer> NONE = Collections.emptyNavigableSet();

  private final Map<Key, NavigableSet<Integer>> groups = new HashMap<>();
  private final Map<Integer, Set<Key>> keys = new HashMap<>();

  /** Takes note of a group as it is now. */
  void put(int number, List<Statement> group) {
    remove(number);
    Statement.Schedule first = group.get(0).schedule();
    Work work = Work.of(group);
    Set<Key> mine = new HashSet<>();
    group.forEach(member -> reads(member.tensors()).forEach(shared -> mine.add(key(first, shared, work))));
    if (group.stream().allMatch(OpenGroups::fillsShortRows)) {
      mine.add(key(first, new Shared.ShortRows(), work));
    }
    mine.forEach(key -> groups.computeIfAbsent(key, k -> new TreeSet<>()).add(number));
    keys.put(number, mine);
  }

  /** Forgets a group that takes no more. */
  void remove(int number) {
    Optional.ofNullable(keys.remove(number)).ifPresent(former ->
        former.forEach(key -> groups.get(key).remove(number)));
  }

  /** The last group before {@code limit} with which a statement shares something, if there is one. */
  OptionalInt lastBefore(int limit, Statement statement) {
    List<Shared> shared = new ArrayList<>();
    if (!statement.isContraction()) {
      shared.addAll(reads(statement.tensors()));
      if (fillsShortRows(statement)) {
        shared.add(new Shared.ShortRows());
      }
    }
    return ALL.stream().filter(work -> !(work.contracts && statement.isOneAtATime()))
        .flatMap(work -> shared.stream().map(what -> key(statement.schedule(), what, work)))
        .map(key -> groups.getOrDefault(key, NONE).lower(limit)).filter(Objects::nonNull)
        .mapToInt(Integer::intValue).max();
  }

  private static List<Shared> reads(Set<Tensor> tensors) {
    return tensors.stream().filter(Tensor::isPerSample).<Shared>map(Shared.Read::new).toList();
  }

  private static boolean fillsShortRows(Statement statement) {
    return statement.schedule().outer().isEmpty() && statement.formula().reduction().isNone();
  }

  private static Key key(Statement.Schedule schedule, Shared shared, Work work) {
    boolean hasOuter = !schedule.outer().isEmpty();
    List<Axis> loops = hasOuter ? schedule.outer() : schedule.row().stream().toList();
    return new Key(hasOuter, loops.stream().map(Axis::extent).toList(), shared, work);
  }
}
