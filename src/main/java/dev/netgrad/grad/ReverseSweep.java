package dev.netgrad.grad;

import dev.netgrad.source.Fault;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Call;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Definition.Formula;
import dev.netgrad.tensor.Derivation;
import dev.netgrad.tensor.Recurrence;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Tensor;
import dev.netgrad.tensor.check.Ranges;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The reverse sweep over a list of tensors, each defined before it is read. From the last to the first, a tensor's
 * adjoint is the sum of what its readers contributed, and it contributes to the adjoints of what it reads itself.
 * Adjoints are made only for the tensors through which a wanted one is reached.
 */
final class ReverseSweep {
  /** So many contributions are added in one formula. */
  private static final int MOST_PARTS = 64;

  private final Set<Tensor> active;
  private final Map<Tensor, List<Contribution>> contributions = new LinkedHashMap<>();
  private final Map<Tensor, Tensor> adjoints = new LinkedHashMap<>();
  private final List<Tensor> body = new ArrayList<>();
  /** Where in the body a tensor is. */
  private final Map<Tensor, Integer> places = new HashMap<>();
  /** The beginnings of long sums. */
  private final Set<Tensor> beginnings = new HashSet<>();
  private final Reached reached = new Reached(this::add);
  /** By tensor, what has its values at other points. */
  private final Map<Tensor, List<Tensor>> later = new HashMap<>();
  private final Map<Tensor, Tensor> previous = new LinkedHashMap<>();
  private Ranges ranges;

  /** What a reader adds to an adjoint, and where that may be other than 0. */
  private record Contribution(Tensor part, Support support) {}

  /**
   * @param active the tensors that depend on a wanted one
   * @param previous what {@link Definition.Previous} tensors have the values of
   */
  ReverseSweep(Set<Tensor> active, Map<Tensor, Tensor> previous) {
    this.active = active;
    previous.forEach((tensor, value) -> later.computeIfAbsent(value, v -> new ArrayList<>()).add(tensor));
  }

  /** Starts the adjoint of a tensor with one that is given. */
  void seed(Tensor tensor, Tensor adjoint) {
    contribute(tensor, adjoint, Support.EVERYWHERE);
  }

  /** Starts the adjoint of a tensor with one that is computed here. */
  void define(Tensor adjoint, Tensor tensor) {
    add(adjoint);
    contribute(tensor, adjoint, Support.EVERYWHERE);
  }

  /** Sweeps over the tensors from last to first. */
  void run(List<Tensor> tensors) {
    ranges = new Ranges(tensors);
    Set<Tensor> there = later.isEmpty() ? Set.of() : new HashSet<>(tensors);
    for (int i = tensors.size() - 1; i >= 0; i--) {
      Tensor tensor = tensors.get(i);
      later.getOrDefault(tensor, List.of()).stream().filter(active::contains).filter(there::contains)
          .forEach(earlier -> Fault.at(tensor, () -> fromLater(earlier, tensor)));
      if (active.contains(tensor) && contributions.containsKey(tensor)) {
        Fault.at(tensor, () -> sweep(tensor));
      }
    }
  }

  private void sweep(Tensor tensor) {
    Tensor adjoint = total(tensor);
    adjoints.put(tensor, adjoint);
    propagate(tensor, adjoint, support(tensor));
  }

  /**
   * What comes to a tensor from the points that read it as what was before: the adjoint of that, at those points. It is
   * not known yet, but is at each point when it is needed, for the adjoint of a scan is a scan the other way.
   */
  private void fromLater(Tensor earlier, Tensor tensor) {
    long by = ((Definition.Previous) earlier.definition()).by();
    Tensor adjoint = new Tensor("d" + capital(tensor.name()) + (by > 0 ? "FromLater" : "FromEarlier"),
        tensor.shape(), tensor.indexNames(), false, new Definition.Previous(-by), tensor.origin(),
        Derivation.rule("the adjoint of " + tensor.name() + " at the points " + (by > 0 ? "after it" : "before it")));
    add(adjoint);
    previous.put(adjoint, earlier);
    List<Axis> axes = tensor.freshAxes();
    Axis along = axes.get(Recurrence.dimension(tensor));
    Condition isThere = new Condition.AtLeastZero(by > 0
        ? Affine.of(along.extent().size() - 1 - by).minus(Affine.of(along)) : Affine.of(along).plus(by));
    Tensor part = formula(contribution(tensor, earlier), new Formula(axes, Reduction.NONE,
        new Scalar.Select(isThere, adjoint.at(axes), Scalar.ZERO)), tensor, Derivation.of(tensor, earlier));
    contribute(tensor, part, Support.EVERYWHERE);
  }

