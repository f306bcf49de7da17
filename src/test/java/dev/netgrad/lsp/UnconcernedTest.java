package dev.netgrad.lsp;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.compiler.NetFile;
import dev.netgrad.model.Unsaved;
import dev.netgrad.model.names.Mentions;
import dev.netgrad.model.names.Mentions.Named;
import dev.netgrad.model.names.Mentions.Sort;
import dev.netgrad.source.ImportPath;
import dev.netgrad.source.Span;
import dev.netgrad.syntax.Ast;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.lsp4j.HoverParams;
import org.eclipse.lsp4j.InlayHint;
import org.eclipse.lsp4j.InlayHintParams;
import org.eclipse.lsp4j.Position;
import org.eclipse.lsp4j.Range;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One statement is broken; every statement that does not depend on it has the shapes and the hover that it had. */
class UnconcernedTest {
  private static final Path EXAMPLES = Path.of("examples");

  @Test
  void restOfASmallNetworkStays() throws IOException {
    assertThat(breakEach(EXAMPLES.resolve("residual.net"))).isAtLeast(5);
  }

  @Test
  @Tag("long")
  void restOfEachExampleStays() throws IOException {
    int compared = 0;
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".net")).toList()) {
        compared += breakEach(file);
      }
    }
    for (String name : List.of("attention", "unet", "resnet110gated", "characters")) {
      compared += breakEach(EXAMPLES.resolve("networks/" + name + ".net"));
    }
    assertThat(compared).isAtLeast(100);
  }

  /** How many statements were compared. */
  private static int breakEach(Path file) throws IOException {
    String text = Files.readString(file);
    String uri = file.toAbsolutePath().toUri().toString();
    Ast.File tree;
    Mentions mentions;
    try (ImportPath none = new ImportPath(List.of())) {
      NetFile net = NetFile.look(file, none, Unsaved.NOTHING);
      tree = net.analysis().modules().main();
      mentions = net.analysis().modules().mentions();
    }
    List<Ast.Statement> statements = tree.declarations().stream().flatMap(d -> d.body().stream()).toList();
    int compared = 0;
    try (Editor editor = new Editor()) {
      editor.open(uri, text);
      List<InlayHint> sound = hints(editor, uri);
      List<String> told = statements.stream().map(s -> told(editor, uri, s, 0)).toList();
      for (Ast.Statement broken : statements) {
        Set<Ast> concerned = concerned(broken, tree, mentions);
        editor.change(uri, text.substring(0, broken.span().end()) + " )" + text.substring(broken.span().end()));
        List<InlayHint> left = hints(editor, uri);
        for (int i = 0; i < statements.size(); i++) {
          Ast.Statement s = statements.get(i);
          boolean isBeside = s.span().line() <= broken.span().endLine() && broken.span().line() <= s.span().endLine();
          if (!concerned.contains(s) && !isBeside) {
            String what = file + ": with `" + broken.span().onOneLine() + "` broken, `" + s.span().onOneLine() + "`";
            assertWithMessage(what).that(of(s, left)).containsExactlyElementsIn(of(s, sound)).inOrder();
            assertWithMessage(what).that(told(editor, uri, s, s.span().start() > broken.span().start() ? 2 : 0))
                .isEqualTo(told.get(i));
            compared++;
          }
        }
      }
    }
    return compared;
  }

  private static List<InlayHint> hints(Editor editor, String uri) {
    return Editor.await(editor.server().getTextDocumentService().inlayHint(new InlayHintParams(
        Editor.document(uri), new Range(new Position(0, 0), new Position(100_000, 0)))));
  }

  private static List<InlayHint> of(Ast.Statement s, List<InlayHint> hints) {
    return hints.stream().filter(h -> s.span().line() <= h.getPosition().getLine() + 1
        && h.getPosition().getLine() + 1 <= s.span().endLine()).toList();
  }

  /** What is told of the first name; the adjoint in a network is that of its loss, which depends on all of it. */
  private static String told(Editor editor, String uri, Ast.Statement s, int later) {
    var hover = Editor.await(editor.server().getTextDocumentService().hover(new HoverParams(Editor.document(uri),
        Editor.position(editor.text(uri), s.span().start() + later))));
    return hover == null ? "" : hover.getContents().getRight().getValue().replaceFirst("(?s)\n\n`d\\w+` in `.*", "");
  }

  /**
   * The statements that are wrong or not there when one is: those that name what it defines or the layer that it is in,
   * and so on; and the bodies of what those use, which have their shapes from there.
   */
  private static Set<Ast> concerned(Ast.Statement broken, Ast.File tree, Mentions mentions) {
    Set<Ast> wrong = Collections.newSetFromMap(new IdentityHashMap<>());
    wrong.add(broken);
    Set<Ast> all = Collections.newSetFromMap(new IdentityHashMap<>());
    int before;
    do {
      before = wrong.size() + all.size();
      for (Ast.Declaration d : tree.declarations()) {
        boolean isWrong = d.body().stream().anyMatch(wrong::contains);
        for (Ast.Statement s : d.body()) {
          for (Named named : names(s, mentions)) {
            boolean isOfWrong = wrong.stream().anyMatch(w -> w.span().contains(named.place()));
            boolean isOfWrongLayer = named.sort() == Sort.DECLARATION && named.in().body().stream().anyMatch(
                wrong::contains);
            if (isOfWrong && !wrong.contains(s) || isOfWrongLayer) {
              wrong.add(s);
            }
            if (named.sort() == Sort.DECLARATION && (wrong.contains(s) || all.contains(s))) {
              all.addAll(named.in().body());
            }
          }
        }
        // What comes of the layer as a whole has none of its uses.
        if (isWrong && d.kind() != Ast.Kind.NETWORK) {
          all.addAll(d.body());
        }
      }
    } while (wrong.size() + all.size() > before);
    all.addAll(wrong);
    return all;
  }

  private static List<Named> names(Ast.Statement s, Mentions mentions) {
    Span span = s.span();
    return mentions.in(span.file()).stream().filter(m -> span.contains(m.place())).map(m -> m.named()).toList();
  }
}
