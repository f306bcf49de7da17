package dev.netgrad.plan.fuse;

import dev.netgrad.plan.block.Lifetimes;
import dev.netgrad.plan.block.Statement;
import dev.netgrad.plan.block.Step;
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
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/**
 * Puts statements into groups that share a loop nest. A statement joins an earlier group with the same outer extents if
 * it reads what the group computes at the same outer point only, or reads a tensor of the batch that the group reads
 * too, or if both just fill short rows; never if it reads a sum that is complete only after the nest. A contraction
 * joins no group, as it has tiles of its own, whose loops are not those of what is before it. Others may join a
 * contraction, but for what is computed one element at a time.
 *
 * <p>What is computed again takes no part in that: the groups are those that there would be if it were kept, so that
 * every sum is added up in the same order. It stands before the first group that reads it; an elementwise formula may
 * follow a group that reads what it reads.
 */
public final class Fusion {
  private static final int LARGEST_GROUP = 8;

  /** A step as it grows. */
  private sealed interface Part {

    /** Statements that share a loop nest so far. */
    record Nest(List<Statement> statements) implements Part {}

    /** A scan, which is whole. */
    record Scan(Step.Group group) implements Part {}

    /** A call, which no statement joins. */
    record Call(Step.OfCall step) implements Part {}
  }

  private final UnaryOperator<Tensor> array;
  private final boolean separate;
  private final List<Part> parts = new ArrayList<>();
  private final Map<Tensor, Integer> producers = new HashMap<>();
  private final Map<Tensor, Integer> readers = new HashMap<>();
  private final Map<Integer, Fusion> before = new HashMap<>();
  private final OpenGroups open = new OpenGroups();

  private Fusion(UnaryOperator<Tensor> array, boolean separate) {
    this.array = array;
    this.separate = separate;
  }

  /**
   * The steps of a pass.
   *
   * @param array the tensor in whose array the values of a tensor are
   * @param separate whether each statement is a group of its own
   */
  public static List<Step> fuse(Work work, UnaryOperator<Tensor> array, boolean separate) {
    Fusion fusion = new Fusion(array, separate);
    Scans.inOrder(work.items()).forEach(scanOrItem -> scanOrItem.act(
        fusion::add, item -> item.act(fusion::add, fusion::add)));
    fusion.addAgain(work.again());
    return fusion.steps();
  }

  private void add(Step.OfCall step) {
    step.results().forEach(t -> producers.put(t, parts.size()));
    parts.add(new Part.Call(step));
  }

  private void add(Step.Group scan) {
    for (Statement statement : scan.statements()) {
      producers.put(statement.target(), parts.size());
      statement.tensors().forEach(tensor -> readers.merge(tensor, parts.size(), Math::max));
    }
    parts.add(new Part.Scan(scan));
  }

  private void add(Statement statement) {
    Fault.at(statement.target(), () -> {
      int number = host(statement).orElse(parts.size());
      if (number == parts.size()) {
        parts.add(new Part.Nest(new ArrayList<>(List.of(statement))));
        changed(number);
      } else {
        join(statement, number);
      }
      producers.put(statement.target(), number);
      statement.tensors().forEach(tensor -> readers.merge(tensor, number, Math::max));
    });
  }

  /**
   * The group to join: of those after all that the statement reads, the last one that shares something with it, and
   * otherwise the one that computes what it reads.
   */
  private OptionalInt host(Statement statement) {
    // What takes another tensor's place comes after all who read that one.
    int earliest = readers.getOrDefault(array.apply(statement.target()), -1);
    for (Tensor tensor : statement.tensors()) {
      earliest = Math.max(earliest, producers.getOrDefault(tensor, -1));
    }
    OptionalInt at = open.lastBefore(parts.size(), statement);
    while (at.isPresent() && at.getAsInt() > earliest) {
      if (joins(statement, group(at.getAsInt()))) {
        return at;
      }
      at = open.lastBefore(at.getAsInt(), statement);
    }
    return earliest >= 0 && parts.get(earliest) instanceof Part.Nest producer
        && joins(statement, producer.statements()) ? OptionalInt.of(earliest) : OptionalInt.empty();
  }

