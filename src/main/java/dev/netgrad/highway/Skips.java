package dev.netgrad.highway;

import dev.netgrad.simplify.Simplification;
import dev.netgrad.tensor.BlockGradient;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The skips of one block: follows the shortest ways from the adjoint of an input to what is given. */
final class Skips {
  private final BlockGradient gradient;
  private final Forward forward;
  private final Ways ways;
  private final Map<Tensor, List<Tensor>> primals = new HashMap<>();

  /** @param called the skip from a call's result to one of its arguments */
  Skips(BlockGradient gradient, Function<Definition.ArgumentAdjoint, Optional<SkipPath>> called) {
    this.gradient = gradient;
    forward = new Forward(gradient.primal());
    ways = new Ways(gradient, forward, called);
    gradient.every().forEach((primal, adjoint) ->
        primals.computeIfAbsent(adjoint, a -> new ArrayList<>()).add(primal));
    primals.values().forEach(of -> of.sort((a, b) -> Integer.compare(forward.place(b), forward.place(a))));
  }

  /** By input, the skip to it; inputs whose adjoint is 0 have none. */
  Map<Tensor, SkipPath> all() {
    Map<Tensor, SkipPath> all = new LinkedHashMap<>();
    for (Tensor input : gradient.primal().inputs()) {
      Optional.ofNullable(gradient.adjoints().get(input)).flatMap(adjoint -> to(input, adjoint))
          .ifPresent(skip -> all.put(input, skip));
    }
    return all;
  }

  /** To the earliest tensor of the block that has an adjoint and is no parameter. */
  Optional<Chain> earliest() {
    return Stream.concat(gradient.primal().inputs().stream(), gradient.primal().body().stream())
        .filter(t -> !(t.definition() instanceof Definition.Parameter))
        .filter(t -> ways.of(gradient.every().get(t)).isPresent()).findFirst()
        .map(tensor -> chain(tensor, gradient.every().get(tensor)));
  }

  private Optional<SkipPath> to(Tensor input, Tensor adjoint) {
    return ways.of(adjoint).map(way -> {
      Chain chain = chain(input, adjoint);
      BlockGradient backward = Simplification.simplify(without(input, adjoint));
      Tensor left = backward.adjoints().get(input);
      List<SkipPath.Part> parts = chain.parts();
      double factor = parts.stream().mapToDouble(SkipPath::factor).reduce(1, (a, b) -> a * b);
      boolean isGiven = gradient.outputAdjoints().contains(left);
      if (isGiven || isCancelled(left)) {
        factor = 1;
        parts = isGiven ? List.of() : parts.stream().filter(p -> !isNumber(p)).toList();
      }
      return new SkipPath(gradient.primal(), input, left, backward, parts, factor, way.least(), way.most(), way.sums(),
          chain.residual());
    });
  }

  private static boolean isNumber(SkipPath.Part part) {
    return part instanceof SkipPath.Own own && own.crossing().factor().isPresent();
  }

  /** Whether one formula is left, and it has no number as a factor. */
  private boolean isCancelled(Tensor left) {
    List<LinearTerm> terms = left.isFormula()
        ? LinearTerm.of(left.formula(), gradient.outputAdjoints()::contains) : List.of();
    return terms.size() == 1 && terms.get(0).number() == 1;
  }

  /** The backward pass to one adjoint, without the terms by which longer ways enter. */
  private BlockGradient without(Tensor input, Tensor adjoint) {
    Map<Tensor, Tensor> left = new HashMap<>();
    Set<Tensor> kept = withScans(ways.kept(adjoint));
    List<Tensor> body = new ArrayList<>();
    for (Tensor tensor : gradient.body()) {
      if (kept.contains(tensor)) {
        Tensor cut = without(tensor, left);
        left.put(tensor, cut);
        body.add(cut);
      } else if (ways.of(tensor).isEmpty()) {
        body.add(tensor);
      }
    }
    Map<Tensor, Tensor> adjoints = Map.of(input, left.getOrDefault(adjoint, adjoint));
    Map<Tensor, Tensor> previous = new LinkedHashMap<>();
    gradient.previous().forEach((tensor, value) -> previous.put(tensor, left.getOrDefault(value, value)));
    previous.keySet().retainAll(body);
    return new BlockGradient(gradient.primal(), gradient.outputAdjoints(), body, adjoints, adjoints, previous,
        List.of());
  }

