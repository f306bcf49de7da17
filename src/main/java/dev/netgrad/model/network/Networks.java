package dev.netgrad.model.network;

import dev.netgrad.model.body.Bodies;
import dev.netgrad.model.names.Declarations;
import dev.netgrad.model.names.Definitions;
import dev.netgrad.model.names.Hyperparameters;
import dev.netgrad.model.names.Matching;
import dev.netgrad.model.names.Roles;
import dev.netgrad.model.names.Trees;
import dev.netgrad.model.scope.Dependencies;
import dev.netgrad.model.scope.Elaborated;
import dev.netgrad.model.scope.Elaboration;
import dev.netgrad.model.scope.Extents;
import dev.netgrad.model.scope.Failure;
import dev.netgrad.model.scope.Frame;
import dev.netgrad.model.scope.GraphBuilder;
import dev.netgrad.model.scope.Meaning;
import dev.netgrad.model.scope.Sizes;
import dev.netgrad.source.Code;
import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.Span;
import dev.netgrad.syntax.Aside;
import dev.netgrad.syntax.Ast;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Call;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Derivation;
import dev.netgrad.tensor.Extent;
import dev.netgrad.tensor.Metrics;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Origin;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * A network's declaration in one mode: its inputs, outputs and objective. What is wrong with one of them keeps none of
 * the others from being looked at.
 */
public final class Networks {
  private final Frame frame;
  private final List<Tensor> inputs = new ArrayList<>();
  private final Map<Ast.Statement, Meaning> values = new LinkedHashMap<>();
  private final Asides asides;
  private Optional<Ast.OptimizerStatement> optimizer = Optional.empty();
  private Optional<Ast.OutputStatement> outputStatement = Optional.empty();
  private final Sized sized;

  private Networks(Frame frame, Sized sized) {
    this.frame = frame;
    this.sized = sized;
    this.asides = new Asides(frame);
  }

  /**
   * A network as far as it is sound.
   *
   * @param network empty if it has errors
   * @param body what its statements give in training
   */
  public record Found(Optional<Network> network, Elaborated body) {}

  /** @param sized what is set from outside */
  public static Found elaborate(
      Ast.Declaration declaration, Sized sized, Elaboration training, Elaboration evaluation) {
    Networks forTraining = new Networks(Frame.of(declaration, training), sized);
    Optional<Graphed> trained = forTraining.graphed();
    Networks forEvaluation = new Networks(Frame.of(declaration, evaluation), sized);
    Optional<Graphed> evaluated = forEvaluation.graphed();
    forEvaluation.asides.values().forEach((d, tensor) -> forTraining.frame.body().give(d, new Meaning.Whole(tensor)));
    Optional<Network> network = forTraining.tried(() -> forTraining.network(trained, evaluated)).flatMap(n -> n);
    return new Found(network, forTraining.frame.body());
  }

  /** The names in a network's head that can be set from outside: those with a default, and sizes. */
  public static List<String> settable(Ast.Declaration network, Declarations declarations) {
    return network.formals().stream().filter(f -> isSet(f, network, declarations)).map(f -> f.name().text()).toList();
  }

  /** Whether it is a number known when compiling, and no input. */
  private static boolean isSet(Ast.Formal formal, Ast.Declaration network, Declarations declarations) {
    return formal.defaultValue().isPresent()
        || Matching.isNumber(formal) && Roles.isSize(network, formal.name().text(), declarations);
  }

  private Optional<Network> network(Optional<Graphed> trained, Optional<Graphed> evaluated) {
    Optimizers optimizers = new Optimizers(frame);
    if (trained.isEmpty() || evaluated.isEmpty()) {
      optimizers.check(optimizer.filter(o -> !frame.run().resolution().isWrong(o)), hasLoss());
      return Optional.empty();
    }
    evaluated.get().metrics().ifPresent(metrics -> requireTrained(metrics.batch(), trained.get().block()));
    List<Network.Update> updates = optimizers.updates(trained.get().block(), optimizer, hasLoss());
    return Optional.of(new Network(sized.name(), trained.get().block(), evaluated.get().block(),
        trained.get().objective(), updates, evaluated.get().derivatives(), evaluated.get().metrics()));
  }

