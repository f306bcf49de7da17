package dev.netgrad.model.scope;

import dev.netgrad.model.names.Predefined;
import dev.netgrad.source.Code;
import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.Span;
import dev.netgrad.syntax.Ast;
import dev.netgrad.tensor.Origin;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a body is being elaborated.
 *
 * @param body what its statements give so far
 * @param graph the block that takes up the tensors
 * @param prefix what names of parameters start with, such as {@code conv1.}; empty at the top of a block
 * @param calls the calls within the block that led here, the innermost first
 * @param trail all calls that led here, the innermost first
 */
public record Frame(Elaboration run, Elaborated body, Environment scope, Graph graph, String prefix, List<Span> calls,
    List<Span> trail) {

  /** What a stage passes on to a function of numbers; no name that can be written. */
  public static final String PASSED = "(input)";

  public Frame {
    calls = List.copyOf(calls);
    trail = List.copyOf(trail);
  }

  /** The body of a network. */
  public static Frame of(Ast.Declaration network, Elaboration run) {
    return new Frame(run, new Elaborated(network), new Environment(), new Graph(run), "", List.of(), List.of());
  }

  public Ast.Declaration declaration() {
    return body.declaration();
  }

  /** The same body where more names are known. */
  public Frame with(Environment names) {
    return new Frame(run, body, names, graph, prefix, calls, trail);
  }

  /** The body of a layer that is put in place here. */
  public Frame inlined(Ast.Declaration layer, Environment names, String callName, Span call) {
    return new Frame(run, new Elaborated(layer), names, graph, prefix + callName + ".", longer(calls, call),
        longer(trail, call));
  }

  /** The body of a block of its own that is called here. */
  public Frame separate(Ast.Declaration block, Environment names, Graph own, Span call) {
    return new Frame(run, new Elaborated(block), names, own, "", List.of(), longer(trail, call));
  }

  private static List<Span> longer(List<Span> calls, Span call) {
    List<Span> out = new ArrayList<>();
    out.add(call);
    out.addAll(calls);
    return out;
  }

  public Origin origin(Span span) {
    return new Origin(span, calls);
  }

  /** The name that this body has for a tensor; of one that it has none for, the tensor's own. */
  public String called(Tensor tensor) {
    return scope.names().stream()
        .filter(n -> !n.equals(PASSED) && scope.find(n) instanceof Meaning.Whole w && w.tensor() == tensor)
        .findFirst().orElse(tensor.name());
  }

  /** Where this body gets a tensor from: its definition, or the formal parameter that it is given for. */
  public Span place(Tensor tensor) {
    Span own = tensor.origin().place();
    return declaration().span().contains(own) ? own : scope.place(called(tensor)).orElse(own);
  }

  /** How a tensor came about, as a label that says so. */
  public Diagnostic comesFrom(Diagnostic diagnostic, Tensor tensor) {
    return diagnostic.and(place(tensor), run.history.of(tensor, this::called));
  }

  public Failure fail(Code code, Span span, String message) {
    return fail(Diagnostic.of(code, span, message));
  }

  /**
   * Says what is wrong. An error in the standard library is shown where the user's file calls it; one in a layer of the
   * user's own is shown there, with the call.
   */
  public Failure fail(Diagnostic diagnostic) {
    List<Span> calls = trail.stream().filter(s -> !run.declarations().isStandard(s)).toList();
    List<Diagnostic.Label> labels = new ArrayList<>(diagnostic.labels());
    if (!calls.isEmpty()) {
      boolean isStandard = run.declarations().isStandard(diagnostic.span());
      labels.add(isStandard ? 0 : labels.size(), new Diagnostic.Label(calls.get(0), "in this call"));
      if (calls.size() > 1) {
        labels.add(new Diagnostic.Label(calls.get(calls.size() - 1), "in turn in this call"));
      }
    }
    run.fail();
    run.diagnostics().add(new Diagnostic(diagnostic.code(), diagnostic.message(), labels, diagnostic.hint()));
    return new Failure();
  }

  /** What a name stands for; fails if it stands for nothing, silently if that is known to be wrong. */
  public Meaning find(String name, Span place) {
    return find(name, place, scope);
  }

  public Meaning find(String name, Span place, Environment names) {
    Meaning value = names.find(name);
    if (value == null) {
      throw fail(name.equals("N")
          ? Diagnostic.of(Code.SIZE_ARITHMETIC, place, "`N` is the batch size, known only at run time")
              .advice("N is for formulas")
          : Diagnostic.of(Code.UNKNOWN_NAME, place, "there is no `" + name + "` here"));
    }
    if (value instanceof Meaning.Broken) {
      throw new Failure();
    }
    return value;
  }

  /** Gives a name its meaning; a name has one meaning in a body. */
  public void define(Ast.Name name, Meaning value) {
    if (Predefined.isOfFormulas(name.text())) {
      throw fail(Code.RESERVED_NAME, name.span(), "`" + name.text() + "` has a meaning of its own in the language");
    }
    Optional<Span> before = scope.place(name.text());
    if (before.isPresent()) {
      throw fail(Diagnostic.of(Code.DEFINED_TWICE, name.span(), "`" + name.text() + "` is defined twice")
          .and(before.get(), "first here"));
    }
    scope.define(name.text(), value, name.span());
  }
}
