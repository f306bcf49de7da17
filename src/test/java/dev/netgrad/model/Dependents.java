package dev.netgrad.model;

import dev.netgrad.syntax.Ast;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which statements depend on which, told by the words in their text and by nothing that the compiler knows. A statement
 * depends on those of its body that define a word of it, and on what decides the result of the layers and blocks that
 * are words of it.
 */
final class Dependents {
  /** A word that is no argument's name. */
  private static final Pattern WORD = Pattern.compile("[\\p{L}_][\\p{L}\\p{Nd}_]*(?!\\s*=[^=])");

  /** A statement, the body that it stands in and its place in it. */
  record Place(Ast.Declaration declaration, int number) {
    Ast.Statement statement() {
      return declaration.body().get(number);
    }

    Optional<String> name() {
      return statement() instanceof Ast.DefinitionStatement d ? Optional.of(d.name().text())
          : statement() instanceof Ast.ParameterStatement p ? Optional.of(p.name().text())
          : statement() instanceof Ast.StateStatement s ? Optional.of(s.name().text()) : Optional.empty();
    }

    boolean isResult() {
      boolean isLast = true;
      for (Ast.Statement later : declaration.body().subList(number + 1, declaration.body().size())) {
        isLast &= !(later instanceof Ast.DefinitionStatement) && !(later instanceof Ast.ResultStatement);
      }
      return isLast && (statement() instanceof Ast.DefinitionStatement || statement() instanceof Ast.ResultStatement);
    }

    /** Its words; of an index without an extent, the dimension that it goes over. */
    Set<String> words() {
      Set<String> words = new LinkedHashSet<>();
      Matcher word = WORD.matcher(statement().span().text());
      while (word.find()) {
        words.add(word.group());
        words.add(word.group().toUpperCase(Locale.ROOT));
      }
      return words;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Place p && p.declaration == declaration && p.number == number;
    }

    @Override
    public int hashCode() {
      return 31 * System.identityHashCode(declaration) + number;
    }

    @Override
    public String toString() {
      return declaration.name().text() + " " + number + ": " + statement().span().onOneLine();
    }
  }

  private final List<Place> places = new ArrayList<>();

  Dependents(Collection<Ast.Declaration> declarations) {
    for (Ast.Declaration d : declarations) {
      for (int i = 0; i < d.body().size(); i++) {
        places.add(new Place(d, i));
      }
    }
  }

  /** The statements that are wrong if one is: it and all that depends on it. */
  Set<Place> wrong(Place broken) {
    Set<Place> wrong = new LinkedHashSet<>(Set.of(broken));
    for (int before = 0; before < wrong.size(); ) {
      before = wrong.size();
      places.stream().filter(p -> wrong.stream().anyMatch(w -> dependsOn(p, w))).forEach(wrong::add);
    }
    return wrong;
  }

  private static boolean dependsOn(Place place, Place on) {
    boolean isBelow = place.declaration == on.declaration && place.number > on.number;
    return isBelow && on.name().filter(place.words()::contains).isPresent()
        || on.isResult() && place.words().contains(on.declaration.name().text());
  }

  /** The declarations that networks are made of, if statements are wrong. */
  Set<Ast.Declaration> used(Set<Place> wrong) {
    Set<Ast.Declaration> used = Collections.newSetFromMap(new IdentityHashMap<>());
    places.stream().map(Place::declaration).filter(d -> d.kind() == Ast.Kind.NETWORK).forEach(used::add);
    for (int before = 0; before < used.size(); ) {
      before = used.size();
      places.stream().filter(p -> used.contains(p.declaration) && !wrong.contains(p))
          .forEach(p -> places.stream().map(Place::declaration)
              .filter(d -> p.words().contains(d.name().text())).forEach(used::add));
    }
    return used;
  }
}