  /** What the previous tensors among the adjoints have the values of. */
  Map<Tensor, Tensor> previous() {
    Map<Tensor, Tensor> result = new LinkedHashMap<>();
    previous.forEach((adjoint, earlier) -> result.put(adjoint, adjoint(earlier)));
    return result;
  }

  private Support support(Tensor tensor) {
    return Support.any(tensor.freshAxes(), contributions.get(tensor).stream().map(Contribution::support).toList());
  }

  /** The adjoints in the order of computation. */
  List<Tensor> body() {
    return body;
  }

  /** The adjoint of every tensor that has one. */
  Map<Tensor, Tensor> adjoints() {
    return adjoints;
  }

  /** The adjoint of a tensor; zeros if the output does not depend on it. */
  Tensor adjoint(Tensor tensor) {
    return adjoints.computeIfAbsent(tensor, t -> {
      List<Axis> axes = t.freshAxes();
      return formula("d" + capital(t.name()), new Formula(axes, Reduction.NONE, Scalar.ZERO), t,
          Derivation.rule("the output does not depend on " + t.name()));
    });
  }

  /** Fan-out: the adjoint of what is read in several places is the sum of what each contributes. */
  private Tensor total(Tensor tensor) {
    List<Tensor> parts = new ArrayList<>();
    contributions.get(tensor).forEach(c -> parts.add(c.part));
    if (parts.size() == 1) {
      return named("d" + capital(tensor.name()), parts.get(0));
    }
    // An output that others read: the adjoint that is given bears the name already.
    boolean isGiven = parts.stream().anyMatch(p -> p.definition() instanceof Definition.Input);
    // The order of the additions is the same, whether one formula adds all or the first ones are added first.
    while (parts.size() > MOST_PARTS) {
      List<Tensor> first = parts.subList(0, MOST_PARTS);
      Tensor sum = sum("d" + capital(tensor.name()) + "Sum", tensor, first);
      beginnings.add(sum);
      first.clear();
      parts.add(0, sum);
    }
    return sum("d" + capital(tensor.name()) + (isGiven ? "Total" : ""), tensor, parts);
  }

  private Tensor sum(String name, Tensor tensor, List<Tensor> parts) {
    List<Axis> axes = tensor.freshAxes();
    Scalar sum = parts.get(0).at(axes);
    for (Tensor part : parts.subList(1, parts.size())) {
      sum = sum.plus(part.at(axes));
    }
    // What is given, such as the adjoint of an output, has no reader; the beginning of a sum stands for all of its
    // readers.
    String from = parts.stream().flatMap(p -> readers(p).isEmpty() ? Stream.of(p) : readers(p).stream())
        .distinct().map(Tensor::name).collect(Collectors.joining(", "));
    return formula(name, new Formula(axes, Reduction.NONE, sum), tensor,
        new Derivation("fan-out of " + tensor.name() + ": contributions of " + from + " add",
            parts.stream().flatMap(p -> readers(p).stream()).distinct().toList(), List.of()));
  }

  /** Whose statement a contribution differentiates. */
  private List<Tensor> readers(Tensor contribution) {
    return beginnings.contains(contribution) ? List.of() : contribution.derivation().primals();
  }

  /** The only contribution is the adjoint, and gets its name. */
  private Tensor named(String name, Tensor part) {
    Integer place = places.get(part);
    if (place == null) {
      return part;
    }
    Tensor renamed = new Tensor(name, part.shape(), part.indexNames(), part.isInteger(), part.definition(),
        part.origin(), part.derivation());
    body.set(place, renamed);
    places.put(renamed, place);
    return renamed;
  }

  private void propagate(Tensor tensor, Tensor adjoint, Support support) {
    tensor.definition().act(
        input -> { },
        runTime -> { },
        parameter -> { },
        state -> { },
        random -> { },
        previous -> { },
        formula -> propagate(tensor, formula, adjoint, support),
        result -> propagate(result.call(), adjoint, tensor),
        other -> underived(tensor),
        derived -> underived(tensor));
  }

  private static void underived(Tensor tensor) {
    throw new IllegalStateException(tensor + " is to be differentiated before it is derived itself");
  }

