package dev.netgrad.loop.plain;

import dev.netgrad.loop.code.Code;
import dev.netgrad.loop.code.Value;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Elements that are computed at one point, or along one row, together. What they have in common is computed once. Along
 * a row, a value that a later element reads is passed on in a local variable, and all are stored at the end; elsewhere
 * each is stored at once. Either way an element may take the place of one that was read: by itself, or before.
 */
final class Rows {

  /**
   * One element: {@code tensor[at] = value}, or accumulated.
   *
   * @param rest where the rest of a {@link Compensated} sum is
   */
  record Element(Tensor tensor, List<Index> at, Reduction.Kind kind, Scalar value, Optional<Scalar.Read> rest) {
    Element(Tensor tensor, List<Index> at, Reduction.Kind kind, Scalar value) {
      this(tensor, at, kind, value, Optional.empty());
    }
  }

  private final Scope scope;
  private final Optional<Axis> row;
  private final Optional<Scope> outside;
  private final List<Element> elements = new ArrayList<>();

  Rows(Scope scope, Optional<Axis> row) {
    this(scope, row, Optional.empty());
  }

  private Rows(Scope scope, Optional<Axis> row, Optional<Scope> outside) {
    this.scope = scope;
    this.row = row;
    this.outside = outside;
  }

  /** Elements at the points of a loop that is there already; what it does not change goes before it. */
  static Rows within(Scope loop) {
    return new Rows(loop, Optional.empty(), Optional.of(loop.around()));
  }

  Optional<Axis> row() {
    return row;
  }

  /** Whether an element can be computed in the same iteration: it reads the others at the same point only. */
  boolean takes(Element element) {
    for (Element other : elements) {
      for (Scalar.Read read : Scalars.reads(element.value())) {
        boolean sameArray = scope.buffers().of(read.tensor()).equals(scope.buffers().of(other.tensor()));
        if (sameArray && (other.kind() != Reduction.Kind.NONE || !read.indices().equals(other.at()))) {
          return false;
        }
      }
      if (scope.buffers().of(element.tensor()).equals(scope.buffers().of(other.tensor()))) {
        return false;
      }
    }
    return true;
  }

  void add(Element element) {
    elements.add(element);
  }

  /** Writes the loop, or without a row just the elements. */
  void write() {
    if (elements.isEmpty()) {
      return;
    }
    Map<Scalar, Integer> uses = new HashMap<>();
    for (Element element : elements) {
      count(element.value(), true, uses);
    }
    Map<Scalar, Code.Local> known = new LinkedHashMap<>();
    if (row.isEmpty()) {
      elements(scope, uses, known, outside);
      return;
    }
    Scope inner = scope.inner(List.of(row.get()), true);
    elements(inner, uses, known, inner.outside());
    scope.add(inner.loop(row.get(), List.of(Code.Bound.of(Affine.ZERO)),
        List.of(scope.extent(row.get())), 1, Affine.ZERO));
  }

  private void elements(Scope at, Map<Scalar, Integer> uses, Map<Scalar, Code.Local> known, Optional<Scope> outside) {
    Values values = new Values(at, outside, uses, known);
    boolean atOnce = row.isEmpty() || at.isTextbook();
    List<Runnable> stores = new ArrayList<>();
    for (Element element : elements) {
      Value value = values.of(element.value(), true);
      Code.Place place = at.place(element.tensor(), element.at());
      if (elements.size() > 1 && !atOnce && element.kind() == Reduction.Kind.NONE) {
        Code.Local local = at.local(element.tensor().name(), false);
        at.add(new Code.Let(local, value));
        known.put(new Scalar.Read(element.tensor(), element.at()), local);
        value = new Value.Use(local);
      }
      Value result = value;
      Optional<Code.Place> rest = element.rest().map(r -> at.place(r.tensor(), r.indices()));
      stores.add(rest.<Runnable>map(r -> () -> new Compensated(place, r, 1).add(at, result))
          .orElse(() -> at.add(element.kind() == Reduction.Kind.NONE ? new Code.Store(place, result)
              : new Code.Accumulate(place, element.kind(), result))));
      if (atOnce) {
        stores.remove(0).run();
      }
    }
    stores.forEach(Runnable::run);
  }

  /** Counts how often an expression, and each in it, is evaluated whatever conditions say. */
  static void count(Scalar s, boolean always, Map<Scalar, Integer> uses) {
    s.act(
        constant -> { },
        batchSize -> { },
        position -> { },
        read -> isFirst(read, always, uses),
        apply -> {
          if (isFirst(apply, always, uses)) {
            apply.operands().forEach(o -> count(o, always, uses));
          }
        },
        select -> {
          if (isFirst(select, always, uses)) {
            boolean stays = always && !select.condition().isOnIndices();
            Scalars.mapScalars(select.condition(), c -> {
              count(c, stays, uses);
              return c;
            });
            count(select.yes(), stays, uses);
            count(select.no(), stays, uses);
          }
        });
  }

  /** Counts a use that is sure; whether it is the first, or a use that is not sure. */
  private static boolean isFirst(Scalar s, boolean always, Map<Scalar, Integer> uses) {
    return !always || uses.merge(s, 1, Integer::sum) == 1;
  }
}
