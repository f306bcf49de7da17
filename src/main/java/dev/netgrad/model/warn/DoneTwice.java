package dev.netgrad.model.warn;

import dev.netgrad.model.names.Declarations;
import dev.netgrad.model.names.Remarks;
import dev.netgrad.model.scope.Dependencies;
import dev.netgrad.model.scope.History;
import dev.netgrad.source.Code;
import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.Diagnostics;
import dev.netgrad.source.Hint;
import dev.netgrad.source.Span;
import dev.netgrad.syntax.Ast;
import dev.netgrad.tensor.Call;
import dev.netgrad.tensor.Tensor;
import java.util.Optional;

/**
 * A use of a layer whose first argument comes from one that it says it does not go after: softmax before a loss that
 * takes logits, which trains, but slowly and to the wrong probabilities.
 */
public final class DoneTwice {
  private final History history;
  private final Declarations declarations;

  private DoneTwice(History history, Declarations declarations) {
    this.history = history;
    this.declarations = declarations;
  }

  /** @param diagnostics receives {@link Code#DONE_TWICE} */
  public static void warn(History history, Declarations declarations, Diagnostics diagnostics) {
    DoneTwice twice = new DoneTwice(history, declarations);
    history.uses().stream().filter(use -> declarations.isEditable(use.place()))
        .forEach(use -> Remarks.notAfter(use.callee())
            .flatMap(name -> twice.made(use.first(), name, use.callee()).stream()).findFirst()
            .ifPresent(maker -> diagnostics.add(diagnostic(maker, use))));
  }

  private static Diagnostic diagnostic(History.Call maker, History.Use use) {
    Diagnostic d = Diagnostic.of(Code.DONE_TWICE, use.place(), "`" + use.callee().name().text()
        + "` takes what goes into `" + maker.callee() + "`, and this is what comes out of it")
        .hint(Optional.of(hint(maker, use.place())));
    return use.place().contains(maker.place()) ? d : d.and(maker.place(), "here");
  }

  /** The use of a layer of that name from which the argument comes, whatever has been given a name since. */
  private Optional<History.Call> made(Tensor argument, String name, Ast.Declaration callee) {
    Optional<Ast.Declaration> meant = declarations.find(name, callee.span());
    Optional<History.Call> found = history.makers(argument)
        .filter(m -> m.callee().equals(name) && declarations.find(name, m.place()).equals(meant)).findFirst();
    Call call = Dependencies.call(argument);
    return found.isPresent() || call == null ? found : made(call.block().outputs().get(0), name, callee);
  }

  /** A stage of the argument itself can be left out; what has a name may be wanted for something else, too. */
  private static Hint hint(History.Call maker, Span place) {
    String text = "leave " + maker.callee() + " out";
    String before = maker.place().file().text().substring(0, maker.place().start()).stripTrailing();
    boolean isStage = before.endsWith("->") && place.contains(maker.place());
    int start = before.substring(0, Math.max(0, before.length() - 2)).stripTrailing().length();
    return isStage ? Hint.fix(text, new Span(place.file(), start, maker.place().end()), "")
        : Hint.advice("give it what goes into " + maker.callee());
  }
}