  /** A metric uses the blocks that the network has; it has none of its own. */
  private void requireTrained(Block metrics, Block training) {
    Set<List<String>> known = training.calls().stream().map(Call::instances).collect(Collectors.toSet());
    metrics.calls().stream().filter(call -> !known.contains(call.instances())).findFirst().ifPresent(call -> {
      throw frame.fail(Diagnostic.of(Code.METRIC, call.origin().place(), "only metrics use this block")
          .advice("let `" + call.block().name() + "` be a layer"));
    });
  }

  /** Whether a statement is there for the loss, right or wrong. */
  private boolean hasLoss() {
    return frame.declaration().body().stream().anyMatch(Definitions::isLoss);
  }

  /** What comes of a part of the network; nothing, if that is wrong. */
  private <T> Optional<T> tried(Supplier<T> part) {
    try {
      return Optional.of(part.get());
    } catch (Failure failure) {
      frame.run().fail();
      return Optional.empty();
    }
  }

  private record Graphed(Block block, Optional<Tensor> objective, List<Block> derivatives,
      Optional<Metrics> metrics) {}

  private Optional<Graphed> graphed() {
    inputs();
    frame.body().begin(frame.scope());
    statements();
    Optional<Optional<Tensor>> objective = tried(this::objective);
    Optional<List<Tensor>> outputs = tried(this::outputs);
    return frame.run().hasFailed() ? Optional.empty()
        : tried(() -> block(outputs.orElseThrow(), objective.orElseThrow()));
  }

  private void statements() {
    Bodies bodies = new Bodies(frame);
    Ast.Statement last = Definitions.output(frame.declaration().body());
    List<Ast.AsideStatement> named = new ArrayList<>();
    Consumer<Ast.Statement> value = s -> values.put(s, bodies.statement(s, "", s == last));
    for (Ast.Statement s : frame.declaration().body()) {
      s.act(value::accept, value::accept, value::accept, value::accept, value::accept,
          output -> outputStatement = once(outputStatement, output),
          value::accept,
          named::add,
          asked -> optimizer = once(optimizer, asked),
          value::accept);
    }
    if (!frame.run().training()) {
      named.forEach(aside -> asides.add(aside, bodies));
    }
  }

  private <S extends Ast.Statement> Optional<S> once(Optional<S> before, S now) {
    if (before.isPresent()) {
      frame.fail(Diagnostic.of(Code.OUTPUT, now.span(), "a network says this once").and(before.get().span(),
          "first here"));
      return before;
    } else if (frame.run().resolution().isWrong(now)) {
      frame.run().fail();
    }
    return Optional.of(now);
  }

  private Graphed block(List<Tensor> outputs, Optional<Tensor> objective) {
    boolean training = frame.run().training();
    if (training) {
      SecondDerivatives.missing(objective.map(List::of).orElse(outputs),
          frame.graph().previous()).ifPresent(missing -> {
        throw frame.fail(missing);
      });
    }
    Optional<Tensor> kept = training ? objective : Optional.empty();
    Set<Tensor> needed = needed(outputs, kept);
    // The step may be there for the optimizer alone, and another input for a derivative, such as a tangent's direction.
    boolean all = training && (has(Aside.METRIC) || !has(Aside.DERIVATIVE));
    List<Tensor> given = inputs.stream().filter(i -> all && !i.isStep() || needed.contains(i)).toList();
    String signature = inputs.stream()
        .map(i -> i.name() + (i.isInteger() && i.sampleRank() == 0 ? "" : i.shapeText())
            + (i.isInteger() ? ": class[" + frame.run().classes.get(i) + "]" : ""))
        .collect(Collectors.joining(", ", sized.name() + "(", ")"));
    Block block = frame.graph().block(sized.name(), signature, documentation(), given, outputs, kept.stream().toList(),
        new Origin(frame.declaration().span(), List.of()));
    return new Graphed(block, kept, asides.derivatives(sized.name(), inputs), asides.metrics(sized.name(), inputs));
  }

  private boolean has(Aside aside) {
    return frame.declaration().body().stream().anyMatch(s -> s instanceof Ast.AsideStatement a && a.aside() == aside);
  }

  /** What is computed anyway, of states in training too. */
  private Set<Tensor> needed(List<Tensor> outputs, Optional<Tensor> objective) {
    List<Tensor> roots = new ArrayList<>(outputs);
    objective.ifPresent(roots::add);
    if (frame.run().training()) {
      roots.addAll(frame.graph().updates().values());
    }
    return Dependencies.needed(roots, frame.graph().previous());
  }

  private String documentation() {
    String written = frame.declaration().documentation();
    return sized.values().isEmpty() ? written : (written + " With " + sized.text() + ".").strip();
  }

