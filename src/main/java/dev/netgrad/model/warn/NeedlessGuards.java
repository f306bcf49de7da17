package dev.netgrad.model.warn;

import dev.netgrad.model.names.Declarations;
import dev.netgrad.model.scope.Guards;
import dev.netgrad.source.Code;
import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.Diagnostics;
import dev.netgrad.source.Hint;
import dev.netgrad.source.Span;
import dev.netgrad.syntax.Ast;
import java.util.Optional;

/** Guards that rule nothing out: a value outside bounds that is never used, a condition that always holds. */
public final class NeedlessGuards {
  private NeedlessGuards() {}

  /** @param diagnostics receives {@link Code#NEEDLESS_GUARD} */
  public static void warn(Guards guards, Declarations declarations, Diagnostics diagnostics) {
    guards.needless().filter(guard -> declarations.isEditable(guard.span()))
        .forEach(guard -> diagnostics.add(diagnostic(guard)));
  }

  private static Diagnostic diagnostic(Ast.Expr guard) {
    if (!(guard instanceof Ast.Guarded g)) {
      return Diagnostic.of(Code.NEEDLESS_GUARD, guard.span(), "this condition always holds")
          .hint(Optional.of(leftOut(guard.span())));
    }
    String read = g.read().span().onOneLine();
    return Diagnostic.of(Code.NEEDLESS_GUARD, g.otherwise().span(), "this value is never used: " + read
        + " is always in bounds").fix("the read alone does: " + read, g.span(), g.read().span().text());
  }

  /** One guard of several, or the only one and the bar before it; with brackets around it, a person does it. */
  private static Hint leftOut(Span guard) {
    String text = "leave it out";
    String file = guard.file().text();
    String before = file.substring(0, guard.start()).stripTrailing();
    String after = file.substring(guard.end());
    int gap = after.length() - after.stripLeading().length();
    if (before.endsWith(",")) {
      return Hint.fix(text, new Span(guard.file(), before.length() - 1, guard.end()), "");
    } else if (before.endsWith("|") && after.startsWith("]", gap)) {
      int end = before.substring(0, before.length() - 1).stripTrailing().length();
      return Hint.fix(text, new Span(guard.file(), end, guard.end()), "");
    } else if (before.endsWith("|") && after.startsWith(",", gap)) {
      String rest = after.substring(gap + 1);
      return Hint.fix(text, new Span(guard.file(), guard.start(), file.length() - rest.stripLeading().length()), "");
    }
    return Hint.advice(text);
  }
}
