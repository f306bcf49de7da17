package dev.netgrad.model.body;

import dev.netgrad.model.names.Matching;
import dev.netgrad.model.names.StepHints;
import dev.netgrad.model.names.Trees;
import dev.netgrad.model.scope.Binding;
import dev.netgrad.model.scope.Dependencies;
import dev.netgrad.model.scope.Environment;
import dev.netgrad.model.scope.Failure;
import dev.netgrad.model.scope.Frame;
import dev.netgrad.model.scope.Meaning;
import dev.netgrad.model.scope.Sizes;
import dev.netgrad.source.Code;
import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.Span;
import dev.netgrad.syntax.Ast;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Actual arguments to formal parameters: what they are, and what follows for the dimensions' names. */
final class Arguments {
  private final Frame caller;
  private final Ast.Declaration callee;
  private final Span call;

  Arguments(Frame caller, Ast.Declaration callee, Span call) {
    this.caller = caller;
    this.callee = callee;
    this.call = call;
  }

  /**
   * Gives each argument to its formal parameter.
   *
   * @param input the tensor that a stage passes on; null if it is no stage
   */
  Binding bind(Binding.Input input, List<Ast.Argument> arguments) {
    Map<String, Meaning> values = new LinkedHashMap<>();
    Map<String, Span> places = new LinkedHashMap<>();
    if (input != null) {
      add(callee.formals().get(0), new Meaning.Whole(input.tensor()), input.place(), values, places);
    }
    Map<String, Diagnostic.Label> sources = new LinkedHashMap<>();
    Map<Ast.Formal, Ast.Expr> matched = Matching.match(
        callee, call, Optional.ofNullable(input).map(Binding.Input::place), arguments, d -> {
          throw caller.fail(d);
        });
    Failure.each(matched.entrySet(), given -> {
      String name = given.getKey().name().text();
      Ast.Expr e = given.getValue();
      add(given.getKey(), value(given.getKey(), e), e.span(), values, places);
      if (values.get(name).isStatic()) {
        new Sizes(caller, caller.scope()).source(name, e).ifPresent(source -> sources.put(name, source));
      }
      return name;
    });
    callee.formals().stream().findFirst().map(f -> f.name().text()).ifPresent(first -> {
      if (values.get(first) instanceof Meaning.Whole w) {
        caller.run().history.use(callee, w.tensor(), places.get(first));
      }
    });
    return new Binding(values, places, sources);
  }

  private void add(
      Ast.Formal formal, Meaning value, Span place, Map<String, Meaning> values, Map<String, Span> places) {
    checkKind(formal, value, place);
    values.put(formal.name().text(), value);
    places.put(formal.name().text(), place);
  }

  private Meaning value(Ast.Formal formal, Ast.Expr e) {
    Sizes sizes = new Sizes(caller, caller.scope());
    if (Matching.isNumber(formal)) {
      if (!sizes.isStatic(e)) {
        Trees.references(e, r -> {
          if (!sizes.isStatic(r)) {
            caller.find(r.name(), r.span());
          }
        });
        throw caller.fail(Diagnostic.of(Code.ARGUMENT_KIND, e.span(), "`" + formal.name().text()
            + "` is a size or number known when compiling, and this is none")
            .and(formal.span(), "`" + callee.name().text() + "` declares it here"));
      }
      return sizes.value(e, callee, formal.name());
    } else if (formal.type().isNumberAtRunTime() && sizes.isStatic(e)) {
      return sizes.value(e, callee, formal.name());
    }
    return new Meaning.Whole(new Tensors(caller).tensor(e, ""));
  }

  private void checkKind(Ast.Formal formal, Meaning value, Span place) {
    if (formal.type() == Ast.FormalType.STEP && !isOfStep(value)) {
      throw caller.fail(StepHints.wanted(caller.declaration(), Diagnostic.of(Code.ARGUMENT_KIND, place, "`"
          + formal.name().text() + "` is the number of the training step, and this does not depend on it")
          .and(formal.span(), "declared here"), place));
    }
    if (!(value instanceof Meaning.Whole w)) {
      return;
    }
    Tensor tensor = w.tensor();
    boolean classes = formal.type() == Ast.FormalType.CLASS;
    if (classes != tensor.isInteger()) {
      throw caller.fail(Diagnostic.of(Code.ARGUMENT_KIND, place, "`" + formal.name().text() + "` takes "
          + (classes ? "class numbers" : "numbers") + ", and `" + caller.called(tensor) + "` holds "
          + (classes ? "numbers" : "class numbers")).and(formal.span(), "declared here"));
    }
    if (formal.type().isNumberAtRunTime() && tensor.isPerSample()) {
      throw caller.fail(Diagnostic.of(Code.ARGUMENT_KIND, place, "`" + formal.name().text()
          + "` is one number for the batch, and `" + caller.called(tensor) + "` is one for each sample")
          .and(formal.span(), "declared here"));
    }
    boolean isOne = formal.type() != Ast.FormalType.PLAIN && formal.dimensions().isEmpty();
    if (isOne && tensor.sampleRank() != 0) {
      throw caller.fail(Diagnostic.of(Code.RANK, place, "`" + formal.name().text() + "` is one number, and `"
          + caller.called(tensor) + "` is " + tensor.shapeText()).and(formal.span(), "declared here"));
    }
  }

  /** Whether it is the step or computed from it, as a schedule that starts anew counts. */
  private static boolean isOfStep(Meaning value) {
    return value instanceof Meaning.Whole w
        && Dependencies.needed(List.of(w.tensor())).stream().anyMatch(Tensor::isStep);
  }

