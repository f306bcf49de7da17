package dev.netgrad.checks;

import dev.netgrad.grad.DerivedTerms;
import dev.netgrad.grad.Differentiation;
import dev.netgrad.model.Analysis;
import dev.netgrad.model.Modules;
import dev.netgrad.simplify.Simplification;
import dev.netgrad.source.Diagnostics;
import dev.netgrad.source.SourceFile;
import dev.netgrad.tensor.Derivative;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.check.Verifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** {@code .net} text on its way through the front and the middle of the compiler, verified after each pass. */
public final class Nets {
  private Nets() {}

  /** The files that people read, learn from and copy: examples and library, and nothing that a build made of them. */
  public static List<Path> published() throws IOException {
    try (Stream<Path> examples = Files.walk(Path.of("examples"));
        Stream<Path> library = Files.walk(Path.of("src/main/resources"))) {
      return Stream.concat(examples, library).filter(f -> f.toString().endsWith(".net"))
          .filter(f -> StreamSupport.stream(f.spliterator(), false).noneMatch(Path.of("target")::equals)).sorted()
          .toList();
    }
  }

  /** The first network of a text, as {@code model} gives it. */
  public static Network network(String text) {
    Diagnostics diagnostics = new Diagnostics();
    return first(Modules.of(new SourceFile("test.net", text), diagnostics), diagnostics);
  }

  /** The first network of a file, such as {@code examples/resnet20.net}. */
  public static Network network(Path file) {
    Diagnostics diagnostics = new Diagnostics();
    return first(Modules.load(file, diagnostics), diagnostics);
  }

  private static Network first(Modules modules, Diagnostics diagnostics) {
    Analysis analysis = Analysis.of(modules, diagnostics);
    analysis.diagnostics().throwIfErrors();
    Network network = analysis.networks().get(0);
    Verifier.verify(network);
    return network;
  }

  /** The network with its {@code grad(…)} terms derived, simplified by the exact laws. */
  public static Network simplified(Network network) {
    Network simplified = Simplification.simplify(DerivedTerms.expand(network));
    Verifier.verify(simplified);
    return simplified;
  }

  /** The derivative as the reverse sweep leaves it, adjoints of the inputs among it. */
  public static Derivative raw(Network simplified) {
    Derivative derivative = Differentiation.differentiate(simplified, true);
    Verifier.verify(derivative);
    return derivative;
  }

  public static Derivative simplified(Derivative raw) {
    Derivative derivative = Simplification.simplify(raw);
    Verifier.verify(derivative);
    return derivative;
  }

  /** All the way from a network to its simplified derivative. */
  public static Derivative derivative(Network network) {
    return simplified(raw(simplified(network)));
  }

  public static Derivative derivative(String text) {
    return derivative(network(text));
  }
}
