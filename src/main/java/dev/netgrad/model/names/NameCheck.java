package dev.netgrad.model.names;

import dev.netgrad.source.Code;
import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.Hint;
import dev.netgrad.source.Span;
import dev.netgrad.source.Spelling;
import dev.netgrad.syntax.Ast;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/**
 * What can be told of a declaration by names alone, for any sizes and whether or not something uses it: names that
 * stand for nothing, arguments that are for no parameter, reads with too many or too few indices. A statement or formal
 * parameter with such an error is not elaborated, so that every error in it is said once and nothing follows from it.
 */
final class NameCheck {
  private final Declarations declarations;
  private final Ast.Declaration declaration;
  private final Attributes attributes;
  private final BiConsumer<Ast, Optional<Diagnostic>> wrong;
  private Ast part;
  /** The shapes that the declaration says, when they are first asked for. */
  private Map<String, DeclaredShape> written;

  /** The names that can be seen from a place; those of indices are among them. */
  private static final class Sight {
    private final Sight outer;
    private final Set<String> names = new LinkedHashSet<>();
    private final Set<String> indices = new HashSet<>();

    Sight(Sight outer) {
      this.outer = outer;
    }

    Sight inner() {
      return new Sight(this);
    }

    void add(String name) {
      names.add(name);
    }

    void addIndex(String name) {
      names.add(name);
      indices.add(name);
    }

    boolean has(String name) {
      return names.contains(name) || outer != null && outer.has(name);
    }

    boolean hasIndex(String name) {
      return indices.contains(name) || outer != null && outer.hasIndex(name);
    }

    /** All names, those seen from farthest first. */
    Set<String> all() {
      Set<String> all = outer == null ? new LinkedHashSet<>() : outer.all();
      all.addAll(names);
      return all;
    }
  }

  private NameCheck(Declarations declarations, Ast.Declaration declaration, Attributes attributes,
      BiConsumer<Ast, Optional<Diagnostic>> wrong) {
    this.declarations = declarations;
    this.declaration = declaration;
    this.attributes = attributes;
    this.wrong = wrong;
  }

  /** @param wrong receives a statement or formal parameter that is wrong, and why, unless that has been said already */
  static void check(Ast.Declaration declaration, Declarations declarations, Attributes attributes,
      BiConsumer<Ast, Optional<Diagnostic>> wrong) {
    new NameCheck(declarations, declaration, attributes, wrong).check();
  }

  private void check() {
    Sight sight = new Sight(null);
    declaration.formals().forEach(f -> declare(f, sight.names));
    for (Ast.Formal formal : declaration.formals()) {
      part = formal;
      Trees.roots(formal).forEach(e -> expression(e, sight));
    }
    List<Ast.Statement> last = new ArrayList<>();
    for (Ast.Statement s : declaration.body()) {
      if (Definitions.isOfTheWhole(s)) {
        last.add(s);
        continue;
      }
      statement(s, sight);
      Definitions.name(s).ifPresent(n -> sight.add(n.text()));
    }
    last.forEach(s -> statement(s, sight));
  }

  /**
   * The name of a formal parameter and those of its dimensions; in a network, these are numbers, and no names are new.
   * With the key of random numbers nothing is computed.
   */
  private void declare(Ast.Formal formal, Set<String> names) {
    if (formal.type() == Ast.FormalType.KEY) {
      return;
    }
    names.add(formal.name().text());
    Matching.bound(formal).forEach(names::add);
    if (declaration.kind() == Ast.Kind.NETWORK) {
      formal.dimensions().ifPresent(
          dimensions -> dimensions.forEach(d -> Trees.references(d.size(), r -> names.add(r.name()))));
    }
  }

  private void statement(Ast.Statement s, Sight sight) {
    part = s;
    Sight inner = sight.inner();
    s.act(
        parameter -> {
          attributes.check(parameter, this::wrong);
          roots(parameter, inner);
        },
        state -> roots(state, inner),
        next -> {
          name(next.name(), sight);
          indices(next.indices(), inner);
          expression(next.value(), inner);
        },
        definition -> {
          if (definition.isScan()) {
            Definitions.scans(declaration).forEach(scan -> inner.add(scan.name().text()));
          }
          definition.indices().ifPresent(indices -> indices(indices, inner));
          expression(definition.value(), inner);
        },
        result -> roots(result, inner),
        output -> output.names().forEach(n -> name(n, sight)),
        require -> roots(require, inner),
        aside -> roots(aside, inner),
        optimizer -> {
          Ast.Name name = optimizer.name();
          inner.names.addAll(Hyperparameters.givenAtRunTime(declarations.find(name.text(), name.span())));
          roots(optimizer, inner);
        },
        broken -> wrong.accept(broken, Optional.empty()));
  }

  private void roots(Ast.Statement s, Sight sight) {
    Trees.roots(s).forEach(e -> expression(e, sight));
  }

  private void indices(List<Ast.OutputIndex> indices, Sight inner) {
    for (Ast.OutputIndex index : indices) {
      String name = index.name().text();
      index.extent().ifPresent(e -> expression(e, inner));
      if (index.extent().isEmpty() && !Predefined.isReserved(name)
          && !inner.has(Indices.upper(name))) {
        if (mayBeUnread(index.span())) {
          wrong.accept(part, Optional.empty());
        } else {
          wrong(Indices.endless(index));
        }
      }
      inner.addIndex(name);
    }
  }

  private void expression(Ast.Expr e, Sight sight) {
    Trees.pipeline(e).forEach(part -> part(part, sight));
  }

