package dev.netgrad.model.names;

import dev.netgrad.source.Code;
import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.Span;
import dev.netgrad.source.Spelling;
import dev.netgrad.syntax.Ast;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * What stands after {@code with}. A layer is trained by whatever optimizer a network chooses, so that an attribute is a
 * number of any optimizer there is; the others have no use for it. Where a file of layers is looked at by itself,
 * without a network, the optimizer may be in the file that will import it, so that nothing is said of attributes nobody
 * knows yet.
 */
final class Attributes {
  private final Set<String> known = new TreeSet<>();
  private final boolean areAllKnown;

  Attributes(Declarations declarations) {
    declarations.optimizers().flatMap(o -> Hyperparameters.settable(o).stream())
        .forEach(f -> known.add(f.name().text()));
    areAllKnown = declarations.areAll() && declarations.areOfNetworks();
  }

  /** @param wrong receives attributes without a name, those given twice, and those that no optimizer knows */
  void check(Ast.ParameterStatement parameter, Consumer<Diagnostic> wrong) {
    Map<String, Span> before = new LinkedHashMap<>();
    for (Ast.Argument a : parameter.attributes()) {
      if (a.name().isEmpty()) {
        wrong.accept(Diagnostic.of(Code.INITIALISER, a.span(), "an attribute has a name").advice("with decay = 0"));
        continue;
      }
      Ast.Name name = a.name().get();
      Span first = before.putIfAbsent(name.text(), a.span());
      if (first != null) {
        wrong.accept(Diagnostic.of(Code.GIVEN_TWICE, a.span(), "`" + name.text() + "` is given twice")
            .and(first, "first here"));
      } else if (areAllKnown && !known.contains(name.text())) {
        wrong.accept(Diagnostic.of(Code.INITIALISER, name.span(), "no optimizer has a number `" + name.text() + "`")
            .advice("optimizers have " + String.join(", ", known))
            .hint(Spelling.suggestion(name.span(), name.text(), known)));
      }
    }
  }
}
