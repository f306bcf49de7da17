package dev.netgrad.model.names;

import dev.netgrad.source.Code;
import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.Hint;
import dev.netgrad.source.Span;
import dev.netgrad.source.Spelling;
import dev.netgrad.syntax.Ast;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which argument of a call is for which formal parameter, a matter of names and order alone. */
public final class Matching {
  private Matching() {}

  /**
   * Gives each argument to its formal parameter.
   *
   * @param input where that stands which a stage passes on
   * @param wrong receives arguments that are for no parameter, and parameters that need one
   */
  public static Map<Ast.Formal, Ast.Expr> match(Ast.Declaration callee, Span call, Optional<Span> input,
      List<Ast.Argument> arguments, Consumer<Diagnostic> wrong) {
    List<Ast.Formal> formals = callee.formals();
    Map<Ast.Formal, Ast.Expr> matched = new LinkedHashMap<>();
    Map<Ast.Formal, Span> places = new LinkedHashMap<>();
    if (input.isPresent()) {
      if (formals.isEmpty() || isNumber(formals.get(0))) {
        wrong.accept(Diagnostic.of(Code.ARGUMENT_COUNT, call, "`" + callee.name().text()
            + "` takes no tensor as its first argument").and(callee.name().span(), "declared here"));
        return matched;
      }
      places.put(formals.get(0), input.get());
    }
    int next = places.size();
    boolean isMisspelt = false;
    Optional<Ast.Name> named = Optional.empty();
    for (Ast.Argument argument : arguments) {
      Optional<Ast.Formal> formal = Optional.empty();
      if (argument.name().isPresent()) {
        named = argument.name();
        formal = named(callee, named.get(), wrong);
      } else if (named.isPresent()) {
        wrong.accept(misplaced(argument, named.get(), formals.stream().filter(f -> !places.containsKey(f))));
        return matched;
      } else if (next == formals.size()) {
        wrong.accept(Diagnostic.of(Code.ARGUMENT_COUNT, argument.span(), "`" + callee.name().text() + "` takes "
            + (formals.size() == 1 ? "one argument" : formals.size() + " arguments") + ", and this is one more")
            .and(callee.name().span(), head(callee)));
        return matched;
      } else {
        formal = Optional.of(formals.get(next++));
      }
      if (formal.isEmpty()) {
        isMisspelt = true;
        continue;
      }
      Span before = places.putIfAbsent(formal.get(), argument.value().span());
      if (before != null) {
        wrong.accept(Diagnostic.of(Code.GIVEN_TWICE, argument.span(), "`" + formal.get().name().text()
            + "` is given twice").and(before, "first here"));
      } else {
        matched.put(formal.get(), argument.value());
      }
    }
    if (!isMisspelt) {
      rejectMissing(callee, call, places.keySet(), wrong);
    }
    return matched;
  }

  /**
   * An argument without a name after one with.
   *
   * @param open the parameters that have no argument yet
   */
  public static Diagnostic misplaced(Ast.Argument argument, Ast.Name named, Stream<Ast.Formal> open) {
    Diagnostic d = Diagnostic.of(Code.ARGUMENT_NAME, argument.span(),
        "an argument without a name stands before those with").and(named.span(), "the one with a name");
    return d.hint(open.findFirst().map(f -> f.name().text() + " = ").map(meant ->
        Hint.fix("give it its name: " + meant + argument.span().onOneLine(), argument.span().before(), meant)));
  }

  private static Optional<Ast.Formal> named(Ast.Declaration callee, Ast.Name name, Consumer<Diagnostic> wrong) {
    Optional<Ast.Formal> formal =
        callee.formals().stream().filter(f -> f.name().text().equals(name.text())).findFirst();
    if (formal.isEmpty()) {
      Diagnostic d = Diagnostic.of(Code.ARGUMENT_NAME, name.span(), "`" + callee.name().text() + "` has no parameter `"
          + name.text() + "`").and(callee.name().span(), head(callee));
      Collection<String> names = callee.formals().stream().map(f -> f.name().text()).toList();
      wrong.accept(d.hint(Spelling.suggestion(name.span(), name.text(), names)));
    }
    return formal;
  }

  private static void rejectMissing(
      Ast.Declaration callee, Span call, Set<Ast.Formal> given, Consumer<Diagnostic> wrong) {
    Set<String> bound = callee.formals().stream().flatMap(f -> bound(f).stream()).collect(Collectors.toSet());
    List<String> missing = callee.formals().stream()
        .filter(f -> !given.contains(f) && f.defaultValue().isEmpty() && !bound.contains(f.name().text()))
        .map(f -> "`" + f.name().text() + "`").toList();
    if (!missing.isEmpty()) {
      wrong.accept(Diagnostic.of(Code.ARGUMENT_MISSING, call, "`" + callee.name().text() + "` needs "
          + String.join(", ", missing)).and(callee.name().span(), head(callee)));
    }
  }

  /** The names that follow from the shape, or the number of classes, of what is given for a formal parameter. */
  public static List<String> bound(Ast.Formal formal) {
    List<Ast.Expr> sizes = new ArrayList<>();
    formal.dimensions().ifPresent(dimensions -> dimensions.forEach(d -> sizes.add(d.size())));
    formal.classes().ifPresent(sizes::add);
    return sizes.stream().flatMap(e -> e instanceof Ast.Reference r ? Stream.of(r.name()) : Stream.of()).toList();
  }

  /** {@code conv(x, K, size, stride, pad)}. */
  private static String head(Ast.Declaration callee) {
    return callee.formals().stream().map(f -> f.name().text())
        .collect(Collectors.joining(", ", callee.name().text() + "(", ")"));
  }

  /** Whether it is a size or number known when compiling. */
  public static boolean isNumber(Ast.Formal formal) {
    return formal.type() == Ast.FormalType.PLAIN && formal.dimensions().isEmpty();
  }
}
