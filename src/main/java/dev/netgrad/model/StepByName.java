package dev.netgrad.model;

import dev.netgrad.source.Code;
import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.Diagnostics;
import dev.netgrad.source.Span;
import dev.netgrad.source.Spelling;
import dev.netgrad.syntax.Ast;
import java.util.List;
import java.util.Optional;

/**
 * Finds what is the number of the training step by its name, as it was before numbers had roles, which goes on working;
 * and says how its role is written where it is wanted.
 */
final class StepByName {
  private StepByName() {}

  /** @param diagnostics receives {@link Code#STEP_BY_NAME} */
  static void warn(Ast.Declaration declaration, Diagnostics diagnostics) {
    for (Ast.Formal f : declaration.formals()) {
      if (f.type() == Ast.FormalType.SCALAR && isStep(f.name())) {
        diagnostics.add(Diagnostic.of(Code.STEP_BY_NAME, f.span(),
            "`step` is the number of the training step by its name alone")
            .fix("say it: `step: step`", f.span(), "step: step"));
      }
    }
    boolean isDeclared = declaration.formals().stream().anyMatch(f -> isStep(f.name()))
        || declaration.body().stream().flatMap(s -> Bodies.defined(s).stream()).anyMatch(StepByName::isStep);
    for (Ast.Statement s : isDeclared ? List.<Ast.Statement>of() : declaration.body()) {
      if (s instanceof Ast.OptimizerStatement optimizer) {
        optimizer.arguments().forEach(argument -> Trees.references(argument.value(), r -> {
          if (r.name().equals(Optimizers.STEP)) {
            diagnostics.add(undeclared(declaration,
                Diagnostic.of(Code.STEP_BY_NAME, r.span(), "nobody has declared `step` here")));
          }
        }));
      }
    }
  }

  /** Says how a `step` that nobody has declared is declared. */
  static Diagnostic undeclared(Ast.Declaration declaration, Diagnostic d) {
    List<Ast.Formal> formals = declaration.formals();
    if (Declarations.isCallable(declaration)) {
      return d.advice("declare it in the head, `step: step`, and give it the network's where this is used");
    }
    String hint = "declare it in the head: `step: step`";
    return formals.isEmpty() ? d.advice(hint)
        : d.fix(hint, formals.get(formals.size() - 1).span().after(), ", step: step");
  }

  /** Says how to give the step where something else stands. */
  static Diagnostic wanted(Ast.Declaration declaration, Diagnostic d, Span place) {
    Optional<Ast.Formal> step = declaration.formals().stream().filter(f -> f.type() == Ast.FormalType.STEP).findFirst();
    return step.isPresent() ? d.hint(Optional.of(Spelling.question(place, step.get().name().text())))
        : d.advice("declare it in the head, as in " + declaration.name().text() + "(…, step: step), and give that");
  }

  private static boolean isStep(Ast.Name name) {
    return name.text().equals(Optimizers.STEP);
  }
}
