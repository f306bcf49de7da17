package dev.netgrad.model;

import dev.netgrad.source.Code;
import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.Span;
import dev.netgrad.source.Spelling;
import dev.netgrad.syntax.Ast;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Actual arguments to formal parameters: which is which, and what follows for the dimensions' names. */
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
  Binding bind(Calls.Input input, List<Ast.Argument> arguments) {
    Map<String, Value> values = new LinkedHashMap<>();
    Map<String, Span> places = new LinkedHashMap<>();
    List<Ast.Formal> formals = callee.formals();
    int next = 0;
    if (input != null) {
      if (formals.isEmpty() || formals.get(0).dimensions().isEmpty() && formals.get(0).type() == Ast.FormalType.PLAIN) {
        throw caller.fail(Diagnostic.of(Code.ARGUMENT_COUNT, call, "`" + callee.name().text()
            + "` takes no tensor as its first argument").and(callee.name().span(), "declared here"));
      }
      values.put(formals.get(0).name().text(), new Value.Whole(input.tensor()));
      places.put(formals.get(0).name().text(), input.place());
      checkKind(formals.get(0), new Value.Whole(input.tensor()), input.place());
      next = 1;
    }
    Optional<Ast.Name> named = Optional.empty();
    for (Ast.Argument argument : arguments) {
      Ast.Formal formal;
      if (argument.name().isPresent()) {
        named = argument.name();
        formal = named(argument.name().get());
      } else if (named.isPresent()) {
        throw caller.fail(Diagnostic.of(Code.ARGUMENT_NAME, argument.span(),
            "an argument without a name stands before those with").and(named.get().span(), "the one with a name"));
      } else if (next == formals.size()) {
        throw caller.fail(Diagnostic.of(Code.ARGUMENT_COUNT, argument.span(), "`" + callee.name().text() + "` takes "
            + (formals.size() == 1 ? "one argument" : formals.size() + " arguments") + ", and this is one more")
            .and(callee.name().span(), head()));
      } else {
        formal = formals.get(next++);
      }
      String name = formal.name().text();
      if (values.containsKey(name)) {
        throw caller.fail(Diagnostic.of(Code.GIVEN_TWICE, argument.span(), "`" + name + "` is given twice")
            .and(places.get(name), "first here"));
      }
      Value value = value(formal, argument.value());
      checkKind(formal, value, argument.value().span());
      values.put(name, value);
      places.put(name, argument.value().span());
    }
    return new Binding(values, places);
  }

  private Ast.Formal named(Ast.Name name) {
    return callee.formals().stream().filter(f -> f.name().text().equals(name.text())).findFirst().orElseThrow(() -> {
      Diagnostic d = Diagnostic.of(Code.ARGUMENT_NAME, name.span(), "`" + callee.name().text() + "` has no parameter `"
          + name.text() + "`").and(callee.name().span(), head());
      Collection<String> names = callee.formals().stream().map(f -> f.name().text()).toList();
      return caller.fail(Spelling.suggestion(name.text(), names).map(d::hint).orElse(d));
    });
  }

  /** {@code conv(x, K, size, stride, pad)}. */
  private String head() {
    return callee.formals().stream().map(f -> f.name().text())
        .collect(Collectors.joining(", ", callee.name().text() + "(", ")"));
  }

  /** Whether it is a size or number known when compiling. */
  static boolean isNumber(Ast.Formal formal) {
    return formal.type() == Ast.FormalType.PLAIN && formal.dimensions().isEmpty();
  }

  private Value value(Ast.Formal formal, Ast.Expr e) {
    Sizes sizes = new Sizes(caller, caller.scope());
    if (isNumber(formal)) {
      if (!sizes.isStatic(e)) {
        rejectUnknownNames(e);
        throw caller.fail(Diagnostic.of(Code.ARGUMENT_KIND, e.span(), "`" + formal.name().text()
            + "` is a size or number known when compiling, and this is none")
            .and(formal.span(), "`" + callee.name().text() + "` declares it here"));
      }
      return sizes.value(e);
    } else if (formal.type() == Ast.FormalType.SCALAR && sizes.isStatic(e)) {
      return sizes.value(e);
    }
    return new Value.Whole(new Tensors(caller).tensor(e, ""));
  }

  private void rejectUnknownNames(Ast.Expr e) {
    Trees.references(e, r -> {
      if (!new Sizes(caller, caller.scope()).isStatic(r)) {
        caller.find(r.name(), r.span());
      }
    });
  }

  private void checkKind(Ast.Formal formal, Value value, Span place) {
    if (!(value instanceof Value.Whole w)) {
      return;
    }
    Tensor tensor = w.tensor();
    boolean classes = formal.type() == Ast.FormalType.CLASS;
    if (classes != tensor.isInteger()) {
      throw caller.fail(Diagnostic.of(Code.ARGUMENT_KIND, place, "`" + formal.name().text() + "` takes "
          + (classes ? "class numbers" : "numbers") + ", and `" + tensor.name() + "` holds "
          + (classes ? "numbers" : "class numbers")).and(formal.span(), "declared here"));
    }
    if (formal.type() == Ast.FormalType.SCALAR && tensor.isPerSample()) {
      throw caller.fail(Diagnostic.of(Code.ARGUMENT_KIND, place, "`" + formal.name().text()
          + "` is one number for the batch, and `" + tensor.name() + "` is one for each sample")
          .and(formal.span(), "declared here"));
    }
    if (formal.type() != Ast.FormalType.PLAIN && Reads.rank(tensor) != 0) {
      throw caller.fail(Diagnostic.of(Code.RANK, place, "`" + formal.name().text() + "` is one number, and `"
          + tensor.name() + "` is " + tensor.shapeText()).and(formal.span(), "declared here"));
    }
  }

  /** The names that the callee's body starts with: its parameters and the dimensions of its tensors. */
  Scope scope(Binding binding, Frame inside) {
    Scope scope = inside.scope();
    for (Ast.Formal formal : callee.formals()) {
      Value value = binding.values().get(formal.name().text());
      if (value != null) {
        inside.define(formal.name(), value);
      }
    }
    for (Ast.Formal formal : callee.formals()) {
      Value value = binding.values().get(formal.name().text());
      Span place = binding.places().getOrDefault(formal.name().text(), call);
      if (value instanceof Value.Whole w && formal.dimensions().isPresent()) {
        dimensions(formal, formal.dimensions().get(), w.tensor(), place, inside);
      } else if (value instanceof Value.Whole w && formal.classes().isPresent()) {
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
    Ast.Expr value = formal.defaultValue().orElseThrow(() -> missing(inside.scope()));
    if (!open.add(formal)) {
      throw inside.fail(Code.ARGUMENT_MISSING, formal.span(), "the default of `" + formal.name().text() + "` depends on itself");
    }
    Trees.references(value, r -> callee.formals().stream().filter(f -> f.name().text().equals(r.name()))
        .forEach(f -> settle(f, inside, open)));
    inside.define(formal.name(), new Sizes(inside, inside.scope()).value(value));
  }

  private Failure missing(Scope scope) {
    Set<String> missing = new LinkedHashSet<>();
    for (Ast.Formal f : callee.formals()) {
      if (f.defaultValue().isEmpty() && scope.find(f.name().text()) == null) {
        missing.add(f.name().text());
      }
    }
    return caller.fail(Diagnostic.of(Code.ARGUMENT_MISSING, call, "`" + callee.name().text() + "` needs "
        + missing.stream().map(m -> "`" + m + "`").collect(Collectors.joining(", ")))
        .and(callee.name().span(), head()));
  }

  private void dimensions(Ast.Formal formal, List<Ast.Dimension> dimensions, Tensor tensor, Span place, Frame inside) {
    int rank = Reads.rank(tensor);
    long packs = dimensions.stream().filter(Ast.Dimension::pack).count();
    if (packs > 1) {
      throw inside.fail(Code.INDEX, formal.span(), "a tensor has at most one pack of dimensions");
    }
    int single = dimensions.size() - (int) packs;
    if (packs == 0 ? rank != single : rank < single) {
      throw caller.fail(Diagnostic.of(Code.RANK, place, "`" + callee.name().text() + "` takes "
          + Sizes.text(formal.span()) + ", and `" + tensor.name() + "` is " + tensor.shapeText())
          .saying(tensor.shapeText()).and(formal.span(), "declared here")
          .and(tensor.origin().place(), caller.run().history.of(tensor)));
    }
    int d = 0;
    for (Ast.Dimension dimension : dimensions) {
      if (!dimension.pack()) {
        dimension(formal, dimension.size(), Reads.extent(tensor, d), Sizes.text(dimension.span()) + " of", tensor,
            place, inside);
        d++;
        continue;
      }
      List<Long> sizes = new ArrayList<>();
      List<String> names = new ArrayList<>();
      for (int end = d + rank - single; d < end; d++) {
        sizes.add(Reads.extent(tensor, d));
        names.add(tensor.indexNames().get(d + tensor.rank() - rank));
      }
      pack(dimension, new Value.Dimensions(sizes, names), tensor, place, inside);
    }
  }

  private void pack(Ast.Dimension dimension, Value.Dimensions actual, Tensor tensor, Span place, Frame inside) {
    if (!(dimension.size() instanceof Ast.Reference r)) {
      throw inside.fail(Code.INDEX, dimension.span(), "a pack of dimensions is a name, such as I...");
    }
    Value known = inside.scope().find(r.name());
    if (known == null) {
      inside.scope().define(r.name(), actual, r.span());
    } else if (!(known instanceof Value.Dimensions d) || !d.sizes().equals(actual.sizes())) {
      throw caller.fail(Diagnostic.of(Code.SHAPES, place, "`" + tensor.name() + "` is " + tensor.shapeText()
          + ", and here `" + r.name() + "...` is " + (known instanceof Value.Dimensions k ? k.sizes() : known.kind()))
          .and(dimension.span(), "declared here")
          .and(tensor.origin().place(), caller.run().history.of(tensor)));
    }
  }

  private void dimension(
      Ast.Formal formal, Ast.Expr written, long actual, String what, Tensor tensor, Span place, Frame inside) {
    if (written instanceof Ast.Reference r && inside.scope().find(r.name()) == null) {
      inside.scope().define(r.name(), new Value.Size(actual), r.span());
      return;
    }
    long expected = new Sizes(inside, inside.scope()).size(written);
    if (expected != actual) {
      throw caller.fail(Diagnostic.of(Code.SHAPES, place, what + " `" + formal.name().text() + "` is " + actual
          + " here, and must be " + expected)
          .saying("`" + tensor.name() + "` is " + (tensor.isInteger() ? "class[" + actual + "]" : tensor.shapeText()))
          .and(formal.span(), "`" + callee.name().text() + "` takes " + Sizes.text(formal.span()))
          .and(tensor.origin().place(), caller.run().history.of(tensor)));
    }
  }
}
