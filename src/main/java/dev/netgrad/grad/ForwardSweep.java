package dev.netgrad.grad;

import dev.netgrad.source.Fault;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Definition.Formula;
import dev.netgrad.tensor.Derivation;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Operator;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Substitution;
import dev.netgrad.tensor.Tensor;
import dev.netgrad.tensor.check.Ranges;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The forward sweep over a list of tensors, each defined before it is read. From the first to the last, a tensor's
 * tangent is what its formula makes of the tangents of what it reads, which are read where the formula reads: nothing
 * is turned round.
 *
 * <p>What is moved may be moved in several directions at once, each a point of axes that every tangent has behind its
 * tensor's own. So comes a Jacobian, whose directions are the elements of what is moved. Its seed, 1 where the element
 * is that of the direction, is a condition and no tensor; as long as formulas are elementwise, what comes of it is a
 * {@link Diagonal}, and only its values are stored.
 */
final class ForwardSweep {
  /** What a tangent is at a place and in a direction. */
  private interface Tangent {
    Scalar at(List<Index> place, List<Axis> directions);
  }

  /** A tangent, and where it may be other than 0 in some direction. */
  private record Moving(Tangent tangent, Support support) {}

  private final List<Axis> directions;
  private final Map<Tensor, Moving> moving = new IdentityHashMap<>();
  private final List<Tensor> body = new ArrayList<>();
  private final Reached reached = new Reached(body::add);
  /** The tangents of previous tensors, until it is known what they have the values of. */
  private final Map<Tensor, Tensor> open = new LinkedHashMap<>();
  private final Map<Tensor, Tensor> previous = new LinkedHashMap<>();
  private Ranges ranges;

  private ForwardSweep(List<Axis> directions) {
    this.directions = directions;
  }

  /** What moves a tensor in a direction, which another one of the same shape gives. */
  static ForwardSweep along(Tensor moved, Tensor direction) {
    ForwardSweep sweep = new ForwardSweep(List.of());
    sweep.moving.put(moved,
        new Moving((place, none) -> new Scalar.Read(direction, place), Support.EVERYWHERE));
    return sweep;
  }

  /** What moves each element of a tensor by itself. */
  static ForwardSweep ofEach(Tensor moved) {
    int batch = moved.isPerSample() ? 1 : 0;
    ForwardSweep sweep = new ForwardSweep(moved.freshAxes().subList(batch, moved.rank()));
    sweep.moving.put(moved, new Moving((place, element) -> isAt(place.subList(batch, place.size()), element),
        Support.EVERYWHERE));
    return sweep;
  }

  private static List<Condition> isZero(Affine distance) {
    return List.of(new Condition.AtLeastZero(distance), new Condition.AtLeastZero(distance.times(-1)));
  }

  /** 1 at an element, 0 at others. */
  private static Scalar isAt(List<Index> place, List<Axis> element) {
    List<Condition> equal = new ArrayList<>();
    for (int d = 0; d < element.size(); d++) {
      Affine here = Affine.of(element.get(d));
      equal.addAll(place.get(d).match(quotient -> isZero(quotient.numerator().minus(here.times(quotient.divisor()))),
          number -> List.of(new Condition.Compare(
              Condition.Relation.EQUAL, new Scalar.Position(here), number.read()))));
    }
    return equal.isEmpty() ? Scalar.ONE : new Scalar.Select(Condition.all(equal), Scalar.ONE, Scalar.ZERO);
  }

  /**
   * Sweeps over the tensors from first to last, as far as one is computed from them.
   *
   * @param of whose tangent is wanted
   * @param values what {@link Definition.Previous} tensors have the values of
   */
  void run(List<Tensor> tensors, Tensor of, Map<Tensor, Tensor> values) {
    ranges = new Ranges(tensors);
    Set<Tensor> needed = new HashSet<>(Set.of(of));
    do {
      for (int i = tensors.size() - 1; i >= 0; i--) {
        if (needed.contains(tensors.get(i)) && tensors.get(i).isFormula()) {
          needed.addAll(Scalars.tensors(tensors.get(i).formula()));
        }
      }
    } while (values.entrySet().stream().filter(e -> needed.contains(e.getKey()))
        .map(e -> needed.add(e.getValue())).reduce(false, Boolean::logicalOr));
    Set<Tensor> movers = new HashSet<>(moving.keySet());
    do {
      tensors.forEach(tensor -> Differentiation.extend(movers, tensor));
    } while (Differentiation.extend(movers, values));
    for (Tensor tensor : tensors) {
      if (needed.contains(tensor) && movers.contains(tensor) && values.containsKey(tensor)) {
        earlier(tensor, (Definition.Previous) tensor.definition(), values.get(tensor));
      } else if (needed.contains(tensor)) {
        Fault.at(tensor, () -> sweep(tensor));
        values.forEach((earlier, value) -> {
          if (value == tensor && open.containsKey(earlier)) {
            close(earlier, value);
          }
        });
      }
    }
  }

