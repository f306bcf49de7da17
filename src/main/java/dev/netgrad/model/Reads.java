package dev.netgrad.model;

import dev.netgrad.source.Code;
import dev.netgrad.source.Diagnostic;
import dev.netgrad.syntax.Ast;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Condition.AtLeastZero;
import dev.netgrad.tensor.Condition.Constraint;
import dev.netgrad.tensor.Condition.Divisible;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Reads of tensors by index, each proven in bounds or under the guard that bounds it. */
final class Reads {
  private final Domain domain;

  Reads(Domain domain) {
    this.domain = domain;
  }

  /** An index where it is written, and along which dimension of a sample it reads. */
  private record Place(Quotient quotient, Ast.Expr expr) {}

  /** {@code tensor[indices]}. */
  Scalar read(Tensor tensor, Ast.Access access) {
    List<Place> places = places(tensor, access);
    Failure.each(IntStream.range(0, places.size()).boxed().toList(), d -> {
      for (Constraint bound : bounds(tensor, d, places.get(d), true)) {
        if (!domain.proves(bound)) {
          throw outOfBounds(tensor, access, d, places.get(d), bound);
        }
      }
      return d;
    });
    return read(tensor, places);
  }

  /** What has to hold, beyond what is known already, for {@code tensor[indices]} to be in bounds. */
  Condition inBounds(Tensor tensor, Ast.Access access) {
    List<Place> places = places(tensor, access);
    List<Condition> needed = new ArrayList<>();
    for (int d = 0; d < places.size(); d++) {
      List<Constraint> sufficient = bounds(tensor, d, places.get(d), true);
      List<Constraint> plain = bounds(tensor, d, places.get(d), false);
      for (int i = 0; i < plain.size(); i++) {
        if (!domain.proves(sufficient.get(i))) {
          needed.add(plain.get(i));
        }
      }
    }
    return Condition.all(needed);
  }

  private Scalar read(Tensor tensor, List<Place> places) {
    List<Index> indices = domain.leading(tensor);
    places.forEach(p -> indices.add(p.quotient.index()));
    return new Scalar.Read(tensor, indices);
  }

  private List<Place> places(Tensor tensor, Ast.Access access) {
    List<Place> places = new ArrayList<>();
    for (Ast.Expr e : access.indices()) {
      if (e instanceof Ast.Pack pack) {
        Value value = domain.frame().find(pack.name(), pack.span(), domain.scope());
        if (!(value instanceof Value.IndicesOf axes)) {
          throw domain.frame().fail(Diagnostic.of(Code.INDEX, pack.span(), "`" + pack.name() + "` is " + value.kind()
              + ", not a pack of indices").advice("a formula declares it: y[" + pack.name() + "...] = …"));
        }
        for (Axis axis : axes.axes()) {
          places.add(new Place(new Quotient(Affine.of(axis), 1), pack));
        }
      } else {
        places.add(new Place(quotient(e), e));
      }
    }
    int rank = rank(tensor);
    if (places.size() != rank) {
      throw domain.frame().fail(wrongRank(domain.frame().called(tensor), rank, access, places.size())
          .and(domain.frame().place(tensor), tensor.shapeText()));
    }
    return places;
  }

  static Diagnostic wrongRank(String name, int rank, Ast.Access access, int indices) {
    return Diagnostic.of(Code.RANK, access.span(), "`" + name + "` has " + rank
        + (rank == 1 ? " dimension" : " dimensions") + " and is read with " + indices
        + (indices == 1 ? " index" : " indices"));
  }

  private Quotient quotient(Ast.Expr e) {
    Quotient quotient;
    try {
      quotient = Quotient.of(e, domain);
    } catch (ArithmeticException tooLarge) {
      throw domain.frame().fail(Code.SIZE_ARITHMETIC, e.span(), "this index does not fit into 64 bits");
    }
    if (quotient != null) {
      return quotient;
    }
    Trees.references(e, r -> {
      if (!r.name().equals("infinity")) {
        domain.frame().find(r.name(), r.span(), domain.scope());
      }
    });
    throw domain.frame().fail(Diagnostic.of(Code.NOT_AFFINE, e.span(),
        "an index of a read is a sum of indices with sizes as coefficients")
        .advice("such as h*stride + r - pad, or (h - r)/2 where a guard says (h - r) % 2 == 0"));
  }

  static int rank(Tensor tensor) {
    return tensor.rank() - (tensor.isPerSample() ? 1 : 0);
  }

  static long extent(Tensor tensor, int dimension) {
    return tensor.shape().get(dimension + (tensor.isPerSample() ? 1 : 0)).size();
  }

  /**
   * {@code numerator ≡ 0 (mod divisor)} and {@code 0 ≤ numerator ≤ divisor·(extent − 1)}.
   *
   * @param sufficient whether to give the weaker {@code −divisor < numerator < divisor·extent}, which comes to the same
   *     where the division is exact
   */
  private List<Constraint> bounds(Tensor tensor, int dimension, Place place, boolean sufficient) {
    Index index = place.quotient.index();
    long slack = sufficient ? index.divisor() - 1 : 0;
    List<Constraint> bounds = new ArrayList<>();
    if (index.divisor() > 1) {
      bounds.add(new Divisible(index.numerator(), index.divisor()));
    }
    bounds.add(new AtLeastZero(index.numerator().plus(slack)));
    long last = Math.multiplyExact(index.divisor(), extent(tensor, dimension) - 1);
    bounds.add(new AtLeastZero(Affine.of(Math.addExact(last, slack)).minus(index.numerator())));
    return bounds;
  }

  private Failure outOfBounds(Tensor tensor, Ast.Access access, int dimension, Place place, Constraint bound) {
    Index index = place.quotient.index();
    String written = place.expr instanceof Ast.Pack p ? index + " (of " + p.name() + "...)"
        : Sizes.text(place.expr.span());
    long extent = extent(tensor, dimension);
    String name = domain.frame().called(tensor);
    String end = Written.of(domain.frame().declaration(), name).filter(w -> w.extents().size() == rank(tensor))
        .map(w -> w.extents().get(dimension)).orElse(Long.toString(extent));
    if (bound instanceof Divisible) {
      return domain.frame().fail(Diagnostic.of(Code.NOT_EXACT, place.expr.span(), "the division in " + written
          + " is not always exact").saying(domain.sizes().given(place.expr))
          .hint(Optional.of(new InexactDivision(domain.frame().declaration(), access,
              access.indices().indexOf(place.expr), index, extent, end).hint())));
    }
    Set<String> given = domain.sizes().values(place.expr);
    if (!end.equals(Long.toString(extent))) {
      given.add(end + " = " + extent);
    }
    boolean low = bound.affine().equals(index.numerator().plus(index.divisor() - 1));
    long reaches = low ? Math.floorDiv(index.numerator().minimum(), index.divisor())
        : Math.floorDiv(index.numerator().maximum(), index.divisor());
    String needed = low ? "0 <= " + written : written + " < " + end;
    return domain.frame().fail(Diagnostic.of(Code.OUT_OF_BOUNDS, place.expr.span(), "`" + name
        + "` may be read out of"
        + " bounds: " + written + " reaches " + reaches + ", and this dimension has the indices 0 to " + (extent - 1))
        .saying(Sizes.given(given)).and(domain.frame().place(tensor), "`" + name + "` is " + tensor.shapeText())
        .advice("say what lies outside, (" + name + "[…] else 0), or guard it: … | " + needed));
  }
}
