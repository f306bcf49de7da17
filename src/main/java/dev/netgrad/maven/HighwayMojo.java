package dev.netgrad.maven;

import dev.netgrad.compiler.Compiler;
import dev.netgrad.compiler.Options;
import dev.netgrad.highway.Effect;
import dev.netgrad.highway.Highway;
import dev.netgrad.highway.HighwayCheck;
import dev.netgrad.tensor.Network;
import java.util.EnumSet;
import java.util.Set;
import javax.inject.Inject;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.plugins.annotations.ResolutionScope;
import org.codehaus.plexus.build.BuildContext;

/**
 * Fails the build, at the line, if something is on the skip path of a network that is not allowed there: say, a ReLU
 * after an addition. What happens to the gradient is proven on the derived adjoints.
 */
@Mojo(name = "highway", defaultPhase = LifecyclePhase.VERIFY, requiresDependencyResolution = ResolutionScope.COMPILE,
    threadSafe = true)
public final class HighwayMojo extends CheckingMojo {
  /**
   * What the gradient may meet on the skip path: scaled, masked, curved, gated, dropped, selected, joined, moved,
   * pooled, resampled, scanned, normalised, projected. Without any, the path has to be the identity. A network without
   * a skip path fails the build; {@code excludes} leaves its file out.
   */
  @Parameter(property = "netgrad.allow")
  private Set<String> allow = Set.of();

  private final Set<Effect> allowed = EnumSet.noneOf(Effect.class);

  @Inject
  public HighwayMojo(BuildContext buildContext) {
    super(buildContext);
  }

  @Override
  Object setting() throws MojoFailureException {
    for (String word : allow) {
      allowed.add(Effect.of(word.strip()).orElseThrow(() -> new MojoFailureException(
          "<allow>: there is no effect `" + word + "`; the documentation of the goal lists them")));
    }
    return allowed;
  }

  @Override
  void check(Network network) {
    HighwayCheck.check(Highway.of(Compiler.derive(network, Options.of("").withInputGradients(true))), allowed)
        .throwIfErrors();
  }
}
