package dev.netgrad.highway;

import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.BlockGradient;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The ways from the adjoints that are given to every other one of a backward pass, each counted by its trained
 * products. One walk over the adjoints in their order finds the least and the most of them for each.
 */
final class Ways {
  private final BlockGradient gradient;
  private final Forward forward;
  private final Function<Definition.ArgumentAdjoint, Optional<SkipPath>> called;
  private final Map<Tensor, Way> ways = new HashMap<>();

  /**
   * How an adjoint is reached from one that it reads.
   *
   * @param from what is read
   * @param term as which; of a call, nothing
   * @param skip of a call, its block's
   * @param least the trained products of the shortest way through this read
   * @param most the same of the longest one
   * @param sums on the shortest way, sums that are no trained products
   * @param starts from which given adjoints the ways through this read come
   */
  record Edge(Tensor from, Optional<LinearTerm> term, Optional<SkipPath> skip, long least, long most, long sums,
      Set<Tensor> starts) {}

  /**
   * How an adjoint is reached.
   *
   * @param kept by the shortest ways, first that of the output to which there are the longest ways, with the fewest
   *     sums; none for what is given
   * @param cut by longer ones
   * @param starts from which given adjoints all of them come
   */
  record Way(long least, long most, long sums, List<Edge> kept, List<Edge> cut, Set<Tensor> starts) {

    static Way start(Tensor given) {
      return new Way(0, 0, 0, List.of(), List.of(), Set.of(given));
    }

    boolean isStart() {
      return kept.isEmpty();
    }

    /** The edge of the shortest way that is the shortest of these, too. */
    Edge first() {
      return kept.get(0);
    }

    private static long longest(List<Edge> edges, Set<Tensor> starts) {
      return edges.stream().filter(e -> !Collections.disjoint(e.starts, starts)).mapToLong(Edge::most).max()
          .orElse(0);
    }

    private static Way of(List<Edge> edges) {
      long least = edges.stream().mapToLong(Edge::least).min().orElseThrow();
      long most = edges.stream().mapToLong(Edge::most).max().orElseThrow();
      List<Edge> kept = edges.stream().filter(e -> e.least == least).sorted(
          Comparator.<Edge>comparingLong(e -> -longest(edges, e.starts)).thenComparing(Edge::sums)).toList();
      Set<Tensor> read = new HashSet<>();
      kept.forEach(e -> read.add(e.from));
      List<Edge> cut = edges.stream().filter(e -> e.least > least && !read.contains(e.from)).toList();
      Set<Tensor> starts = new HashSet<>();
      edges.forEach(e -> starts.addAll(e.starts));
      return new Way(least, most, kept.get(0).sums, kept, cut, starts);
    }
  }

  /** @param called the skip from a call's result to one of its arguments */
  Ways(BlockGradient gradient, Forward forward, Function<Definition.ArgumentAdjoint, Optional<SkipPath>> called) {
    this.gradient = gradient;
    this.forward = forward;
    this.called = called;
    gradient.outputAdjoints().forEach(given -> ways.put(given, Way.start(given)));
    Set<Tensor> adjoints = new HashSet<>(gradient.every().values());
    gradient.body().forEach(tensor -> add(tensor, adjoints));
  }

  /** How an adjoint is reached; empty if it is 0, or is no adjoint at all. */
  Optional<Way> of(Tensor adjoint) {
    return Optional.ofNullable(ways.get(adjoint));
  }

  private void add(Tensor tensor, Set<Tensor> adjoints) {
    List<Edge> edges = edges(tensor);
    if (!edges.isEmpty()) {
      ways.put(tensor, Way.of(edges));
    } else if (gradient.outputAdjoints().isEmpty() && adjoints.contains(tensor) && tensor.isFormula()
        && !tensor.formula().body().isConstant(0)) {
      // Where the loss is the block's own, its adjoint is a number and disappears from what reads it.
      ways.put(tensor, Way.start(tensor));
    }
  }

  private List<Edge> edges(Tensor tensor) {
    List<Edge> edges = new ArrayList<>();
    if (tensor.isFormula()) {
      for (LinearTerm term : LinearTerm.of(tensor.formula(), ways::containsKey)) {
        Way way = ways.get(term.read().tensor());
        int product = isTrainedProduct(tensor, term) ? 1 : 0;
        int sum = product == 0 && !tensor.formula().reduction().isNone() ? 1 : 0;
        edges.add(new Edge(term.read().tensor(), Optional.of(term), Optional.empty(),
            way.least + product, way.most + product, way.sums + sum, way.starts));
      }
    } else if (tensor.definition() instanceof Definition.ArgumentAdjoint adjoint) {
      Way way = ways.get(adjoint.resultAdjoint());
      Optional<SkipPath> skip = called.apply(adjoint);
      if (way != null && skip.isPresent()) {
        long count = adjoint.call().count();
        edges.add(new Edge(adjoint.resultAdjoint(), Optional.empty(), skip, way.least + count * skip.get().least(),
            way.most + count * skip.get().most(), way.sums + count * skip.get().sums(), way.starts));
      }
    }
    return edges;
  }

  /** The transpose of a sum over weights. A scale of channels over which a mean is taken is no such sum. */
  boolean isTrainedProduct(Tensor tensor, LinearTerm term) {
    List<Axis> reduced = tensor.formula().reduction().axes();
    return !reduced.isEmpty() && tensor.derivation().primals().stream().anyMatch(forward::isTrainedSum)
        && term.factors().stream().anyMatch(f -> isOver(f, reduced) && forward.isTrained(Scalars.tensors(f)));
  }

  static boolean isOver(Scalar factor, List<Axis> reduced) {
    return Scalars.axes(factor).stream().anyMatch(reduced::contains);
  }

  /** What is reached by the shortest ways alone, from an adjoint back to what is given; in the order of computation. */
  List<Tensor> kept(Tensor adjoint) {
    Set<Tensor> kept = new HashSet<>(Set.of(adjoint));
    List<Tensor> body = gradient.body();
    List<Tensor> inOrder = new ArrayList<>();
    for (int i = body.size() - 1; i >= 0; i--) {
      Tensor tensor = body.get(i);
      if (kept.contains(tensor)) {
        inOrder.add(tensor);
        of(tensor).ifPresent(way -> way.kept.forEach(edge -> kept.add(edge.from)));
      }
    }
    Collections.reverse(inOrder);
    return inOrder;
  }
}
