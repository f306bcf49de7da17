package dev.netgrad.model.body;

import dev.netgrad.model.formula.Formulas;
import dev.netgrad.model.names.Functions;
import dev.netgrad.model.names.Limits;
import dev.netgrad.model.names.Matching;
import dev.netgrad.model.names.Predefined;
import dev.netgrad.model.names.Remarks;
import dev.netgrad.model.names.Trees;
import dev.netgrad.model.scope.Binding;
import dev.netgrad.model.scope.Environment;
import dev.netgrad.model.scope.Failure;
import dev.netgrad.model.scope.Frame;
import dev.netgrad.model.scope.History;
import dev.netgrad.model.scope.Meaning;
import dev.netgrad.model.scope.Sizes;
import dev.netgrad.source.Code;
import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.Span;
import dev.netgrad.syntax.Ast;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Expressions outside formulas, whose names mean whole tensors. */
public final class Tensors {
  private final Frame frame;

  public Tensors(Frame frame) {
    this.frame = frame;
  }

  /**
   * A tensor, or a size.
   *
   * @param name what a new tensor is called; if empty, by what makes it
   */
  public Meaning value(Ast.Expr expr, String name) {
    Sizes sizes = new Sizes(frame, frame.scope());
    Ast.Expr e = sizes.decided(expr);
    if (sizes.isStatic(e)) {
      return sizes.value(e);
    } else if (e instanceof Ast.Reference r && !r.name().equals("N")) {
      Meaning value = frame.find(r.name(), r.span());
      if (value instanceof Meaning.Whole) {
        return value;
      }
      throw frame.fail(Code.RANK, r.span(), "a tensor is needed here, and `" + r.name() + "` is " + value.kind());
    }
    Optional<Tensor> applied = e instanceof Ast.Application a ? applied(a, name) : Optional.empty();
    return new Meaning.Whole(applied.orElseGet(() -> new Formulas(frame).elementwise(
        name.isEmpty() ? generalName(e) : name, e, expr.span())));
  }

  /** What a layer, a block or a pipeline makes; a function of scalars makes nothing of tensors as wholes. */
  private Optional<Tensor> applied(Ast.Application application, String name) {
    return application.match(
        call -> {
          String callee = call.callee().text();
          boolean isScalar = Functions.NAMES.contains(callee) || callee.equals(Predefined.RANDOM);
          return isScalar ? Optional.empty()
              : Optional.of(!isTerm(call.callee()) ? call(call, name)
                  : new DerivativeTerms(frame, e -> tensor(e, "")).tensor(call, name));
        },
        stage -> Optional.of(pipeline(stage, name)));
  }

  /** Whether a call says that tensors are differentiated: whatever has the same name in the file comes first. */
  private boolean isTerm(Ast.Name callee) {
    return Predefined.isTerm(callee.text())
        && frame.run().declarations().find(callee.text(), callee.span()).isEmpty();
  }

  /** Whether an expression is a derivative and nothing around it. */
  public boolean isTerm(Ast.Expr e) {
    return e instanceof Ast.Call call && isTerm(call.callee());
  }

  public Tensor tensor(Ast.Expr e, String name) {
    Meaning value = value(e, name);
    if (value instanceof Meaning.Whole w) {
      return w.tensor();
    } else if (value instanceof Meaning.Flag) {
      throw frame.fail(Code.RANK, e.span(), "a tensor is needed here, and this is a condition");
    }
    return new Formulas(frame).elementwise(name.isEmpty() ? "number" : name, e, e.span());
  }

  private static String generalName(Ast.Expr e) {
    return e.match(
        number -> "value",
        reference -> "value",
        pack -> "value",
        access -> "element",
        guarded -> "element",
        application -> application.callee().text(),
        arithmetic -> arithmetic.match(
            negate -> "negative",
            binary -> switch (binary.operator()) {
              case ADD -> "sum";
              case SUBTRACT -> "difference";
              case MULTIPLY -> "product";
              case DIVIDE -> "quotient";
              case POWER -> "power";
              case REMAINDER -> "remainder";
            }),
        conditional -> "value",
        logical -> "value",
        bracket -> "value",
        reduce -> switch (reduce.reducer()) {
          case SUM -> "total";
          case PROD -> "product";
          case MIN -> "bottom";
          case MAX -> "top";
          case ARGMAX -> "position";
        });
  }

  private Tensor call(Ast.Call c, String name) {
    Ast.Declaration callee = callee(c.callee());
    CallElaboration calls = new CallElaboration(frame, callee, c.span());
    Binding binding = calls.arguments(null, c.arguments());
    Tensor result = calls.once(binding, callName(c), name);
    frame.body().apply(c, result);
    binding.tensors().findFirst().ifPresent(
        first -> frame.run().history.add(result, first, new History.Call(c.callee().text(), c.span(), ""),
            values(c.arguments()), smallerBy(callee, c.span(), Optional.empty(), c.arguments())));
    return result;
  }

  private String callName(Ast.Expr call) {
    return frame.run().resolution().callName(frame.declaration(), call);
  }

