package dev.netgrad.model.network;

import dev.netgrad.model.body.Bodies;
import dev.netgrad.model.scope.Dependencies;
import dev.netgrad.model.scope.Failure;
import dev.netgrad.model.scope.Frame;
import dev.netgrad.model.scope.Meaning;
import dev.netgrad.source.Code;
import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.Span;
import dev.netgrad.syntax.Aside;
import dev.netgrad.syntax.Ast;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Metrics;
import dev.netgrad.tensor.Origin;
import dev.netgrad.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What a network gives in evaluation beside its outputs: derivatives and metrics. */
final class Asides {
  private final Frame frame;
  private final Map<Ast.AsideStatement, Tensor> values = new LinkedHashMap<>();
  private final MetricCut metrics;

  Asides(Frame frame) {
    this.frame = frame;
    this.metrics = new MetricCut(frame);
  }

  /** What each statement gives. */
  Map<Ast.AsideStatement, Tensor> values() {
    return values;
  }

  /** Its name is that of a method, and no other aside's nor that of something else in the network. */
  void add(Ast.AsideStatement d, Bodies bodies) {
    String name = d.name().text();
    Optional<Span> before = frame.scope().place(name).or(() -> values.keySet().stream()
        .map(Ast.AsideStatement::name).filter(n -> n.text().equals(name)).map(Ast.Name::span).findFirst());
    if (before.isPresent()) {
      frame.fail(Diagnostic.of(Code.DEFINED_TWICE, d.name().span(), "`" + name + "` is defined twice")
          .and(before.get(), "first here"));
    } else if (bodies.statement(d, name, false) instanceof Meaning.Whole whole) {
      try {
        if (d.aside() == Aside.METRIC) {
          metrics.add(name, number(d, whole.tensor()), d.value().span());
        }
        values.put(d, whole.tensor());
      } catch (Failure failure) {
        frame.run().fail();
      }
    }
  }

  private Tensor number(Ast.AsideStatement metric, Tensor value) {
    Ast.Expr e = metric.value();
    if (value.isInteger()) {
      throw frame.fail(Diagnostic.of(Code.METRIC, e.span(),
          "a metric is a number that means more or less, and these are class numbers or positions")
          .advice("compare them: [guess == label] is 1 where they are equal"));
    } else if (value.sampleRank() != 0) {
      Diagnostic wrong = Diagnostic.of(Code.METRIC, e.span(),
          "a metric is one number, for each sample or for all, and this is " + value.shapeText());
      boolean hasName = e instanceof Ast.Reference || e instanceof Ast.Call;
      throw frame.fail(hasName ? wrong.fix("take the mean over its indices", e.span(), mean(e, value))
          : wrong.advice("take the mean over its indices"));
    }
    return value;
  }

  /** The mean over the indices of what has a name or is a call. */
  private static String mean(Ast.Expr e, Tensor value) {
    int first = value.isPerSample() ? 1 : 0;
    List<String> named = value.indexNames().subList(first, value.rank());
    boolean areNames = Set.copyOf(named).size() == named.size() && !named.contains("n");
    List<String> indices = areNames ? named : IntStream.range(0, named.size()).mapToObj(d -> "i" + d).toList();
    String ranges = IntStream.range(0, indices.size()).mapToObj(d -> indices.get(d) + " < " + value.sampleExtent(d))
        .collect(Collectors.joining(", "));
    return "(sum[" + ranges + "] " + e.span().text() + "[" + String.join(", ", indices) + "])/"
        + value.elementsPerSample();
  }

  /** The graph of each derivative alone, with the inputs that it reads. */
  List<Block> derivatives(String network, List<Tensor> inputs) {
    return values.entrySet().stream().filter(e -> e.getKey().aside() == Aside.DERIVATIVE)
        .map(e -> derivative(network, inputs, e.getKey(), e.getValue())).toList();
  }

  private Block derivative(String network, List<Tensor> inputs, Ast.AsideStatement statement, Tensor derivative) {
    Set<Tensor> needed = Dependencies.needed(List.of(derivative), frame.graph().previous());
    List<Tensor> given = inputs.stream().filter(needed::contains).toList();
    return frame.graph().block(derivative.name(), network + "." + derivative.name(), "",
        given, List.of(derivative), List.of(), new Origin(statement.span(), List.of()));
  }

  /** The graphs of the metrics, if there are any. */
  Optional<Metrics> metrics(String network, List<Tensor> inputs) {
    return metrics.isEmpty() ? Optional.empty() : Optional.of(metrics.cut(network + ".metrics", inputs,
        new Origin(frame.declaration().span(), List.of())));
  }
}