  /** With what scans carry from point to point there. */
  private Set<Tensor> withScans(List<Tensor> tensors) {
    Set<Tensor> kept = new HashSet<>(tensors);
    Set<Tensor> more = new HashSet<>(tensors);
    while (!gradient.previous().isEmpty() && !more.isEmpty()) {
      Set<Tensor> carried = new HashSet<>();
      more.stream().filter(Tensor::isFormula).flatMap(t -> Scalars.tensors(t.formula()).stream())
          .filter(gradient.previous()::containsKey).map(gradient.previous()::get)
          .forEach(value -> carried.addAll(ways.kept(value)));
      carried.removeAll(kept);
      kept.addAll(carried);
      more = carried;
    }
    return kept;
  }

  private Tensor without(Tensor tensor, Map<Tensor, Tensor> left) {
    if (tensor.definition() instanceof Definition.ArgumentAdjoint call) {
      return tensor.with(new Definition.ArgumentAdjoint(call.call(),
          left.getOrDefault(call.resultAdjoint(), call.resultAdjoint()), call.argument()), tensor.derivation());
    }
    Set<Tensor> cut = new HashSet<>();
    ways.of(tensor).ifPresent(way -> way.cut().forEach(edge -> cut.add(edge.from())));
    Definition.Formula formula = Scalars.replaceTensors(tensor.formula(), t -> left.getOrDefault(t, t));
    Scalar body = Scalars.rewrite(formula.body(), node ->
        node instanceof Scalar.Read read && cut.contains(read.tensor()) ? Scalar.ZERO : node);
    return tensor.with(new Definition.Formula(formula.axes(), formula.reduction(), body), tensor.derivation());
  }

  /**
   * A shortest way.
   *
   * @param parts in the order of the forward pass
   * @param first the first part on the way before which F was read
   * @param end the part behind the last one to which F was added
   * @param forks the adjoints on the way to which F contributes
   */
  record Chain(List<SkipPath.Part> parts, int first, int end, List<Tensor> residual, List<Fork> forks) {}

  private Chain chain(Tensor input, Tensor adjoint) {
    List<Tensor> stations = new ArrayList<>();
    for (Tensor t = adjoint; ; t = ways.of(t).orElseThrow().first().from()) {
      stations.add(t);
      if (ways.of(t).orElseThrow().isStart()) {
        break;
      }
    }
    Map<Tensor, Integer> order = new HashMap<>();
    stations.forEach(t -> order.put(t, order.size()));
    Tensor start = stations.get(stations.size() - 1);
    List<SkipPath.Part> parts = new ArrayList<>();
    List<Tensor> residual = new ArrayList<>();
    List<Fork> forks = new ArrayList<>();
    int first = -1;
    int end = -1;
    int meeting = -1;
    Tensor source = input;
    for (int i = 0; i + 1 < stations.size(); i++) {
      Tensor station = stations.get(i);
      Ways.Way way = ways.of(station).orElseThrow();
      source = primal(station).orElse(source);
      List<Ways.Edge> longer = way.cut().stream().filter(e -> e.starts().contains(start)).toList();
      boolean isFork = !longer.isEmpty() || way.first().skip().filter(s -> s.least() < s.most()).isPresent();
      residual.addAll(readers(longer));
      if (!longer.isEmpty()) {
        forks.add(new Fork(station, from(way.kept()), from(longer)));
      }
      for (Ways.Edge edge : longer) {
        meeting = Math.max(meeting, meeting(edge.from(), start, order));
      }
      int before = parts.size();
      add(parts(station, way, source), parts);
      if (isFork) {
        first = first >= 0 ? first : isBehind(way.first(), longer) ? parts.size() : before;
        meeting = Math.max(meeting, i + 1);
      }
      end = i + 1 == meeting ? parts.size() : end;
    }
    return new Chain(parts, first, end, residual.stream().distinct().toList(), forks);
  }

  private static Set<Tensor> from(List<Ways.Edge> edges) {
    return edges.stream().map(Ways.Edge::from).collect(Collectors.toSet());
  }

