package dev.netgrad.model.body;

import dev.netgrad.model.names.Indices;
import dev.netgrad.model.names.Limits;
import dev.netgrad.model.scope.Binding;
import dev.netgrad.model.scope.Elaboration;
import dev.netgrad.model.scope.Environment;
import dev.netgrad.model.scope.Failure;
import dev.netgrad.model.scope.Frame;
import dev.netgrad.model.scope.Graph;
import dev.netgrad.model.scope.Meaning;
import dev.netgrad.source.Code;
import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.Span;
import dev.netgrad.syntax.Ast;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Call;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Derivation;
import dev.netgrad.tensor.Extent;
import dev.netgrad.tensor.Origin;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Uses of layers and blocks. A layer's formulas are put in place; a block is elaborated once for each signature and
 * called. A repeated layer counts as a block.
 */
public final class CallElaboration {
  private final Frame caller;
  private final Ast.Declaration callee;
  private final Span span;

  public CallElaboration(Frame caller, Ast.Declaration callee, Span span) {
    this.caller = caller;
    this.callee = callee;
    this.span = span;
    if (caller.trail().size() >= Limits.CALL_DEPTH) {
      throw caller.fail(Code.DEPTH, span, "layers use one another more than " + Limits.CALL_DEPTH + " levels deep");
    } else if (caller.run().resolution().isWrong(callee)
        || callee.formals().stream().anyMatch(caller.run().resolution()::isWrong)) {
      throw new Failure();
    }
  }

  public Binding arguments(Binding.Input input, List<Ast.Argument> arguments) {
    return new Arguments(caller, callee, span).bind(input, arguments);
  }

  /**
   * One use.
   *
   * @param callName what its parameters are named by
   * @param name what the result is called; if empty, as the call
   */
  public Tensor once(Binding binding, String callName, String name) {
    String resultName = name.isEmpty() ? callName : name;
    if (callee.kind() == Ast.Kind.BLOCK) {
      return call(block(binding), binding, List.of(caller.prefix() + callName), resultName);
    }
    caller.run().firstUses.putIfAbsent(callee, binding);
    Frame inside = caller.inlined(callee, new Environment(), callName, span);
    caller.body().use(inside.body());
    inside.body().begin(new Arguments(caller, callee, span).scope(binding, inside));
    return new Bodies(inside).result(resultName);
  }

  /** {@code repeat(times)}: repetitions in a row that have one signature are one call. */
  Tensor repeated(long times, Binding first, String callName, String name) {
    String resultName = name.isEmpty() ? callName : name;
    Ast.Formal chained = callee.formals().get(0);
    String input = chained.name().text();
    if (chained.type() != Ast.FormalType.PLAIN) {
      throw caller.fail(Diagnostic.of(Code.REPEAT, span, "repeat passes on tensors, and `" + input + "` is none")
          .and(chained.span(), "declared here"));
    }
    Binding binding = first;
    Tensor current = ((Meaning.Whole) first.values().get(input)).tensor();
    long done = 0;
    while (done < times) {
      Block block = block(binding);
      if (block.outputs().get(0).isInteger()) {
        throw caller.fail(Code.REPEAT, span, "repeat passes on tensors, and these are class numbers");
      }
      boolean lasting = block.outputs().get(0).shape().equals(current.shape());
      long count = lasting ? times - done : 1;
      List<String> instances = new ArrayList<>();
      for (long i = done; i < done + count; i++) {
        instances.add(caller.prefix() + callName + "." + i);
      }
      done += count;
      current = call(block, binding, instances, done == times ? resultName : callName);
      binding = binding.with(input, current);
    }
    return current;
  }

  /** The result of a call; of a block that passes on an input, that input. */
  private Tensor call(Block block, Binding binding, List<String> instances, String name) {
    List<Tensor> arguments = new ArrayList<>();
    for (Ast.Formal formal : callee.formals()) {
      if (binding.values().get(formal.name().text()) instanceof Meaning.Whole w) {
        arguments.add(w.tensor());
      }
    }
    Tensor output = block.outputs().get(0);
    int passed = block.inputs().indexOf(output);
    if (passed >= 0 && !caller.run().updates(block)) {
      return arguments.get(passed);
    }
    if (caller.run().runs(block) * instances.size() > Limits.RUNS) {
      throw caller.fail(Code.BUDGET, span, "blocks would run more than " + Limits.RUNS + " times here");
    }
    for (String instance : instances) {
      Call before = caller.graph().instance(instance);
      if (before != null && before.block() != block) {
        throw caller.fail(Diagnostic.of(Code.SHARED_LABEL, span, "two uses share the label `" + instance
            + "` and so their parameters, but they differ: " + block.signature() + " and " + before.block().signature())
            .and(before.origin().span(), "first here"));
      }
    }
    Call call = new Call(block, instances, arguments, caller.origin(span));
    caller.graph().addCall(call);
    return caller.graph().add(new Tensor(name, output.shape(), output.indexNames(), output.isInteger(),
        new Definition.Result(call), caller.origin(span), Derivation.SOURCE));
  }

