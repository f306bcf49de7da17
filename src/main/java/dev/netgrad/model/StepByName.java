package dev.netgrad.model;

import dev.netgrad.source.Code;
import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.Diagnostics;
import dev.netgrad.syntax.Ast;
import java.util.List;

/** Finds what is the number of the training step by its name, as it was before numbers had roles. It goes on working. */
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
            diagnostics.add(undeclared(declaration, r));
          }
        }));
      }
    }
  }

  private static Diagnostic undeclared(Ast.Declaration declaration, Ast.Reference step) {
    Diagnostic d = Diagnostic.of(Code.STEP_BY_NAME, step.span(), "nobody has declared `step` here");
    String hint = "declare it in the head of the network: `step: step`";
    List<Ast.Formal> formals = declaration.formals();
    return formals.isEmpty() ? d.advice(hint)
        : d.fix(hint, formals.get(formals.size() - 1).span().after(), ", step: step");
  }

  private static boolean isStep(Ast.Name name) {
    return name.text().equals(Optimizers.STEP);
  }
}
