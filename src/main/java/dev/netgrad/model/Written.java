package dev.netgrad.model;

import dev.netgrad.source.Span;
import dev.netgrad.syntax.Ast;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The shape of a tensor as a body writes it where it declares the tensor.
 *
 * @param place where that is
 * @param extents such as {@code H/2}
 */
record Written(Span place, List<String> extents) {

  /** By name, without names that are not declared with a shape, or with one of any rank. */
  static Map<String, Written> all(Ast.Declaration declaration) {
    Map<String, Optional<Written>> all = new LinkedHashMap<>();
    for (Ast.Formal f : declaration.formals()) {
      all.putIfAbsent(f.name().text(), f.dimensions().flatMap(d -> dimensions(f.span(), d)));
    }
    for (Ast.Statement s : declaration.body()) {
      Bodies.defined(s).ifPresent(n -> all.putIfAbsent(n.text(), defined(s)));
    }
    Map<String, Written> shapes = new LinkedHashMap<>();
    all.forEach((name, written) -> written.ifPresent(w -> shapes.put(name, w)));
    return shapes;
  }

  /** Empty where the name is not declared with a shape, or with one of any rank. */
  static Optional<Written> of(Ast.Declaration declaration, String name) {
    return Optional.ofNullable(all(declaration).get(name));
  }

  private static Optional<Written> defined(Ast.Statement s) {
    return s.match(
        parameter -> dimensions(parameter.name().span(), parameter.dimensions()),
        state -> dimensions(state.name().span(), state.dimensions()),
        next -> Optional.empty(),
        definition -> definition.indices().flatMap(i -> indices(definition.name().span(), i)),
        result -> Optional.empty(),
        output -> Optional.empty(),
        require -> Optional.empty(),
        optimizer -> Optional.empty());
  }

  private static Optional<Written> dimensions(Span place, List<Ast.Dimension> dimensions) {
    return dimensions.stream().anyMatch(Ast.Dimension::pack) ? Optional.empty()
        : Optional.of(new Written(place, dimensions.stream().map(d -> Sizes.text(d.span())).toList()));
  }

  private static Optional<Written> indices(Span place, List<Ast.OutputIndex> indices) {
    return indices.stream().anyMatch(Ast.OutputIndex::pack) ? Optional.empty()
        : Optional.of(new Written(place, indices.stream().map(i ->
            i.extent().map(e -> Sizes.text(e.span())).orElse(Domains.upper(i.name().text()))).toList()));
  }
}
