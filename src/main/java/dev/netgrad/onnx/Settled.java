package dev.netgrad.onnx;

import dev.netgrad.onnx.Term.At;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A formula whose indices are cut so that every tensor it reads is read where its elements are: an index over an axis
 * of several factors becomes one index for each. What remains of the batch is an index that is never mentioned.
 *
 * @param axes for each axis of the formula, its indices, outermost first; none where there is one value
 * @param reduced the indices that are reduced over
 * @param body a term in which positions of tensors are on the axes of their {@linkplain Arranged#source source}
 */
record Settled(List<List<Factor>> axes, Set<Factor> reduced, Term body) {

  /** A tensor whose axis would have to be cut where it has no factors that meet there. */
  static final class Uneven extends Exception {
    private static final long serialVersionUID = 1;

    private final transient Arranged tensor;

    Uneven(Arranged tensor) {
      this.tensor = tensor;
    }

    Arranged tensor() {
      return tensor;
    }
  }

  static Settled of(Formula formula) throws Uneven {
    return new Settling(formula).settled();
  }

  /** The index of the samples, if it depends on them. */
  Optional<Factor> batch() {
    return axes.stream().flatMap(List::stream).filter(Factor::isBatch).findFirst();
  }

  private static final class Settling {
    private final Formula formula;
    /** By index, the extents of what lies inside each cut, and whether the factor outside is the batch. */
    private final Map<Factor, TreeMap<Integer, Boolean>> cuts = new IdentityHashMap<>();
    private final Map<Factor, NavigableMap<Integer, Factor>> parts = new IdentityHashMap<>();
    private final List<At> reads = new ArrayList<>();
    private final Set<Factor> reduced = new HashSet<>();
    private final Set<Factor> batches = new HashSet<>();

    private Settling(Formula formula) {
      this.formula = formula;
    }

    private Settled settled() throws Uneven {
      formula.body().mapped(this::seen);
      for (At read : reads) {
        for (int i = 0; i < read.tensor().rank(); i++) {
          cut(read.tensor(), read.tensor().axes().get(i), read.index().get(i));
        }
      }
      for (At read : reads) {
        for (int i = 0; i < read.tensor().rank(); i++) {
          meets(read.tensor(), read.tensor().axes().get(i), read.index().get(i));
        }
      }
      List<List<Factor>> axes = formula.axes().stream().map(this::partsOf).toList();
      Term body = formula.body().mapped(this::rewritten);
      axes.stream().flatMap(List::stream).filter(Factor::isBatch).forEach(batches::add);
      if (batches.size() > 1 || batches.stream().anyMatch(reduced::contains)) {
        throw new OnnxException("what it computes is not of one sample alone");
      }
      return new Settled(axes, reduced, body);
    }

    private Term seen(Term term) {
      if (term instanceof At at) {
        reads.add(at);
      } else if (term instanceof Term.Picked picked) {
        reads.add(at(picked));
      }
      return term;
    }

    /** Row 0 stands for whichever is picked. */
    private static At at(Term.Picked picked) {
      List<Position> index = new ArrayList<>(picked.index());
      index.set(picked.axis(), Position.of(0));
      return new At(picked.tensor(), index, null);
    }

    private void cut(Arranged tensor, List<Factor> axis, Position position) throws Uneven {
      boolean hasBatch = axis.stream().anyMatch(Factor::isBatch);
      if (axis.size() < 2 && !hasBatch) {
        return;
      }
      Optional<Factor> index = position.plain().filter(v -> v.extent() == Arranged.extent(axis));
      if (index.isEmpty()) {
        if (hasBatch) {
          throw new OnnxException("it reads samples by their number in the batch");
        }
        throw new Uneven(tensor);
      }
      TreeMap<Integer, Boolean> inside = cuts.computeIfAbsent(index.orElseThrow(), v -> new TreeMap<>());
      int stride = 1;
      for (int k = axis.size() - 1; k >= 0; k--) {
        inside.merge(stride, axis.get(k).isBatch(), Boolean::logicalOr);
        stride *= axis.get(k).extent();
      }
    }

    /** Whether the cuts that all together have made divide each other. */
    private void meets(Arranged tensor, List<Factor> axis, Position position) throws Uneven {
      Optional<Factor> index = position.plain();
      if (axis.size() < 2 || index.isEmpty()) {
        return;
      }
      int last = 1;
      for (int stride : new TreeSet<>(cuts.get(index.orElseThrow()).keySet())) {
        if (stride % last != 0) {
          throw new Uneven(tensor);
        }
        last = stride;
      }
    }

    /** The indices that take an index's place, outermost first. */
    private List<Factor> partsOf(Factor index) {
      return new ArrayList<>(byStride(index).descendingMap().values());
    }

    private NavigableMap<Integer, Factor> byStride(Factor index) {
      return parts.computeIfAbsent(index, this::divided);
    }

    private NavigableMap<Integer, Factor> divided(Factor index) {
      NavigableMap<Integer, Factor> divided = new TreeMap<>();
      if (index.extent() == 1) {
        return divided;
      }
      TreeMap<Integer, Boolean> inside = cuts.getOrDefault(index, new TreeMap<>(Map.of(1, false)));
      for (int stride : inside.keySet()) {
        Integer next = inside.higherKey(stride);
        int extent = (next == null ? index.extent() : next) / stride;
        boolean isBatch = inside.get(stride) || index.isBatch();
        if (isBatch && extent != BatchSize.EXTENT) {
          throw new OnnxException("it cuts the batch into parts");
        }
        if (extent > 1) {
          divided.put(stride, isBatch ? Factor.ofBatch()
              : inside.size() == 1 ? index : Factor.of(index.letter(), extent));
        }
      }
      return divided;
    }

    private Position settled(Position position) {
      Map<Factor, Position> by = new IdentityHashMap<>();
      for (Factor index : position.factors()) {
        Position sum = Position.of(0);
        for (Map.Entry<Integer, Factor> part : byStride(index).entrySet()) {
          sum = sum.plus(Position.of(part.getValue()).times(part.getKey()));
        }
        by.put(index, sum);
      }
      return position.with(by);
    }

    private Term rewritten(Term term) {
      return term.match(new InSource());
    }

    /** Terms with the indices' parts in place of the indices. */
    private final class InSource extends Term.Same {
      @Override
      public Term at(At at) {
        return new At(at.tensor(), inSource(at.tensor(), at.index()), at.otherwise());
      }

      @Override
      public Term picked(Term.Picked picked) {
        At row = Settling.at(picked);
        return new Term.Picked(picked.tensor(), picked.axis(), inSource(row.tensor(), row.index()),
            (At) at(picked.chosen()));
      }

      @Override
      public Term counted(Term.Counted counted) {
        Position position = settled(counted.position());
        if (position.factors().stream().anyMatch(Factor::isBatch)) {
          throw new OnnxException("it computes with a sample's number in the batch");
        }
        return new Term.Counted(position);
      }

      @Override
      public Term reduced(Term.Reduced over) {
        List<Factor> indices = over.over().stream().flatMap(f -> partsOf(f).stream()).toList();
        reduced.addAll(indices);
        return indices.isEmpty() ? over.body() : new Term.Reduced(over.kind(), indices, over.guards(), over.body());
      }
    }

    /** Positions on the axes of the source. */
    private List<Position> inSource(Arranged tensor, List<Position> index) {
      Map<Factor, Position> at = new IdentityHashMap<>();
      for (int i = 0; i < tensor.rank(); i++) {
        List<Factor> axis = tensor.axes().get(i);
        if (axis.size() == 1) {
          at.put(axis.get(0), settled(index.get(i)));
          if (axis.get(0).isBatch()) {
            batches.addAll(at.get(axis.get(0)).factors());
          }
        } else if (axis.size() > 1) {
          NavigableMap<Integer, Factor> all = byStride(index.get(i).plain().orElseThrow());
          int stride = 1;
          for (int k = axis.size() - 1; k >= 0; k--) {
            at.put(axis.get(k), between(all, stride, stride * axis.get(k).extent()));
            if (axis.get(k).isBatch()) {
              batches.addAll(at.get(axis.get(k)).factors());
            }
            stride *= axis.get(k).extent();
          }
        }
      }
      List<Position> positions = tensor.reads().stream().map(read -> read.with(at)).toList();
      if (positions.stream().flatMap(p -> p.factors().stream()).anyMatch(Factor::isBatch)) {
        throw new OnnxException("it has a value for each sample of the batch that is not the sample's");
      }
      return positions;
    }

    private static Position between(NavigableMap<Integer, Factor> all, int from, int to) {
      Position sum = Position.of(0);
      for (Map.Entry<Integer, Factor> part : all.subMap(from, to).entrySet()) {
        sum = sum.plus(Position.of(part.getValue()).times(part.getKey() / from));
      }
      return sum;
    }
  }
}