  private List<Statement> group(int number) {
    return ((Part.Nest) parts.get(number)).statements();
  }

  private void join(Statement statement, int number) {
    group(number).add(aligned(statement, group(number).get(0)));
    changed(number);
  }

  private void changed(int number) {
    List<Statement> group = group(number);
    if (separate || group.size() >= LARGEST_GROUP || group.stream().anyMatch(Fusion::staysAlone)) {
      open.remove(number);
    } else {
      open.put(number, group);
    }
  }

  /**
   * Adds what the pass computes again, when all else has been added.
   *
   * @param again in the order of its definitions; reads nothing else that the pass computes
   */
  private void addAgain(List<Statement> again) {
    Map<Tensor, Integer> places = new HashMap<>();
    Map<Tensor, Integer> firstReaders = firstReaders();
    for (int i = again.size() - 1; i >= 0; i--) {
      int place = firstReaders.getOrDefault(again.get(i).target(), parts.size());
      places.put(again.get(i).target(), place);
      again.get(i).tensors().forEach(t -> firstReaders.merge(t, place, Math::min));
    }
    for (Statement statement : again) {
      int place = places.get(statement.target());
      int earliest = statement.tensors().stream().mapToInt(t -> places.getOrDefault(t, 0)).max().orElse(0);
      OptionalInt at = open.lastBefore(place, statement);
      while (at.isPresent() && at.getAsInt() >= earliest && !follows(statement, group(at.getAsInt()))) {
        at = open.lastBefore(at.getAsInt(), statement);
      }
      if (at.isPresent() && at.getAsInt() >= earliest) {
        join(statement, at.getAsInt());
      } else {
        before.computeIfAbsent(place, p -> new Fusion(array, separate)).add(statement);
      }
    }
  }

  /** The first group or other step that reads each tensor. */
  private Map<Tensor, Integer> firstReaders() {
    Map<Tensor, Integer> first = new HashMap<>();
    for (int i = 0; i < parts.size(); i++) {
      int number = i;
      if (parts.get(i) instanceof Part.Call call) {
        Lifetimes.touched(call.step()).forEach(t -> first.putIfAbsent(t, number));
      } else if (parts.get(i) instanceof Part.Scan scan) {
        Lifetimes.touched(scan.group()).forEach(t -> first.putIfAbsent(t, number));
      } else {
        group(i).forEach(s -> s.tensors().forEach(t -> first.putIfAbsent(t, number)));
      }
    }
    return first;
  }

  private List<Step> steps() {
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      if (before.containsKey(i)) {
        steps.addAll(before.get(i).steps());
      }
      steps.add(parts.get(i) instanceof Part.Call call ? call.step()
          : parts.get(i) instanceof Part.Scan scan ? scan.group() : new Step.Group(group(i)));
    }
    return steps;
  }

  /** Whether a formula may follow a group without a change to what that does: by arithmetic alone, on the same rows. */
  private boolean follows(Statement statement, List<Statement> group) {
    Statement.Schedule first = group.get(0).schedule();
    return statement.formula().reduction().isNone() && !statement.isOneAtATime()
        && first.row().isPresent()
        && sameExtents(statement.schedule().row().stream().toList(), List.of(first.row().get()))
        && joins(statement, group);
  }

  private boolean joins(Statement statement, List<Statement> group) {
    Statement.Schedule mine = statement.schedule();
    Statement.Schedule first = group.get(0).schedule();
    if (separate || group.size() >= LARGEST_GROUP || !sameExtents(mine.outer(), first.outer())
        || statement.isContraction()
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
    return consumes || shares && (small || !mine.outer().isEmpty());
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
  static Statement aligned(Statement statement, Statement first) {
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
