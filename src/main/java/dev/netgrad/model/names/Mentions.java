package dev.netgrad.model.names;

import dev.netgrad.source.SourceFile;
import dev.netgrad.source.Span;
import dev.netgrad.syntax.Ast;
import dev.netgrad.syntax.Example;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Where names are written, and what each stands for there, by names alone: of a file with errors, too. A name that
 * stands for nothing is not among them.
 */
public final class Mentions {
  /** What a name is given to. */
  public enum Sort { DECLARATION, ARGUMENT, SIZE, PARAMETER, STATE, TENSOR, ASIDE, LABEL, INDEX }

  /**
   * Something that has a name.
   *
   * @param place where it gets its name
   * @param in the declaration that knows it by this name; of a declaration, itself
   */
  public record Named(Sort sort, String name, Span place, Ast.Declaration in) {}

  /** A name where it is written. */
  public record Mention(Span place, Named named) {}

  /** Names that can be seen from a place; those of indices within a formula. */
  record Sight(Map<String, Named> names, Optional<Sight> outer) {
    Optional<Named> find(String name) {
      return Optional.ofNullable(names.get(name)).or(() -> outer.flatMap(o -> o.find(name)));
    }

    Sight inner() {
      return new Sight(new HashMap<>(), Optional.of(this));
    }
  }

  private final Declarations declarations;
  private final Map<Ast.Declaration, Named> declared = new IdentityHashMap<>();
  private final Map<Ast.Declaration, Map<String, Named>> known = new IdentityHashMap<>();
  private final Map<SourceFile, TreeMap<Integer, Mention>> byPlace = new IdentityHashMap<>();
  private final Map<Named, List<Mention>> byName = new LinkedHashMap<>();
  private final Map<Named, List<Ast.OutputIndex>> implied = new HashMap<>();

  /** @param files in which names are looked at */
  public Mentions(List<Ast.File> files, Declarations declarations) {
    this.declarations = declarations;
    declarations.all().forEach(this::know);
    for (Ast.File file : files) {
      byPlace.computeIfAbsent(file.span().file(), f -> new TreeMap<>());
      for (Ast.Declaration d : file.declarations()) {
        add(d.name().span(), declared.get(d));
        new BodyMentions(this, d, known.get(d)).collect();
      }
      file.examples().forEach(this::example);
    }
  }

  private void know(Ast.Declaration d) {
    declared.put(d, new Named(Sort.DECLARATION, d.name().text(), d.name().span(), d));
    known.put(d, BodyMentions.defined(d));
  }

  private void example(Example example) {
    declaration(example.callee()).ifPresent(named -> {
      add(example.callee().span(), named);
      example.arguments().forEach(given -> given.name().ifPresent(name -> member(name, named.in())));
      example.parameters().forEach(given -> given.name().ifPresent(name -> member(name, named.in())));
    });
  }

  /** What a name of a layer, block, network or optimizer means where it is written. */
  Optional<Named> declaration(Ast.Name name) {
    return declarations.find(name.text(), name.span()).map(declared::get);
  }

  /** A name that another declaration knows, such as an argument's. */
  void member(Ast.Name name, Ast.Declaration of) {
    Optional.ofNullable(known.get(of)).map(names -> names.get(name.text())).ifPresent(n -> add(name.span(), n));
  }

  /** Whatever name is written in a declaration's head or statements. */
  Optional<Named> known(Ast.Declaration declaration, String name) {
    return Optional.ofNullable(known.get(declaration)).map(names -> names.get(name));
  }

  void add(Span place, Named named) {
    Mention mention = new Mention(place, named);
    byPlace.computeIfAbsent(place.file(), f -> new TreeMap<>()).put(place.start(), mention);
    byName.computeIfAbsent(named, n -> new ArrayList<>()).add(mention);
  }

  /** An index goes over a size, or indices over a pack of them, because it bears the name in lower case. */
  void imply(Named size, Ast.OutputIndex index) {
    implied.computeIfAbsent(size, s -> new ArrayList<>()).add(index);
  }

  /** The name at a place: the place may be the one behind its last letter. */
  public Optional<Mention> at(SourceFile file, int offset) {
    return Optional.ofNullable(byPlace.getOrDefault(file, new TreeMap<>()).floorEntry(offset)).map(Map.Entry::getValue)
        .filter(mention -> offset <= mention.place().end());
  }

  /** All places where something is named, the one where it gets its name among them. */
  public List<Mention> of(Named named) {
    return Collections.unmodifiableList(byName.getOrDefault(named, List.of()));
  }

  /** All names of a file, by place. */
  public List<Mention> in(SourceFile file) {
    return List.copyOf(byPlace.getOrDefault(file, new TreeMap<>()).values());
  }

  /** The indices that go over a size because they bear its name in lower case, without saying so. */
  public List<Ast.OutputIndex> implied(Named size) {
    return Collections.unmodifiableList(implied.getOrDefault(size, List.of()));
  }

  /** What has a name in a declaration; indices, which are known within their formulas only, are not among it. */
  public List<Named> inside(Ast.Declaration declaration) {
    return List.copyOf(known.getOrDefault(declaration, Map.of()).values());
  }

  /** The declarations that can be seen from a place, in alphabetical order. */
  public List<Ast.Declaration> visible(Predicate<Ast.Declaration> which, Span place) {
    return declarations.names(which, place).stream().map(name -> declarations.find(name, place).orElse(null))
        .filter(Objects::nonNull).filter(which).toList();
  }

  /** The declaration that a name means in the file of the place. */
  public Optional<Ast.Declaration> find(String name, Span place) {
    return declarations.find(name, place);
  }

  /** Whether a place is in the standard library. */
  public boolean isStandard(Span place) {
    return declarations.isStandard(place);
  }

  /** Whether the reader of a place can change it. */
  public boolean isEditable(Span place) {
    return declarations.isEditable(place);
  }
}
