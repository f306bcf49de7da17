package dev.netgrad.lsp;

import dev.netgrad.source.Span;
import dev.netgrad.syntax.Word;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.lsp4j.FoldingRange;
import org.eclipse.lsp4j.FoldingRangeKind;

/** What an editor can fold: declarations, and comments and imports of several lines. */
final class Folds {
  private Folds() {}

  static List<FoldingRange> of(Document document) {
    List<FoldingRange> folds = new ArrayList<>();
    document.tree().declarations().forEach(d -> add(d.name().span().to(d.span()), FoldingRangeKind.Region, folds));
    List<Span> comments = document.words().stream().filter(w -> w.kind() == Word.Kind.COMMENT
        || w.kind() == Word.Kind.DOCUMENTATION).map(Word::span).filter(Folds::isAlone).toList();
    runs(comments, FoldingRangeKind.Comment, folds);
    runs(document.tree().imports().stream().map(i -> i.span()).toList(), FoldingRangeKind.Imports, folds);
    return folds;
  }

  /** Whether nothing stands before it in its line. */
  private static boolean isAlone(Span span) {
    return span.file().text().substring(span.file().lineStart(span.line()), span.start()).isBlank();
  }

  private static void runs(List<Span> lines, String kind, List<FoldingRange> folds) {
    for (int first = 0; first < lines.size(); ) {
      int next = first + 1;
      while (next < lines.size() && lines.get(next).line() == lines.get(next - 1).line() + 1) {
        next++;
      }
      add(lines.get(first).to(lines.get(next - 1)), kind, folds);
      first = next;
    }
  }

  private static void add(Span span, String kind, List<FoldingRange> folds) {
    if (span.endLine() > span.line()) {
      FoldingRange fold = new FoldingRange(span.line() - 1, span.endLine() - 1);
      fold.setKind(kind);
      folds.add(fold);
    }
  }
}