  /** The tangent of what is previous is that of the other tensor, which is not known yet, at the same points. */
  private void earlier(Tensor tensor, Definition.Previous definition, Tensor value) {
    List<Axis> axes = withDirections(tensor.freshAxes());
    Tensor tangent = new Tensor(named(tensor), axes.stream().map(Axis::extent).toList(),
        axes.stream().map(Axis::name).toList(), false, definition, tensor.origin(),
        new Derivation("tangent of " + tensor.name(), List.of(tensor), List.of()));
    body.add(tangent);
    open.put(tensor, tangent);
    moving.put(tensor, new Moving((place, directed) -> {
      List<Index> all = new ArrayList<>(place);
      all.addAll(places(directed));
      return new Scalar.Read(tangent, all);
    }, Support.EVERYWHERE));
    if (moving.containsKey(value)) {
      close(tensor, value);
    }
  }

  private void close(Tensor earlier, Tensor value) {
    previous.put(open.remove(earlier), inFull(value));
  }

  /** The tangent with an element for each of its tensor's elements and each direction. */
  private Tensor inFull(Tensor tensor) {
    List<Axis> axes = axes(tensor);
    Moving found = moving.get(tensor);
    Scalar value = at(tensor, axes);
    Tensor full = Tensor.formula(named(tensor) + "InFull", new Formula(axes, Reduction.NONE,
        found.support.isEverywhere() ? value
            : Support.mask(found.support.at(axes.subList(0, tensor.rank())), value)), tensor.origin(),
        new Derivation("tangent of " + tensor.name(), List.of(tensor), List.of()));
    body.add(full);
    return full;
  }

  /** What the previous tensors among the tangents have the values of. */
  Map<Tensor, Tensor> previous() {
    return previous;
  }

  /** The tangents in the order of computation. */
  List<Tensor> body() {
    return body;
  }

  /**
   * The tangent of a tensor at axes of its own and then of the directions; 0 if it does not move.
   *
   * @param axes of the extents of {@link #axes}
   */
  Scalar at(Tensor tensor, List<Axis> axes) {
    Moving found = moving.get(tensor);
    return found == null ? Scalar.ZERO
        : found.tangent.at(places(axes.subList(0, tensor.rank())), axes.subList(tensor.rank(), axes.size()));
  }

  /** Fresh axes of a tensor's tangent: its own, then those of the directions. */
  List<Axis> axes(Tensor tensor) {
    return withDirections(tensor.freshAxes());
  }

  private List<Axis> withDirections(List<Axis> own) {
    List<Axis> axes = new ArrayList<>(own);
    directions.forEach(axis -> axes.add(new Axis(AxisNames.distinct(axis.name(), axes), axis.extent())));
    return axes;
  }

  private static List<Index> places(List<Axis> axes) {
    return axes.stream().map(Index::of).toList();
  }

  private void sweep(Tensor tensor) {
    if (tensor.isFormula() && !tensor.isInteger() && !moving.containsKey(tensor)
        && Scalars.reads(tensor.formula().body()).stream().anyMatch(read -> moving.containsKey(read.tensor()))) {
      move(tensor, fresh(tensor.formula()));
    }
  }

