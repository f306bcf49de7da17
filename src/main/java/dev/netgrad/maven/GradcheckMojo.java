package dev.netgrad.maven;

import dev.netgrad.compiler.GradientCheck;
import dev.netgrad.compiler.NoLossException;
import dev.netgrad.source.Span;
import dev.netgrad.tensor.Network;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.plugins.annotations.ResolutionScope;
import org.codehaus.plexus.build.BuildContext;

/**
 * Fails the build if a gradient of the project's networks is not what the loss changes by: derived adjoints, central
 * differences and generated code are compared at random points, and at ties. Warns of edges, such as zeros, at which a
 * gradient is no number. A network is checked again when its file or an import has changed.
 */
@Mojo(name = "gradcheck", defaultPhase = LifecyclePhase.VERIFY, requiresDependencyResolution = ResolutionScope.COMPILE,
    threadSafe = true)
public final class GradcheckMojo extends CheckingMojo {
  /** How many samples the batch has. */
  @Parameter(property = "netgrad.batch", defaultValue = "3")
  private int batch;

  /** Decides inputs, parameters and which elements are differenced. */
  @Parameter(property = "netgrad.seed", defaultValue = "1")
  private long seed;

  /** Elements of each tensor to difference, at most; 0 for what a minute allows for each network. */
  @Parameter(property = "netgrad.samples", defaultValue = "5")
  private int samples;

  private final List<String> wrong = new ArrayList<>();

  @Inject
  public GradcheckMojo(BuildContext buildContext) {
    super(buildContext);
  }

  @Override
  Object setting() throws MojoFailureException {
    if (batch < 1 || samples < 0) {
      throw new MojoFailureException(
          "<batch> is at least 1 and <samples> at least 0, not " + batch + " and " + samples);
    }
    return List.of(batch, seed, samples);
  }

  @Override
  void check(Network network) {
    try {
      GradientCheck.Result result = GradientCheck.check(
          network, new GradientCheck.Settings(batch, seed, samples), getLog()::debug);
      result.places().forEach(place -> getLog().warn(network.name() + ": " + place));
      wrong.addAll(failures(network, result.rows()));
    } catch (NoLossException e) {
      wrong.add(line(network, e.getMessage()));
    }
  }

  /** What is wrong with a network's gradients, a line each. */
  static List<String> failures(Network network, List<GradientCheck.Row> rows) {
    if (rows.isEmpty()) {
      return List.of(line(network, "there is nothing to differentiate; <excludes> leaves a file out"));
    }
    return rows.stream().filter(row -> !row.agrees()).map(row -> line(network, String.format(Locale.ROOT,
        "the gradient of %s is off: by differences %.2g times as far as is tolerated, in generated code %.2g times",
        row.tensor(), row.differenceError(), row.generatedError()))).toList();
  }

  /** At the network's head. */
  private static String line(Network network, String message) {
    Span head = network.training().origin().place();
    return head.file().path().map(Path::toString).orElse(head.file().name()) + ":" + head.line() + ":" + head.column()
        + " " + network.name() + ": " + message;
  }

  @Override
  List<String> failures(Job job) {
    return Stream.concat(super.failures(job).stream(), wrong.stream()).toList();
  }
}
