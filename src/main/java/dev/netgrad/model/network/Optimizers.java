package dev.netgrad.model.network;

import dev.netgrad.model.body.Bodies;
import dev.netgrad.model.body.Tensors;
import dev.netgrad.model.names.Hyperparameters;
import dev.netgrad.model.names.Limits;
import dev.netgrad.model.names.Matching;
import dev.netgrad.model.names.Predefined;
import dev.netgrad.model.scope.Dependencies;
import dev.netgrad.model.scope.Elaborated;
import dev.netgrad.model.scope.Environment;
import dev.netgrad.model.scope.Failure;
import dev.netgrad.model.scope.Frame;
import dev.netgrad.model.scope.Graph;
import dev.netgrad.model.scope.Meaning;
import dev.netgrad.model.scope.Sizes;
import dev.netgrad.source.Code;
import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.Span;
import dev.netgrad.source.Spelling;
import dev.netgrad.syntax.Ast;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Call;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Derivation;
import dev.netgrad.tensor.Equivalence;
import dev.netgrad.tensor.Extent;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Origin;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * How parameters are trained. The optimizer's pack stands for all elements of a parameter in a row, one axis of
 * run-time length; to the formulas that is what samples are, so inside, the pack has no dimensions and every tensor
 * over it is one number a sample. Numbers given at run time stay so, unless the network says what they are: by a
 * number, or by a formula of the others and of the step.
 */
final class Optimizers {
  private static final String DEFAULT = "sgd";

  private final Frame network;
  private final Map<String, Ast.Expr> formulas = new LinkedHashMap<>();

  Optimizers(Frame network) {
    this.network = network;
  }

  /** One update for each set of arguments that attributes of the parameters give rise to. */
  List<Network.Update> updates(Block training, Optional<Ast.OptimizerStatement> statement, boolean hasLoss) {
    Map<String, Definition.Parameter> parameters = new LinkedHashMap<>();
    collect(training, "", parameters, new long[1]);
    if (parameters.isEmpty()) {
      check(statement, hasLoss);
    } else if (!hasLoss) {
      statement.ifPresent(this::rejectIdle);
    }
    if (!hasLoss || parameters.isEmpty()) {
      return List.of();
    }
    Span place = statement.map(Ast.OptimizerStatement::span).orElse(network.declaration().name().span());
    Ast.Declaration optimizer = find(statement);
    Map<String, Meaning> given = arguments(optimizer, statement, place);
    Map<Map<String, Meaning>, List<String>> groups = new LinkedHashMap<>();
    parameters.forEach((name, parameter) -> {
      Map<String, Meaning> own = new TreeMap<>(given);
      for (Ast.Formal f : Hyperparameters.settable(optimizer)) {
        Double attribute = parameter.attributes().get(f.name().text());
        if (attribute != null) {
          own.put(f.name().text(), number(attribute));
        }
      }
      groups.computeIfAbsent(own, k -> new ArrayList<>()).add(name);
    });
    Map<Block, List<String>> updates = new LinkedHashMap<>();
    groups.forEach((arguments, names) -> {
      Block formula = formula(optimizer, arguments, place);
      // Arguments may differ in what the formulas make no use of.
      Block same = updates.keySet().stream().filter(b -> Equivalence.of(b, formula)).findFirst().orElse(formula);
      updates.computeIfAbsent(same, block -> new ArrayList<>()).addAll(names);
    });
    return updates.entrySet().stream().map(u -> new Network.Update(u.getKey(), u.getValue())).toList();
  }

  /** Looks at what a network says of its optimizer where it has no parameters, or none that are known. */
  void check(Optional<Ast.OptimizerStatement> statement, boolean hasLoss) {
    statement.ifPresent(s -> {
      if (!hasLoss) {
        rejectIdle(s);
      }
      Ast.Declaration optimizer = find(statement);
      formula(optimizer, arguments(optimizer, statement, s.span()), s.span());
    });
  }

  private void rejectIdle(Ast.OptimizerStatement statement) {
    throw network.fail(Diagnostic.of(Code.OPTIMIZER, statement.span(), "there is nothing to minimise")
        .advice("define the tensor `loss`"));
  }

