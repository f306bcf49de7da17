package dev.netgrad.model.names;

import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.Span;
import dev.netgrad.source.Spelling;
import dev.netgrad.syntax.Ast;
import java.util.List;
import java.util.Optional;

/** Says how a body gets at the number of the training step. */
public final class StepHints {
  private StepHints() {}

  /** Says how a `step` that nobody has declared is declared. */
  public static Diagnostic undeclared(Ast.Declaration declaration, Diagnostic d) {
    List<Ast.Formal> formals = declaration.formals();
    if (Declarations.isCallable(declaration)) {
      return d.advice("declare it in the head, `step: step`, and give it the network's where this is used");
    }
    String hint = "declare it in the head: `step: step`";
    return formals.isEmpty() ? d.advice(hint)
        : d.fix(hint, formals.get(formals.size() - 1).span().after(), ", step: step");
  }

  /** Says how to give the step where something else stands. */
  public static Diagnostic wanted(Ast.Declaration declaration, Diagnostic d, Span place) {
    Optional<Ast.Formal> step = declaration.formals().stream().filter(f -> f.type() == Ast.FormalType.STEP).findFirst();
    return step.isPresent() ? d.hint(Optional.of(Spelling.question(place, step.get().name().text())))
        : d.advice("declare it in the head, as in " + declaration.name().text() + "(…, step: step), and give that");
  }
}
