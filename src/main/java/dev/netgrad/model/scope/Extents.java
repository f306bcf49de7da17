package dev.netgrad.model.scope;

import dev.netgrad.model.names.Indices;
import dev.netgrad.model.names.Limits;
import dev.netgrad.model.names.Remarks;
import dev.netgrad.source.Code;
import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.Span;
import dev.netgrad.syntax.Ast;
import dev.netgrad.tensor.Axis;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Dimensions and indices: what is declared, what follows from a name, and what both come to. */
public final class Extents {
  private final Frame frame;
  private final Environment scope;

  public Extents(Frame frame, Environment scope) {
    this.frame = frame;
    this.scope = scope;
  }

  /** The sizes of a list of dimensions and the names of their indices. */
  public Meaning.Dimensions dimensions(List<Ast.Dimension> dimensions) {
    List<Long> sizes = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (Ast.Dimension d : dimensions) {
      if (d.pack()) {
        Meaning.Dimensions pack = pack(d.size());
        sizes.addAll(pack.sizes());
        names.addAll(pack.indexNames());
        continue;
      }
      long size = new Sizes(frame, scope).size(d.size());
      if (size < 1) {
        throw notPositive(d.span(), "a dimension", d.size(), size);
      }
      names.add(Indices.indexName(d.size(), sizes.size()));
      sizes.add(size);
    }
    return new Meaning.Dimensions(sizes, Indices.distinct(names));
  }

  private Meaning.Dimensions pack(Ast.Expr name) {
    if (name instanceof Ast.Reference r) {
      Meaning value = frame.find(r.name(), r.span(), scope);
      if (value instanceof Meaning.Dimensions d) {
        return d;
      }
      throw frame.fail(Code.INDEX, r.span(), "`" + r.name() + "` is " + value.kind() + ", not a pack of dimensions");
    }
    throw frame.fail(Code.INDEX, name.span(), "a pack of dimensions is a name, such as I...");
  }

  /**
   * Declares the indices of a formula or a reduction in the scope. The batch index is not among them.
   *
   * @param taken names of indices that are in use already
   */
  public List<Axis> declare(List<Ast.OutputIndex> indices, Set<String> taken) {
    Set<String> names = new HashSet<>(taken);
    Set<String> declared = new HashSet<>();
    indices.stream().filter(i -> !i.pack()).forEach(i -> names.add(i.name().text()));
    List<Axis> axes = new ArrayList<>();
    for (Ast.OutputIndex index : indices) {
      String name = index.name().text();
      if (name.equals("N")) {
        throw frame.fail(Code.RESERVED_NAME, index.name().span(), "`N` is the batch size");
      }
      if (!declared.add(name)) {
        throw frame.fail(Code.DEFINED_TWICE, index.name().span(), "the index `" + name + "` is declared twice");
      }
      List<Long> extents = extents(index);
      if (!index.pack()) {
        Axis axis = new Axis(name, extents.get(0));
        axes.add(axis);
        scope.define(name, new Meaning.IndexOf(axis), index.name().span());
        continue;
      }
      List<Axis> pack = new ArrayList<>();
      Meaning.Dimensions dimensions = (Meaning.Dimensions) scope.find(Indices.upper(name));
      for (int i = 0; i < extents.size(); i++) {
        String axisName = dimensions.indexNames().get(i);
        for (int k = 2; !names.add(axisName); k++) {
          axisName = dimensions.indexNames().get(i) + k;
        }
        pack.add(new Axis(axisName, extents.get(i)));
      }
      axes.addAll(pack);
      scope.define(name, new Meaning.IndicesOf(pack), index.name().span());
    }
    return axes;
  }

  /** How far an index goes: as declared, or over the dimension that bears its name in upper case. */
  public List<Long> extents(Ast.OutputIndex index) {
    String name = index.name().text();
    if (index.extent().isPresent()) {
      Ast.Expr e = index.extent().get();
      long extent = new Sizes(frame, scope).size(e);
      if (extent < 1) {
        throw notPositive(index.span(), "the index `" + name + "`", e, extent);
      } else if (extent > Limits.ELEMENTS) {
        throw frame.fail(Diagnostic.of(Code.ELEMENTS, index.span(), "the index `" + name + "` would range over "
            + extent
            + " points, and may over " + Limits.ELEMENTS).saying(new Sizes(frame, scope).given(e)));
      }
      return List.of(extent);
    }
    Optional<List<Long>> extents = Optional.ofNullable(scope.find(Indices.upper(name))).flatMap(over -> over.match(
        size -> extent(index, size.value()),
        number -> Optional.empty(),
        flag -> Optional.empty(),
        whole -> Optional.empty(),
        dimensions -> index.pack() ? Optional.of(dimensions.sizes()) : Optional.empty(),
        indexOf -> Optional.empty(),
        indicesOf -> Optional.empty(),
        broken -> {
          throw new Failure();
        }));
    return extents.orElseThrow(() -> frame.fail(Indices.endless(index)));
  }

  /** How far an index goes that bears the name of a size, in lower case; empty if it is a pack. */
  private Optional<List<Long>> extent(Ast.OutputIndex index, long size) {
    String name = index.name().text();
    if (Indices.upper(name).equals(name)) {
      String lower = name.toLowerCase(Locale.ROOT);
      throw frame.fail(Diagnostic.of(Code.INDEX, index.span(), "`" + name + "` is a size, and an index is needed here")
          .advice("the index `" + lower + "` goes over `" + name + "`"));
    } else if (index.pack()) {
      return Optional.empty();
    } else if (size < 1) {
      throw notPositive(index.span(), "the index `" + name + "`",
          new Ast.Reference(index.name().span(), Indices.upper(name)), size);
    }
    return Optional.of(List.of(size));
  }

  private Failure notPositive(Span span, String what, Ast.Expr e, long value) {
    if (e instanceof Ast.Reference r) {
      Diagnostic d = Diagnostic.of(Code.EMPTY_DOMAIN, span, what + " has nothing to range over: " + r.name() + " is "
          + value);
      Optional<Diagnostic.Label> source = scope.source(r.name());
      meansNothing(r.name());
      return frame.fail(source.map(s -> d.and(s.span(), s.text())).orElse(d));
    }
    String given = new Sizes(frame, scope).given(e);
    Optional<String> meaning = value <= 0 ? Remarks.whenEmpty(frame.declaration()) : Optional.empty();
    String reason = e instanceof Ast.Number ? "its extent is " + value : e.span().onOneLine() + " is " + value;
    Diagnostic d = Diagnostic.of(Code.EMPTY_DOMAIN, span, what + " has nothing to range over: " + reason).saying(given);
    return frame.fail(meaning.map(d::advice).orElse(d));
  }

  /** What else follows from a size that no dimension can have is not said. */
  private void meansNothing(String size) {
    frame.scope().place(size).ifPresent(place -> frame.scope().define(size, new Meaning.Broken(), place));
  }

  /** Whether an index stands for all elements of a parameter, of whatever shape: the pack of an optimizer. */
  public boolean isBatch(Ast.OutputIndex index) {
    return index.pack() && scope.find(Indices.upper(index.name().text())) instanceof Meaning.Dimensions d
        && d.areBatch();
  }
}
