package dev.netgrad.model.formula;

import dev.netgrad.model.names.DeclaredShape;
import dev.netgrad.model.scope.Failure;
import dev.netgrad.model.scope.Meaning;
import dev.netgrad.model.scope.Sizes;
import dev.netgrad.source.Code;
import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.Hint;
import dev.netgrad.source.Spelling;
import dev.netgrad.syntax.Ast;
import dev.netgrad.syntax.Reducer;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Condition.AtLeastZero;
import dev.netgrad.tensor.Condition.Constraint;
import dev.netgrad.tensor.Condition.Divisible;
import dev.netgrad.tensor.Extent;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Tensor;
import dev.netgrad.tensor.check.Facts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Reads of tensors by index, each proven in bounds or under the guard that bounds it. */
final class Reads {
  private final Domain domain;
  private final BiFunction<Ast.Expr, Domain, Condition> conditions;

  /** @param conditions what a condition in an index says of a domain */
  Reads(Domain domain, BiFunction<Ast.Expr, Domain, Condition> conditions) {
    this.domain = domain;
    this.conditions = conditions;
  }

  private Reads at(Domain part) {
    return new Reads(part, conditions);
  }

  /** An index where it is written, and along which dimension of a sample it reads. */
  private record Place(Index index, Ast.Expr expr) {}

  /** What is made of a read where all its indices are affine. */
  private interface Use {
    Scalar of(List<Place> places, Domain where);
  }

  /** What is made of a read on a part of the domain. */
  interface Reading {
    Scalar of(Scalar.Read read, Domain where);
  }

  /** {@code tensor[indices]}. */
  Scalar read(Tensor tensor, Ast.Access access) {
    return read(tensor, access, (read, where) -> read);
  }

  /** What is made of {@code tensor[indices]} where all indices are affine. */
  Scalar read(Tensor tensor, Ast.Access access, Reading use) {
    return places(tensor, access, (places, where) -> use.of(at(where).proven(tensor, access, places), where));
  }

  /**
   * {@code (tensor[indices] else …)}.
   *
   * @param otherwise given what has to hold beyond what is known already, and where, gives what stands there if it does
   *     not
   */
  Scalar readOr(Tensor tensor, Ast.Access access, BiFunction<Condition, Domain, Supplier<Scalar>> otherwise) {
    return readOr(tensor, access, (read, where) -> read, otherwise);
  }

  /** What is made of a class number wherever all indices in it are affine; nothing if an expression is none. */
  Optional<Scalar> classNumber(Ast.Expr e, Reading use) {
    ClassNumbers numbers = new ClassNumbers(domain);
    return numbers.tensor(e).map(tensor -> e instanceof Ast.Access access ? read(tensor, access, use)
        : use.of(numbers.ofSample(tensor, e), domain));
  }

  private Scalar readOr(Tensor tensor, Ast.Access access, Reading use,
      BiFunction<Condition, Domain, Supplier<Scalar>> otherwise) {
    return places(tensor, access, (places, where) -> {
      Condition inside = at(where).inBounds(tensor, places);
      Supplier<Scalar> outside = otherwise.apply(inside, where);
      Domain within = where.where(inside, true);
      Scalar read = use.of(at(within).proven(tensor, access, places), within);
      return inside.equals(Condition.TRUE) ? read : new Scalar.Select(inside, read, outside.get());
    });
  }

  private Scalar.Read proven(Tensor tensor, Ast.Access access, List<Place> places) {
    List<Index> indices = domain.leading(tensor);
    indices.addAll(Failure.each(IntStream.range(0, places.size()).boxed().toList(), d -> {
      Place place = places.get(d);
      if (place.index instanceof Index.Element element
          && !Facts.BOX.provesWithin(element, Extent.of(tensor.sampleExtent(d)))) {
        throw new ClassNumbers(domain).outOfBounds(tensor, d, element, place.expr);
      }
      for (Constraint bound : bounds(tensor, d, place, true)) {
        if (!domain.proves(bound)) {
          throw outOfBounds(tensor, access, d, place, bound);
        }
      }
      return place.index;
    }));
    return new ScanReads(domain).read(tensor, indices, access);
  }

