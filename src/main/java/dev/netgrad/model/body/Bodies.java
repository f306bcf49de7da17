package dev.netgrad.model.body;

import dev.netgrad.model.formula.Formulas;
import dev.netgrad.model.names.Definitions;
import dev.netgrad.model.names.Limits;
import dev.netgrad.model.scope.Dependencies;
import dev.netgrad.model.scope.Extents;
import dev.netgrad.model.scope.Failure;
import dev.netgrad.model.scope.Frame;
import dev.netgrad.model.scope.GraphBuilder;
import dev.netgrad.model.scope.Meaning;
import dev.netgrad.model.scope.Sizes;
import dev.netgrad.source.Code;
import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.Fault;
import dev.netgrad.source.Part;
import dev.netgrad.source.Span;
import dev.netgrad.syntax.Aside;
import dev.netgrad.syntax.Ast;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Call;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Derivation;
import dev.netgrad.tensor.Extent;
import dev.netgrad.tensor.Initialiser;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The statements of a body, one after the other. A wrong one is reported, and the rest still looked at. */
public final class Bodies {
  private final Frame frame;
  private boolean failed;
  /** Whether the sizes are not what the body requires, so that nothing but its other requirements means anything. */
  private boolean isUnfit;

  public Bodies(Frame frame) {
    this.frame = frame;
  }

  /**
   * Elaborates the body of a layer or block.
   *
   * @param name what its result is called; if empty, as the body calls it
   */
  public Tensor result(String name) {
    Ast.Statement last = Definitions.result(frame.declaration().body());
    if (last == null) {
      throw frame.fail(Diagnostic.of(Code.STATEMENT, frame.declaration().name().span(), "`"
          + frame.declaration().name().text() + "` gives no result").advice("its last statement is its result"));
    }
    Meaning result = new Meaning.Broken();
    for (Ast.Statement s : frame.declaration().body()) {
      Meaning value = statement(s, s == last ? name : "", s == last);
      result = s == last ? value : result;
    }
    if (result instanceof Meaning.Broken) {
      throw new Failure();
    }
    if (result instanceof Meaning.Whole w) {
      return w.tensor();
    }
    throw frame.fail(Code.STATEMENT, last.span(), "the result of `" + frame.declaration().name().text() + "` is "
        + result.kind() + ", and should be a tensor");
  }

  /** Whether a statement was wrong. */
  public boolean hasFailed() {
    return failed;
  }

  /** What a statement defines or gives; {@link Meaning.Broken} if nothing. */
  public Meaning statement(Ast.Statement s, String name, boolean isLast) {
    try {
      if (frame.run().isExhausted()) {
        if (!frame.run().saidExhausted()) {
          frame.fail(Code.BUDGET, s.span(), "this network puts more than " + Limits.STATEMENTS
              + " statements in place");
        }
        throw new Failure();
      }
      boolean isNoMore = isUnfit && !(s instanceof Ast.RequireStatement);
      if (isNoMore || frame.run().resolution().isWrong(s)) {
        throw new Failure();
      }
      Meaning value = Fault.at(
          Part.of(Definitions.name(s).map(Ast.Name::text).orElse(name), frame.origin(s.span()).places()),
          () -> elaboratedExactly(s, name, isLast));
      frame.body().give(s, value);
      return value;
    } catch (Failure failure) {
      failed = true;
      frame.run().fail();
      frame.body().fail();
      Definitions.name(s).filter(n -> frame.scope().place(n.text()).isEmpty())
          .ifPresent(n -> frame.scope().define(n.text(), new Meaning.Broken(), n.span()));
      return new Meaning.Broken();
    }
  }

  private Meaning elaboratedExactly(Ast.Statement s, String name, boolean isLast) {
    try {
      return elaborated(s, name, isLast);
    } catch (ArithmeticException tooLarge) {
      throw frame.fail(Code.SIZE_ARITHMETIC, s.span(), "the sizes in this statement do not fit into 64 bits");
    }
  }

  private Meaning elaborated(Ast.Statement s, String name, boolean isLast) {
    return s.match(
        this::parameter,
        this::state,
        this::next,
        definition -> definition(definition, name),
        result -> {
          if (!isLast) {
            throw frame.fail(Diagnostic.of(Code.STATEMENT, result.span(), "nothing comes of this value")
                .advice("give it a name, or make it the last statement"));
          }
          return new Tensors(frame).value(result.value(), name.isEmpty() ? "out" : name);
        },
        this::ofNetworks,
        this::require,
        this::aside,
        this::ofNetworks,
        broken -> {
          throw new Failure();
        });
  }

  private Meaning ofNetworks(Ast.Statement s) {
    throw frame.fail(Code.STATEMENT, s.span(), "this statement belongs in a network");
  }

