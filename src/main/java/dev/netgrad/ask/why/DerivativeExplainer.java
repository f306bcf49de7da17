package dev.netgrad.ask.why;

import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Printer;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tells of a derivative that a network names, such as {@code derivative J = jacobian(y, x)}, how it is derived. */
final class DerivativeExplainer {
  private static final Printer PRINTER = Printer.brief();

  private final Trace trace;
  private final Block expanded;
  private final Block simplified;

  private DerivativeExplainer(Trace trace, Block expanded, Block simplified) {
    this.trace = trace;
    this.expanded = expanded;
    this.simplified = simplified;
  }

  /**
   * @param name of the derivative, or after the name of the network and a point
   * @return empty if the network names no such derivative
   */
  static Optional<Why> explain(Trace trace, String name, long batch) {
    String network = trace.derived().source().name() + ".";
    String wanted = name.startsWith(network) ? name.substring(network.length()) : name;
    return named(trace.derived().expanded().derivatives(), wanted).map(expanded -> new DerivativeExplainer(trace,
        expanded, named(trace.derived().simplified().network().derivatives(), wanted).orElseThrow()).explain(batch));
  }

  private static Optional<Block> named(List<Block> derivatives, String name) {
    return derivatives.stream().filter(d -> d.name().equals(name)).findFirst();
  }

  private Why explain(long batch) {
    List<Why.Contribution> steps = new ArrayList<>();
    expanded.body().stream().filter(t -> !t.derivation().isSource()).forEach(t -> steps.add(step(t)));
    Tensor result = simplified.outputs().get(0);
    String statement = expanded.origin().span().onOneLine();
    List<Why.Statement> where = simplified.body().stream().filter(t -> !t.derivation().isSource() && t != result)
        .map(Explainer::statement).toList();
    return new Why(trace.derived().source().name(), new Why.Statement(statement, MathText.words(statement),
        expanded.origin().place().lineReference()), expanded.name(),
        expanded.name() + " is derived in " + steps.size() + (steps.size() == 1 ? " step" : " steps, each from those"
        + " before it"), steps, List.of(), Explainer.statement(result), where, Optional.empty(), List.of(),
        new Why.Memory("nothing, for it is a method of its own, " + expanded.name(), "0", 0, batch), List.of(),
        reading());
  }

  private Why.Contribution step(Tensor raw) {
    Tensor primal = raw.derivation().primals().stream().findFirst().orElse(raw);
    Trace.Fate fate = trace.fate(raw);
    Tensor result = fate.result();
    boolean isThere = simplified.body().contains(result);
    return new Why.Contribution(primal.name(), Explainer.statement(primal), List.of(), Explainer.turned(raw),
        Explainer.rewrites(raw, fate), !isThere ? "put in place where it is read"
        : result.name().equals(raw.name()) ? PRINTER.line(result) : raw.name() + " is " + result.name());
  }

  private Why.Reading reading() {
    List<Why.Line> forward = new ArrayList<>();
    List<Why.Line> derived = new ArrayList<>();
    simplified.body().stream().filter(t -> t.definition() instanceof Definition.Formula)
        .forEach(t -> (t.derivation().isSource() ? forward : derived).add(Columns.line(t)));
    return new Why.Reading(Columns.source(trace.derived().source().training().origin().place()), forward, derived);
  }
}