  private void inputs() {
    List<Ast.Formal> formals = frame.declaration().formals();
    List<Ast.Formal> numbers = formals.stream()
        .filter(f -> isSet(f, frame.declaration(), frame.run().declarations())).toList();
    // What is set may be what a default is computed from.
    for (Ast.Formal f : numbers) {
      if (sized.values().containsKey(f.name().text())) {
        define(f, () -> number(f));
      }
    }
    for (Ast.Formal f : numbers) {
      if (!sized.values().containsKey(f.name().text())) {
        define(f, () -> number(f));
      }
    }
    for (Ast.Formal f : formals) {
      // The key is drawn by, and nothing is computed with it.
      if (!numbers.contains(f) && f.type() != Ast.FormalType.KEY) {
        define(f, () -> new Meaning.Whole(input(f)));
      }
    }
  }

  private Meaning number(Ast.Formal f) {
    String name = f.name().text();
    Ast.Expr value = Optional.ofNullable(sized.values().get(name)).or(f::defaultValue).orElseThrow(() ->
        frame.fail(Diagnostic.of(Code.ARGUMENT_MISSING, f.span(), "`" + frame.declaration().name().text()
            + "` needs the size `" + name + "`, which is set from outside or has a default")
            .advice("give it a default, " + name + " = 8, or set it, --size " + name + "=8")));
    if (sized.values().containsKey(name)) {
      frame.scope().explain(name, new Diagnostic.Label(value.span(), "`" + name + "` is set here"));
    }
    Meaning number = new Sizes(frame, frame.scope()).value(value, frame.declaration(), f.name());
    if (number instanceof Meaning.Number && Roles.isSize(frame.declaration(), name, frame.run().declarations())) {
      throw frame.fail(Diagnostic.of(Code.NO_SIZE, value.span(), "`" + name
          + "` is a size, a whole number, and this is " + number.text()).and(f.span(), "declared here"));
    }
    return number;
  }

  private void define(Ast.Formal formal, Supplier<Meaning> value) {
    Optional<Meaning> found = tried(() -> {
      if (frame.run().resolution().isWrong(formal)) {
        throw new Failure();
      }
      frame.define(formal.name(), value.get());
      return frame.scope().find(formal.name().text());
    });
    if (found.isEmpty() && frame.scope().place(formal.name().text()).isEmpty()) {
      frame.scope().define(formal.name().text(), new Meaning.Broken(), formal.name().span());
    }
  }

  private Tensor input(Ast.Formal f) {
    List<Extent> shape = new ArrayList<>();
    List<String> names = new ArrayList<>();
    if (!f.type().isNumberAtRunTime()) {
      shape.add(Extent.BATCH);
      names.add("n");
    }
    if (f.dimensions().isPresent()) {
      for (Ast.Dimension d : f.dimensions().get()) {
        Trees.references(d.size(), r -> {
          if (frame.scope().find(r.name()) instanceof Meaning.Broken) {
            throw new Failure();
          }
        });
        if (d.pack() || !new Sizes(frame, frame.scope()).isStatic(d.size())) {
          throw frame.fail(Diagnostic.of(Code.INDEX, d.span(), "the dimensions of a network's input are numbers, and `"
              + d.span().onOneLine() + "` is none").advice("such as image[32, 32, 3]"));
        }
      }
      Meaning.Dimensions dimensions = new Extents(frame, frame.scope()).dimensions(f.dimensions().get());
      dimensions.sizes().forEach(s -> shape.add(Extent.of(s)));
      names.addAll(dimensions.indexNames());
    }
    new GraphBuilder(frame).checkElements(shape, f.name().text(), f.span());
    long classes = f.classes().isPresent() ? classes(f.classes().get()) : 0;
    Definition definition = f.type().isNumberAtRunTime() ? Hyperparameters.atRunTime(f) : new Definition.Input(classes);
    Tensor input = new Tensor(f.name().text(), shape, names, f.type() == Ast.FormalType.CLASS, definition,
        frame.origin(f.span()), Derivation.SOURCE);
    if (classes > 0) {
      frame.run().classes.put(input, classes);
    }
    Optimizers.requireOneStep(inputs, input, frame);
    inputs.add(input);
    return input;
  }

