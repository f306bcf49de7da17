package dev.netgrad.lsp;

import dev.netgrad.syntax.Ast;
import dev.netgrad.syntax.Word;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.eclipse.lsp4j.MarkupContent;
import org.eclipse.lsp4j.MarkupKind;
import org.eclipse.lsp4j.ParameterInformation;
import org.eclipse.lsp4j.Position;
import org.eclipse.lsp4j.SignatureHelp;
import org.eclipse.lsp4j.SignatureInformation;

/** The head of the layer, block or optimizer whose arguments are being written, and which of them is. */
final class CallHelp {
  private CallHelp() {}

  /**
   * A parenthesis that is still open.
   *
   * @param callee the name before it
   * @param isStage whether a stage passes on the first argument
   * @param commas those that stand in it so far
   * @param argument the name of the argument at hand, if it is written
   */
  record Opened(Word callee, boolean isStage, int commas, Optional<String> argument) {

    /** The innermost one that is open behind some words. */
    static Optional<Opened> around(List<Word> before) {
      Deque<Integer> open = new ArrayDeque<>();
      for (int i = 0; i < before.size(); i++) {
        switch (before.get(i).text()) {
          case "(", "[" -> open.push(i);
          case ")", "]" -> open.poll();
          case "{", "}" -> open.clear();
          default -> { }
        }
      }
      while (!open.isEmpty()) {
        int at = open.pop();
        if (at > 0 && before.get(at).text().equals("(") && before.get(at - 1).kind() == Word.Kind.NAME) {
          return Optional.of(of(before, at));
        }
      }
      return Optional.empty();
    }

    private static Opened of(List<Word> before, int at) {
      List<Word> inside = before.subList(at + 1, before.size());
      List<Word> argument = new ArrayList<>();
      int commas = 0;
      int depth = 0;
      for (Word word : inside) {
        depth += List.of("(", "[").contains(word.text()) ? 1 : List.of(")", "]").contains(word.text()) ? -1 : 0;
        if (depth == 0 && word.text().equals(",")) {
          commas++;
          argument.clear();
        } else {
          argument.add(word);
        }
      }
      boolean isNamed = argument.size() >= 2 && argument.get(1).text().equals("=");
      String left = at >= 2 ? before.get(at - 2).text() : "";
      boolean isStage = left.equals("->") || left.equals(":") || left.equals(")");
      return new Opened(before.get(at - 1), isStage, commas,
          isNamed ? Optional.of(argument.get(0).text()) : Optional.empty());
    }

    /** What is called; not a declaration's own head. */
    Optional<Ast.Declaration> callee(Document document) {
      return document.mentions().find(callee.text(), callee.span())
          .filter(d -> !d.name().span().equals(callee.span()));
    }

    /** Which parameter the argument at hand is for. */
    int parameter(Ast.Declaration of) {
      for (int i = 0; i < of.formals().size(); i++) {
        if (argument.filter(of.formals().get(i).name().text()::equals).isPresent()) {
          return i;
        }
      }
      return commas + (isStage ? 1 : 0);
    }
  }

  static Optional<SignatureHelp> at(Document document, Position position) {
    int offset = Positions.offset(document.file(), position);
    List<Word> before = document.words().stream().filter(w -> w.span().end() <= offset).toList();
    return Opened.around(before).flatMap(open -> open.callee(document).map(callee -> help(open, callee)));
  }

  private static SignatureHelp help(Opened open, Ast.Declaration callee) {
    SignatureInformation signature = new SignatureInformation(HoverText.head(callee));
    if (!callee.documentation().isEmpty()) {
      signature.setDocumentation(new MarkupContent(MarkupKind.MARKDOWN, callee.documentation()));
    }
    signature.setParameters(
        callee.formals().stream().map(f -> new ParameterInformation(f.span().onOneLine())).toList());
    return new SignatureHelp(List.of(signature), 0, open.parameter(callee));
  }
}