  /** The block of this signature; elaborated if it is the first of it. */
  public Block block(Binding binding) {
    caller.run().firstUses.putIfAbsent(callee, binding);
    Frame probe = caller.separate(callee, new Environment(), caller.graph(), span);
    Environment scope = new Arguments(caller, callee, span).scope(binding, probe);
    List<Object> arguments = arguments(binding, scope);
    Map<List<Object>, Optional<Elaboration.Signature>> known = caller.run().blocks(callee);
    if (!known.containsKey(arguments)) {
      known.put(arguments, Optional.empty());
      known.put(arguments, Optional.of(elaborated(binding, signature(binding, scope))));
    }
    Elaboration.Signature found = known.get(arguments).orElseThrow(Failure::new);
    caller.body().use(found.body());
    return found.block();
  }

  /** What a block knows of a tensor that it is given. */
  private record Port(List<Extent> shape, long classes, Definition definition) {}

  /**
   * What tells a block from others of its declaration: what it knows of its tensors, and all other arguments' values.
   */
  private List<Object> arguments(Binding binding, Environment scope) {
    List<Object> arguments = new ArrayList<>();
    for (Ast.Formal formal : callee.formals()) {
      Meaning value = binding.values().get(formal.name().text());
      if (value instanceof Meaning.Whole w) {
        long classes = classes(w.tensor());
        arguments.add(new Port(w.tensor().shape(), classes, definition(w.tensor(), classes)));
      } else {
        Meaning given = scope.find(formal.name().text());
        arguments.add(given instanceof Meaning.Size size ? size.value() : given);
      }
    }
    return arguments;
  }

  /** {@code basic(x[32, 32, 16], K = 16, stride = 1)}. */
  private String signature(Binding binding, Environment scope) {
    List<String> parts = new ArrayList<>();
    for (Ast.Formal formal : callee.formals()) {
      String name = formal.name().text();
      if (binding.values().get(name) instanceof Meaning.Whole w) {
        Tensor t = w.tensor();
        String kind = t.isInteger() ? shape(t) + ": class[" + caller.run().classes.get(t) + "]"
            : isGivenAtRunTime(t) ? ": scalar" : t.shapeText();
        parts.add(name + kind + (t.isPerSample() || isGivenAtRunTime(t) ? "" : " of the batch"));
      } else {
        parts.add(name + " = " + scope.find(name).text());
      }
    }
    return callee.name().text() + "(" + String.join(", ", parts) + ")";
  }

  private static String shape(Tensor classNumbers) {
    return classNumbers.sampleRank() == 0 ? "" : classNumbers.shapeText();
  }

  private static boolean isGivenAtRunTime(Tensor actual) {
    return actual.definition() instanceof Definition.RunTime;
  }

  private long classes(Tensor actual) {
    return caller.run().classes.getOrDefault(actual, 0L);
  }

  /**
   * What an argument is inside: a number that is given at run time is passed on as that, one that is computed is an
   * array.
   */
  private static Definition definition(Tensor actual, long classes) {
    return isGivenAtRunTime(actual) ? actual.definition() : new Definition.Input(classes);
  }

  private Elaboration.Signature elaborated(Binding binding, String signature) {
    Graph graph = new Graph(caller.run());
    Frame inside = caller.separate(callee, new Environment(), graph, span);
    Map<String, Meaning> values = new LinkedHashMap<>(binding.values());
    List<Tensor> inputs = new ArrayList<>();
    for (Ast.Formal formal : callee.formals()) {
      if (binding.values().get(formal.name().text()) instanceof Meaning.Whole w) {
        Tensor input = input(formal, w.tensor());
        inputs.add(input);
        values.put(formal.name().text(), new Meaning.Whole(input));
      }
    }
    inside.body().begin(new Arguments(caller, callee, span).scope(binding.with(values), inside));
    Tensor output = new Bodies(inside).result("");
    Block block = graph.block(callee.name().text(), signature, callee.documentation(), inputs, List.of(output),
        List.of(), new Origin(callee.span(), List.of()));
    return new Elaboration.Signature(block, inside.body());
  }

  /** What stands for an argument inside the block; its indices are called as the formal parameter calls them. */
  private Tensor input(Ast.Formal formal, Tensor actual) {
    List<String> names = new ArrayList<>();
    List<String> given = actual.indexNames().subList(actual.rank() - actual.sampleRank(), actual.rank());
    List<Ast.Dimension> dimensions = formal.dimensions().orElse(List.of());
    for (Ast.Dimension d : dimensions) {
      int here = d.pack() ? given.size() - dimensions.size() + 1 : 1;
      for (int i = 0; i < here; i++) {
        boolean isNamed = !d.pack() && d.size() instanceof Ast.Reference;
        names.add(isNamed ? Indices.indexName(d.size(), names.size()) : given.get(names.size()));
      }
    }
    names = new ArrayList<>(Indices.distinct(names));
    List<Extent> shape = actual.shape();
    if (actual.isPerSample()) {
      names.add(0, "n");
    }
    Tensor input = new Tensor(formal.name().text(), shape, names, actual.isInteger(),
        definition(actual, classes(actual)), new Origin(formal.span(), List.of()), Derivation.SOURCE);
    if (actual.isInteger()) {
      caller.run().classes.put(input, caller.run().classes.get(actual));
    }
    return input;
  }
}