  private long classes(Ast.Expr count) {
    long classes = new Sizes(frame, frame.scope()).size(count);
    if (classes < 1) {
      throw frame.fail(Code.EMPTY_DOMAIN, count.span(), "there is at least one class, and this is " + classes);
    }
    return classes;
  }

  private List<Tensor> outputs() {
    List<Tensor> outputs = new ArrayList<>();
    boolean isUnread = frame.declaration().body().stream()
        .anyMatch(s -> s instanceof Ast.BrokenStatement broken && broken.purpose() == Ast.Purpose.OUTPUT);
    if (isUnread || outputStatement.filter(frame.run().resolution()::isWrong).isPresent()) {
      throw new Failure();
    } else if (outputStatement.isPresent()) {
      Map<String, Span> seen = new LinkedHashMap<>();
      for (Ast.Name name : outputStatement.get().names()) {
        Span before = seen.putIfAbsent(name.text(), name.span());
        if (before != null) {
          throw frame.fail(Diagnostic.of(Code.OUTPUT, name.span(), "`" + name.text() + "` is an output twice")
              .and(before, "first here"));
        }
        Meaning value = frame.find(name.text(), name.span());
        if (!(value instanceof Meaning.Whole w)) {
          throw frame.fail(Code.OUTPUT, name.span(), "an output is a tensor, and `" + name.text() + "` is "
              + value.kind());
        }
        outputs.add(output(name.text(), w.tensor(), name.span()));
      }
      return outputs;
    }
    Ast.Statement last = Definitions.output(frame.declaration().body());
    if (last == null && hasLoss()) {
      throw frame.fail(Diagnostic.of(Code.OUTPUT, frame.declaration().name().span(), "`"
          + frame.declaration().name().text() + "` computes nothing but its loss, so that it has no output")
          .advice("define what it computes before `loss`, or write `output loss`"));
    } else if (last == null) {
      throw frame.fail(Diagnostic.of(Code.OUTPUT, frame.declaration().name().span(), "`"
          + frame.declaration().name().text() + "` has no output")
          .advice("its last definition is its output"));
    }
    if (values.get(last) instanceof Meaning.Broken) {
      throw new Failure();
    }
    if (!(values.get(last) instanceof Meaning.Whole w)) {
      throw frame.fail(Diagnostic.of(Code.OUTPUT, last.span(), "the output is a tensor, and this is "
          + values.get(last).kind()).advice("`output name` says which it is"));
    }
    String name = last instanceof Ast.DefinitionStatement d ? d.name().text() : "out";
    outputs.add(output(name, w.tensor(), last.span()));
    return outputs;
  }

  /** The tensor under the output's name: itself, or a copy where it is something else as well. */
  private Tensor output(String name, Tensor tensor, Span span) {
    boolean isItself = tensor.name().equals(name) && !tensor.definition().isGiven();
    if (isItself || tensor.isInteger()) {
      return tensor;
    }
    List<Axis> axes = tensor.freshAxes();
    return new GraphBuilder(frame).add(name, new Definition.Formula(axes, Reduction.NONE, tensor.at(axes)), span);
  }

  /** The loss as one number for the batch: its mean, where it is one number a sample. */
  private Optional<Tensor> objective() {
    Optional<Map.Entry<Ast.Statement, Meaning>> defined =
        values.entrySet().stream().filter(e -> Definitions.isLoss(e.getKey())).findFirst();
    if (defined.isEmpty()) {
      return Optional.empty();
    } else if (defined.get().getValue() instanceof Meaning.Broken) {
      throw new Failure();
    }
    Span span = defined.get().getKey().span();
    if (!(defined.get().getValue() instanceof Meaning.Whole w) || w.tensor().isInteger()
        || w.tensor().sampleRank() != 0) {
      String what = defined.get().getValue() instanceof Meaning.Whole w2 ? w2.tensor().shapeText() : "no tensor";
      throw frame.fail(Diagnostic.of(Code.LOSS, span,
          "the loss is one number, for a sample or for the batch, and this is " + what)
          .advice("sum it over its indices, or take its mean"));
    }
    Tensor loss = w.tensor();
    if (!loss.isPerSample()) {
      return Optional.of(loss.isFormula() ? loss : output("objective", loss, span));
    }
    Axis n = Axis.batch();
    Scalar mean = loss.at(List.of(n)).over(new Scalar.BatchSize());
    return Optional.of(new GraphBuilder(frame).add("meanLoss",
        new Definition.Formula(List.of(), Reduction.sum(List.of(n), List.of()), mean), span));
  }
}
