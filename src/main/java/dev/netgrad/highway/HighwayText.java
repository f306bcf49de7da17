package dev.netgrad.highway;

import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Printer;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The highway of a network as text, a block after the other and then the whole. */
public final class HighwayText {
  private static final int WIDTH = 56;
  private static final Printer PRINTER = Printer.brief();

  private final Highway highway;
  private final List<String> lines = new ArrayList<>();

  private HighwayText(Highway highway) {
    this.highway = highway;
  }

  /** The report, a line each. */
  public static List<String> of(Highway highway) {
    HighwayText text = new HighwayText(highway);
    text.report();
    return text.lines;
  }

  private void report() {
    lines.add("network " + highway.network().name());
    highway.uses().forEach(this::block);
    lines.add("");
    lines.addAll(summary(highway));
  }

  private void block(Block block, long times) {
    lines.add("");
    Map<Tensor, SkipPath> skips = highway.blocks().get(block);
    lines.add("block " + block.signature() + (times == 1 ? "" : ", " + times + " times"));
    if (skips.isEmpty()) {
      lines.add("  gives no gradient to what it reads");
    }
    skips.forEach((input, skip) -> skip(skip, block.inputs().size() > 1 ? " to " + input.name() : ""));
  }

  private void skip(SkipPath skip, String to) {
    if (!skip.isShort()) {
      lines.add("  no skip" + to + ": every way has " + products(skip.least()));
      return;
    }
    lines.add("  skip" + to + ": " + effects(skip) + (skip.least() == 0 ? "" : ", with " + products(skip.least())));
    if (!skip.residual().isEmpty()) {
      lines.add("  F begins with " + skip.residual().stream().map(Tensor::name).collect(Collectors.joining(", "))
          + " and has " + (skip.most() == 0 ? "no trained product" : products(skip.most())));
    }
    left(skip);
    counted(skip.counted().toList(), "    ");
  }

  /** What the adjoint is without F. */
  private void left(SkipPath skip) {
    if (skip.backward().outputAdjoints().contains(skip.adjoint())) {
      lines.add("  without F, " + skip.adjointName() + " is " + skip.adjoint().name() + ", one and the same");
    }
    for (Tensor formula : skip.formulas()) {
      lines.add(formula.name().equals(skip.adjoint().name())
          ? "  without F, " + skip.adjointName() + PRINTER.line(formula).substring(formula.name().length())
          : "    where " + PRINTER.line(formula));
    }
  }

  private static String products(long count) {
    return count == 1 ? "1 trained product" : String.format(Locale.ROOT, "%,d trained products", count);
  }

  /** The effects of a skip in a few words, such as {@code masked, scaled by 0.5}. */
  public static String effects(SkipPath skip) {
    if (skip.isIdentity()) {
      return "the identity";
    }
    Set<String> words = new LinkedHashSet<>();
    skip.counted().forEach(c -> words.add(word(c.crossing())));
    return String.join(", ", words);
  }

  /** An effect in a word, with its number: {@code scaled by 0.5}. */
  public static String word(Crossing crossing) {
    return crossing.effect() + (crossing.factor().isPresent()
        ? " by " + Printer.number(crossing.factor().getAsDouble()) : "");
  }

  /** What a skip does to the gradient, in a sentence with lines. */
  public static String sentence(SkipPath skip) {
    String to = skip.adjointName();
    if (skip.isIdentity()) {
      return "Over the skip, the gradient arrives unchanged: without F, " + to + " is " + skip.adjoint().name() + ".";
    }
    Set<String> effects = new LinkedHashSet<>();
    skip.counted().map(c -> Place.of(c.crossing())).forEach(p -> effects.add(p.what() + " (" + p.line() + ")"));
    return "Over the skip, without F, " + to + " is the gradient of the result " + String.join(", ", effects) + ".";
  }

  /** What the whole skip path is, in a sentence whose parts have lines. */
  public static List<String> summary(Highway highway) {
    if (!highway.hasPath()) {
      return List.of("This network has no skip path: no way of the gradient is shorter than another.");
    }
    List<SkipPath.Counted> counted = highway.counted().toList();
    if (counted.isEmpty()) {
      return List.of("This network's skip path is the identity: the gradient of the last sum reaches the first block"
          + " unchanged.");
    }
    HighwayText text = new HighwayText(highway);
    text.lines.add("This network's skip path is the identity except");
    text.counted(counted, "  ");
    double factor = highway.factor();
    if (factor != 1) {
      text.lines.add("  in all, scaled by " + String.format(Locale.ROOT, "%.3g", factor));
    }
    return text.lines;
  }

  private static String times(long times) {
    return times == 1 ? "" : String.format(Locale.ROOT, ", %,d times", times);
  }

  private record Place(String what, String line) {
    static Place of(Crossing crossing) {
      return new Place(word(crossing) + (crossing.factor().isPresent() ? ", by " : " by ")
          + crossing.statement().name(), crossing.statement().origin().place().lineReference());
    }
  }

  private void counted(List<SkipPath.Counted> counted, String indent) {
    Map<Place, Long> places = new LinkedHashMap<>();
    counted.forEach(c -> places.merge(Place.of(c.crossing()), c.times(), Long::sum));
    places.forEach((place, times) -> {
      String what = indent + place.what + times(times);
      lines.add(what + " ".repeat(Math.max(2, WIDTH - what.length())) + place.line);
    });
  }
}
