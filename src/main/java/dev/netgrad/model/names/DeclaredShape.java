package dev.netgrad.model.names;

import dev.netgrad.source.Code;
import dev.netgrad.source.Diagnostic;
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
public record DeclaredShape(Span place, List<String> extents) {

  /** By name, without names that are not declared with a shape, or with one of any rank. */
  public static Map<String, DeclaredShape> all(Ast.Declaration declaration) {
    Map<String, Optional<DeclaredShape>> all = new LinkedHashMap<>();
    for (Ast.Formal f : declaration.formals()) {
      all.putIfAbsent(f.name().text(), f.dimensions().flatMap(d -> dimensions(f.span(), d)));
    }
    for (Ast.Statement s : declaration.body()) {
      Definitions.name(s).ifPresent(n -> all.putIfAbsent(n.text(), defined(s)));
    }
    Map<String, DeclaredShape> shapes = new LinkedHashMap<>();
    all.forEach((name, written) -> written.ifPresent(w -> shapes.put(name, w)));
    return shapes;
  }

  /** Empty where the name is not declared with a shape, or with one of any rank. */
  public static Optional<DeclaredShape> of(Ast.Declaration declaration, String name) {
    return Optional.ofNullable(all(declaration).get(name));
  }

  private static Optional<DeclaredShape> defined(Ast.Statement s) {
    return s.match(
        parameter -> dimensions(parameter.name().span(), parameter.dimensions()),
        state -> dimensions(state.name().span(), state.dimensions()),
        next -> Optional.empty(),
        definition -> definition.indices().flatMap(i -> indices(definition.name().span(), i)),
        result -> Optional.empty(),
        output -> Optional.empty(),
        require -> Optional.empty(),
        aside -> Optional.empty(),
        optimizer -> Optional.empty(),
        broken -> Optional.empty());
  }

  private static Optional<DeclaredShape> dimensions(Span place, List<Ast.Dimension> dimensions) {
    return dimensions.stream().anyMatch(Ast.Dimension::pack) ? Optional.empty()
        : Optional.of(new DeclaredShape(place, dimensions.stream().map(d -> d.span().onOneLine()).toList()));
  }

  private static Optional<DeclaredShape> indices(Span place, List<Ast.OutputIndex> indices) {
    return indices.stream().anyMatch(Ast.OutputIndex::pack) ? Optional.empty()
        : Optional.of(new DeclaredShape(place, indices.stream().map(i ->
            i.extent().map(e -> e.span().onOneLine()).orElse(Indices.upper(i.name().text()))).toList()));
  }

  /** A read with too many or too few indices. */
  public static Diagnostic wrongRank(String name, int rank, Ast.Access access, int indices) {
    return Diagnostic.of(Code.RANK, access.span(), "`" + name + "` has " + rank
        + (rank == 1 ? " dimension" : " dimensions") + " and is read with " + indices
        + (indices == 1 ? " index" : " indices"));
  }
}
