package dev.netgrad.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A tensor of the model, by where its elements are: each axis has factors, outermost first, and the axes of what is
 * stored are read at positions in them. So what only moves data, such as a transposition, is no statement but another
 * way to read; and channels may lie last, wherever the model has them.
 *
 * @param kind what its elements are taken for
 * @param source a {@link Signal} or a {@link Constant}
 * @param axes of the model's tensor; an axis of extent 1 has no factors
 * @param reads for each axis of the source, where it is read
 */
record Arranged(ElementKind kind, Source source, List<List<Factor>> axes, List<Position> reads) {

  /** What is stored. */
  sealed interface Source permits OfSignal, OfConstant {}

  /** A tensor of the text. */
  record OfSignal(Signal signal) implements Source {}

  /** What is known. */
  record OfConstant(Constant constant) implements Source {}

  Arranged {
    axes = axes.stream().map(List::copyOf).toList();
    reads = List.copyOf(reads);
  }

  static Arranged of(Constant constant) {
    List<List<Factor>> axes = new ArrayList<>();
    List<Position> reads = new ArrayList<>();
    for (int i = 0; i < constant.shape().length; i++) {
      axis(constant.shape()[i], axes, reads);
    }
    return new Arranged(constant.kind(), new OfConstant(constant), axes, reads);
  }

  /**
   * A signal whose axes are those of the model in another order.
   *
   * @param batchAxis the model's axis of the samples, or -1
   * @param order for each of the signal's axes, which one of the model it is
   * @param rank of the model's tensor
   */
  static Arranged of(Signal signal, int rank, int batchAxis, int... order) {
    List<List<Factor>> axes = new ArrayList<>(Collections.nCopies(rank, List.of()));
    List<Position> reads = new ArrayList<>();
    for (int i = 0; i < order.length; i++) {
      List<List<Factor>> one = new ArrayList<>();
      axis(signal.extents()[i], one, reads);
      axes.set(order[i], one.get(0));
    }
    if (batchAxis >= 0) {
      axes.set(batchAxis, List.of(Factor.ofBatch()));
    }
    return new Arranged(signal.kind(), new OfSignal(signal), axes, reads);
  }

  private static void axis(int extent, List<List<Factor>> axes, List<Position> reads) {
    if (extent == 1) {
      axes.add(List.of());
      reads.add(Position.of(0));
    } else {
      Factor factor = Factor.of("i", extent);
      axes.add(List.of(factor));
      reads.add(Position.of(factor));
    }
  }

  Optional<Constant> constant() {
    return source instanceof OfConstant known ? Optional.of(known.constant()) : Optional.empty();
  }

  Optional<Signal> signal() {
    return source instanceof OfSignal given ? Optional.of(given.signal()) : Optional.empty();
  }

  /** The same elements taken for something else. */
  Arranged as(ElementKind other) {
    return new Arranged(other, source, axes, reads);
  }

  int rank() {
    return axes.size();
  }

  /** The extents of the model's tensor, the batch being {@link Batch#EXTENT}. */
  int[] shape() {
    return axes.stream().mapToInt(Arranged::extent).toArray();
  }

  long size() {
    return Arrays.stream(shape()).asLongStream().reduce(1, Math::multiplyExact);
  }

  static int extent(List<Factor> factors) {
    return Math.toIntExact(factors.stream().mapToLong(Factor::extent).reduce(1, Math::multiplyExact));
  }

  /** The axis of the samples and of nothing else, or -1. */
  int batchAxis() {
    for (int i = 0; i < axes.size(); i++) {
      if (axes.get(i).size() == 1 && axes.get(i).get(0).isBatch()) {
        return i;
      }
    }
    return -1;
  }

  /** With the axes in another order. */
  Arranged permuted(int... order) {
    return new Arranged(kind, source, Arrays.stream(order).mapToObj(axes::get).toList(), reads);
  }

  /** With other axes of the same factors, and of such as nothing follows. */
  Arranged withAxes(List<List<Factor>> others) {
    return new Arranged(kind, source, others, reads);
  }

  /** The same elements again and again along axes that have one, or that there are not. */
  Arranged expanded(int[] shape) {
    List<List<Factor>> others = new ArrayList<>();
    int[] own = shape();
    for (int i = 0; i < shape.length; i++) {
      int at = i - shape.length + own.length;
      boolean isOwn = at >= 0 && (own[at] != 1 || shape[i] == 1);
      others.add(isOwn ? axes.get(at) : shape[i] == 1 ? List.of() : List.of(
          shape[i] == BatchSize.EXTENT ? Factor.ofBatch() : Factor.of("i", shape[i])));
    }
    return withAxes(others);
  }

