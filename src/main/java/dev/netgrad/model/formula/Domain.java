package dev.netgrad.model.formula;

import dev.netgrad.model.scope.Environment;
import dev.netgrad.model.scope.Frame;
import dev.netgrad.model.scope.Sizes;
import dev.netgrad.source.Span;
import dev.netgrad.syntax.Reducer;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Condition.Constraint;
import dev.netgrad.tensor.Condition.Divisible;
import dev.netgrad.tensor.Extent;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Tensor;
import dev.netgrad.tensor.check.Facts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The points at which a scalar expression is taken: the indices that can be seen, the facts that guards have
 * established, and which sample a read of a per-sample tensor reads.
 */
final class Domain {

  /** The axis over samples; it comes into being with the first read of a per-sample tensor. */
  static final class Batch {
    private final String name;
    private Axis axis;

    Batch(String name) {
      this.name = name;
    }

    Axis axis() {
      if (axis == null) {
        axis = new Axis(name, Extent.BATCH);
      }
      return axis;
    }

    boolean is(Axis other) {
      return axis == other;
    }
  }

  /** The edge of a formula. Facts from beyond it hold inside only if the formula repeats them as its own guards. */
  static final class Edge {
    private final List<Constraint> beyond;
    private boolean needsBeyond;

    Edge(List<Constraint> beyond) {
      this.beyond = List.copyOf(beyond);
    }

    List<Constraint> needed() {
      return needsBeyond ? beyond : List.of();
    }
  }

  /** Where whole tensors are taken element by element: their common shape, known from the first of them. */
  static final class Elements {
    private List<Axis> axes;
    private Tensor first;
    private Span place;

    List<Axis> axes() {
      return axes == null ? List.of() : axes;
    }

    Tensor first() {
      return first;
    }

    Span place() {
      return place;
    }

    void begin(Tensor tensor, Span where) {
      first = tensor;
      place = where;
      axes = new ArrayList<>(tensor.freshAxes());
      axes.removeIf(a -> a.extent().isBatch());
    }

    boolean isKnown() {
      return axes != null;
    }
  }

  /** A reduction around, with the axes that it brings. */
  private record Around(Reducer reducer, List<Axis> axes) {}

  private final Frame frame;
  private final Environment scope;
  private final String name;
  private final List<Axis> axes;
  private final Batch batch;
  private final Edge edge;
  private final List<Constraint> facts;
  private final Elements elements;
  private final int[] lifted;
  /** The innermost one last. */
  private final List<Around> reductions;

  private Domain(Frame frame, Environment scope, String name, List<Axis> axes, Batch batch, Edge edge,
      List<Constraint> facts, Elements elements, int[] lifted, List<Around> reductions) {
    this.frame = frame;
    this.scope = scope;
    this.name = name;
    this.axes = List.copyOf(axes);
    this.batch = batch;
    this.edge = edge;
    this.facts = List.copyOf(facts);
    this.elements = elements;
    this.lifted = lifted;
    this.reductions = List.copyOf(reductions);
  }

  /** The domain of a formula with declared indices. */
  static Domain of(Frame frame, Environment scope, String name, List<Axis> axes) {
    return new Domain(frame, scope, name, axes, new Batch(frame.graph().batchName()), new Edge(List.of()), List.of(),
        null, new int[1], List.of());
  }

  /** The domain of an expression of whole tensors. */
  static Domain elementwise(Frame frame, String name) {
    return new Domain(frame, frame.scope(), name, List.of(), new Batch(frame.graph().batchName()), new Edge(List.of()),
        List.of(), new Elements(), new int[1], List.of());
  }

  /** The domain of a reduction inside this one; a formula of its own if there is an edge. */
  Domain inner(Reducer reducer, Environment names, List<Axis> more, Batch over, boolean ownFormula) {
    List<Around> around = new ArrayList<>(reductions);
    around.add(new Around(reducer, more));
    List<Axis> longer = new ArrayList<>(axes());
    longer.addAll(more);
    List<Constraint> all = new ArrayList<>(edge.beyond);
    all.addAll(facts);
    return new Domain(frame, names, name, longer, over == null ? batch : over, ownFormula ? new Edge(all) : edge,
        ownFormula ? List.of() : facts, null, lifted, around);
  }

