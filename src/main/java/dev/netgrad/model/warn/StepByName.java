package dev.netgrad.model.warn;

import dev.netgrad.model.names.Definitions;
import dev.netgrad.model.names.Predefined;
import dev.netgrad.model.names.StepHints;
import dev.netgrad.model.names.Trees;
import dev.netgrad.source.Code;
import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.Diagnostics;
import dev.netgrad.syntax.Ast;
import java.util.List;

/**
 * Finds what is the number of the training step by its name, as it was before numbers had roles, which goes on working;
 * and says how its role is written where it is wanted.
 */
public final class StepByName {
  private StepByName() {}

  /** @param diagnostics receives {@link Code#STEP_BY_NAME} */
  public static void warn(Ast.Declaration declaration, Diagnostics diagnostics) {
    for (Ast.Formal f : declaration.formals()) {
      if (f.type() == Ast.FormalType.SCALAR && isStep(f.name())) {
        diagnostics.add(Diagnostic.of(Code.STEP_BY_NAME, f.span(),
            "`step` is the number of the training step by its name alone")
            .fix("say it: `step: step`", f.span(), "step: step"));
      }
    }
    boolean isDeclared = declaration.formals().stream().anyMatch(f -> isStep(f.name()))
        || declaration.body().stream().flatMap(s -> Definitions.name(s).stream()).anyMatch(StepByName::isStep);
    for (Ast.Statement s : isDeclared ? List.<Ast.Statement>of() : declaration.body()) {
      if (s instanceof Ast.OptimizerStatement optimizer) {
        optimizer.arguments().forEach(argument -> Trees.references(argument.value(), r -> {
          if (r.name().equals(Predefined.STEP)) {
            diagnostics.add(StepHints.undeclared(declaration,
                Diagnostic.of(Code.STEP_BY_NAME, r.span(), "nobody has declared `step` here")));
          }
        }));
      }
    }
  }

  private static boolean isStep(Ast.Name name) {
    return name.text().equals(Predefined.STEP);
  }
}