  /** What has to hold, beyond what is known already, for a read to be in bounds. */
  private Condition inBounds(Tensor tensor, List<Place> places) {
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

  private Scalar places(Tensor tensor, Ast.Access access, Use use) {
    int indices = 0;
    for (Ast.Expr e : access.indices()) {
      indices += e instanceof Ast.Pack pack ? axes(pack).size() : 1;
    }
    int rank = tensor.sampleRank();
    if (indices != rank) {
      throw domain.frame().fail(DeclaredShape.wrongRank(domain.frame().called(tensor), rank, access, indices)
          .and(domain.frame().place(tensor), tensor.shapeText()).hint(packed(access)));
    }
    return places(access.indices(), List.of(), domain, use);
  }

  /** Goes through the indices, each on the part of the domain where a piece of those before it applies. */
  private Scalar places(List<Ast.Expr> open, List<Place> known, Domain where, Use use) {
    if (open.isEmpty()) {
      return use.of(known, where);
    }
    Ast.Expr first = open.get(0);
    List<Ast.Expr> rest = open.subList(1, open.size());
    List<Place> more = new ArrayList<>(known);
    if (first instanceof Ast.Pack pack) {
      axes(pack).forEach(axis -> more.add(new Place(Index.of(axis), pack)));
      return places(rest, more, where, use);
    } else if (first instanceof Ast.Guarded g && new ClassNumbers(where).tensor(g.read()).isPresent()) {
      return at(where).elementOr(g, (read, piece) -> places(rest, with(known, new Index.Element(read), first), piece,
          use), outside -> places(with(g.otherwise(), rest), known, outside, use));
    }
    return at(where).classNumber(first, (read, piece) ->
        places(rest, with(known, new Index.Element(read), first), piece, use))
        .orElseGet(() -> new PiecewiseIndex(first, conditions).of(first, where, (quotient, piece) ->
            places(rest, with(known, quotient.index(), first), piece, use)));
  }

  private static List<Place> with(List<Place> known, Index index, Ast.Expr written) {
    List<Place> all = new ArrayList<>(known);
    all.add(new Place(index, written));
    return all;
  }

  private static List<Ast.Expr> with(Ast.Expr first, List<Ast.Expr> rest) {
    List<Ast.Expr> all = new ArrayList<>(List.of(first));
    all.addAll(rest);
    return all;
  }

  /** {@code (numbers[indices] else …)} as an index of another read. */
  private Scalar elementOr(Ast.Guarded g, Reading use, Function<Domain, Scalar> otherwise) {
    return readOr(new ClassNumbers(domain).tensor(g.read()).orElseThrow(), g.read(), use, (inside, where) -> {
      where.frame().run().guards().use(g, GuardNeed.isNeeded(g, !inside.equals(Condition.TRUE), where));
      return () -> otherwise.apply(where.where(inside, false));
    });
  }

  private List<Axis> axes(Ast.Pack pack) {
    Meaning value = domain.frame().find(pack.name(), pack.span(), domain.scope());
    if (value instanceof Meaning.IndicesOf axes) {
      return axes.axes();
    }
    throw domain.frame().fail(Diagnostic.of(Code.INDEX, pack.span(), "`" + pack.name() + "` is " + value.kind()
        + ", not a pack of indices").advice("a formula declares it: y[" + pack.name() + "...] = …"));
  }

  /** Dots, behind the name of a pack of indices that is written as if it were one. */
  private Optional<Hint> packed(Ast.Access access) {
    for (Ast.Expr e : access.indices()) {
      if (e instanceof Ast.Reference r && domain.scope().find(r.name()) instanceof Meaning.IndicesOf) {
        return Optional.of(Spelling.question(r.span(), r.name() + "..."));
      }
    }
    return Optional.empty();
  }

  /**
   * {@code numerator ≡ 0 (mod divisor)} and {@code 0 ≤ numerator ≤ divisor·(extent − 1)}.
   *
   * @param sufficient whether to give the weaker {@code −divisor < numerator < divisor·extent}, which comes to the same
   *     where the division is exact
   */
  private List<Constraint> bounds(Tensor tensor, int dimension, Place place, boolean sufficient) {
    List<Constraint> bounds = new ArrayList<>();
    Index index = place.index;
    if (!index.isQuotient()) {
      return bounds;
    }
    long slack = sufficient ? index.divisor() - 1 : 0;
    if (index.divisor() > 1) {
      bounds.add(new Divisible(index.numerator(), index.divisor()));
    }
    bounds.add(new AtLeastZero(index.numerator().plus(slack)));
    long last = Math.multiplyExact(index.divisor(), tensor.sampleExtent(dimension) - 1);
    bounds.add(new AtLeastZero(Affine.of(Math.addExact(last, slack)).minus(index.numerator())));
    return bounds;
  }

  private Failure outOfBounds(Tensor tensor, Ast.Access access, int dimension, Place place, Constraint bound) {
    Index index = place.index;
    String written = place.expr instanceof Ast.Pack p ? index + " (of " + p.name() + "...)"
        : place.expr.span().onOneLine();
    long extent = tensor.sampleExtent(dimension);
    String name = domain.frame().called(tensor);
    String end = DeclaredShape.of(domain.frame().declaration(), name)
        .filter(w -> w.extents().size() == tensor.sampleRank()).map(w -> w.extents().get(dimension))
        .orElse(Long.toString(extent));
    boolean isAffine = place.expr instanceof Ast.Pack || AffineQuotient.of(place.expr, domain) != null;
    if (bound instanceof Divisible) {
      return domain.frame().fail(Diagnostic.of(Code.NOT_EXACT, place.expr.span(), "the division in " + written
          + " is not always exact").saying(domain.sizes().given(place.expr))
          .hint(!isAffine ? Optional.empty() : Optional.of(new InexactDivision(domain.frame().declaration(), access,
              access.indices().indexOf(place.expr), index, extent, end).hint())));
    }
    Set<String> given = domain.sizes().values(place.expr);
    if (!end.equals(Long.toString(extent))) {
      given.add(end + " = " + extent);
    }
    boolean low = bound.affine().equals(index.numerator().plus(index.divisor() - 1));
    long reaches = Math.floorDiv(low ? least(index.numerator()) : -least(index.numerator().times(-1)), index.divisor());
    Optional<Reducer> reducer = domain.reducer(index.numerator());
    String needed = !isAffine || reducer.isEmpty() ? ""
        : ", or guard it: … | " + (low ? "0 <= " + written : written + " < " + end);
    String absent = reducer.map(Reads::absent).orElse("0");
    String hint = "say what lies outside, (" + name + "[…] else " + absent + ")" + needed;
    boolean isFix = access.base() instanceof Ast.Reference
        && domain.frame().run().declarations().isEditable(access.span());
    return domain.frame().fail(Diagnostic.of(Code.OUT_OF_BOUNDS, place.expr.span(), "`" + name
        + "` may be read out of"
        + " bounds: " + written + " reaches " + reaches + ", and this dimension has the indices 0 to " + (extent - 1))
        .saying(Sizes.given(given)).and(domain.frame().place(tensor), "`" + name + "` is " + tensor.shapeText())
        .hint(Optional.of(isFix
            ? Hint.fix(hint, access.span(), "(" + access.span().text() + " else " + absent + ")")
            : Hint.advice(hint))));
  }

  /** What makes no difference to a reduction, as a guarded-out term makes none. */
  private static String absent(Reducer reducer) {
    return switch (reducer) {
      case SUM -> "0";
      case PROD -> "1";
      case MIN -> "infinity";
      case MAX, ARGMAX -> "-infinity";
    };
  }

  /** The greatest number below 0 that an expression is proven not to be below. */
  private long least(Affine affine) {
    long low = affine.minimum();
    long high = 0;
    while (high - low > 1) {
      long middle = Math.floorDiv(low + high, 2);
      if (domain.proves(new AtLeastZero(affine.plus(-middle)))) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