  private static Meaning number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? new Meaning.Size((long) value) : new Meaning.Number(value);
  }

  private void collect(Block block, String prefix, Map<String, Definition.Parameter> into, long[] count) {
    for (Tensor t : block.body()) {
      boolean isKept = t.definition() instanceof Definition.State || t.definition() instanceof Definition.Parameter;
      if (isKept && ++count[0] > Limits.PARAMETERS) {
        throw network.fail(Code.BUDGET, network.declaration().name().span(),
            "this network has more than " + Limits.PARAMETERS + " parameters and states, counted as tensors");
      }
      if (t.definition() instanceof Definition.Parameter p) {
        into.put(prefix + t.name(), p);
      }
    }
    for (Call call : block.calls()) {
      if (hasKept(call.block(), new HashSet<>())) {
        call.instances().forEach(i -> collect(call.block(), prefix + i + ".", into, count));
      }
    }
  }

  private static boolean hasKept(Block block, Set<Block> seen) {
    return !block.parameters().isEmpty() || !block.states().isEmpty()
        || block.calls().stream().anyMatch(c -> seen.add(c.block()) && hasKept(c.block(), seen));
  }

  private Ast.Declaration find(Optional<Ast.OptimizerStatement> statement) {
    String name = statement.map(s -> s.name().text()).orElse(DEFAULT);
    Span span = statement.map(s -> s.name().span()).orElse(network.declaration().name().span());
    Optional<Ast.Declaration> found = network.run().declarations().find(name, span);
    if (found.isEmpty() && network.run().declarations().mayBeUnread(name)) {
      throw new Failure();
    }
    return found.filter(d -> d.kind() == Ast.Kind.OPTIMIZER).orElseThrow(() -> network.fail(
        found.map(d -> Diagnostic.of(Code.OPTIMIZER, span, "`" + name + "` is no optimizer")
            .and(d.name().span(), "declared here")).orElseGet(() -> unknown(name, span))));
  }

  private Diagnostic unknown(String name, Span span) {
    Set<String> names = network.run().declarations().names(d -> d.kind() == Ast.Kind.OPTIMIZER, span);
    Diagnostic d = Diagnostic.of(Code.OPTIMIZER, span, "there is no optimizer `" + name + "`");
    return d.advice("there are " + String.join(", ", names)).hint(Spelling.suggestion(span, name, names));
  }

  /** The numbers known when compiling; what is said of the others is kept as formulas. */
  private Map<String, Meaning> arguments(
      Ast.Declaration optimizer, Optional<Ast.OptimizerStatement> statement, Span place) {
    Map<String, Meaning> given = new LinkedHashMap<>();
    List<Ast.Formal> numbers = Hyperparameters.numbers(optimizer);
    List<Ast.Formal> settable = Hyperparameters.settable(optimizer);
    int next = 0;
    Optional<Ast.Name> named = Optional.empty();
    for (Ast.Argument a : statement.map(Ast.OptimizerStatement::arguments).orElse(List.of())) {
      if (a.name().isEmpty() && named.isPresent()) {
        throw network.fail(Matching.misplaced(a, named.get(),
            numbers.stream().filter(f -> !given.containsKey(f.name().text()))));
      } else if (a.name().isEmpty() && next >= numbers.size()) {
        throw network.fail(Diagnostic.of(Code.ARGUMENT_COUNT, a.span(), "`" + optimizer.name().text()
            + "` has no more numbers that need no name").and(optimizer.name().span(), "declared here"));
      }
      String name = a.name().isPresent() ? a.name().get().text() : numbers.get(next).name().text();
      next++;
      named = a.name();
      Ast.Formal formal = settable.stream().filter(f -> f.name().text().equals(name)).findFirst()
          .orElseThrow(() -> network.fail(unsettable(optimizer, a.name().orElseThrow(), settable)));
      boolean isFirst = formal.type().isNumberAtRunTime()
          && !new Sizes(network, network.scope()).isStatic(a.value()) ? formulas.put(name, a.value()) == null
          : given.put(name, new Sizes(network, network.scope()).value(a.value(), optimizer, formal.name())) == null;
      if (!isFirst || given.containsKey(name) && formulas.containsKey(name)) {
        throw network.fail(Code.GIVEN_TWICE, a.span(), "`" + name + "` is given twice");
      }
    }
    for (Ast.Formal f : numbers) {
      if (!given.containsKey(f.name().text()) && f.defaultValue().isEmpty()) {
        throw network.fail(Diagnostic.of(Code.ARGUMENT_MISSING, place, "`" + optimizer.name().text() + "` needs `"
            + f.name().text() + "`").and(f.span(), "declared here"));
      }
    }
    return given;
  }

  private static Diagnostic unsettable(Ast.Declaration optimizer, Ast.Name name, List<Ast.Formal> settable) {
    boolean isStep = Hyperparameters.scalars(optimizer).stream().anyMatch(f -> f.name().text().equals(name.text()));
    Diagnostic d = Diagnostic.of(Code.ARGUMENT_NAME, name.span(), isStep
        ? "`" + name.text() + "` is the number of the training step, and no number to set"
        : "`" + optimizer.name().text() + "` has no number `" + name.text() + "` to set")
        .and(optimizer.name().span(), "declared here");
    return isStep ? d.advice("leave it out: an optimizer is told the step")
        : d.hint(Spelling.suggestion(name.span(), name.text(), settable.stream().map(f -> f.name().text()).toList()));
  }

  private Block formula(Ast.Declaration optimizer, Map<String, Meaning> arguments, Span place) {
    if (optimizer.formals().stream().anyMatch(network.run().resolution()::isWrong)) {
      throw new Failure();
    }
    Graph graph = new Graph(network.run(), "i");
    Frame inside = network.separate(optimizer, new Environment(), graph, place);
    List<Tensor> inputs = new ArrayList<>();
    Map<String, Tensor> scalars = new LinkedHashMap<>();
    for (Ast.Formal f : optimizer.formals()) {
      if (f.dimensions().isPresent() || f.type() != Ast.FormalType.PLAIN) {
        Tensor input = input(f, inputs.size(), inside);
        requireOneStep(inputs, input, inside);
        inputs.add(input);
        if (f.type().isNumberAtRunTime()) {
          scalars.put(f.name().text(), input);
        }
      }
    }
    Tensor step = inputs.stream().filter(Tensor::isStep).findFirst()
        .orElseGet(() -> scalar(Predefined.STEP, new Definition.RunTime(true), optimizer.name().span()));
    if (!inputs.contains(step)) {
      inputs.add(step);
    }
    scalars.putIfAbsent(Predefined.STEP, step);
    network.declaration().formals().stream().filter(f -> f.type() == Ast.FormalType.STEP)
        .forEach(f -> scalars.put(f.name().text(), step));
    Frame outside = outside(graph, scalars, place);
    int next = 0;
    for (Ast.Formal f : optimizer.formals()) {
      String name = f.name().text();
      boolean isNumber = f.dimensions().isEmpty() && f.type() == Ast.FormalType.PLAIN;
      Meaning own = isNumber ? f.defaultValue()
          .map(d -> new Sizes(inside, inside.scope()).value(d, optimizer, f.name())).orElse(null)
          : new Meaning.Whole(inputs.get(next++));
      inside.define(f.name(), arguments.containsKey(name) ? arguments.get(name)
          : formulas.containsKey(name) ? new Tensors(outside).value(formulas.get(name), name) : own);
    }
    if (inputs.size() < 2 || !inputs.get(0).isPerSample() || !inputs.get(1).isPerSample()) {
      throw network.fail(Diagnostic.of(Code.OPTIMIZER, place, "`" + optimizer.name().text()
          + "` does not start with a parameter and its gradient").and(optimizer.name().span(), "declared here")
          .advice("optimizer " + optimizer.name().text() + "(p[I...], g[I...], lr: scalar)"));
    }
    Bodies bodies = new Bodies(inside);
    optimizer.body().forEach(s -> bodies.statement(s, "", false));
    if (bodies.hasFailed()) {
      throw new Failure();
    }
    return block(optimizer, arguments, inputs, graph);
  }

  /** Where the network's formulas for the optimizer's numbers stand: they see sizes, and numbers given at run time. */
  private Frame outside(Graph graph, Map<String, Tensor> scalars, Span place) {
    Environment names = new Environment();
    Environment ofNetwork = network.scope();
    ofNetwork.names().stream().filter(n -> ofNetwork.find(n).isStatic() || ofNetwork.find(n) instanceof Meaning.Broken)
        .forEach(n -> names.define(n, ofNetwork.find(n), ofNetwork.place(n).orElse(place)));
    scalars.forEach((name, tensor) -> names.define(name, new Meaning.Whole(tensor), tensor.origin().span()));
    return new Frame(network.run(), new Elaborated(network.declaration()), names, graph, "", List.of(),
        network.trail());
  }

  /** There is one step, whatever it is called. */
  static void requireOneStep(List<Tensor> before, Tensor input, Frame frame) {
    Optional<Tensor> first = before.stream().filter(t -> t.isStep() && input.isStep()).findFirst();
    if (first.isPresent()) {
      throw frame.fail(Diagnostic.of(Code.GIVEN_TWICE, input.origin().span(), "the step is given twice")
          .and(first.get().origin().span(), "first here"));
    }
  }

  private static Tensor scalar(String name, Definition.RunTime definition, Span span) {
    return new Tensor(name, List.of(), List.of(), false, definition, new Origin(span, List.of()), Derivation.SOURCE);
  }

  private static Tensor input(Ast.Formal f, int position, Frame inside) {
    boolean isPack = f.dimensions().isPresent() && f.dimensions().get().size() == 1
        && f.dimensions().get().get(0).pack() && f.dimensions().get().get(0).size() instanceof Ast.Reference;
    if (f.type() == Ast.FormalType.CLASS || f.dimensions().isPresent() && (!isPack || position > 1)) {
      throw inside.fail(Diagnostic.of(Code.OPTIMIZER, f.span(),
          "an optimizer takes a parameter, its gradient and numbers")
          .advice("p[I...], g[I...], lr: scalar, momentum = 0"));
    }
    if (isPack) {
      inside.scope().define(((Ast.Reference) f.dimensions().get().get(0).size()).name(),
          new Meaning.Dimensions(List.of(), List.of(), true), f.span());
    }
    return isPack ? new Tensor(f.name().text(), List.of(Extent.BATCH), List.of("i"), false, new Definition.Input(),
        new Origin(f.span(), List.of()), Derivation.SOURCE)
        : scalar(f.name().text(), Hyperparameters.atRunTime(f), f.span());
  }

  /** The block without states that the parameter's next value has no use for. */
  private Block block(Ast.Declaration optimizer, Map<String, Meaning> arguments, List<Tensor> inputs, Graph graph) {
    Tensor next = graph.updates().get(inputs.get(0));
    if (next == null) {
      throw network.fail(Diagnostic.of(Code.OPTIMIZER, optimizer.name().span(), "`" + optimizer.name().text()
          + "` does not say what the parameter becomes").advice("next " + inputs.get(0).name() + "[i...] = …"));
    }
    Set<Tensor> needed = Dependencies.needed(List.of(next));
    for (int before = -1; before != needed.size(); ) {
      before = needed.size();
      List<Tensor> roots = new ArrayList<>(List.of(next));
      graph.updates().forEach((state, value) -> {
        if (needed.contains(state)) {
          roots.add(value);
        }
      });
      needed.addAll(Dependencies.needed(roots));
    }
    rejectOthers(needed);
    Map<Tensor, Tensor> updates = new LinkedHashMap<>(graph.updates());
    updates.keySet().removeIf(s -> s != inputs.get(0) && !needed.contains(s));
    List<Tensor> given = inputs.stream().filter(t -> t.isPerSample() || needed.contains(t)).toList();
    Set<String> text = new LinkedHashSet<>();
    arguments.forEach((name, value) -> text.add(name + " = " + value.text()));
    formulas.forEach((name, value) -> {
      if (!arguments.containsKey(name)) {
        text.add(name + " = " + value.span().onOneLine());
      }
    });
    return new Block(optimizer.name().text(), optimizer.name().text() + "(" + String.join(", ", text) + ")",
        optimizer.documentation(), given, graph.body().stream().filter(needed::contains).toList(), List.of(next),
        updates, new Origin(optimizer.span(), List.of()));
  }

  /**
   * A layer that an optimizer uses has nothing of its own: an optimizer keeps what its parameters have, and no more.
   */
  private void rejectOthers(Set<Tensor> needed) {
    for (Tensor t : needed) {
      Optional<String> other = ofLayers(t);
      if (other.isPresent()) {
        throw network.fail(Code.OPTIMIZER, t.origin().place(), "an optimizer has no use for " + other.get());
      }
    }
  }

  /** What only layers have, if a tensor is such: in words. */
  private static Optional<String> ofLayers(Tensor t) {
    boolean inCall = !t.origin().calls().isEmpty();
    return t.definition().match(
        input -> Optional.empty(),
        runTime -> Optional.empty(),
        parameter -> Optional.of("a layer's parameters"),
        state -> inCall ? Optional.of("a layer's state") : Optional.empty(),
        random -> Optional.of("random numbers"),
        previous -> Optional.empty(),
        formula -> Optional.empty(),
        result -> Optional.empty(),
        adjoint -> Optional.empty(),
        derived -> Optional.empty());
  }
}
