package dev.netgrad.model;

import dev.netgrad.syntax.Ast;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Walks over syntax trees that need no stack, however deep the tree. */
final class Trees {
  private Trees() {}

  /** The expressions directly under one. */
  static List<Ast.Expr> children(Ast.Expr e) {
    List<Ast.Expr> out = new ArrayList<>();
    if (e instanceof Ast.Access a) {
      out.add(a.base());
      out.addAll(a.indices());
    } else if (e instanceof Ast.Guarded g) {
      out.add(g.read());
      out.add(g.otherwise());
    } else if (e instanceof Ast.Call c) {
      c.arguments().forEach(a -> out.add(a.value()));
    } else if (e instanceof Ast.Stage s) {
      out.add(s.input());
      s.repeat().ifPresent(out::add);
      s.arguments().forEach(a -> out.add(a.value()));
    } else if (e instanceof Ast.Negate n) {
      out.add(n.operand());
    } else if (e instanceof Ast.Binary b) {
      out.add(b.left());
      out.add(b.right());
    } else if (e instanceof Ast.If i) {
      out.add(i.condition());
      out.add(i.yes());
      out.add(i.no());
    } else if (e instanceof Ast.Comparison c) {
      out.addAll(c.operands());
    } else if (e instanceof Ast.Not n) {
      out.add(n.operand());
    } else if (e instanceof Ast.And a) {
      out.add(a.left());
      out.add(a.right());
    } else if (e instanceof Ast.Or o) {
      out.add(o.left());
      out.add(o.right());
    } else if (e instanceof Ast.Bracket b) {
      out.add(b.condition());
    } else if (e instanceof Ast.Reduce r) {
      r.indices().forEach(i -> i.extent().ifPresent(out::add));
      out.addAll(r.guards());
      out.add(r.body());
    }
    return out;
  }

  /** The outermost expressions of a declaration, defaults and dimensions among them. */
  static List<Ast.Expr> roots(Ast.Declaration declaration) {
    List<Ast.Expr> out = new ArrayList<>();
    declaration.formals().forEach(f -> out.addAll(roots(f)));
    declaration.body().forEach(s -> out.addAll(roots(s)));
    return out;
  }

  /** Dimensions, the default and the number of classes. */
  static List<Ast.Expr> roots(Ast.Formal formal) {
    List<Ast.Expr> out = new ArrayList<>();
    formal.dimensions().ifPresent(d -> d.forEach(x -> out.add(x.size())));
    formal.defaultValue().ifPresent(out::add);
    formal.classes().ifPresent(out::add);
    return out;
  }

  /** The outermost expressions of a statement. */
  static List<Ast.Expr> roots(Ast.Statement s) {
    List<Ast.Expr> out = new ArrayList<>();
    if (s instanceof Ast.ParameterStatement p) {
      p.dimensions().forEach(d -> out.add(d.size()));
      out.add(p.initialiser());
      p.attributes().forEach(a -> out.add(a.value()));
    } else if (s instanceof Ast.StateStatement t) {
      t.dimensions().forEach(d -> out.add(d.size()));
      out.add(t.initialiser());
    } else if (s instanceof Ast.NextStatement t) {
      t.indices().forEach(i -> i.extent().ifPresent(out::add));
      out.add(t.value());
    } else if (s instanceof Ast.DefinitionStatement d) {
      d.indices().ifPresent(l -> l.forEach(i -> i.extent().ifPresent(out::add)));
      out.add(d.value());
    } else if (s instanceof Ast.ResultStatement r) {
      out.add(r.value());
    } else if (s instanceof Ast.RequireStatement r) {
      out.add(r.condition());
    } else if (s instanceof Ast.OptimizerStatement o) {
      o.arguments().forEach(a -> out.add(a.value()));
    }
    return out;
  }

  /** Visits every expression of a declaration with its depth; the input of a stage is no deeper than the stage. */
  static void walk(Ast.Declaration declaration, BiConsumer<Ast.Expr, Integer> visitor) {
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
  static void all(Ast.Expr root, Consumer<Ast.Expr> visitor) {
    Deque<Ast.Expr> open = new ArrayDeque<>(List.of(root));
    while (!open.isEmpty()) {
      Ast.Expr e = open.pop();
      visitor.accept(e);
      children(e).forEach(open::push);
    }
  }

  /** Visits the names in an expression. */
  static void references(Ast.Expr root, Consumer<Ast.Reference> visitor) {
    all(root, e -> {
      if (e instanceof Ast.Reference r) {
        visitor.accept(r);
      }
    });
  }
}