  /** The layer or block called; that there is none has been said already. */
  private Ast.Declaration callee(Ast.Name name) {
    if (name.text().equals("normal") || name.text().equals("uniform")) {
      throw frame.fail(Code.INITIALISER, name.span(), name.text() + " only says how a parameter starts");
    }
    return frame.run().declarations().find(name.text(), name.span())
        .filter(d -> d.kind() == Ast.Kind.LAYER || d.kind() == Ast.Kind.BLOCK).orElseThrow(Failure::new);
  }

  /** {@code x -> a -> b}, however long, one stage after the other. */
  private Tensor pipeline(Ast.Stage last, String name) {
    Deque<Ast.Stage> stages = new ArrayDeque<>();
    Ast.Expr start = last;
    while (start instanceof Ast.Stage s) {
      stages.push(s);
      start = s.input();
    }
    Tensor current = tensor(start, "");
    for (Ast.Stage stage : stages) {
      Tensor before = current;
      current = stage(stage, before, stage == last ? name : "");
      frame.body().apply(stage, current);
      Optional<String> smallerBy = Functions.NAMES.contains(stage.callee().text()) ? Optional.empty()
          : smallerBy(callee(stage.callee()), Trees.use(stage), Optional.of(Trees.inputPlace(stage)),
              stage.arguments());
      frame.run().history.add(current, before, call(stage), values(stage.arguments()), smallerBy);
    }
    return current;
  }

  /** {@code repeat(3) basic(16)}. */
  private static History.Call call(Ast.Stage stage) {
    return new History.Call(stage.callee().text(), stage.callee().span().to(stage.span()),
        stage.repeat().map(r -> "repeat(" + r.span().onOneLine() + ")").orElse(""));
  }

  private Set<String> values(List<Ast.Argument> arguments) {
    Set<String> values = new LinkedHashSet<>();
    arguments.forEach(a -> values.addAll(new Sizes(frame, frame.scope()).values(a.value())));
    return values;
  }

  /** Of the numbers that a call leaves to their defaults, the one by which its result could be smaller. */
  private static Optional<String> smallerBy(
      Ast.Declaration callee, Span call, Optional<Span> input, List<Ast.Argument> arguments) {
    Set<Ast.Formal> given = Matching.match(callee, call, input, arguments, d -> { }).keySet();
    Set<String> omitted = callee.formals().stream().filter(f -> Matching.isNumber(f) && !given.contains(f))
        .map(f -> f.name().text()).collect(Collectors.toSet());
    return Remarks.smallerBy(callee).filter(omitted::contains).findFirst();
  }

  private Tensor stage(Ast.Stage stage, Tensor input, String name) {
    String callee = stage.callee().text();
    Span span = Trees.use(stage);
    if (Functions.NAMES.contains(callee)) {
      return function(stage, input, name);
    }
    if (isTerm(stage.callee())) {
      throw frame.fail(Code.GRADIENT, stage.callee().span(), callee + " is written " + DerivativeTerms.written(callee));
    } else if (callee.equals(Predefined.RANDOM)) {
      throw frame.fail(Code.RANDOM, stage.callee().span(), callee + " is written random(n, i...)");
    }
    CallElaboration calls = new CallElaboration(frame, callee(stage.callee()), span);
    Binding.Input first = new Binding.Input(input, Trees.inputPlace(stage));
    if (stage.repeat().isEmpty()) {
      return calls.once(calls.arguments(first, stage.arguments()), callName(stage), name);
    }
    Ast.Expr count = stage.repeat().get();
    long times = new Sizes(frame, frame.scope()).size(count);
    if (times < 0 || times > Limits.REPETITIONS) {
      throw frame.fail(Code.REPEAT, count.span(), "a block is repeated 0 to " + Limits.REPETITIONS
          + " times, and this is "
          + times);
    }
    return calls.repeated(times, calls.arguments(first, stage.arguments()), callName(stage), name);
  }

  /** {@code x -> tanh}, a function of numbers, element by element. */
  private Tensor function(Ast.Stage stage, Tensor input, String name) {
    if (stage.repeat().isPresent()) {
      throw frame.fail(Diagnostic.of(Code.REPEAT, stage.repeat().get().span(), "repeat takes a layer or block")
          .and(stage.callee().span(), "this is a function of numbers"));
    }
    Environment names = new Environment(frame.scope());
    names.define(Frame.PASSED, new Meaning.Whole(input), stage.input().span());
    List<Ast.Argument> arguments = new ArrayList<>();
    arguments.add(new Ast.Argument(stage.input().span(), Optional.empty(),
        new Ast.Reference(stage.input().span(), Frame.PASSED)));
    arguments.addAll(stage.arguments());
    Frame inside = frame.with(names);
    Span span = stage.callee().span().to(stage.span());
    Ast.Call call = new Ast.Call(span, stage.callee(), arguments);
    return new Formulas(inside).elementwise(name.isEmpty() ? stage.callee().text() : name, call, span);
  }
}