  /** Without axes of one element, or with some. */
  Arranged withOnes(int[] shape) {
    List<List<Factor>> left = new ArrayList<>(axes);
    left.removeIf(List::isEmpty);
    List<List<Factor>> others = new ArrayList<>();
    for (int extent : shape) {
      others.add(extent == 1 ? List.of() : left.remove(0));
    }
    return withAxes(others);
  }

  /** Elements of an axis of one factor, from {@code start} on, each {@code step} further. */
  Arranged sliced(int axis, int start, int step, int count) {
    Factor old = axes.get(axis).get(0);
    List<List<Factor>> others = new ArrayList<>(axes);
    Position by = Position.of(start);
    if (count == 1) {
      others.set(axis, List.of());
    } else {
      Factor factor = Factor.of(old.letter(), count);
      others.set(axis, List.of(factor));
      by = Position.of(factor).times(step).plus(start);
    }
    Map<Factor, Position> replaced = Map.of(old, by);
    return new Arranged(kind, source, others, reads.stream().map(r -> r.with(replaced)).toList());
  }

  /** The same elements row by row in another shape, if no axis need be cut across its factors. */
  Optional<Arranged> reshaped(int... shape) {
    List<Factor> left = new ArrayList<>();
    axes.forEach(left::addAll);
    List<List<Factor>> others = new ArrayList<>();
    Map<Factor, Position> cut = new IdentityHashMap<>();
    for (int extent : shape) {
      List<Factor> axis = new ArrayList<>();
      int rest = extent;
      while (rest > 1) {
        if (left.isEmpty()) {
          return Optional.empty();
        }
        Factor next = left.remove(0);
        if (rest % next.extent() == 0) {
          axis.add(next);
          rest /= next.extent();
        } else if (next.extent() % rest == 0 && !next.isBatch()) {
          Factor outer = Factor.of(next.letter(), rest);
          Factor inner = Factor.of(next.letter(), next.extent() / rest);
          cut.put(next, Position.of(outer).times(inner.extent()).plus(Position.of(inner)));
          axis.add(outer);
          left.add(0, inner);
          rest = 1;
        } else {
          return Optional.empty();
        }
      }
      others.add(axis);
    }
    return Optional.of(new Arranged(kind, source, others, reads.stream().map(r -> settled(r, cut)).toList()));
  }

  /** A factor may be cut more than once. */
  private static Position settled(Position read, Map<Factor, Position> cut) {
    Position now = read;
    while (now.factors().stream().anyMatch(cut::containsKey)) {
      now = now.with(cut);
    }
    return now;
  }

  /** Whether the axes are those of what is stored. */
  boolean isAsKept() {
    List<Position> own = axes.stream().filter(axis -> axis.size() < 2)
        .map(axis -> axis.isEmpty() ? Position.of(0) : Position.of(axis.get(0))).toList();
    return reads.equals(own) && Arrays.equals(constant().map(Constant::shape)
        .orElseGet(() -> signal().orElseThrow().extents()), shape());
  }

  /** Whether each element of the source is one of this tensor: no slice, and nothing read twice. */
  boolean isWhole() {
    Set<Factor> seen = new HashSet<>();
    if (signal().isEmpty()) {
      return false;
    }
    int[] extents = signal().orElseThrow().extents();
    for (int i = 0; i < extents.length; i++) {
      Optional<Factor> plain = reads.get(i).plain();
      boolean isAxis = plain.isPresent() && plain.orElseThrow().extent() == extents[i] && seen.add(plain.orElseThrow());
      if (extents[i] > 1 && !isAxis) {
        return false;
      }
    }
    return axes.stream().flatMap(List::stream).allMatch(f -> f.isBatch() || seen.contains(f));
  }

  /** Whether the source is the tensor of one sample with the model's axes in this order. */
  boolean isInOrder(int... order) {
    if (!isWhole() || reads.size() != order.length) {
      return false;
    }
    for (int i = 0; i < order.length; i++) {
      List<Factor> axis = axes.get(order[i]);
      boolean same = axis.isEmpty() ? signal().orElseThrow().extents()[i] == 1
          : axis.size() == 1 && reads.get(i).plain().equals(Optional.of(axis.get(0)));
      if (!same) {
        return false;
      }
    }
    return true;
  }
}