  /** The derivative or metric by itself: nothing else in the body sees its name. */
  private Meaning aside(Ast.AsideStatement d) {
    if (frame.declaration().kind() != Ast.Kind.NETWORK) {
      return ofNetworks(d);
    }
    Tensors tensors = new Tensors(frame);
    if (d.aside() == Aside.DERIVATIVE && !tensors.isTerm(d.value())) {
      throw frame.fail(Diagnostic.of(Code.GRADIENT, d.value().span(), "this is no derivative")
          .advice("a derivative is grad(loss, x), tangent(y, x, v) or jacobian(y, x)"));
    }
    int before = frame.graph().body().size();
    Tensor value = tensors.tensor(d.value(), d.name().text());
    frame.graph().body().subList(before, frame.graph().body().size()).stream().filter(Bodies::isTrained).findFirst()
        .ifPresent(made -> {
          throw frame.fail(Diagnostic.of(Code.STATEMENT, made.origin().place(),
              "this would have parameters of its own, which nothing trains")
              .advice("a " + d.aside().word() + " is of what the network computes anyway"));
        });
    return new Meaning.Whole(value);
  }

  /** Whether this is a parameter or state, or has some. */
  private static boolean isTrained(Tensor tensor) {
    Call call = Dependencies.call(tensor);
    return tensor.definition() instanceof Definition.Parameter || tensor.definition() instanceof Definition.State
        || call != null && isTrained(call.block());
  }

  private static boolean isTrained(Block block) {
    return block.body().stream().anyMatch(Bodies::isTrained);
  }

  private Meaning definition(Ast.DefinitionStatement d, String name) {
    String called = name.isEmpty() ? frame.prefix() + d.name().text() : name;
    Meaning value = d.isScan() ? new Meaning.Whole(new Formulas(frame).scan(called, d)) : d.indices().isPresent()
        ? new Meaning.Whole(new Formulas(frame).indexed(called, d.indices().get(), d.value(), d.span()))
        : new Tensors(frame).value(d.value(), called);
    if (value.isStatic()) {
      Sizes sizes = new Sizes(frame, frame.scope());
      value = sizes.named(value, frame.declaration(), d.name());
      sizes.source(d.name().text(), d.value()).ifPresent(source -> frame.scope().explain(d.name().text(), source));
    }
    return define(d.name(), value);
  }

  private Meaning require(Ast.RequireStatement r) {
    Sizes sizes = new Sizes(frame, frame.scope());
    if (!sizes.condition(r.condition())) {
      isUnfit = true;
      throw frame.fail(Diagnostic.of(Code.REQUIREMENT, r.span(), "`" + frame.declaration().name().text() + "` requires "
          + r.condition().span().onOneLine()).saying(sizes.given(r.condition())));
    }
    return new Meaning.Flag(true);
  }

  private Meaning define(Ast.Name name, Meaning value) {
    frame.define(name, value);
    return value;
  }

  private Meaning parameter(Ast.ParameterStatement p) {
    if (frame.declaration().kind() == Ast.Kind.OPTIMIZER) {
      throw frame.fail(Code.STATEMENT, p.span(), "an optimizer has no parameters of its own");
    }
    Meaning.Dimensions dimensions = new Extents(frame, frame.scope()).dimensions(p.dimensions());
    Map<String, Double> attributes = new TreeMap<>();
    for (Ast.Argument a : p.attributes()) {
      attributes.put(a.name().orElseThrow().text(), new Formulas(frame).constant(a.value()));
    }
    Definition definition = new Definition.Parameter(initialiser(p.initialiser()), attributes);
    return kept(p.name(), shape(dimensions), dimensions.indexNames(), definition, p.span());
  }

  private Meaning state(Ast.StateStatement s) {
    Meaning.Dimensions dimensions = new Extents(frame, frame.scope()).dimensions(s.dimensions());
    if (!(initialiser(s.initialiser()) instanceof Initialiser.Fill fill)) {
      throw frame.fail(Code.INITIALISER, s.initialiser().span(), "a state starts with one number");
    }
    boolean elementwise = frame.declaration().kind() == Ast.Kind.OPTIMIZER
        && s.dimensions().stream().anyMatch(Ast.Dimension::pack);
    List<Extent> shape = new ArrayList<>(shape(dimensions));
    List<String> names = new ArrayList<>(dimensions.indexNames());
    if (elementwise) {
      shape.add(0, Extent.BATCH);
      names.add(0, frame.graph().batchName());
    }
    return kept(s.name(), shape, names, new Definition.State(fill.value()), s.span());
  }

  private static List<Extent> shape(Meaning.Dimensions dimensions) {
    return dimensions.sizes().stream().map(Extent::of).toList();
  }