  /** The names that the callee's body starts with: its parameters and the dimensions of its tensors. */
  Environment scope(Binding binding, Frame inside) {
    Environment scope = inside.scope();
    for (Ast.Formal formal : callee.formals()) {
      Meaning value = binding.values().get(formal.name().text());
      if (value != null) {
        inside.define(formal.name(), value);
      }
    }
    binding.sources().forEach(scope::explain);
    for (Ast.Formal formal : callee.formals()) {
      Meaning value = binding.values().get(formal.name().text());
      Span place = binding.places().getOrDefault(formal.name().text(), call);
      if (value instanceof Meaning.Whole w && formal.dimensions().isPresent()) {
        dimensions(formal, formal.dimensions().get(), w.tensor(), place, inside);
      }
      if (value instanceof Meaning.Whole w && formal.classes().isPresent()) {
        Long classes = caller.run().classes.get(w.tensor());
        dimension(formal, formal.classes().get(), classes == null ? 0 : classes, "the number of classes of", w.tensor(),
            place, inside);
      }
    }
    callee.formals().forEach(formal -> settle(formal, inside, new HashSet<>()));
    return scope;
  }

  /** Gives a parameter its default, if it has no value yet; before it, those that the default depends on. */
  private void settle(Ast.Formal formal, Frame inside, Set<Ast.Formal> open) {
    if (inside.scope().find(formal.name().text()) != null) {
      return;
    }
    Ast.Expr value = formal.defaultValue().orElseThrow(Failure::new);
    if (!open.add(formal)) {
      throw inside.fail(Code.ARGUMENT_MISSING, formal.span(),
          "the default of `" + formal.name().text() + "` depends on itself");
    }
    Trees.references(value, r -> callee.formals().stream().filter(f -> f.name().text().equals(r.name()))
        .forEach(f -> settle(f, inside, open)));
    Sizes sizes = new Sizes(inside, inside.scope());
    inside.define(formal.name(), sizes.value(value, callee, formal.name()));
    sizes.source(formal.name().text(), value).ifPresent(s -> inside.scope().explain(formal.name().text(), s));
  }

  private void dimensions(Ast.Formal formal, List<Ast.Dimension> dimensions, Tensor tensor, Span place, Frame inside) {
    int rank = tensor.sampleRank();
    long packs = dimensions.stream().filter(Ast.Dimension::pack).count();
    if (packs > 1) {
      throw inside.fail(Code.INDEX, formal.span(), "a tensor has at most one pack of dimensions");
    }
    int single = dimensions.size() - (int) packs;
    if (packs == 0 ? rank != single : rank < single) {
      throw caller.fail(caller.comesFrom(Diagnostic.of(Code.RANK, place, "`" + callee.name().text() + "` takes "
          + formal.span().onOneLine() + ", and `" + caller.called(tensor) + "` is " + tensor.shapeText())
          .saying(tensor.shapeText()).and(formal.span(), "declared here"), tensor));
    }
    int d = 0;
    for (Ast.Dimension dimension : dimensions) {
      if (!dimension.pack()) {
        dimension(formal, dimension.size(), tensor.sampleExtent(d), dimension.span().onOneLine() + " of", tensor,
            place, inside);
        d++;
        continue;
      }
      List<Long> sizes = new ArrayList<>();
      List<String> names = new ArrayList<>();
      for (int end = d + rank - single; d < end; d++) {
        sizes.add(tensor.sampleExtent(d));
        names.add(tensor.indexNames().get(d + tensor.rank() - rank));
      }
      pack(dimension, new Meaning.Dimensions(sizes, names), tensor, place, inside);
    }
  }

  private void pack(Ast.Dimension dimension, Meaning.Dimensions actual, Tensor tensor, Span place, Frame inside) {
    if (!(dimension.size() instanceof Ast.Reference r)) {
      throw inside.fail(Code.INDEX, dimension.span(), "a pack of dimensions is a name, such as I...");
    }
    Meaning known = inside.scope().find(r.name());
    if (known == null) {
      inside.scope().define(r.name(), actual, r.span());
    } else if (!(known instanceof Meaning.Dimensions d) || !d.sizes().equals(actual.sizes())) {
      throw caller.fail(caller.comesFrom(Diagnostic.of(Code.SHAPES, place, "`" + caller.called(tensor) + "` is "
          + tensor.shapeText() + ", and here `" + r.name() + "...` is "
          + (known instanceof Meaning.Dimensions k ? k.sizes() : known.kind()))
          .and(dimension.span(), "declared here"), tensor));
    }
  }

  private void dimension(
      Ast.Formal formal, Ast.Expr written, long actual, String what, Tensor tensor, Span place, Frame inside) {
    if (written instanceof Ast.Reference r && inside.scope().find(r.name()) == null) {
      inside.scope().define(r.name(), new Meaning.Size(actual), r.span());
      return;
    }
    long expected = new Sizes(inside, inside.scope()).size(written);
    if (expected != actual) {
      String shape = tensor.isInteger() ? "class[" + actual + "]" : tensor.shapeText();
      throw caller.fail(caller.comesFrom(Diagnostic.of(Code.SHAPES, place, what + " `" + formal.name().text() + "` is "
          + actual + " here, and must be " + expected)
          .saying("`" + caller.called(tensor) + "` is " + shape)
          .and(formal.span(), "`" + callee.name().text() + "` takes " + formal.span().onOneLine()), tensor));
    }
  }
}
