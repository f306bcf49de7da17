package dev.netgrad.cli;

import dev.netgrad.ask.why.Overview;
import dev.netgrad.compiler.Compiler;
import dev.netgrad.compiler.Options;
import dev.netgrad.highway.Effect;
import dev.netgrad.highway.Highway;
import dev.netgrad.highway.HighwayCheck;
import dev.netgrad.highway.HighwayText;
import dev.netgrad.tensor.Derivative;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code netgrad highway}: what the gradient meets on the skips. */
@Command(name = "highway", description = {
    "Tells what happens to the gradient on the skip of each block and on the skip path of the whole network: nothing,"
        + " or by which lines it is changed. Proven on the derived adjoints with the residual functions taken out: what"
        + " takes more sums over weights than the shortest way."},
    footer = {"", "Example: netgrad highway examples/resnet20.net --allow selected,masked"})
final class HighwayCommand extends NetgradCommand {
  @Mixin
  private NetworkChoice choice;

  @Option(names = "--allow", paramLabel = "EFFECT[,EFFECT...]", description = {
      "An assertion: fails with a line for each effect on the network's skip path that is not named. identity stands"
          + " for none; the others are scaled, masked, curved, gated, dropped, selected, joined, moved, pooled,"
          + " resampled, scanned, normalised and projected."})
  private String allow;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() {
    Set<Effect> allowed = allowed();
    Derivative derivative = Compiler.derive(choice.choose(this), Options.of("").withInputGradients(true));
    if (allow == null) {
      tell(derivative);
      return 0;
    }
    Highway highway = Highway.of(derivative);
    HighwayCheck.check(highway, allowed).throwIfErrors();
    if (json) {
      tell(derivative);
    } else {
      HighwayText.summary(highway).forEach(out()::println);
    }
    return 0;
  }

  private void tell(Derivative derivative) {
    if (json) {
      out().println(Json.of(Overview.of(derivative)));
    } else {
      HighwayText.of(Highway.of(derivative)).forEach(out()::println);
    }
  }

  private Set<Effect> allowed() {
    Set<Effect> allowed = EnumSet.noneOf(Effect.class);
    for (String word : allow == null ? List.<String>of() : List.of(allow.strip().split("\\s*,\\s*"))) {
      if (!word.equals("identity")) {
        allowed.add(Effect.of(word).orElseThrow(() -> misuse("--allow: there is no effect `" + word
            + "`; there are identity, " + Arrays.stream(Effect.values()).map(Effect::toString)
                .collect(Collectors.joining(", ")))));
      }
    }
    return allowed;
  }
}
