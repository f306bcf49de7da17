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
 * number of any optimizer there is; the others have no use for it.
 */
final class Attributes {
  private Attributes() {}

  /** @param wrong receives attributes without a name, those given twice, and those that no optimizer knows */
  static void check(Ast.ParameterStatement parameter, Declarations declarations, Consumer<Diagnostic> wrong) {
    Map<String, Span> before = new LinkedHashMap<>();
    for (Ast.Argument a : parameter.attributes()) {
      if (a.name().isEmpty()) {
        wrong.accept(Diagnostic.of(Code.INITIALISER, a.span(), "an attribute has a name").advice("with decay = 0"));
        continue;
      }
      Ast.Name name = a.name().get();
      Span first = before.putIfAbsent(name.text(), a.span());
      Set<String> known = known(declarations, name.span());
      if (first != null) {
        wrong.accept(Diagnostic.of(Code.GIVEN_TWICE, a.span(), "`" + name.text() + "` is given twice")
            .and(first, "first here"));
      } else if (!known.contains(name.text())) {
        wrong.accept(Diagnostic.of(Code.INITIALISER, name.span(), "no optimizer has a number `" + name.text() + "`")
            .advice("optimizers have " + String.join(", ", known))
            .hint(Spelling.suggestion(name.span(), name.text(), known)));
      }
    }
  }

  private static Set<String> known(Declarations declarations, Span place) {
    Set<String> known = new TreeSet<>();
    for (String name : declarations.names(d -> d.kind() == Ast.Kind.OPTIMIZER, place)) {
      declarations.find(name, place).stream().flatMap(o -> Hyperparameters.settable(o).stream())
          .forEach(f -> known.add(f.name().text()));
    }
    return known;
  }
}
