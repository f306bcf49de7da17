package dev.netgrad.model;

import dev.netgrad.source.Code;
import dev.netgrad.source.Diagnostic;
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
final class DoneTwice {
  private final Frame caller;
  private final Ast.Declaration callee;

  DoneTwice(Frame caller, Ast.Declaration callee) {
    this.caller = caller;
    this.callee = callee;
  }

  /** @param place where the argument is written */
  void warn(Tensor argument, Span place) {
    if (caller.run().declarations().isEditable(place)) {
      Remarks.notAfter(callee).flatMap(name -> made(argument, name).stream()).findFirst()
          .ifPresent(maker -> caller.run().diagnostics().add(diagnostic(maker, place)));
    }
  }

  private Diagnostic diagnostic(History.Call maker, Span place) {
    Diagnostic d = Diagnostic.of(Code.DONE_TWICE, place, "`" + callee.name().text() + "` takes what goes into `"
        + maker.callee() + "`, and this is what comes out of it").hint(Optional.of(hint(maker, place)));
    return place.contains(maker.place()) ? d : d.and(maker.place(), "here");
  }

  /** The use of a layer of that name from which the argument comes, whatever has been given a name since. */
  private Optional<History.Call> made(Tensor argument, String name) {
    Declarations declarations = caller.run().declarations();
    Optional<Ast.Declaration> meant = declarations.find(name, callee.span());
    Optional<History.Call> found = caller.run().history.makers(argument)
        .filter(m -> m.callee().equals(name) && declarations.find(name, m.place()).equals(meant)).findFirst();
    Call call = Terms.call(argument);
    return found.isPresent() || call == null ? found : made(call.block().outputs().get(0), name);
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
