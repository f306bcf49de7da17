package dev.netgrad.plan;

import static dev.netgrad.plan.ArrayContents.require;

import dev.netgrad.plan.ArrayContents.Place;
import dev.netgrad.plan.ArrayContents.Value;
import dev.netgrad.plan.block.BlockPlan;
import dev.netgrad.plan.block.Passing;
import dev.netgrad.plan.block.Size;
import dev.netgrad.plan.block.Statement;
import dev.netgrad.plan.block.Step;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Call;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Recurrence;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Runs the steps of a pass on {@link ArrayContents}: each value that is read must be where it is read from. */
final class StepVerifier {
  private final BlockPlan plan;
  private final Map<Block, BlockPlan> callees;
  private final ArrayContents contents;
  private final List<Size> pool;
  private final Map<Tensor, Value> written = new LinkedHashMap<>();
  private final Set<List<String>> gradientsOf = new HashSet<>();

  /** @param pool the sizes of the arrays that the pass shares with the blocks that it calls */
  StepVerifier(BlockPlan plan, Map<Block, BlockPlan> callees, ArrayContents contents, List<Size> pool) {
    this.plan = plan;
    this.callees = callees;
    this.contents = contents;
    this.pool = pool;
  }

  /** What the steps have put into the arrays of tensors so far. */
  Map<Tensor, Value> written() {
    return written;
  }

  void step(Step step) {
    step.act(this::group, this::forward, this::backward);
  }

  /** The value that a tensor stands for: where a block hands on what it is given, what that was. */
  Value value(Tensor tensor) {
    Tensor adjoint = plan.gradient().isPresent() && tensor.definition() instanceof Definition.ArgumentAdjoint
        ? Passing.adjoint(tensor, plan.gradient().get(), callees) : tensor;
    return Value.of(Passing.result(adjoint, callees));
  }

  void read(Tensor tensor) {
    contents.read(contents.place(tensor), value(tensor));
  }

  private void write(Tensor tensor, Value value) {
    contents.write(contents.place(tensor), value);
    written.put(tensor, value);
  }

  private void group(Step.Group group) {
    List<Statement> statements = group.statements();
    for (Statement s : statements) {
      requireRoles(s);
      require(s.schedule().outer().equals(statements.get(0).schedule().outer()),
          "%s has other outer loops than its group", s.target());
    }
    Set<Tensor> circle = scan(group);
    Map<Tensor, Statement> before = new HashMap<>();
    for (Statement s : statements) {
      for (Scalar.Read read : s.reads()) {
        if (!circle.contains(read.tensor())) {
          read(read.tensor());
          Optional.ofNullable(before.get(read.tensor())).ifPresent(member -> withinGroup(s, read, member));
        }
      }
      requireNothingIsLost(s, group);
      s.partial().ifPresent(partial -> contents.write(contents.place(partial), Value.of(partial)));
      write(s.target(), Value.of(s.target()));
      before.put(s.target(), s);
    }
  }

  /** What a scan computes: each point from points before it, so that nothing is read before it is there. */
  private static Set<Tensor> scan(Step.Group group) {
    if (group.scan().isEmpty()) {
      return Set.of();
    }
    Recurrence scan = Recurrence.of(group.statements().stream()
        .map(s -> new Recurrence.Line(s.target(), s.formula().axes(), s.reads())).toList()).orElseThrow();
    require(scan.ascending() == group.scan().get().equals(Step.Direction.ASCENDING), "%s runs the wrong way",
        group.subject());
    for (Statement s : group.statements()) {
      require(s.schedule().outer().equals(List.of(s.formula().axes().get(0), scan.along().get(s.target())))
          && !s.schedule().acrossOuter(), "%s has other loops than its scan", s.target());
    }
    return scan.along().keySet();
  }

  /** Each axis has one loop. */
  private static void requireRoles(Statement s) {
    List<Axis> loops = new ArrayList<>(s.schedule().outer());
    loops.addAll(s.schedule().inner());
    s.schedule().row().ifPresent(loops::add);
    List<Axis> axes = new ArrayList<>(s.formula().axes());
    axes.addAll(s.formula().reduction().axes());
    require(loops.size() == axes.size() && new HashSet<>(loops).equals(new HashSet<>(axes)),
        "the loops of %s are %s, and its axes %s", s.target(), loops, axes);
  }

  private static void withinGroup(Statement s, Scalar.Read read, Statement member) {
    require(!member.schedule().acrossOuter(),
        "%s reads %s, whose reduction is complete only after their loops", s.target(), read.tensor());
    require(s.schedule().isAtSamePoint(read),
        "%s reads %s at other points of their loops than the one it is computed at", s.target(), read.tensor());
  }

  /**
   * A statement may write into an array that its group reads only element by element, each after the group has read it.
   */
  private void requireNothingIsLost(Statement s, Step.Group group) {
    Place target = contents.place(s.target());
    Optional<Place> partial = s.partial().map(contents::place);
    require(!partial.equals(Optional.of(target)), "%s and its partial sums are both in %s", s.target(), target);
    List<Axis> axes = s.formula().axes();
    boolean isElementwise = s.formula().reduction().isNone() && s.epilogue().isEmpty();
    boolean before = true;
    for (Statement other : group.statements()) {
      Place place = contents.place(other.target());
      require(other == s || !place.equals(target) && !Optional.of(place).equals(partial),
          "%s and %s are both written into %s", other.target(), s.target(), place);
      for (Scalar.Read read : other.reads()) {
        Place from = contents.place(read.tensor());
        boolean isLost = from.equals(target) && read.tensor() != s.target()
            && !(before && isElementwise && Scalars.isIdentity(read, axes));
        require(!isLost && !Optional.of(from).equals(partial), "%s overwrites %s, which %s reads", s.target(),
            read.tensor(), other.target());
      }
      before &= other != s;
    }
  }

