package dev.netgrad.model;

import dev.netgrad.syntax.Ast;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a name that is known when compiling stands for, as its uses tell: a size where it is a dimension, an extent, in an
 * index, a count or what a {@code %} takes, a number where a formula or an initialiser computes with it. What is passed on
 * is what it is there.
 */
final class Roles {
  private enum Role { SIZE, NUMBER }

  private final Declarations declarations;
  private final Set<List<Object>> open = new HashSet<>();

  private Roles(Declarations declarations) {
    this.declarations = declarations;
  }

  /** Whether formulas compute with a name of a declaration, and nothing is of its size. */
  static boolean isNumber(Ast.Declaration declaration, String name, Declarations declarations) {
    return new Roles(declarations).of(declaration, name).equals(EnumSet.of(Role.NUMBER));
  }

  private Set<Role> of(Ast.Declaration declaration, String name) {
    Set<Role> roles = EnumSet.noneOf(Role.class);
    if (open.add(List.of(declaration.name(), name))) {
      new Uses(declaration, name, roles).collect();
    }
    return roles;
  }

  /** The uses of one name in one declaration. */
  private final class Uses {
    private static final Set<Role> SIZE = EnumSet.of(Role.SIZE);
    private static final Set<Role> NUMBER = EnumSet.of(Role.NUMBER);
    private static final Set<Role> NEITHER = EnumSet.noneOf(Role.class);

    private final Ast.Declaration declaration;
    private final String name;
    private final Set<Role> roles;

    Uses(Ast.Declaration declaration, String name, Set<Role> roles) {
      this.declaration = declaration;
      this.name = name;
      this.roles = roles;
    }

    void collect() {
      for (Ast.Formal f : declaration.formals()) {
        f.dimensions().ifPresent(dimensions -> dimensions.forEach(d -> in(d.size(), SIZE)));
        f.classes().ifPresent(e -> in(e, SIZE));
        f.defaultValue().filter(this::has).ifPresent(e -> in(e, of(declaration, f.name().text())));
      }
      declaration.body().forEach(this::statement);
    }

    private void statement(Ast.Statement s) {
      if (s instanceof Ast.ParameterStatement p) {
        p.dimensions().forEach(d -> in(d.size(), SIZE));
        in(p.initialiser(), NUMBER);
        p.attributes().forEach(a -> in(a.value(), NUMBER));
      } else if (s instanceof Ast.StateStatement t) {
        t.dimensions().forEach(d -> in(d.size(), SIZE));
        in(t.initialiser(), NUMBER);
      } else if (s instanceof Ast.DefinitionStatement d && d.indices().isEmpty()) {
        in(d.value(), has(d.value()) ? passedOn(of(declaration, d.name().text())) : NEITHER);
      } else if (s instanceof Ast.DefinitionStatement d) {
        indices(d.indices().get());
        in(d.value(), NUMBER);
      } else if (s instanceof Ast.NextStatement n) {
        indices(n.indices());
        in(n.value(), NUMBER);
      } else {
        Trees.roots(s).forEach(e -> in(e, s instanceof Ast.RequireStatement ? NEITHER : NUMBER));
      }
    }

    /** What nothing uses is the result. */
    private Set<Role> passedOn(Set<Role> uses) {
      return uses.isEmpty() ? NUMBER : uses;
    }

    private void indices(List<Ast.OutputIndex> indices) {
      for (Ast.OutputIndex index : indices) {
        index.extent().ifPresent(e -> in(e, SIZE));
        if (index.extent().isEmpty() && Domains.upper(index.name().text()).equals(name)) {
          roles.add(Role.SIZE);
        }
      }
    }

    private boolean has(Ast.Expr e) {
      boolean[] found = {false};
      Trees.references(e, r -> found[0] |= r.name().equals(name));
      return found[0];
    }

    private void in(Ast.Expr e, Set<Role> here) {
      if (e instanceof Ast.Reference r) {
        roles.addAll(r.name().equals(name) ? here : NEITHER);
      } else if (e instanceof Ast.Access a) {
        in(a.base(), NUMBER);
        a.indices().forEach(i -> in(i, SIZE));
      } else if (e instanceof Ast.Reduce r) {
        indices(r.indices());
        r.guards().forEach(g -> in(g, NEITHER));
        in(r.body(), here);
      } else if (e instanceof Ast.If i) {
        in(i.condition(), NEITHER);
        in(i.yes(), here);
        in(i.no(), here);
      } else if (e instanceof Ast.Call c) {
        call(c.callee(), Optional.empty(), c.arguments(), here);
      } else if (e instanceof Ast.Stage s) {
        in(s.input(), NUMBER);
        s.repeat().ifPresent(count -> in(count, SIZE));
        call(s.callee(), Optional.of(s), s.arguments(), here);
      } else {
        boolean compares = e instanceof Ast.Comparison || e instanceof Ast.Bracket;
        boolean divides = e instanceof Ast.Binary b && b.operator() == Ast.BinaryOperator.REMAINDER;
        Trees.children(e).forEach(child -> in(child, compares ? NEITHER : divides ? SIZE : here));
      }
    }

    private void call(Ast.Name callee, Optional<Ast.Stage> stage, List<Ast.Argument> arguments, Set<Role> here) {
      Optional<Ast.Declaration> called = declarations.find(callee.text(), callee.span());
      if (called.isEmpty()) {
        arguments.forEach(a -> in(a.value(), Functions.isOfSizes(callee.text()) ? here : NUMBER));
        return;
      }
      Map<Ast.Formal, Ast.Expr> matched = Arguments.match(
          called.get(), callee.span(), stage.map(Tensors::inputPlace), arguments, d -> { });
      matched.forEach((formal, e) -> in(e, Arguments.isNumber(formal) && has(e)
          ? of(called.get(), formal.name().text()) : NUMBER));
    }
  }
}