  /**
   * The reduction that an expression is a part of a term of: the innermost one that brings an axis of it, or of all.
   */
  Optional<Reducer> reducer(Affine expression) {
    for (int i = reductions.size() - 1; i >= 0; i--) {
      if (reductions.get(i).axes().stream().anyMatch(a -> expression.coefficient(a) != 0)) {
        return Optional.of(reductions.get(i).reducer());
      }
    }
    return reductions.isEmpty() ? Optional.empty() : Optional.of(reductions.get(reductions.size() - 1).reducer());
  }

  /** The part of this domain where a condition holds, or where it does not. */
  Domain where(Condition condition, boolean holds) {
    List<Constraint> more = new ArrayList<>(facts);
    more.addAll(facts(condition, holds));
    return new Domain(frame, scope, name, axes, batch, edge, more, elements, lifted, reductions);
  }

  /** What is known of the axes where a condition holds, or where it does not. */
  private static List<Constraint> facts(Condition condition, boolean holds) {
    return condition.match(
        bound -> List.of(holds ? bound : bound.negated()),
        divisible -> holds ? List.of(divisible) : List.of(),
        compare -> List.of(),
        all -> holds ? facts(all.conditions(), true) : List.of(),
        any -> holds ? List.of() : facts(any.conditions(), false),
        not -> facts(not.condition(), !holds));
  }

  private static List<Constraint> facts(List<Condition> conditions, boolean hold) {
    return conditions.stream().flatMap(c -> facts(c, hold).stream()).toList();
  }

  /** Whether a constraint holds at every point. */
  boolean proves(Constraint goal) {
    if (proves(facts, goal)) {
      return true;
    }
    if (edge.beyond.isEmpty()) {
      return false;
    }
    List<Constraint> all = new ArrayList<>(facts);
    all.addAll(edge.beyond);
    boolean proven = proves(all, goal);
    edge.needsBeyond |= proven;
    return proven;
  }

  /** Whether a condition holds at every point, as far as that can be told. */
  boolean proves(Condition condition) {
    return condition instanceof Condition.All all ? all.conditions().stream().allMatch(this::proves)
        : condition instanceof Constraint c && proves(facts, c);
  }

  /** Whether a condition holds at no point, as far as that can be told. */
  boolean refutes(Condition condition) {
    return condition instanceof Condition.AtLeastZero c && proves(facts, c.negated());
  }

  private static boolean proves(List<Constraint> known, Constraint goal) {
    try {
      Facts all = Facts.of(List.copyOf(known));
      return goal instanceof Divisible d ? all.provesDivisible(d.affine(), d.modulus())
          : all.provesNonNegative(goal.affine());
    } catch (ArithmeticException tooLarge) {
      return false;
    }
  }

  Frame frame() {
    return frame;
  }

  Environment scope() {
    return scope;
  }

  /** What the tensor to be defined is called. */
  String name() {
    return name;
  }

  /** The indices that can be seen, the outer ones first; without the one over samples. */
  List<Axis> axes() {
    if (elements == null) {
      return axes;
    }
    List<Axis> all = new ArrayList<>(elements.axes());
    all.addAll(axes);
    return all;
  }

  Batch batch() {
    return batch;
  }

  Edge edge() {
    return edge;
  }

  /** Null where tensors are read by index only. */
  Elements elements() {
    return elements;
  }

  Sizes sizes() {
    return new Sizes(frame, scope);
  }

  /** The leading index of a read of a tensor: the sample, if it is per sample. */
  List<Index> leading(Tensor tensor) {
    List<Index> out = new ArrayList<>();
    if (tensor.isPerSample()) {
      out.add(Index.of(batch.axis()));
    }
    return out;
  }

  /** A name for a part of this formula that becomes a tensor: {@code ySum}, {@code ySum2}. */
  String partName(String part) {
    int number = ++lifted[0];
    return name + Character.toUpperCase(part.charAt(0)) + part.substring(1) + (number == 1 ? "" : number);
  }
}