  private void forward(Step.Forward step) {
    Call call = step.call();
    BlockPlan callee = callees.get(call.block());
    int last = call.count() - 1;
    List<Place> slots = slots(step.slots(), callee.forward().scratch());
    boolean handsOn = callee.ports().outputIsInput().isPresent();
    require(!handsOn || step.between().isEmpty(), "nothing fills the arrays between repetitions of %s", step.result());
    for (int i = 0; i <= last; i++) {
      Moment moment = new Moment();
      for (int k = 0; k < call.arguments().size(); k++) {
        Tensor argument = call.arguments().get(k);
        if (k == 0 && i > 0 && !handsOn) {
          moment.reads(turn(step.between(), i - 1), new Value(step.result(), last - i + 1));
        } else {
          moment.reads(argument, value(argument));
        }
      }
      if (!handsOn) {
        moment.writes(i == last ? step.result() : turn(step.between(), i), new Value(step.result(), last - i));
      }
      moment.pass(slots);
    }
  }

  private void backward(Step.Backward step) {
    Call call = step.call();
    BlockPlan callee = callees.get(call.block());
    int last = call.count() - 1;
    require(step.sharesGradients() == !gradientsOf.add(call.instances()),
        "the backward pass of %s forgets a gradient", step.result());
    List<Place> slots = slots(step.slots(), callee.backward().orElseThrow().scratch());
    Optional<Tensor> first = step.adjoints().get(0);
    for (int i = last; i >= 0; i--) {
      Moment moment = new Moment();
      for (int k : callee.ports().backwardReads()) {
        if (k == 0 && i > 0) {
          moment.reads(step.kept().get(i - 1), new Value(step.result(), last - i + 1));
        } else {
          moment.reads(step.arguments().get(k), value(step.arguments().get(k)));
        }
      }
      if (callee.ports().backwardReadsOutput()) {
        moment.reads(i == last ? step.result() : step.kept().get(i),
            i == last ? value(step.result()) : new Value(step.result(), last - i));
      }
      boolean given = i == last || step.between().isEmpty();
      moment.reads(given ? step.resultAdjoint() : turn(step.between(), i),
          given ? value(step.resultAdjoint()) : new Value(first.orElseThrow(), i + 1));
      if (first.isPresent()) {
        moment.writes(i == 0 ? first.get() : turn(step.between(), i - 1), new Value(first.get(), i));
      }
      for (int k = 1; k < step.adjoints().size(); k++) {
        int repetition = i;
        Optional<Tensor> sum = step.sums().get(k);
        step.adjoints().get(k).ifPresent(adjoint -> {
          sum.ifPresent(share -> moment.writes(share, Value.of(share)));
          if (sum.isPresent() && repetition < last) {
            moment.adds(adjoint, new Value(adjoint, repetition + 1), new Value(adjoint, repetition));
          } else {
            moment.writes(adjoint, new Value(adjoint, repetition));
          }
        });
      }
      moment.pass(slots);
    }
  }

  /** The array of a repetition, of those that take turns. */
  private static Tensor turn(List<Tensor> between, int i) {
    require(!between.isEmpty(), "there is no array between repetitions");
    return between.get(i % between.size());
  }

  /** The pool's arrays that a called block uses, which are large enough. */
  private List<Place> slots(List<Integer> slots, List<Size> needed) {
    require(slots.size() == needed.size(), "a called block needs %s arrays of the pool and gets %s", needed.size(),
        slots);
    for (int i = 0; i < needed.size(); i++) {
      Size given = pool.get(slots.get(i));
      require(needed.get(i).fitsInto(given), "array %s of the pool has %s elements, and a called block needs %s",
          slots.get(i), given, needed.get(i));
    }
    return slots.stream().<Place>map(Place.Slot::new).toList();
  }

  /** What one run of a called block reads and writes, in no particular order. */
  private final class Moment {
    private final Set<Place> read = new LinkedHashSet<>();
    private final Map<Tensor, Value> results = new LinkedHashMap<>();

    void reads(Tensor array, Value value) {
      Place place = contents.place(array);
      contents.read(place, value);
      read.add(place);
    }

    void writes(Tensor array, Value value) {
      results.put(array, value);
    }

    void adds(Tensor array, Value before, Value after) {
      contents.read(contents.place(array), before);
      results.put(array, after);
    }

    void pass(List<Place> slots) {
      List<Place> all = new ArrayList<>(slots);
      results.keySet().forEach(t -> all.add(contents.place(t)));
      require(new HashSet<>(all).size() == all.size(), "a called block writes twice into one of %s", all);
      for (Place place : all) {
        require(!read.contains(place), "a called block overwrites %s, which it reads", place);
      }
      contents.lose(slots);
      results.forEach(StepVerifier.this::write);
    }
  }
}
