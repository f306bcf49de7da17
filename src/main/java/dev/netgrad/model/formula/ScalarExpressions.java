package dev.netgrad.model.formula;

import dev.netgrad.model.names.Declarations;
import dev.netgrad.model.names.DeclaredShape;
import dev.netgrad.model.names.Functions;
import dev.netgrad.model.names.Predefined;
import dev.netgrad.model.names.Trees;
import dev.netgrad.model.scope.Failure;
import dev.netgrad.model.scope.Frame;
import dev.netgrad.model.scope.Meaning;
import dev.netgrad.source.Code;
import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.Hint;
import dev.netgrad.source.Span;
import dev.netgrad.syntax.Ast;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Operator;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Scalar expressions: what a formula computes at each point of a domain. */
final class ScalarExpressions {
  private final Domain domain;
  private final Frame frame;

  ScalarExpressions(Domain domain) {
    this.domain = domain;
    this.frame = domain.frame();
  }

  /** The value of an expression at a point. */
  Scalar scalar(Ast.Expr e) {
    return e.match(
        number -> Scalar.constant(number.value().doubleValue()),
        this::reference,
        pack -> {
          throw frame.fail(Code.INDEX, pack.span(), "a pack stands only among indices");
        },
        this::access,
        this::guarded,
        application -> application.match(
            this::call,
            stage -> element(frame.run().wholes().tensor(stage, frame), stage.span())),
        arithmetic -> arithmetic.match(
            negate -> Folded.fold(Operator.NEGATE, List.of(scalar(negate.operand()))),
            this::binary),
        this::choice,
        this::rejectCondition,
        bracket -> Folded.select(Conditions.of(bracket.condition(), domain), Scalar.ONE, Scalar.ZERO),
        reduce -> new ReductionExpressions(domain).scalar(reduce));
  }

  private Scalar access(Ast.Access a) {
    Tensor tensor = base(a);
    rejectInteger(tensor, a.span());
    return new Reads(domain, Conditions::of).read(tensor, a);
  }

  private Scalar rejectCondition(Ast.Logical e) {
    throw frame.fail(Diagnostic.of(Code.KIND, e.span(), "a number is needed here, and this is a condition")
        .fix("[condition] is 1 where it holds, else 0", e.span(), "[" + e.span().text() + "]"));
  }

  private Scalar reference(Ast.Reference r) {
    Meaning value = domain.scope().find(r.name());
    if (value == null && r.name().equals("N")) {
      return new Scalar.BatchSize();
    } else if (value == null && r.name().equals("n")) {
      throw frame.fail(Code.INDEX, r.span(), "`n` only says what a reduction goes over: sum[n]");
    } else if (value == null) {
      return constant(r);
    }
    return value.match(
        size -> constant(r),
        number -> constant(r),
        flag -> constant(r),
        whole -> element(whole.tensor(), r.span()),
        dimensions -> rejectPack(dimensions, r),
        index -> new Scalar.Position(Affine.of(index.axis())),
        indices -> rejectPack(indices, r),
        broken -> {
          throw new Failure();
        });
  }

  private Scalar constant(Ast.Reference r) {
    return Scalar.constant(domain.sizes().number(r));
  }

  private Scalar rejectPack(Meaning pack, Ast.Reference r) {
    throw frame.fail(Code.KIND, r.span(), "a number is needed here, and `" + r.name() + "` is " + pack.kind());
  }

  /** A tensor as a whole, at a point: of rank 0, or element by element. */
  private Scalar element(Tensor tensor, Span place) {
    rejectInteger(tensor, place);
    if (tensor.sampleRank() == 0) {
      return new Scalar.Read(tensor, domain.leading(tensor));
    }
    Domain.Elements elements = domain.elements();
    if (elements == null) {
      throw frame.fail(Diagnostic.of(Code.RANK, place,
          "in a formula, `" + frame.called(tensor) + "` is read element by element")
          .and(frame.place(tensor), tensor.shapeText()).hint(Optional.of(read(tensor, place))));
    }
    if (!elements.isKnown()) {
      elements.begin(tensor, place);
    }
    List<Axis> axes = elements.axes();
    boolean same = axes.size() == tensor.sampleRank();
    for (int d = 0; same && d < axes.size(); d++) {
      same = axes.get(d).extent().size() == tensor.sampleExtent(d);
    }
    if (!same) {
      throw differ(elements, tensor, place);
    }
    List<Index> indices = domain.leading(tensor);
    axes.forEach(a -> indices.add(Index.of(a)));
    return new Scalar.Read(tensor, indices);
  }