  /** A parameter or state; the one there is already where uses share a label. */
  private Meaning kept(Ast.Name name, List<Extent> shape, List<String> names, Definition definition, Span span) {
    String qualified = frame.prefix() + name.text();
    new GraphBuilder(frame).checkElements(shape, qualified, span);
    Tensor before = frame.scope().place(name.text()).isPresent() ? null : frame.graph().named(qualified);
    if (before == null) {
      Tensor tensor = new Tensor(qualified, shape, names, false, definition, frame.origin(span), Derivation.SOURCE);
      Meaning value = define(name, new Meaning.Whole(tensor));
      frame.graph().addNamed(tensor);
      return value;
    }
    if (!before.shape().equals(shape) || !before.definition().equals(definition)) {
      throw frame.fail(Diagnostic.of(Code.SHARED_LABEL, span, "two uses share `" + qualified
          + "` by their label, but one is " + before.shapeText() + " and the other "
          + shape.stream().map(Extent::toString).toList()).and(before.origin().place(), "first here"));
    }
    return define(name, new Meaning.Whole(before));
  }

  private Initialiser initialiser(Ast.Expr e) {
    if (e instanceof Ast.Reference r && (r.name().equals("normal") || r.name().equals("uniform"))) {
      throw frame.fail(Diagnostic.of(Code.INITIALISER, e.span(), r.name() + " takes one number").advice(r.name()
          + "(0.1)"));
    }
    boolean normal = e instanceof Ast.Call c && c.callee().text().equals("normal");
    boolean uniform = e instanceof Ast.Call c && c.callee().text().equals("uniform");
    if (!normal && !uniform) {
      return new Initialiser.Fill(new Formulas(frame).constant(e));
    }
    List<Ast.Argument> arguments = ((Ast.Call) e).arguments();
    if (arguments.size() != 1 || arguments.get(0).name().isPresent()) {
      throw frame.fail(Diagnostic.of(Code.INITIALISER, e.span(), (normal ? "normal" : "uniform") + " takes one number")
          .advice(normal ? "normal(standardDeviation)" : "uniform(bound), from -bound to bound"));
    }
    double value = new Formulas(frame).constant(arguments.get(0).value());
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw frame.fail(Code.INITIALISER, e.span(), "this is " + value + ", and must be finite and not negative");
    }
    return normal ? new Initialiser.Normal(value) : new Initialiser.Uniform(value);
  }

  /** The value after the step; evaluation takes no step, so that a state stays what it is. */
  private Meaning next(Ast.NextStatement s) {
    Meaning target = frame.find(s.name().text(), s.name().span());
    boolean optimizer = frame.declaration().kind() == Ast.Kind.OPTIMIZER;
    boolean allowed = target instanceof Meaning.Whole w && (w.tensor().definition() instanceof Definition.State
        || optimizer && s.name().text().equals(frame.declaration().formals().get(0).name().text()));
    if (!allowed) {
      throw frame.fail(Diagnostic.of(Code.STATEMENT, s.name().span(), "`" + s.name().text() + "` is no state")
          .advice("state " + s.name().text() + "[…] = 0 declares one"));
    }
    if (!frame.run().training()) {
      return target;
    }
    Tensor state = ((Meaning.Whole) target).tensor();
    String plain = s.name().text();
    String name = frame.prefix() + "next" + Character.toUpperCase(plain.charAt(0)) + plain.substring(1);
    Tensor next = s.indices().isEmpty() ? new Tensors(frame).tensor(s.value(), name)
        : new Formulas(frame).indexed(name, s.indices(), s.value(), s.span());
    if (optimizer && state.isPerSample() && next.shape().isEmpty()) {
      throw frame.fail(Code.SHAPES, s.span(), "this value would be the same for every element of every parameter");
    }
    if (!next.shape().equals(state.shape())) {
      boolean perSample = next.isPerSample() && !state.isPerSample();
      throw frame.fail(Diagnostic.of(Code.SHAPES, s.span(), perSample
          ? "`" + plain + "` is one for the whole batch, and this value is one for each sample"
          : "`" + plain + "` is " + state.shapeText() + ", and this value is " + next.shapeText())
          .and(state.origin().span(), "declared here").advice(perSample ? "sum over the batch: sum[n] …" : "give it "
          + "the indices of the state"));
    }
    Span before = frame.graph().updatePlace(state);
    if (before != null) {
      throw frame.fail(Diagnostic.of(Code.DEFINED_TWICE, s.span(), "`" + plain + "` gets its next value twice")
          .and(before, "first here"));
    }
    frame.graph().update(state, next, s.span());
    return new Meaning.Whole(next);
  }
}
