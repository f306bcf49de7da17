package dev.netgrad.lsp;

import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.Hint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.lsp4j.DiagnosticRelatedInformation;
import org.eclipse.lsp4j.DiagnosticSeverity;

/** The diagnostics of the compiler as the protocol has them. */
final class Problems {
  private Problems() {}

  /**
   * What is to be shown of all open documents, by the files that it is about: of a file that two of them import,
   * everything once. An open document is there, be it with nothing.
   */
  static Map<String, List<org.eclipse.lsp4j.Diagnostic>> of(Desk desk) {
    Map<String, Set<org.eclipse.lsp4j.Diagnostic>> all = new LinkedHashMap<>();
    for (Document document : desk.documents()) {
      all.computeIfAbsent(document.uri(), u -> new LinkedHashSet<>());
      if (!desk.isShelved(document)) {
        document.diagnostics().forEach(d -> all.computeIfAbsent(desk.uri(d.span().file(), document),
            u -> new LinkedHashSet<>()).add(of(d, desk, document)));
      }
    }
    Map<String, List<org.eclipse.lsp4j.Diagnostic>> lists = new LinkedHashMap<>();
    all.forEach((uri, diagnostics) -> lists.put(uri, List.copyOf(diagnostics)));
    return lists;
  }

  /** One of them: what its first label says and the hint are part of the message, the other labels are related. */
  static org.eclipse.lsp4j.Diagnostic of(Diagnostic diagnostic, Desk desk, Document document) {
    String said = diagnostic.labels().get(0).text();
    String message = diagnostic.message() + (said.isEmpty() ? "" : ": " + said)
        + diagnostic.hint().map(Hint::text).map(hint -> "\nhint: " + hint).orElse("");
    org.eclipse.lsp4j.Diagnostic out = new org.eclipse.lsp4j.Diagnostic(Positions.range(diagnostic.span()), message,
        diagnostic.isError() ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning, "netgrad",
        diagnostic.code().number());
    List<DiagnosticRelatedInformation> related = new ArrayList<>();
    diagnostic.labels().stream().skip(1).forEach(label -> related.add(
        new DiagnosticRelatedInformation(desk.location(label.span(), document), label.text())));
    out.setRelatedInformation(related);
    return out;
  }
}
