package dev.netgrad.cli;

import dev.netgrad.compiler.Output;
import dev.netgrad.report.training.TrainingPage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code netgrad report}: a page about a training. */
@Command(name = "report", description = {
    "Makes a page about a training, under way or ended: curves of the loss, of the test, of gradients and changes block"
        + " by block; which classes are taken for which; the worst mistakes; data, seed, machine and version.",
    "The page needs nothing beside it, no network either."},
    footer = {"", "Example: netgrad report out -o report.html"})
final class ReportCommand extends NetgradCommand {
  @Parameters(paramLabel = "DIR", description = "The folder that train was given with -o.")
  private Path directory;

  @Option(names = {"-o", "--output"}, paramLabel = "FILE", required = true, description = "Where the page goes.")
  private Path page;

  @Override
  public Integer call() {
    require(Files.isDirectory(directory), shown(directory) + " is no folder");
    Output.write(Map.of(page, TrainingPage.of(directory).getBytes(StandardCharsets.UTF_8)));
    out().println(shown(page));
    return 0;
  }
}