  /** A read of all elements, by the indices that go over the dimensions that the body declares. */
  private Hint read(Tensor tensor, Span place) {
    List<String> names = new ArrayList<>(tensor.indexNames().subList(tensor.isPerSample() ? 1 : 0, tensor.rank()));
    List<String> extents = DeclaredShape.of(frame.declaration(), frame.called(tensor))
        .map(DeclaredShape::extents).orElse(names);
    for (int d = 0; d < names.size() && extents.size() == names.size(); d++) {
      if (domain.scope().find(extents.get(d)) instanceof Meaning.Size) {
        names.set(d, extents.get(d).toLowerCase(Locale.ROOT));
      }
    }
    String written = frame.called(tensor) + "[" + String.join(", ", names) + "]";
    boolean isKnown = names.stream().allMatch(n -> domain.scope().find(n) instanceof Meaning.IndexOf);
    return isKnown && place.text().equals(frame.called(tensor))
        ? Hint.fix("give it its indices, " + written, place, written)
        : Hint.advice("give it an index for each dimension, as in " + written);
  }

  private Failure differ(Domain.Elements elements, Tensor second, Span place) {
    Tensor first = elements.first();
    Diagnostic shapes = Diagnostic.of(Code.SHAPES, place, "`" + frame.called(first) + "` is " + first.shapeText()
        + " and `" + frame.called(second) + "` is " + second.shapeText()
        + ", which do not go together element by element")
        .saying(second.shapeText()).and(elements.place(), first.shapeText());
    Diagnostic d = frame.comesFrom(frame.comesFrom(shapes, first), second);
    Fitting fitting = new Fitting(frame);
    return frame.fail(d.hint(fitting.hint(first, second).or(() -> fitting.hint(second, first))));
  }

  /** The tensor that an access reads: a name's, or an unnamed one's such as {@code relu(x)[i]}. */
  private Tensor base(Ast.Access access) {
    if (access.base() instanceof Ast.Reference r) {
      Meaning value = frame.find(r.name(), r.span(), domain.scope());
      if (value instanceof Meaning.Whole w) {
        return w.tensor();
      }
      throw frame.fail(Code.RANK, r.span(), "`" + r.name() + "` is " + value.kind() + " and has no elements");
    }
    return frame.run().wholes().tensor(access.base(), frame);
  }

  private void rejectInteger(Tensor tensor, Span place) {
    if (tensor.isInteger()) {
      throw frame.fail(Diagnostic.of(Code.CLASS_NUMBERS, place,
          "`" + frame.called(tensor) + "` holds class numbers, which may only be compared, or be an index")
          .and(frame.place(tensor), "`" + frame.called(tensor) + "` comes from here")
          .advice("[k == " + frame.called(tensor) + "]"));
    }
  }

  private Scalar guarded(Ast.Guarded g) {
    Tensor tensor = base(g.read());
    rejectInteger(tensor, g.read().span());
    return new Reads(domain, Conditions::of).readOr(tensor, g.read(), (inside, where) -> {
      frame.run().guards().use(g, GuardNeed.isNeeded(g, !inside.equals(Condition.TRUE), where));
      return () -> new ScalarExpressions(where.where(inside, false)).scalar(g.otherwise());
    });
  }

  private Scalar call(Ast.Call c) {
    String name = c.callee().text();
    if (Functions.NAMES.contains(name)) {
      Operator operator = Functions.operator(c);
      return Folded.fold(operator, Failure.each(c.arguments(), a -> scalar(a.value())));
    }
    if (name.equals(Predefined.RANDOM)) {
      return new Draws(domain).scalar(c);
    }
    if (name.equals("normal") || name.equals("uniform")) {
      throw frame.fail(Code.INITIALISER, c.span(), name + " only says how a parameter starts");
    }
    if (frame.run().declarations().find(name, c.callee().span()).filter(Declarations::isCallable).isPresent()) {
      c.arguments().forEach(a -> rejectElement(c, a.value()));
    }
    return element(frame.run().wholes().tensor(c, frame), c.span());
  }

