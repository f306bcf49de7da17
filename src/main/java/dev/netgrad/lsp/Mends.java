package dev.netgrad.lsp;

import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.Hint;
import dev.netgrad.source.Span;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.lsp4j.CodeAction;
import org.eclipse.lsp4j.CodeActionKind;
import org.eclipse.lsp4j.Range;
import org.eclipse.lsp4j.TextEdit;
import org.eclipse.lsp4j.WorkspaceEdit;

/** Quick fixes: the hints that can be followed as they are said. */
final class Mends {
  private Mends() {}

  /** Those of the diagnostics that touch a stretch of a document. */
  static List<CodeAction> of(Document document, Range range, Desk desk) {
    Span asked = Positions.span(document.file(), range);
    return document.diagnostics().stream()
        .filter(d -> d.span().file() == document.file() && Positions.meet(d.span(), asked))
        .filter(d -> d.hint().filter(hint -> !hint.isAdvice()).isPresent())
        .map(d -> action(d, d.hint().orElseThrow(), document, desk)).toList();
  }

  private static CodeAction action(Diagnostic diagnostic, Hint hint, Document document, Desk desk) {
    Map<String, List<TextEdit>> edits = new LinkedHashMap<>();
    hint.fixes().forEach(fix -> edits.computeIfAbsent(desk.uri(fix.span().file(), document), u -> new ArrayList<>())
        .add(new TextEdit(Positions.range(fix.span()), fix.text())));
    CodeAction action = new CodeAction(hint.text());
    action.setKind(CodeActionKind.QuickFix);
    action.setDiagnostics(List.of(Problems.of(diagnostic, desk, document)));
    action.setEdit(new WorkspaceEdit(edits));
    action.setIsPreferred(true);
    return action;
  }
}