  private void part(Ast.Expr e, Sight sight) {
    e.act(
        number -> { },
        reference -> name(reference.name(), reference.span(), sight),
        pack -> name(pack.name(), pack.span(), sight),
        access -> {
          rank(access, sight);
          children(access, sight);
        },
        guarded -> children(guarded, sight),
        application -> {
          Optional<Span> input = application.match(call -> Optional.empty(), s -> Optional.of(Trees.inputPlace(s)));
          call(application, application.match(Ast.Call::span, Trees::use), input);
          Trees.operands(application).forEach(operand -> expression(operand, sight));
        },
        arithmetic -> children(arithmetic, sight),
        conditional -> children(conditional, sight),
        logical -> children(logical, sight),
        bracket -> children(bracket, sight),
        reduce -> {
          Sight inner = sight.inner();
          indices(reduce.indices(), inner);
          reduce.guards().forEach(g -> expression(g, inner));
          expression(reduce.body(), inner);
        });
  }

  private void children(Ast.Expr e, Sight sight) {
    Trees.children(e).forEach(child -> expression(child, sight));
  }

  private void name(Ast.Name name, Sight sight) {
    name(name.text(), name.span(), sight);
  }

  private void name(String name, Span place, Sight sight) {
    if (sight.has(name) || Predefined.isConstant(name) || Predefined.isReserved(name)) {
      return;
    } else if (mayBeUnread(place)) {
      wrong.accept(part, Optional.empty());
    } else {
      wrong(unknown(name, place, sight));
    }
  }

  /**
   * Whether the name that stands there may be defined by what could not be read: by a statement above, or as that of an
   * optimizer's number.
   */
  private boolean mayBeUnread(Span place) {
    boolean isUnreadNumber = part instanceof Ast.OptimizerStatement o
        && declarations.find(o.name().text(), o.name().span()).isEmpty() && declarations.mayBeUnread(o.name().text());
    return isUnreadNumber || declaration.body().stream()
        .anyMatch(s -> Definitions.mayDefineAnything(s) && s.span().start() < place.start());
  }

  private Diagnostic unknown(String name, Span place, Sight sight) {
    Diagnostic d = Diagnostic.of(Code.UNKNOWN_NAME, place, "there is no `" + name + "` here");
    Optional<Ast.Name> later = declaration.body().stream().flatMap(s -> Definitions.name(s).stream())
        .filter(n -> n.text().equals(name)).findFirst();
    String upper = Indices.upper(name);
    Optional<String> aside =
        declaration.body().stream().flatMap(s -> Definitions.aside(s, name).stream()).findFirst();
    List<Ast.Expr> roots = part instanceof Ast.Statement s ? Trees.roots(s) : List.of();
    Optional<Hint> unreached = MissingParentheses.hint(roots, name, place);
    Optional<Ast.Formal> key = declaration.formals().stream()
        .filter(f -> f.type() == Ast.FormalType.KEY && f.name().text().equals(name)).findFirst();
    if (unreached.isPresent()) {
      return d.hint(unreached);
    } else if (key.isPresent()) {
      return d.and(key.get().span(), "the key of random numbers, with which nothing is computed");
    } else if (declarations.find(name, place).isPresent()) {
      return d.advice("`" + name + "` is a layer or block; call it: x -> " + name);
    } else if (aside.isPresent()) {
      return d.advice("`" + aside.get() + "` names a method; for use in formulas, define it without the word");
    } else if (later.isPresent()) {
      return d.and(later.get().span(), "defined after its use").advice("a statement sees what stands above it");
    } else if (name.equals(Predefined.STEP)) {
      return StepHints.undeclared(declaration, d);
    } else if (!upper.equals(name) && sight.has(upper)
        && written(upper).isEmpty()) {
      return d.advice("an index stands left of =, or in a reduction: sum[" + name + "] …");
    }
    return d.hint(Spelling.suggestion(place, name, sight.all()).or(() -> undeclared(name, place)));
  }

  /** Of what has a next value, but none at first. */
  private Optional<Hint> undeclared(String name, Span place) {
    return part instanceof Ast.NextStatement next && next.name().span().equals(place)
        ? Optional.of(Hint.advice("what is kept from step to step has a start: state " + name
            + next.indices().stream().map(i -> Indices.upper(i.name().text()) + (i.pack() ? "..." : ""))
                .collect(Collectors.joining(", ", "[", "]")) + " = 0"))
        : Optional.empty();
  }

  private void rank(Ast.Access a, Sight sight) {
    if (a.base() instanceof Ast.Reference r && sight.has(r.name()) && !sight.hasIndex(r.name())
        && a.indices().stream().noneMatch(i -> i instanceof Ast.Pack)) {
      written(r.name()).filter(w -> w.extents().size() != a.indices().size()).ifPresent(
          w -> wrong(DeclaredShape.wrongRank(r.name(), w.extents().size(), a, a.indices().size())
              .and(w.place(), "declared here")));
    }
  }

  private Optional<DeclaredShape> written(String name) {
    if (written == null) {
      written = DeclaredShape.all(declaration);
    }
    return Optional.ofNullable(written.get(name));
  }

  private void call(Ast.Application application, Span span, Optional<Span> input) {
    Ast.Name callee = application.callee();
    List<Ast.Argument> arguments = application.arguments();
    if (Functions.NAMES.contains(callee.text())) {
      Functions.misuse(callee.text(), span, input.isPresent(), arguments).ifPresent(this::wrong);
      return;
    }
    declarations.find(callee.text(), callee.span()).filter(Declarations::isCallable)
        .ifPresent(d -> Matching.match(d, span, input, arguments, this::wrong));
  }

  private void wrong(Diagnostic diagnostic) {
    wrong.accept(part, Optional.of(diagnostic));
  }
}