  /** A mean is a sum and a division, two statements of one line: what is divided by belongs to the sum. */
  private static void add(List<SkipPath.Part> more, List<SkipPath.Part> parts) {
    for (SkipPath.Part part : more) {
      SkipPath.Part before = parts.isEmpty() ? part : parts.get(parts.size() - 1);
      if (isOneMean(before, part)) {
        parts.set(parts.size() - 1, isNumber(before) ? part : before);
      } else {
        parts.add(part);
      }
    }
  }

  private static boolean isOneMean(SkipPath.Part a, SkipPath.Part b) {
    return a != b && a instanceof SkipPath.Own one && b instanceof SkipPath.Own other
        && (isNumber(a) && other.crossing().effect() == Effect.POOLED
            || isNumber(b) && one.crossing().effect() == Effect.POOLED)
        && one.crossing().statement().origin().place().equals(other.crossing().statement().origin().place());
  }

  /** What F begins with: the readers by which the longer ways go on, of one with its mean and variance the one. */
  private List<Tensor> readers(List<Ways.Edge> longer) {
    long sums = longer.stream().mapToLong(Ways.Edge::sums).min().orElse(0);
    List<Tensor> readers = new ArrayList<>();
    longer.stream().filter(edge -> edge.sums() == sums).forEach(edge -> primal(edge.from())
        .or(() -> edge.from().derivation().primals().stream().findFirst()).ifPresent(readers::add));
    return readers;
  }

  /** Where a way beside the chain, from the same start, leaves it. */
  private int meeting(Tensor from, Tensor start, Map<Tensor, Integer> order) {
    Tensor tensor = from;
    while (!order.containsKey(tensor)) {
      Ways.Way way = ways.of(tensor).orElseThrow();
      tensor = Stream.concat(way.kept().stream(), way.cut().stream()).filter(e -> e.starts().contains(start))
          .findFirst().orElseThrow().from();
    }
    return order.get(tensor);
  }

  /** Whether ways part behind what the station does, in {@code (dY + dF)*s} behind the factor s. */
  private static boolean isBehind(Ways.Edge kept, List<Ways.Edge> longer) {
    return kept.term().isPresent() && !longer.isEmpty() && longer.stream().allMatch(edge -> edge.term()
        .filter(term -> term.factors().containsAll(kept.term().get().factors())
            && term.conditions().containsAll(kept.term().get().conditions())).isPresent());
  }

  private List<SkipPath.Part> parts(Tensor station, Ways.Way way, Tensor source) {
    Ways.Edge edge = way.first();
    if (station.definition() instanceof Definition.ArgumentAdjoint adjoint) {
      return List.of(new SkipPath.Called(adjoint.call(), edge.skip().orElseThrow()));
    }
    List<Ways.Edge> others = way.kept().stream()
        .filter(e -> e != edge && !Collections.disjoint(e.starts(), edge.starts())).toList();
    boolean sums = others.stream().anyMatch(e -> e.sums() > edge.sums());
    List<SkipPath.Part> parts = new ArrayList<>();
    LinearTerm term = edge.term().orElseThrow();
    Crossings.of(forward, new Crossings.Step(station.formula(), term, ways.isTrainedProduct(station, term), sums,
        !others.isEmpty(), source, statement(station, way))).forEach(c -> parts.add(new SkipPath.Own(c)));
    return parts;
  }

  /** The forward tensor that an adjoint is of; of several, the last. */
  private Optional<Tensor> primal(Tensor adjoint) {
    return Optional.ofNullable(primals.get(adjoint)).map(of -> of.get(0)).or(() -> {
      int given = gradient.outputAdjoints().indexOf(adjoint);
      List<Tensor> real = gradient.primal().outputs().stream().filter(t -> !t.isInteger()).toList();
      return given < 0 ? Optional.empty() : Optional.of(real.get(given));
    });
  }

  /** What a step differentiates: the reader whose adjoint is read; where that was put in place, one that is not F. */
  private Tensor statement(Tensor station, Ways.Way way) {
    List<Tensor> readers = new ArrayList<>(station.derivation().primals());
    way.cut().forEach(edge -> {
      readers.removeAll(edge.from().derivation().primals());
      readers.removeAll(primals.getOrDefault(edge.from(), List.of()));
    });
    Tensor from = way.first().from();
    return primals.getOrDefault(from, List.of()).stream().filter(readers::contains).findFirst()
        .or(() -> readers.stream().findFirst()).or(() -> primal(from)).orElse(station);
  }
}
