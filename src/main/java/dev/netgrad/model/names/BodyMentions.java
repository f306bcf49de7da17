package dev.netgrad.model.names;

import dev.netgrad.model.names.Mentions.Named;
import dev.netgrad.model.names.Mentions.Sight;
import dev.netgrad.model.names.Mentions.Sort;
import dev.netgrad.source.Span;
import dev.netgrad.syntax.Ast;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The names that are written in one declaration. */
final class BodyMentions {
  private final Mentions mentions;
  private final Ast.Declaration declaration;
  private final Sight body;
  private final Map<String, Named> labels = new HashMap<>();

  /** @param defined what {@link #defined} gives */
  BodyMentions(Mentions mentions, Ast.Declaration declaration, Map<String, Named> defined) {
    this.mentions = mentions;
    this.declaration = declaration;
    this.body = new Sight(defined, Optional.empty());
  }

  /** What gets its name in the head of a declaration or by a statement: a name has one meaning in a body. */
  static Map<String, Named> defined(Ast.Declaration declaration) {
    Map<String, Named> defined = new LinkedHashMap<>();
    declaration.formals().forEach(f -> define(Sort.ARGUMENT, f.name().text(), f.name().span(), declaration, defined));
    for (Ast.Formal formal : declaration.formals()) {
      sizes(formal).forEach(e -> Trees.references(e, r -> {
        if (e == r || declaration.kind() == Ast.Kind.NETWORK) {
          define(Sort.SIZE, r.name(), r.span(), declaration, defined);
        }
      }));
    }
    for (Ast.Statement s : declaration.body()) {
      s.act(
          parameter -> define(Sort.PARAMETER, parameter.name(), declaration, defined),
          state -> define(Sort.STATE, state.name(), declaration, defined),
          next -> { },
          definition -> define(Sort.TENSOR, definition.name(), declaration, defined),
          result -> { },
          output -> { },
          require -> { },
          aside -> define(Sort.ASIDE, aside.name(), declaration, defined),
          optimizer -> { },
          broken -> broken.name().ifPresent(name -> define(Sort.TENSOR, name, declaration, defined)));
    }
    return defined;
  }

  private static List<Ast.Expr> sizes(Ast.Formal formal) {
    return formal.dimensions().stream().flatMap(List::stream).map(Ast.Dimension::size).toList();
  }

  private static void define(Sort sort, Ast.Name name, Ast.Declaration in, Map<String, Named> defined) {
    define(sort, name.text(), name.span(), in, defined);
  }

  private static void define(Sort sort, String name, Span place, Ast.Declaration in, Map<String, Named> defined) {
    defined.putIfAbsent(name, new Named(sort, name, new Span(place.file(), place.start(),
        place.start() + name.length()), in));
  }

  void collect() {
    for (Ast.Formal formal : declaration.formals()) {
      name(formal.name(), body);
      Trees.roots(formal).forEach(e -> expression(e, body));
    }
    declaration.body().forEach(this::statement);
  }

  private void statement(Ast.Statement s) {
    Sight inner = body.inner();
    s.act(
        parameter -> {
          name(parameter.name(), body);
          roots(parameter, inner);
        },
        state -> {
          name(state.name(), body);
          roots(state, inner);
        },
        next -> {
          name(next.name(), body);
          indices(next.indices(), inner);
          expression(next.value(), inner);
        },
        definition -> {
          name(definition.name(), body);
          definition.indices().ifPresent(indices -> indices(indices, inner));
          expression(definition.value(), inner);
        },
        result -> roots(result, inner),
        output -> output.names().forEach(n -> name(n, body)),
        require -> roots(require, inner),
        aside -> {
          name(aside.name(), body);
          roots(aside, inner);
        },
        this::optimizer,
        broken -> broken.name().ifPresent(n -> name(n, body)));
  }

  /** In its arguments, an optimizer's numbers are known that are given at run time. */
  private void optimizer(Ast.OptimizerStatement s) {
    Sight inner = body.inner();
    mentions.declaration(s.name()).ifPresent(named -> {
      mentions.add(s.name().span(), named);
      Hyperparameters.scalars(named.in()).forEach(formal -> mentions.known(named.in(), formal.name().text())
          .ifPresent(number -> inner.names().put(number.name(), number)));
      arguments(s.arguments(), named.in());
    });
    roots(s, inner);
  }

  private void roots(Ast.Statement s, Sight sight) {
    Trees.roots(s).forEach(e -> expression(e, sight));
  }

  private void indices(List<Ast.OutputIndex> indices, Sight inner) {
    for (Ast.OutputIndex index : indices) {
      index.extent().ifPresent(e -> expression(e, inner));
      String name = index.name().text();
      if (index.extent().isEmpty()) {
        inner.find(Indices.upper(name)).ifPresent(size -> mentions.imply(size, index));
      }
      Named named = new Named(Sort.INDEX, name, index.name().span(), declaration);
      inner.names().put(name, named);
      mentions.add(named.place(), named);
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
        access -> children(access, sight),
        guarded -> children(guarded, sight),
        application -> {
          use(application);
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

  private void use(Ast.Application application) {
    Optional<Ast.Name> label = application.match(call -> Optional.empty(), Ast.Stage::label);
    label.ifPresent(l -> mentions.add(l.span(), labels.computeIfAbsent(l.text(),
        text -> new Named(Sort.LABEL, text, l.span(), declaration))));
    mentions.declaration(application.callee()).ifPresent(named -> {
      mentions.add(application.callee().span(), named);
      arguments(application.arguments(), named.in());
    });
  }

  private void arguments(List<Ast.Argument> arguments, Ast.Declaration of) {
    arguments.forEach(argument -> argument.name().ifPresent(name -> mentions.member(name, of)));
  }

  private void name(Ast.Name name, Sight sight) {
    name(name.text(), name.span(), sight);
  }

  /** @param place starts with the name */
  private void name(String name, Span place, Sight sight) {
    sight.find(name).ifPresent(named ->
        mentions.add(new Span(place.file(), place.start(), place.start() + name.length()), named));
  }
}
