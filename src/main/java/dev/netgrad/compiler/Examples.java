package dev.netgrad.compiler;

import dev.netgrad.model.Analysis;
import dev.netgrad.source.Code;
import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.Diagnostics;
import dev.netgrad.source.Span;
import dev.netgrad.syntax.Ast;
import dev.netgrad.syntax.Example;
import dev.netgrad.tensor.Network;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Runs the examples of a file: each is made a network of one call, whose inputs are the example's tensors, in
 * evaluation and for one sample. What the call gives is compared with the digits that are written, and its gradient
 * with differences.
 */
public final class Examples {
  private final Diagnostics diagnostics = new Diagnostics();
  private final List<Integer> atKinks = new ArrayList<>();
  private int held;

  private Examples() {}

  /**
   * What came of a file's examples.
   *
   * @param diagnostics has an error for each that does not hold or can't be run
   * @param held how many do
   * @param atKinks the lines of those of them where a difference is none of a derivative, so that it was left out
   */
  public record Outcome(Diagnostics diagnostics, int held, List<Integer> atKinks) {}

  /** An example, its network, and where in the text that is. */
  private record Written(Example example, String name, String text, int start) {}

  /** @param net without errors */
  public static Outcome of(NetFile net) {
    Examples examples = new Examples();
    DeepStack.call(() -> {
      examples.run(net.analysis());
      return null;
    });
    return new Outcome(examples.diagnostics, examples.held, List.copyOf(examples.atKinks));
  }

  private void run(Analysis analysis) {
    List<Written> written = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (Example example : analysis.examples()) {
      Optional<Ast.Declaration> callee = analysis.callable(example.callee().text());
      if (callee.isEmpty()) {
        fail(example.callee().span(), "there is no layer or block `" + example.callee().text() + "`");
      } else {
        String name = "Example" + (written.size() + 1) + "Of" + example.callee().text();
        String network = network(name, example, callee.get());
        written.add(new Written(example, name, network, text.length()));
        text.append(network);
      }
    }
    if (written.isEmpty()) {
      return;
    }
    Analysis all = analysis.with(text.toString());
    int before = written.get(0).example().span().file().text().length() + 1;
    Map<String, Network> networks = all.networks().stream()
        .collect(Collectors.toMap(Network::name, Function.identity(), (a, b) -> a));
    for (Written w : written) {
      Network network = networks.get(w.name());
      if (network == null) {
        all.diagnostics().sorted().stream().filter(d -> d.isError() && d.span().start() >= before + w.start()
            && d.span().start() < before + w.start() + w.text().length()).findFirst()
            .ifPresentOrElse(d -> fail(w.example().span(), d.message()),
                () -> fail(w.example().span(), "this is nothing that can be computed"));
      } else {
        run(w.example(), network);
      }
    }
  }

  /** A network that calls the layer or block with the example's tensors as inputs. */
  private static String network(String name, Example example, Ast.Declaration callee) {
    List<String> inputs = new ArrayList<>();
    List<String> arguments = new ArrayList<>();
    Map<String, Integer> sizes = new LinkedHashMap<>();
    for (int i = 0; i < example.arguments().size(); i++) {
      Example.Given given = example.arguments().get(i);
      Optional<Ast.Formal> formal = formal(callee, given, i);
      String label = given.name().map(n -> n.text() + " = ").orElse("");
      boolean isTensor = !given.value().shape().isEmpty()
          || formal.filter(f -> f.dimensions().isPresent() || f.type() != Ast.FormalType.PLAIN).isPresent();
      if (isTensor) {
        formal.ifPresent(f -> bind(f, given.value(), sizes));
        inputs.add(input(i) + shape(given.value()) + formal.map(f -> type(f, given.value(), sizes)).orElse(""));
        arguments.add(label + input(i));
      } else {
        arguments.add(label + given.value().span().text());
      }
    }
    return "network " + name + "(" + String.join(", ", inputs) + ") {\n  y = " + callee.name().text() + "("
        + String.join(", ", arguments) + ")\n}\n";
  }

  private static String type(Ast.Formal formal, Example.Literal value, Map<String, Integer> sizes) {
    return switch (formal.type()) {
      case PLAIN, KEY -> "";
      case SCALAR -> ": scalar";
      case STEP -> ": step";
      case CLASS -> ": class[" + formal.classes().map(c -> sizes.get(c.span().text())).orElse(most(value)) + "]";
    };
  }

  static String input(int argument) {
    return "argument" + (argument + 1);
  }

  /** As many classes as it takes for the largest. */
  private static int most(Example.Literal numbers) {
    return (int) numbers.numbers().stream().mapToDouble(Example.Digits::value).max().orElse(0) + 1;
  }

  private static Optional<Ast.Formal> formal(Ast.Declaration callee, Example.Given given, int position) {
    return given.name().isPresent() ? callee.formals().stream()
        .filter(f -> f.name().text().equals(given.name().get().text())).findFirst()
        : callee.formals().stream().skip(position).findFirst();
  }

  /** The names that the tensor's dimensions give to its extents; those after a pack count from the end. */
  private static void bind(Ast.Formal formal, Example.Literal value, Map<String, Integer> sizes) {
    List<Ast.Dimension> dimensions = formal.dimensions().orElse(List.of());
    int left = 0;
    for (int d = 0; d < dimensions.size(); d++) {
      if (dimensions.get(d).pack()) {
        left = value.shape().size() - dimensions.size();
      } else if (0 <= d + left && d + left < value.shape().size()) {
        sizes.putIfAbsent(dimensions.get(d).size().span().text(), value.shape().get(d + left));
      }
    }
  }

  private static String shape(Example.Literal value) {
    return value.shape().isEmpty() ? ""
        : value.shape().stream().map(String::valueOf).collect(Collectors.joining(", ", "[", "]"));
  }

  private void run(Example example, Network network) {
    ExampleRun run = new ExampleRun(example, network);
    Optional<Diagnostic> wrong = run.wrong();
    wrong.ifPresent(diagnostics::add);
    if (wrong.isEmpty()) {
      held++;
      if (run.isAtKink()) {
        atKinks.add(example.span().line());
      }
    }
  }

  private void fail(Span place, String message) {
    diagnostics.add(Diagnostic.of(Code.EXAMPLE, place, message));
  }
}
