package dev.netgrad.model.names;

import dev.netgrad.syntax.Ast;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a name that is known when compiling stands for, as its uses tell: a size where it is a dimension, an extent, in
 * an index, a count or what a {@code %} takes, a number where a formula or an initialiser computes with it. What is
 * passed on is what it is there.
 */
public final class Roles {
  private enum Role { SIZE, NUMBER }

  private final Declarations declarations;
  private final Set<List<Object>> open = new HashSet<>();

  private Roles(Declarations declarations) {
    this.declarations = declarations;
  }

  /** Whether formulas compute with a name of a declaration, and nothing is of its size. */
  public static boolean isNumber(Ast.Declaration declaration, String name, Declarations declarations) {
    return new Roles(declarations).of(declaration, name).equals(EnumSet.of(Role.NUMBER));
  }

  /** Whether something is of the size of a name of a declaration. */
  public static boolean isSize(Ast.Declaration declaration, String name, Declarations declarations) {
    return new Roles(declarations).of(declaration, name).contains(Role.SIZE);
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
        f.dimensions().ifPresent(this::dimensions);
        f.classes().ifPresent(e -> in(e, SIZE));
        f.defaultValue().filter(this::has).ifPresent(e -> in(e, of(declaration, f.name().text())));
      }
      declaration.body().forEach(this::statement);
    }

    private void statement(Ast.Statement s) {
      s.act(
          parameter -> {
            dimensions(parameter.dimensions());
            in(parameter.initialiser(), NUMBER);
            arguments(parameter.attributes());
          },
          state -> {
            dimensions(state.dimensions());
            in(state.initialiser(), NUMBER);
          },
          next -> {
            indices(next.indices());
            in(next.value(), NUMBER);
          },
          this::definition,
          result -> in(result.value(), NUMBER),
          output -> { },
          require -> in(require.condition(), NEITHER),
          aside -> in(aside.value(), NEITHER),
          optimizer -> arguments(optimizer.arguments()),
          broken -> { });
    }

    private void definition(Ast.DefinitionStatement d) {
      if (d.indices().isPresent()) {
        indices(d.indices().get());
        in(d.value(), NUMBER);
      } else {
        in(d.value(), has(d.value()) ? passedOn(of(declaration, d.name().text())) : NEITHER);
      }
    }

    private void dimensions(List<Ast.Dimension> dimensions) {
      dimensions.forEach(d -> in(d.size(), SIZE));
    }

    private void arguments(List<Ast.Argument> arguments) {
      arguments.forEach(a -> in(a.value(), NUMBER));
    }

    /** What nothing uses is the result. */
    private Set<Role> passedOn(Set<Role> uses) {
      return uses.isEmpty() ? NUMBER : uses;
    }

    private void indices(List<Ast.OutputIndex> indices) {
      for (Ast.OutputIndex index : indices) {
        index.extent().ifPresent(e -> in(e, SIZE));
        if (index.extent().isEmpty() && Indices.upper(index.name().text()).equals(name)) {
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
      List<Ast.Expr> parts = Trees.pipeline(e);
      part(parts.get(0), here);
      parts.stream().skip(1).forEach(input -> part(input, NUMBER));
    }

    private void part(Ast.Expr e, Set<Role> here) {
      e.act(
          number -> { },
          reference -> roles.addAll(reference.name().equals(name) ? here : NEITHER),
          pack -> { },
          access -> {
            in(access.base(), NUMBER);
            access.indices().forEach(i -> in(i, SIZE));
          },
          guarded -> children(guarded, here),
          application -> {
            Optional<Ast.Stage> stage = application.match(call -> Optional.empty(), Optional::of);
            stage.flatMap(Ast.Stage::repeat).ifPresent(count -> in(count, SIZE));
            call(application, stage, here);
          },
          arithmetic -> children(arithmetic, arithmetic.match(
              negate -> here,
              binary -> binary.operator() == Ast.BinaryOperator.REMAINDER ? SIZE : here)),
          conditional -> {
            in(conditional.condition(), NEITHER);
            in(conditional.yes(), here);
            in(conditional.no(), here);
          },
          logical -> children(logical, NEITHER),
          bracket -> in(bracket.condition(), NEITHER),
          reduce -> {
            indices(reduce.indices());
            reduce.guards().forEach(g -> in(g, NEITHER));
            in(reduce.body(), here);
          });
    }

    private void children(Ast.Expr e, Set<Role> here) {
      Trees.children(e).forEach(child -> in(child, here));
    }

    private void call(Ast.Application application, Optional<Ast.Stage> stage, Set<Role> here) {
      Ast.Name callee = application.callee();
      List<Ast.Argument> arguments = application.arguments();
      Optional<Ast.Declaration> called = declarations.find(callee.text(), callee.span());
      if (called.isEmpty()) {
        arguments.forEach(a -> in(a.value(), Functions.isOfSizes(callee.text()) ? here : NUMBER));
        return;
      }
      Map<Ast.Formal, Ast.Expr> matched = Matching.match(
          called.get(), callee.span(), stage.map(Trees::inputPlace), arguments, d -> { });
      matched.forEach((formal, e) -> in(e, Matching.isNumber(formal) && has(e)
          ? of(called.get(), formal.name().text()) : NUMBER));
    }
  }
}
