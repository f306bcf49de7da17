package dev.netgrad.ask.draw;

import dev.netgrad.highway.Crossing;
import dev.netgrad.highway.Highway;
import dev.netgrad.highway.HighwayText;
import dev.netgrad.highway.SkipPath;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The skip path of a network as a bus: a straight line from the loss to the first layer, with what hangs off it.
 *
 * @param title of the network
 * @param stops in the order of the forward pass
 * @param summary what the bus is, in words
 */
public record Bus(String title, List<Stop> stops, List<String> summary) {

  /**
   * A place on the line.
   *
   * @param text a block and how often it is there, or a layer on the line itself
   * @param residual what hangs off the line: F
   * @param effects what happens to the gradient on the line; nothing, if it passes unchanged
   * @param places the lines of the source that do it
   * @param isOnBus whether it is between the first skip and the last
   */
  public record Stop(String text, String residual, List<String> effects, List<String> places, boolean isOnBus) {
    public Stop {
      effects = List.copyOf(effects);
      places = List.copyOf(places);
    }
  }

  public Bus {
    stops = List.copyOf(stops);
    summary = List.copyOf(summary);
  }

  /** The bus of a network. */
  public static Bus of(Highway highway) {
    List<Stop> stops = new ArrayList<>();
    highway.before().forEach(part -> stops.add(stop(part, false)));
    highway.bus().forEach(part -> stops.add(stop(part, true)));
    highway.behind().forEach(part -> stops.add(stop(part, false)));
    return new Bus(highway.network().name(), joined(stops), HighwayText.summary(highway));
  }

  private static Stop stop(SkipPath.Part part, boolean isOnBus) {
    if (part instanceof SkipPath.Called called) {
      SkipPath skip = called.skip();
      String times = called.call().count() > 1 ? called.call().count() + " × " : "";
      String residual = skip.residual().isEmpty() || !skip.isShort() ? ""
          : "F: " + skip.residual().stream().map(Tensor::name).collect(Collectors.joining(", ")) + " …";
      return new Stop(times + called.call().block().name() + " " + skip.adjoint().shapeText(), residual,
          skip.counted().map(c -> word(c.crossing())).distinct().toList(),
          skip.counted().map(c -> place(c.crossing())).distinct().toList(), isOnBus);
    }
    Crossing crossing = ((SkipPath.Own) part).crossing();
    return new Stop(crossing.statement().name(), "", List.of(word(crossing)), List.of(place(crossing)), isOnBus);
  }

  private static String word(Crossing crossing) {
    return HighwayText.word(crossing);
  }

  private static String place(Crossing crossing) {
    return crossing.statement().origin().place().lineReference();
  }

  /** Effects of one layer, one after the other, are one stop. */
  private static List<Stop> joined(List<Stop> stops) {
    List<Stop> joined = new ArrayList<>();
    for (Stop stop : stops) {
      Stop last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
      if (last != null && last.text.equals(stop.text) && last.residual.isEmpty() && stop.residual.isEmpty()) {
        List<String> effects = new ArrayList<>(last.effects);
        effects.addAll(stop.effects);
        joined.set(joined.size() - 1, new Stop(stop.text, "", effects, stop.places, stop.isOnBus));
      } else {
        joined.add(stop);
      }
    }
    return joined;
  }
}