  private void propagate(Call call, Tensor adjoint, Tensor result) {
    for (int k = 0; k < call.arguments().size(); k++) {
      Tensor argument = call.arguments().get(k);
      boolean wanted = active.contains(argument);
      if (wanted || k == 0 && call.arguments().stream().noneMatch(active::contains)) {
        // Where no argument's adjoint is wanted, the block's parameters are: their adjoints come with the first one's.
        Tensor part = new Tensor(contribution(argument, result), argument.shape(), argument.indexNames(), false,
            new Definition.ArgumentAdjoint(call, adjoint, k), call.origin(),
            new Derivation("∂/∂" + argument.name() + " of " + call.block().name(), List.of(result), List.of()));
        add(part);
        if (wanted) {
          contribute(argument, part, Support.EVERYWHERE);
        }
      }
    }
  }

  private void propagate(Tensor tensor, Formula formula, Tensor adjoint, Support support) {
    Reduction reduction = formula.reduction();
    Scalar result = reduction.isNone() ? tensor.at(formula.axes()) : formula.body();
    Scalar seed = ofTerm(tensor, formula, adjoint.at(formula.axes()));
    List<Axis> domain = new ArrayList<>(formula.axes());
    domain.addAll(reduction.axes());
    for (Map.Entry<Scalar.Read, Scalar> entry : ScalarAdjoint.of(formula.body(), result, seed).entrySet()) {
      Scalar.Read read = entry.getKey();
      if (active.contains(read.tensor())) {
        Function<Scalar, Formula> gather = value -> TransposedRead.gather(read, domain, reduction.guards(), value);
        Supplier<Formula> masked = () -> gather.apply(Support.mask(support.at(formula.axes()), entry.getValue()));
        Formula plain = gather.apply(entry.getValue());
        // 0·∞ is 0 outside of the support; that need not be said of what is finite, nor of what the terms of a sum
        // read.
        boolean tame = support.isEverywhere() || isFinite(reduction.kind(), entry.getValue());
        String name = contribution(read.tensor(), tensor);
        Tensor part = formula(name, tame ? plain : masked.get(), tensor, Derivation.of(tensor, read.tensor()));
        contribute(read.tensor(), part, support.isEverywhere() && Reached.isEverywhere(plain) ? Support.EVERYWHERE
            : new Support(plain.axes(), () -> reached.where(masked.get(), plain.axes(), name, tensor)));
      }
    }
  }

  /** Whether an adjoint of 0 makes nothing but 0 of what it is multiplied by. */
  private boolean isFinite(Reduction.Kind kind, Scalar value) {
    return switch (kind) {
      case NONE -> ranges.isFinite(value);
      case SUM, MIN, MAX, ARGMAX -> Ranges.UNKNOWN.isFinite(value);
      case PROD -> false;
    };
  }

  /** The adjoint of one term of a reduction, which is that of the result times its derivative by the term. */
  private Scalar ofTerm(Tensor tensor, Formula formula, Scalar adjoint) {
    return switch (formula.reduction().kind()) {
      case NONE, SUM -> adjoint;
      case PROD -> adjoint.times(OtherFactors.of(tensor, this::add));
      case MIN, MAX -> new Scalar.Select(Winner.is(tensor, this::add), adjoint, Scalar.ZERO);
      case ARGMAX -> throw new IllegalStateException(tensor + " is a position, which has no adjoint");
    };
  }

  private Tensor formula(String name, Formula formula, Tensor primal, Derivation derivation) {
    Tensor tensor = Tensor.formula(name, formula, primal.origin(), derivation);
    add(tensor);
    return tensor;
  }

  private void add(Tensor tensor) {
    places.put(tensor, body.size());
    body.add(tensor);
  }

  /** Such as {@code dXViaConv}: what reaches x through conv. */
  private static String contribution(Tensor tensor, Tensor reader) {
    return "d" + capital(tensor.name()) + "Via" + capital(reader.name());
  }

  private void contribute(Tensor tensor, Tensor part, Support support) {
    contributions.computeIfAbsent(tensor, t -> new ArrayList<>()).add(new Contribution(part, support));
  }

  /** {@code conv1.weight} as {@code Conv1Weight}. */
  static String capital(String name) {
    StringBuilder joined = new StringBuilder();
    for (String part : name.split("\\.")) {
      joined.append(part.isEmpty() ? part : part.substring(0, 1).toUpperCase(Locale.ROOT) + part.substring(1));
    }
    return joined.toString();
  }
}