  /** The formula over axes of its own, so that each of its tangents has them to itself. */
  private static Formula fresh(Formula formula) {
    Reduction reduction = formula.reduction();
    List<Axis> own = formula.axes().stream().map(Axis::fresh).toList();
    List<Axis> reduced = reduction.axes().stream().map(Axis::fresh).toList();
    Map<Axis, Index> values = new LinkedHashMap<>(Substitution.renaming(formula.axes(), own).values());
    values.putAll(Substitution.renaming(reduction.axes(), reduced).values());
    Substitution renaming = new Substitution(values);
    return new Formula(own, new Reduction(reduction.kind(), reduced,
        reduction.guards().stream().map(renaming::apply).toList()), renaming.apply(formula.body()));
  }

  private void move(Tensor tensor, Formula formula) {
    List<Axis> taken = new ArrayList<>(formula.axes());
    taken.addAll(formula.reduction().axes());
    List<Axis> all = withDirections(taken);
    List<Axis> along = all.subList(taken.size(), all.size());
    List<Axis> axes = new ArrayList<>(formula.axes());
    axes.addAll(along);
    UnaryOperator<Scalar> ofTerm = ofTerm(tensor, formula);
    Scalar plain = ofTerm.apply(tangent(tensor, formula, along, false));
    Supplier<Scalar> masked = () -> ofTerm.apply(tangent(tensor, formula, along, true));
    boolean isEverywhere = supports(formula).allMatch(Support::isEverywhere);
    // 0·∞ is 0 outside of the support; that need not be said of what is finite.
    boolean tame = isEverywhere || isTame(formula.reduction().kind(), plain);
    Reduction reduction = formula.reduction().isNone() ? Reduction.NONE
        : Reduction.sum(formula.reduction().axes(), formula.reduction().guards());
    Supplier<Formula> somewhere = () -> new Formula(formula.axes(), reduction, inAnyDirection(masked.get(), along));
    Support support = isEverywhere && Reached.isEverywhere(somewhere.get()) ? Support.EVERYWHERE : new Support(
        formula.axes(), () -> reached.where(somewhere.get(), formula.axes(), named(tensor), tensor));
    moving.put(tensor, new Moving(
        stored(tensor, new Formula(axes, reduction, tame ? plain : masked.get()), along), support));
  }

  /** A tangent whose masks do not ask for the direction. */
  private static Scalar inAnyDirection(Scalar tangent, List<Axis> along) {
    return Scalars.rewrite(tangent, node -> node instanceof Scalar.Select select && select.no().isConstant(0)
        && Scalars.axes(select.condition()).stream().anyMatch(along::contains) ? select.yes() : node);
  }

  /** Where what a formula reads moves. */
  private Stream<Support> supports(Formula formula) {
    return Scalars.tensors(formula.body()).stream().filter(moving::containsKey).map(t -> moving.get(t).support);
  }

  private boolean isTame(Reduction.Kind kind, Scalar tangent) {
    return switch (kind) {
      case NONE -> ranges.isFinite(tangent);
      // As in reverse mode, it need not be said of what the terms of a sum read.
      case SUM, MIN, MAX, ARGMAX -> Ranges.UNKNOWN.isFinite(tangent);
      case PROD -> false;
    };
  }

  /** The tangent of what a formula says of one point, or one term. */
  private Scalar tangent(Tensor tensor, Formula formula, List<Axis> along, boolean isMasked) {
    Scalar result = formula.reduction().isNone() ? tensor.at(formula.axes()) : formula.body();
    return ScalarTangent.of(formula.body(), result, read -> {
      Moving found = moving.get(read.tensor());
      if (found == null) {
        return Scalar.ZERO;
      }
      Scalar tangent = found.tangent.at(read.indices(), along);
      return !isMasked || found.support.isEverywhere() ? tangent
          : Support.mask(found.support.atPlace(read.indices()), tangent);
    });
  }

  /** What the tangent of a term of a reduction is to the tangent of the result, which is their sum. */
  private UnaryOperator<Scalar> ofTerm(Tensor tensor, Formula formula) {
    List<Axis> written = new ArrayList<>(tensor.formula().axes());
    written.addAll(tensor.formula().reduction().axes());
    List<Axis> own = new ArrayList<>(formula.axes());
    own.addAll(formula.reduction().axes());
    Substitution renaming = Substitution.renaming(written, own);
    return switch (formula.reduction().kind()) {
      case NONE, SUM -> term -> term;
      case PROD -> {
        Scalar others = renaming.apply(OtherFactors.of(tensor, body::add));
        yield term -> BranchMasks.times(term, others);
      }
      case MIN, MAX -> {
        Condition wins = renaming.apply(Winner.is(tensor, body::add));
        yield term -> new Scalar.Select(wins, term, Scalar.ZERO);
      }
      case ARGMAX -> throw new IllegalStateException(tensor + " is a position, which has no tangent");
    };
  }