  /** Layers take tensors as wholes; of one that goes element by element, an element is read behind it. */
  private void rejectElement(Ast.Call call, Ast.Expr argument) {
    Trees.references(argument, r -> {
      if (domain.scope().find(r.name()) instanceof Meaning.IndexOf) {
        Diagnostic d = Diagnostic.of(Code.KIND, argument.span(),
            "a layer takes tensors as wholes, and this is an element");
        boolean mends = argument instanceof Ast.Access && call.arguments().size() == 1
            && frame.run().declarations().takesAnyShape(call.callee());
        throw frame.fail(mends ? d.hint(Optional.of(behind(call, (Ast.Access) argument))) : d);
      }
    });
  }

  /** {@code relu(x[i])} as {@code relu(x)[i]}. */
  private static Hint behind(Ast.Call call, Ast.Access argument) {
    String tensor = argument.base().span().text();
    String mended = call.callee().text() + "(" + tensor + ")" + argument.span().text().substring(tensor.length());
    return Hint.fix("read an element of what it gives: " + mended, call.span(), mended);
  }

  private Scalar binary(Ast.Binary b) {
    if (b.operator() == Ast.BinaryOperator.MULTIPLY || b.operator() == Ast.BinaryOperator.DIVIDE) {
      return product(b);
    } else if (b.operator() == Ast.BinaryOperator.REMAINDER) {
      if (domain.sizes().isStatic(b)) {
        return Scalar.constant(domain.sizes().number(b));
      }
      throw frame.fail(Diagnostic.of(Code.NOT_AFFINE, b.span(), "% is for sizes and for conditions")
          .advice("such as (h - r) % 2 == 0"));
    }
    return Folded.fold(Functions.operator(b.operator()), Failure.each(List.of(b.left(), b.right()), this::scalar));
  }

  /** A product; brackets among its factors select, so that what they rule out is not computed. */
  private Scalar product(Ast.Binary b) {
    List<Condition> masks = new ArrayList<>();
    Domain inside = masks(b, domain, masks);
    Scalar product = masks.isEmpty() ? null : factors(b, inside);
    if (masks.isEmpty()) {
      return Folded.fold(Functions.operator(b.operator()), Failure.each(List.of(b.left(), b.right()), this::scalar));
    }
    return Folded.select(Condition.all(masks), product == null ? Scalar.ONE : product, Scalar.ZERO);
  }

  private Domain masks(Ast.Expr e, Domain where, List<Condition> out) {
    if (e instanceof Ast.Bracket b) {
      Condition condition = Conditions.of(b.condition(), where);
      out.add(condition);
      return where.where(condition, true);
    } else if (e instanceof Ast.Binary b && b.operator() == Ast.BinaryOperator.MULTIPLY) {
      return masks(b.right(), masks(b.left(), where, out), out);
    } else if (e instanceof Ast.Binary b && b.operator() == Ast.BinaryOperator.DIVIDE) {
      return masks(b.left(), where, out);
    }
    return where;
  }

  /** The product without its brackets; null if nothing else is there. */
  private static Scalar factors(Ast.Expr e, Domain inside) {
    if (e instanceof Ast.Bracket) {
      return null;
    } else if (e instanceof Ast.Binary b && b.operator() == Ast.BinaryOperator.MULTIPLY) {
      Scalar left = factors(b.left(), inside);
      Scalar right = factors(b.right(), inside);
      return left == null ? right : right == null ? left : Folded.fold(Operator.MULTIPLY, List.of(left, right));
    } else if (e instanceof Ast.Binary b && b.operator() == Ast.BinaryOperator.DIVIDE) {
      Scalar left = factors(b.left(), inside);
      Scalar right = new ScalarExpressions(inside).scalar(b.right());
      return Folded.fold(Operator.DIVIDE, List.of(left == null ? Scalar.ONE : left, right));
    }
    return new ScalarExpressions(inside).scalar(e);
  }

  private Scalar choice(Ast.If i) {
    if (domain.sizes().isStatic(i.condition())) {
      return scalar(domain.sizes().condition(i.condition()) ? i.yes() : i.no());
    }
    Condition condition = Conditions.of(i.condition(), domain);
    return Folded.select(condition, new ScalarExpressions(domain.where(condition, true)).scalar(i.yes()),
        new ScalarExpressions(domain.where(condition, false)).scalar(i.no()));
  }
}
