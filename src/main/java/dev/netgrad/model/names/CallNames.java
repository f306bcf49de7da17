package dev.netgrad.model.names;

import dev.netgrad.source.Code;
import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.Diagnostics;
import dev.netgrad.syntax.Ast;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the calls of one declaration are called, by which their parameters are named: by a label, or by the callee, with
 * a number where it is called several times.
 */
final class CallNames {
  private CallNames() {}

  /**
   * @param calls in the order of the text
   * @param diagnostics receives labels that name two layers
   */
  static Map<Ast.Expr, String> of(List<Ast.Application> calls, Diagnostics diagnostics) {
    Map<String, Ast.Stage> labels = new LinkedHashMap<>();
    Map<String, Integer> uses = new HashMap<>();
    for (Ast.Application call : calls) {
      if (call instanceof Ast.Stage s && s.label().isPresent()) {
        Ast.Stage before = labels.putIfAbsent(s.label().get().text(), s);
        if (before != null && !before.callee().text().equals(s.callee().text())) {
          diagnostics.add(Diagnostic.of(Code.SHARED_LABEL, s.label().get().span(), "the label `"
              + s.label().get().text()
              + "` names both " + before.callee().text() + " and " + s.callee().text())
              .and(before.label().get().span(), "first here").advice("uses that share a label share their parameters"));
        }
      } else {
        uses.merge(call.callee().text(), 1, Integer::sum);
      }
    }
    Map<Ast.Expr, String> names = new IdentityHashMap<>();
    Map<String, Integer> counts = new HashMap<>();
    for (Ast.Application call : calls) {
      String callee = call.callee().text();
      if (call instanceof Ast.Stage s && s.label().isPresent()) {
        names.put(call, s.label().get().text());
      } else if (uses.get(callee) == 1 && !labels.containsKey(callee)) {
        names.put(call, callee);
      } else {
        String name;
        do {
          name = callee + counts.merge(callee, 1, Integer::sum);
        } while (labels.containsKey(name));
        names.put(call, name);
      }
    }
    return names;
  }
}