  private static String named(Tensor tensor) {
    return tensor.name() + "Tangent";
  }

  /** Defines what has to be stored of a tangent: the values of a diagonal, or all. */
  private Tangent stored(Tensor tensor, Formula tangent, List<Axis> along) {
    List<Axis> own = tangent.axes().subList(0, tensor.rank());
    Optional<Diagonal> diagonal = tangent.reduction().isNone() ? Diagonal.of(tangent.body(), along) : Optional.empty();
    if (diagonal.isEmpty()) {
      return sum(tensor, tangent);
    }
    Tangent value = defined(named(tensor), tensor, new Formula(own, Reduction.NONE, diagonal.get().value()), own);
    Condition where = diagonal.get().where();
    Tangent[] dense = {null};
    return (place, directed) -> {
      if (place.stream().allMatch(Index::isQuotient)) {
        return new Scalar.Select(substitution(own, place, along, directed).apply(where), value.at(place, directed),
            Scalar.ZERO);
      } else if (dense[0] == null) {
        // Where class numbers tell the place, it can't be said where the values stand.
        dense[0] = defined(named(tensor) + "InFull", tensor, tangent, tangent.axes());
      }
      return dense[0].at(place, directed);
    };
  }

  private static Substitution substitution(List<Axis> own, List<Index> place, List<Axis> along, List<Axis> directed) {
    Map<Axis, Index> values = new LinkedHashMap<>(Substitution.of(own, place).values());
    values.putAll(Substitution.renaming(along, directed).values());
    return new Substitution(values);
  }

  /** A sum whose terms move in different directions is a sum for each of them, which may then have one term only. */
  private Tangent sum(Tensor tensor, Formula tangent) {
    List<Scalar> terms = tangent.reduction().isNone() ? List.of(tangent.body()) : terms(tangent.body());
    if (terms.size() == 1 || terms.stream().noneMatch(Scalar.Select.class::isInstance)) {
      return defined(named(tensor), tensor, tangent, tangent.axes());
    }
    List<Axis> axes = tangent.axes();
    List<Axis> own = axes.subList(0, tensor.rank());
    List<Axis> along = axes.subList(tensor.rank(), axes.size());
    Scalar total = Scalar.ZERO;
    for (int i = 0; i < terms.size(); i++) {
      Formula part = fresh(new Formula(axes, tangent.reduction(), terms.get(i)));
      Scalar read = defined(named(tensor) + (i + 1), tensor, part, part.axes()).at(places(own), along);
      total = i == 0 ? read : total.plus(read);
    }
    return defined(named(tensor), tensor, new Formula(axes, Reduction.NONE, total), axes);
  }

  private static List<Scalar> terms(Scalar sum) {
    if (sum instanceof Scalar.Apply apply && apply.operator() == Operator.ADD) {
      List<Scalar> terms = new ArrayList<>(terms(apply.operands().get(0)));
      terms.addAll(terms(apply.operands().get(1)));
      return terms;
    }
    return List.of(sum);
  }

  /** A tensor over the axes on which its formula depends; a number needs none. */
  private Tangent defined(String name, Tensor primal, Formula tangent, List<Axis> axes) {
    Set<Axis> used = Scalars.axes(tangent.body());
    tangent.reduction().guards().forEach(guard -> used.addAll(Scalars.axes(guard)));
    List<Axis> kept = axes.stream().filter(used::contains).toList();
    Tensor tensor = Tensor.formula(name, new Formula(kept, tangent.reduction(), tangent.body()), primal.origin(),
        new Derivation("tangent of " + primal.name(), List.of(primal), List.of()));
    body.add(tensor);
    return (place, directed) -> {
      List<Index> all = new ArrayList<>(place);
      all.addAll(places(directed));
      return new Scalar.Read(tensor, kept.stream().map(axis -> all.get(axes.indexOf(axis))).toList());
    };
  }
}
