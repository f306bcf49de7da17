package dev.netgrad.model.warn;

import dev.netgrad.model.names.Definitions;
import dev.netgrad.model.names.Matching;
import dev.netgrad.model.names.Predefined;
import dev.netgrad.model.names.Trees;
import dev.netgrad.source.Code;
import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.Diagnostics;
import dev.netgrad.source.Hint;
import dev.netgrad.source.Span;
import dev.netgrad.source.Spelling;
import dev.netgrad.syntax.Ast;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What a declaration names and never uses. It is a matter of names alone: a size is used if an index goes over it, a
 * state if it gets a next value, a tensor if something is of its size. Nothing is said of names that begin with
 * {@code _}.
 */
public final class Unused {
  private final Ast.Declaration declaration;
  private final Set<String> inHead = new HashSet<>();
  private final Set<String> inBody = new HashSet<>();

  private Unused(Ast.Declaration declaration) {
    this.declaration = declaration;
    declaration.formals().forEach(f -> Trees.roots(f).forEach(e -> collect(e, inHead)));
    for (Ast.Statement s : declaration.body()) {
      Trees.roots(s).forEach(e -> collect(e, inBody));
      s.act(
          parameter -> { },
          state -> { },
          next -> {
            goOver(next.indices(), inBody);
            inBody.add(next.name().text());
          },
          definition -> definition.indices().ifPresent(indices -> goOver(indices, inBody)),
          result -> { },
          output -> output.names().forEach(n -> inBody.add(n.text())),
          require -> { },
          aside -> { },
          optimizer -> { },
          broken -> { });
    }
  }

  private static void collect(Ast.Expr root, Set<String> names) {
    Trees.all(root, e -> {
      if (e instanceof Ast.Reference r) {
        names.add(r.name());
      } else if (e instanceof Ast.Reduce r) {
        goOver(r.indices(), names);
      }
    });
  }

  private static void goOver(List<Ast.OutputIndex> indices, Set<String> names) {
    indices.stream().filter(i -> i.extent().isEmpty())
        .forEach(i -> names.add(i.name().text().toUpperCase(Locale.ROOT)));
  }

  /**
   * @param diagnostics receives {@link Code#UNUSED_DEFINITION} and {@link Code#UNUSED_FORMAL}
   * @return the definitions that nothing uses
   */
  public static List<Span> warn(Ast.Declaration declaration, Diagnostics diagnostics) {
    Unused unused = new Unused(declaration);
    unused.formals(diagnostics);
    return unused.definitions(diagnostics);
  }

  private void formals(Diagnostics diagnostics) {
    boolean optimizer = declaration.kind() == Ast.Kind.OPTIMIZER;
    for (Ast.Formal f : declaration.formals()) {
      boolean number = Matching.isNumber(f);
      boolean used = inBody.contains(f.name().text()) || number && inHead.contains(f.name().text())
          || f.dimensions().isPresent() && f.dimensions().get().stream().anyMatch(d -> inBody.contains(text(d.size())))
          || f.classes().isPresent() && inBody.contains(text(f.classes().get()));
      // Whoever trains gives an optimizer the parameter, the gradient and what changes from step to step.
      if (!used && !mayBeUnused(f.name()) && (number || !optimizer) && f.type() != Ast.FormalType.KEY) {
        String text = "leave it out, or call it `_" + f.name().text() + "`";
        boolean isInput = declaration.kind() == Ast.Kind.NETWORK;
        // Calls may name an argument, and would have to change as well.
        diagnostics.add(Diagnostic.of(Code.UNUSED_FORMAL, f.span(), "`" + declaration.name().text()
            + "` has no use for its " + (isInput ? "input" : "argument") + " `" + f.name().text() + "`")
            .hint(Optional.of(isInput ? Hint.fix(text, f.name().span().before(), "_") : Hint.advice(text))));
      }
    }
  }

  private static String text(Ast.Expr dimension) {
    return dimension instanceof Ast.Reference r ? r.name() : "";
  }

  private List<Span> definitions(Diagnostics diagnostics) {
    List<Span> unused = new ArrayList<>();
    Ast.Statement result = declaration.kind() == Ast.Kind.NETWORK ? Definitions.output(declaration.body())
        : Definitions.result(declaration.body());
    for (Ast.Statement s : declaration.body()) {
      Optional<Ast.Name> name = Definitions.name(s);
      boolean needed = s == result && !declaresOutputs() || Definitions.isLoss(s);
      if (name.isPresent() && !needed && !inBody.contains(name.get().text()) && !mayBeUnused(name.get())) {
        unused.add(s.span());
        diagnostics.add(Diagnostic.of(Code.UNUSED_DEFINITION, name.get().span(), "nothing uses `" + name.get().text()
            + "`").fix("leave it out, or call it `_" + name.get().text() + "`", name.get().span().before(), "_")
            .hint(meantAsLoss(name.get())));
      }
    }
    return unused;
  }

  private Optional<Hint> meantAsLoss(Ast.Name name) {
    return declaration.kind() == Ast.Kind.NETWORK && declaration.body().stream().noneMatch(Definitions::isLoss)
        ? Spelling.suggestion(name.span(), name.text(), List.of(Predefined.LOSS)) : Optional.empty();
  }

  private boolean declaresOutputs() {
    return declaration.body().stream().anyMatch(s -> s instanceof Ast.OutputStatement);
  }

  private static boolean mayBeUnused(Ast.Name name) {
    return name.text().startsWith("_");
  }
}
