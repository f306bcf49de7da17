package dev.netgrad.ask.why;

import dev.netgrad.grad.ChainRule;
import dev.netgrad.law.Rewriting;
import dev.netgrad.simplify.Simplification;
import dev.netgrad.tensor.BlockGradient;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Law;
import dev.netgrad.tensor.Printer;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Tells one adjoint's derivation, from the statements that read the tensor to the formula that is left. */
final class Explainer {
  private static final Printer PRINTER = Printer.brief();

  private final Trace trace;
  private final Asked subject;
  private final BlockGradient simplified;

  Explainer(Trace trace, Asked subject) {
    this.trace = trace;
    this.subject = subject;
    simplified = trace.simplified(subject.block());
  }

  /**
   * @param memory what is kept
   * @param loops where the adjoint is computed
   */
  Why explain(Why.Memory memory, List<Why.Loop> loops) {
    Tensor raw = subject.raw().every().get(subject.primal());
    Tensor adjoint = trace.fate(raw).result();
    List<Tensor> read = contributions(raw);
    List<Why.Contribution> contributions = new ArrayList<>();
    read.forEach(part -> contribution(part).ifPresent(contributions::add));
    List<Why.Rewrite> together = read.size() > 1 ? rewrites(raw, trace.fate(raw)) : List.of();
    List<Why.Statement> where = new ArrayList<>();
    Set<Tensor> told = new HashSet<>();
    read.forEach(part -> told.add(trace.fate(part).result()));
    parts(adjoint).stream().filter(part -> !told.contains(part)).forEach(part -> where.add(statement(part)));
    String name = Asked.adjoint(subject.primal());
    return new Why(subject.block().signature(), statement(subject.primal()), name,
        lead(name, contributions.size()), contributions, together, statement(adjoint), where, inOne(adjoint),
        aliases(adjoint), memory, loops, Columns.of(simplified));
  }

  private static String lead(String adjoint, int count) {
    return count == 0 ? adjoint + " is given" : count == 1 ? "" : adjoint + " has " + count + " contributions, one for"
        + " each statement that reads the tensor: a change of it changes all of them, and derivatives of sums add";
  }

  /** The adjoint that is left, and below it what it reads that is no forward tensor and no adjoint of one. */
  List<Why.Statement> derived() {
    List<Why.Statement> derived = new ArrayList<>(List.of(statement(adjoint())));
    parts(adjoint()).forEach(part -> derived.add(statement(part)));
    return derived;
  }

  /** The adjoint that is left. */
  Tensor adjoint() {
    return trace.fate(subject.raw().every().get(subject.primal())).result();
  }

  static Why.Statement statement(Tensor tensor) {
    return new Why.Statement(PRINTER.line(tensor), MathText.line(tensor), tensor.origin().place().lineReference());
  }

  /** What a sum over readers adds; a single contribution is the adjoint. */
  private static List<Tensor> contributions(Tensor raw) {
    if (!raw.isFormula() || !raw.derivation().rule().startsWith("fan-out")) {
      return List.of(raw);
    }
    List<Tensor> parts = new ArrayList<>();
    Scalars.tensors(raw.formula()).forEach(part -> parts.addAll(contributions(part)));
    return parts;
  }

  private Optional<Why.Contribution> contribution(Tensor part) {
    if (part.derivation().primals().isEmpty()) {
      return Optional.empty();
    }
    Tensor reader = part.derivation().primals().get(0);
    List<Why.Equation> chain = new ArrayList<>();
    if (reader.isFormula()) {
      ChainRule.of(reader.formula().body(), subject.primal()).forEach(link -> chain.add(link(link)));
      kind(reader).map(Explainer::words).ifPresent(chain::add);
    } else {
      chain.add(words("the derivative of the block, applied"));
    }
    Trace.Fate fate = trace.fate(part);
    return Optional.of(new Why.Contribution(reader.name(), statement(reader), chain, turned(part),
        rewrites(part, fate), result(part, fate.result())));
  }

  /** A formula as the rule gives it. */
  static Why.Statement turned(Tensor part) {
    return new Why.Statement(PRINTER.line(part), MathText.line(part), part.derivation().rule());
  }

