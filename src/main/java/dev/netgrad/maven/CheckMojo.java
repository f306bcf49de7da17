package dev.netgrad.maven;

import dev.netgrad.tensor.Network;
import java.util.List;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.plugins.annotations.ResolutionScope;
import org.codehaus.plexus.build.BuildContext;

/**
 * Fails the build if there is an error in the project's {@code .net} files. {@code generate} finds the same errors in
 * what it compiles; this goal is for files that are compiled elsewhere, such as layers that a library carries for
 * others.
 */
@Mojo(name = "check", defaultPhase = LifecyclePhase.VERIFY, requiresDependencyResolution = ResolutionScope.COMPILE,
    threadSafe = true)
public final class CheckMojo extends CheckingMojo {
  /** Whether warnings, too, fail the build. */
  @Parameter(property = "netgrad.failOnWarning", defaultValue = "false")
  private boolean failOnWarning;

  @Inject
  public CheckMojo(BuildContext buildContext) {
    super(buildContext);
  }

  @Override
  Object setting() {
    return List.of();
  }

  @Override
  void check(Network network) {}

  @Override
  List<String> failures(Job job) {
    return lines(failOnWarning ? job.problems() : job.errors());
  }
}
