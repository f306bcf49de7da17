package dev.netgrad.model.names;

import dev.netgrad.source.Span;
import dev.netgrad.syntax.Ast;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Walks over syntax trees that need no stack, however deep the tree. */
public final class Trees {
  private Trees() {}

  /** The expressions directly under one. */
  public static List<Ast.Expr> children(Ast.Expr e) {
    return e.match(
        number -> List.of(),
        reference -> List.of(),
        pack -> List.of(),
        access -> with(access.base(), access.indices()),
        guarded -> List.of(guarded.read(), guarded.otherwise()),
        application -> application.match(
            Trees::operands,
            stage -> with(stage.input(), operands(stage))),
        arithmetic -> arithmetic.match(
            negate -> List.of(negate.operand()),
            binary -> List.of(binary.left(), binary.right())),
        conditional -> List.of(conditional.condition(), conditional.yes(), conditional.no()),
        logical -> logical.match(
            Ast.Comparison::operands,
            not -> List.of(not.operand()),
            and -> List.of(and.left(), and.right()),
            or -> List.of(or.left(), or.right())),
        bracket -> List.of(bracket.condition()),
        reduce -> joined(extents(reduce.indices()), joined(reduce.guards(), List.of(reduce.body()))));
  }

  private static List<Ast.Expr> with(Ast.Expr first, List<Ast.Expr> rest) {
    return joined(List.of(first), rest);
  }

  private static List<Ast.Expr> with(Optional<Ast.Expr> first, List<Ast.Expr> rest) {
    return first.map(e -> with(e, rest)).orElse(rest);
  }

  private static List<Ast.Expr> joined(List<Ast.Expr> first, List<Ast.Expr> rest) {
    return Stream.concat(first.stream(), rest.stream()).toList();
  }

  private static List<Ast.Expr> values(List<Ast.Argument> arguments) {
    return arguments.stream().map(Ast.Argument::value).toList();
  }

  private static List<Ast.Expr> sizes(List<Ast.Dimension> dimensions) {
    return dimensions.stream().map(Ast.Dimension::size).toList();
  }

  private static List<Ast.Expr> extents(List<Ast.OutputIndex> indices) {
    return indices.stream().flatMap(i -> i.extent().stream()).toList();
  }

  /** The stages of a pipeline and what it starts from, the last one first; of any other expression, itself. */
  static List<Ast.Expr> pipeline(Ast.Expr e) {
    List<Ast.Expr> parts = new ArrayList<>();
    Ast.Expr part = e;
    for (; part instanceof Ast.Stage stage; part = stage.input()) {
      parts.add(stage);
    }
    parts.add(part);
    return parts;
  }

  /** The expressions directly under a use, without what a stage is applied to. */
  static List<Ast.Expr> operands(Ast.Application application) {
    return application.match(call -> values(call.arguments()),
        stage -> with(stage.repeat(), values(stage.arguments())));
  }

  /** The outermost expressions of a declaration, defaults and dimensions among them. */
  public static List<Ast.Expr> roots(Ast.Declaration declaration) {
    List<Ast.Expr> out = new ArrayList<>();
    declaration.formals().forEach(f -> out.addAll(roots(f)));
    declaration.body().forEach(s -> out.addAll(roots(s)));
    return out;
  }

  /** Dimensions, the default and the number of classes. */
  public static List<Ast.Expr> roots(Ast.Formal formal) {
    List<Ast.Expr> out = new ArrayList<>();
    formal.dimensions().ifPresent(d -> d.forEach(x -> out.add(x.size())));
    formal.defaultValue().ifPresent(out::add);
    formal.classes().ifPresent(out::add);
    return out;
  }

  /** The outermost expressions of a statement. */
  public static List<Ast.Expr> roots(Ast.Statement s) {
    return s.match(
        parameter -> joined(sizes(parameter.dimensions()),
            with(parameter.initialiser(), values(parameter.attributes()))),
        state -> joined(sizes(state.dimensions()), List.of(state.initialiser())),
        next -> joined(extents(next.indices()), List.of(next.value())),
        definition -> joined(extents(definition.indices().orElse(List.of())), List.of(definition.value())),
        result -> List.of(result.value()),
        output -> List.of(),
        require -> List.of(require.condition()),
        aside -> List.of(aside.value()),
        optimizer -> values(optimizer.arguments()),
        broken -> List.of());
  }

  /** Visits every expression of a declaration with its depth; the input of a stage is no deeper than the stage. */
  public static void walk(Ast.Declaration declaration, BiConsumer<Ast.Expr, Integer> visitor) {
    record Visit(Ast.Expr expr, int depth) {}
    Deque<Visit> open = new ArrayDeque<>();
    roots(declaration).forEach(e -> open.add(new Visit(e, 1)));
    while (!open.isEmpty()) {
      Visit v = open.pop();
      visitor.accept(v.expr, v.depth);
      for (Ast.Expr child : children(v.expr)) {
        boolean input = v.expr instanceof Ast.Stage s && s.input() == child;
        boolean chained = v.expr instanceof Ast.Binary b && b.left() == child && child instanceof Ast.Binary;
        open.push(new Visit(child, input || chained ? v.depth : v.depth + 1));
      }
    }
  }

  /** Visits an expression and all within it. */
  public static void all(Ast.Expr root, Consumer<Ast.Expr> visitor) {
    Deque<Ast.Expr> open = new ArrayDeque<>(List.of(root));
    while (!open.isEmpty()) {
      Ast.Expr e = open.pop();
      visitor.accept(e);
      children(e).forEach(open::push);
    }
  }

  /** Visits the names in an expression. */
  public static void references(Ast.Expr root, Consumer<Ast.Reference> visitor) {
    all(root, e -> {
      if (e instanceof Ast.Reference r) {
        visitor.accept(r);
      }
    });
  }

  /** The use itself, without what it is applied to. */
  public static Span use(Ast.Stage stage) {
    return stage.label().map(Ast.Name::span).orElse(stage.callee().span()).to(stage.span());
  }

  /** Where that is named which a stage is applied to. */
  public static Span inputPlace(Ast.Stage stage) {
    return stage.input() instanceof Ast.Stage before ? before.callee().span() : stage.input().span();
  }
}