  static List<Why.Rewrite> rewrites(Tensor of, Trace.Fate fate) {
    List<Why.Rewrite> rewrites = new ArrayList<>();
    fate.steps().forEach(step -> rewrites.add(rewrite(of, step)));
    return rewrites;
  }

  private static Why.Equation link(ChainRule.Link link) {
    return new Why.Equation("∂(" + PRINTER.scalar(link.node()) + ")/∂(" + PRINTER.scalar(link.operand()) + ") = "
        + PRINTER.scalar(link.partial()), MathText.partial(link.node(), link.operand(), link.partial()));
  }

  private static Why.Equation words(String text) {
    return new Why.Equation(text, "");
  }

  /** What a reduction does to the adjoint of one of its terms. */
  private static Optional<String> kind(Tensor reader) {
    return switch (reader.formula().reduction().kind()) {
      case NONE -> Optional.empty();
      case SUM -> Optional.of("each term of a sum has the adjoint of the sum");
      case PROD -> Optional.of("each factor of a product has the adjoint of the product times the other factors");
      case MAX, MIN -> Optional.of("the first winner has the adjoint of the extreme, the others 0");
      case ARGMAX -> Optional.of("a position has no adjoint");
    };
  }

  private static Why.Rewrite rewrite(Tensor of, Rewriting.Step step) {
    return new Why.Rewrite(equation(of, step.before()), equation(of, step.after()), laws(step.laws()));
  }

  private static Why.Equation equation(Tensor of, Definition.Formula formula) {
    return new Why.Equation(PRINTER.formula(of, formula), MathText.formula(of, formula));
  }

  /** The laws that a reader learns from; of those that are everywhere, one where there is no other. */
  static List<Why.LawText> laws(Collection<Law<?, ?>> laws) {
    List<Law<?, ?>> told = laws.stream().<Law<?, ?>>map(l -> l).filter(Law::isTold).toList();
    return (told.isEmpty() ? laws.stream().limit(1) : told.stream())
        .map(l -> new Why.LawText(l.equation(), l.isExact(), l.justification())).toList();
  }

  private String result(Tensor part, Tensor result) {
    if (!result.isFormula()) {
      return part.name() + " is " + result.name();
    }
    boolean isThere = simplified.body().contains(result) || simplified.outputAdjoints().contains(result);
    return !isThere ? "put in place where it is read" : result.name().equals(part.name()) ? PRINTER.line(result)
        : part.name() + " is " + result.name();
  }

  /** Adjoints that are read, directly or not, and that no forward tensor has: they were made on the way. */
  private Set<Tensor> parts(Tensor adjoint) {
    Set<Tensor> every = new HashSet<>(simplified.every().values());
    Set<Tensor> own = new HashSet<>(simplified.body());
    Set<Tensor> parts = new LinkedHashSet<>();
    List<Tensor> open = new ArrayList<>(List.of(adjoint));
    while (!open.isEmpty()) {
      Tensor next = open.remove(0);
      if (next.isFormula() && (next == adjoint || next.elementsPerSample() < adjoint.elementsPerSample())) {
        Scalars.tensors(next.formula()).stream().filter(t -> own.contains(t) && t != adjoint)
            .filter(t -> !every.contains(t) || t.elementsPerSample() < adjoint.elementsPerSample())
            .filter(parts::add).forEach(open::add);
      }
    }
    return parts;
  }

  private Optional<Why.Rewrite> inOne(Tensor adjoint) {
    Set<Tensor> parts = parts(adjoint);
    if (!adjoint.isFormula() || parts.isEmpty()) {
      return Optional.empty();
    }
    Rewriting.Step step = Simplification.inOne(adjoint.formula(), parts::contains);
    return step.after().equals(step.before()) ? Optional.empty() : Optional.of(rewrite(adjoint, step));
  }

  private List<Why.Alias> aliases(Tensor adjoint) {
    return simplified.copies().stream().filter(copy -> copy.original() == adjoint)
        .map(copy -> new Why.Alias(copy.name(), adjoint.name(), laws(copy.derivation().laws()))).toList();
  }
}
